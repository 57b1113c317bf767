"""A tip as it is read: the action, what it costs, and on request why it is suggested."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.tips import Tip, Topic, Verdict
from bot.screens.actions import AnotherTip, SaveTip, ShowTip, TipNotForMe, WhyTip
from bot.screens.evidence import evidence_text
from bot.screens.library_actions import SavedTips
from bot.screens.screen import LONGEST_LABEL, Button, Screen, column, grid, lines, paragraphs, shortened
from content.library import Words

SAVED_ON_A_PAGE = 8
# What stands behind /tip for the tips that were kept; every language may add words of its own.
SAVED = "saved"


def tip_text(tip: Tip, words: Words) -> str:
    """Title, the tip itself, its caution, and whether it still is in English; the same wherever a tip is shown."""
    phrases = words.phrases
    caution = phrases.say("tip.care", caution=tip.caution_note) if tip.caution_note else ""
    still_english = phrases.say("tip.still_english") if tip.language != words.language else ""
    return paragraphs(str(phrases.say("tip.title", title=tip.title)), tip.text, caution, still_english)


def tip_screen(
    tip: Tip,
    words: Words,
    *,
    topic: Topic | None = None,
    verdict: Verdict = Verdict.NONE,
    is_of_the_week: bool = False,
) -> Screen:
    """One tip with what it costs; `topic` keeps every button on the shelf that was asked for."""
    phrases = words.phrases
    cost = phrases.say("tip.cost", position=phrases.say(f"tip.cost_{tip.energy.value}"), minutes=tip.minutes)
    week = phrases.say("tip.of_the_week", topic=phrases.say(f"tip.topic_{tip.topic.value}")) if is_of_the_week else ""
    save = Button(phrases.label("tip.save"), SaveTip(tip.id, topic))
    keep = () if verdict is Verdict.SAVED else (save,)
    return Screen(
        paragraphs(tip_text(tip, words), cost, week, phrases.say("tip.saved") if verdict is Verdict.SAVED else ""),
        (
            (Button(phrases.label("tip.another"), AnotherTip(topic)), *keep),
            (
                Button(phrases.label("tip.not_for_me"), TipNotForMe(tip.id, topic)),
                Button(phrases.label("tip.why"), WhyTip(tip.id, topic)),
            ),
        ),
    )


def why_screen(tip: Tip, words: Words, *, topic: Topic | None = None) -> Screen:
    """How good the evidence is, where it comes from, and who had a look at it."""
    phrases = words.phrases
    evidence = evidence_text(tip.grade, tip.sources, tip.review, words)
    caution = phrases.say("tip.care", caution=tip.caution_note) if tip.caution_note else ""
    text = paragraphs(phrases.say("tip.title", title=tip.title), evidence, caution)
    return Screen(text, column(Button(phrases.label("tip.back_to_tip"), ShowTip(tip.id, topic))))


def not_for_me_screen(words: Words, *, topic: Topic | None = None) -> Screen:
    """That tip is gone for good."""
    phrases = words.phrases
    return Screen(phrases.say("tip.gone"), column(Button(phrases.label("tip.another"), AnotherTip(topic))))


def no_tip_screen(words: Words) -> Screen:
    """Every tip that fits was seen."""
    return Screen(words.phrases.say("tip.none_left"), topic_rows(words))


def topics_screen(words: Words) -> Screen:
    """The shelves to choose from."""
    return Screen(words.phrases.say("tip.unknown_topic"), topic_rows(words))


def topic_rows(words: Words) -> tuple[tuple[Button, ...], ...]:
    """One button for each shelf that has tips."""
    stocked = {tip.topic for tip in words.tips}
    return grid(
        [
            Button(words.phrases.label(f"tip.topic_{topic.value}"), AnotherTip(topic))
            for topic in Topic
            if topic in stocked
        ],
        2,
    )


def shelf_words(words: Words) -> dict[str, tuple[str, ...]]:
    """What may be typed behind `/tip` for each topic, and for the tips that were kept."""
    phrases = words.phrases
    topics = {
        topic.value: (phrases.label(f"tip.topic_{topic.value}"), *phrases.lines(f"tip.words_{topic.value}"))
        for topic in Topic
    }
    return topics | {SAVED: phrases.lines("tip.words_saved")}


def saved_screen(tips: Sequence[Tip], words: Words, *, page: int = 0) -> Screen:
    """One page of the tips a person kept, newest first."""
    phrases = words.phrases
    if not tips:
        return Screen(phrases.say("tip.nothing_saved"))
    pages = -(-len(tips) // SAVED_ON_A_PAGE)
    page = page % pages
    shown = tips[page * SAVED_ON_A_PAGE : (page + 1) * SAVED_ON_A_PAGE]
    rows = column(*(Button(shortened(tip.title, LONGEST_LABEL), ShowTip(tip.id)) for tip in shown))
    if pages == 1:
        return Screen(phrases.say("tip.saved_list"), rows)
    place = phrases.say("learn.page", page=page + 1, pages=pages)
    more = Button(phrases.label("settings.more"), SavedTips((page + 1) % pages))
    return Screen(lines([phrases.say("tip.saved_list"), place]), (*rows, (more,)))
