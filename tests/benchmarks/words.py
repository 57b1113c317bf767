"""How long the words take: reading them all, finding a card or a place, understanding a text, choosing a tip."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter

from bot.domain.plain_words import LONGEST_TEXT
from bot.domain.replies import parse_reply
from bot.domain.safety import concern_of
from bot.domain.tip_choice import DayPicture, choose_tip
from bot.domain.tips import Pattern, Verdict
from bot.runtime import garbage
from content.loader import content_root, load
from content.places import search
from content.replies import REPLIES_FILE, load_reply_words
from tests.benchmarks.figures import Line, Target
from tests.benchmarks.sizes import Sizes
from tests.hostile import PLACES, REPLIES
from tests.safety.hostile import HOSTILE

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
TODAY = NOW.date()
SEARCHES = ("lyrica", "lyrca", "tea", "is ketamine good for fibro pain?", "sleep", "asdfgh", "chest pain", "x" * 4000)


def measure(sizes: Sizes) -> list[Line]:
    """The middle and the slowest of each. A busy machine spoils the last, so it is not judged."""
    times = 10 * sizes.rounds
    garbage.look_seldom()  # as the program does while it starts
    reading = lines("Reading all words", 150, [load], times=sizes.rounds)
    words = load().words("en")
    words.finder.warm_up()
    finding = lines("Finding a card", 5, [lambda text=text: words.finder.find(text) for text in SEARCHES], times=times)
    a_year = {
        tip.id: (NOW - timedelta(days=365 * place / len(words.tips)), Verdict.NONE)
        for place, tip in enumerate(words.tips)
    }
    days = [
        DayPicture(TODAY, frozenset({Pattern.STEADY})),
        DayPicture(TODAY, frozenset({Pattern.SLEEP_LOW, Pattern.MOOD_LOW}), cautions=frozenset({"FALL", "PREG"})),
        DayPicture(date(2027, 2, 1), frozenset({Pattern.PAIN_HIGH, Pattern.FOG}), in_flare=True),
    ]
    choices = [lambda day=day: choose_tip(words.tips, day, a_year, NOW) for day in days]
    rules = load().safety.phrase_rules
    hostile = "Hearing 4,096 hostile characters of the worst kind"
    kinds = [lambda text=text: concern_of(text[:LONGEST_TEXT], rules) for text in HOSTILE.values()]
    heard = max((lines(hostile, 5, [each], times=times) for each in kinds), key=lambda pair: pair[0].ours)
    english = load_reply_words(content_root(None) / "en" / REPLIES_FILE)
    replies = [lambda text=text: parse_reply(text, english, {}) for text in REPLIES.values()]
    understood = lines("Reading 4,096 hostile characters as an answer", 5, replies, times=times)
    search(SEARCHES[0])
    places = lines("Finding a place", 5, [lambda text=text: search(text) for text in PLACES], times=times)
    return [
        *reading,
        *finding,
        *places,
        *understood,
        *heard,
        *lines("Choosing a tip, a year in", 1, choices, times=times),
    ]


def lines(what: str, promised: float, runs: list[Callable[[], object]], *, times: int) -> list[Line]:
    """Milliseconds taken in the middle and at worst; the middle is held against what is promised."""
    taken = []
    for _ in range(times):
        for run in runs:
            begun = perf_counter()
            run()
            taken.append(1000 * (perf_counter() - begun))
    target = Target("≤", promised, " ms")
    return [Line(what, median(taken), "ms", target=target), Line(f"{what}, the slowest", max(taken), "ms")]
