"""How long the words take: reading them all, finding a card, choosing a tip. Run with `make bench`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter

from bot.domain.tip_choice import DayPicture, choose_tip
from bot.domain.tips import Pattern, Verdict
from content.loader import load

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
TODAY = NOW.date()
SEARCHES = ("lyrica", "lyrca", "tea", "is ketamine good for fibro pain?", "sleep", "asdfgh", "chest pain", "x" * 4000)


def main() -> None:
    """Print the quickest, the middle and the slowest of each, with what is promised. A busy machine spoils the last."""
    tell("read all words", 150, [load], times=9)
    words = load().words("en")
    words.finder.warm_up()
    tell("find a card", 5, [lambda text=text: words.finder.find(text) for text in SEARCHES], times=50)
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
    tell("choose a tip, a year in", 1, choices, times=200)


def tell(what: str, promised: float, runs: list[Callable[[], object]], *, times: int) -> None:
    """One line: milliseconds taken, and milliseconds promised."""
    taken = []
    for _ in range(times):
        for run in runs:
            begun = perf_counter()
            run()
            taken.append(1000 * (perf_counter() - begun))
    found = f"{min(taken):8.3f} {median(taken):8.3f} {max(taken):8.3f}"
    print(f"{what:24} quickest, middle, slowest: {found} ms; promised {promised} ms")  # noqa: T201


if __name__ == "__main__":
    main()
