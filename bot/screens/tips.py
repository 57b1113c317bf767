"""A tip as it is read: the action, what it costs, and on request why it is suggested."""

from __future__ import annotations

from collections.abc import Sequence

from bot.domain.tips import Tip, Topic, Verdict
from bot.screens.actions import AnotherTip, SaveTip, ShowTip, TipNotForMe, WhyTip
from bot.screens.screen import LONGEST_LABEL, Button, Screen, column, grid, lines, paragraphs, shortened
from content.library import Words

# Telegram takes 100 buttons on a message, and nobody likes to read that many.
MOST_SAVED_SHOWN = 50


def tip_text(tip: Tip, words: Words) -> str:
    """Title, the tip itself, and its caution; the same wherever a tip is shown."""
    phrases = words.phrases
    caution = phrases.say("tip.care", caution=tip.caution_note) if tip.caution_note else ""
    return paragraphs(str(phrases.say("tip.title", title=tip.title)), tip.text, caution)


def tip_screen(tip: Tip, words: Words, *, topic: Topic | None = None, verdict: Verdict = Verdict.NONE) -> Screen:
    """One tip with what it costs; `topic` keeps every button on the shelf that was asked for."""
    phrases = words.phrases
    cost = phrases.say("tip.cost", position=phrases.say(f"tip.cost_{tip.energy.value}"), minutes=tip.minutes)
    save = Button(phrases.label("tip.save"), SaveTip(tip.id, topic))
    keep = () if verdict is Verdict.SAVED else (save,)
    return Screen(
        paragraphs(tip_text(tip, words), cost, phrases.say("tip.saved") if verdict is Verdict.SAVED else ""),
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
    named = (words.sources[key].citation for key in tip.sources if key in words.sources)
    grade = [
        phrases.say("tip.grade", grade=tip.grade.value),
        phrases.say(f"tip.grade_{tip.grade.name.lower()}"),
        *(phrases.say("tip.source", source=citation) for citation in named),
        phrases.say(f"tip.review_{tip.review}"),
    ]
    caution = phrases.say("tip.care", caution=tip.caution_note) if tip.caution_note else ""
    text = paragraphs(phrases.say("tip.title", title=tip.title), lines(grade), caution)
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


def saved_screen(tips: Sequence[Tip], words: Words) -> Screen:
    """The tips a person kept, newest first."""
    phrases = words.phrases
    if not tips:
        return Screen(phrases.say("tip.nothing_saved"))
    buttons = (Button(shortened(tip.title, LONGEST_LABEL), ShowTip(tip.id)) for tip in tips[:MOST_SAVED_SHOWN])
    return Screen(phrases.say("tip.saved_list"), column(*buttons))
