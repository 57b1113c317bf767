"""Calming techniques: the choice, the caution, and each moment of one that is being played."""

from __future__ import annotations

from bot.domain.techniques import Beat, Technique
from bot.screens.actions import OpenCalm, OpenTechnique, Play, StopPlaying
from bot.screens.cautions import caution_names
from bot.screens.screen import Button, Screen, column, lines, paragraphs
from content.library import Words

NORMAL_PACE = 100
SLOWER_PACE = 125


def calm_screen(words: Words) -> Screen:
    """Every technique by name."""
    buttons = [Button(technique.name, OpenTechnique(technique.id)) for technique in words.techniques.values()]
    return Screen(words.phrases.say("calm.menu"), column(*buttons))


def technique_screen(
    technique: Technique, words: Words, *, seen_before: bool, ticked: frozenset[str] = frozenset()
) -> Screen:
    """What to expect; the caution stands on it in full the first time, with the gentler variant one tap away.

    For those who `ticked` one of its cautions the caution always stands there, and the gentler variant comes first.
    """
    phrases = words.phrases
    length = phrases.say("calm.length", rounds=technique.rounds, seconds=round(technique.seconds))
    yours = technique.cautions & ticked
    caution = "" if seen_before and not yours else technique.caution
    told = phrases.say("calm.yours", cautions=caution_names(yours, words)) if yours else ""
    rows = [Button(phrases.label("calm.begin"), Play(technique.id, NORMAL_PACE), None if yours else "primary")]
    gentler = words.techniques.get(technique.gentler or "")
    if gentler:
        softer = Button(phrases.label("calm.gentler", technique=gentler.name), OpenTechnique(gentler.id))
        rows = [softer, *rows] if yours else [*rows, softer]
    rows.append(Button(phrases.label("calm.others"), OpenCalm()))
    text = paragraphs(phrases.say("calm.title", technique=technique.name), technique.intro, told, caution, length)
    return Screen(text, column(*rows))


def beat_screen(technique: Technique, beat: Beat, words: Words, *, pace: int) -> Screen:
    """One phase while it lasts, with *Stop* and *Slower* always there."""
    phrases = words.phrases
    rows = [Button(phrases.label("calm.stop"), StopPlaying(technique.id))]
    if pace < SLOWER_PACE:
        rows.append(Button(phrases.label("calm.slower"), Play(technique.id, SLOWER_PACE)))
    now = lines(
        [
            phrases.say("calm.phase", phase=beat.phase.name),
            phrases.say("calm.seconds", seconds=round(beat.phase.seconds), count=_count(beat.phase.seconds)),
            beat.phase.text,
        ]
    )
    place = phrases.say("calm.round", place=beat.round_number, count=technique.rounds)
    return Screen(paragraphs(now, place), (tuple(rows),))


def _count(seconds: float) -> str:
    """What to count along: 1 · 2 · 3 · 4."""
    return " · ".join(str(number) for number in range(1, int(seconds) + 1))


def afterwards_screen(technique: Technique, words: Words) -> Screen:
    """The end of a sitting."""
    return Screen(paragraphs(technique.outro), _again_rows(technique, words))


def stopped_screen(technique: Technique | None, words: Words) -> Screen:
    """Stopped by the person; nothing to explain."""
    return Screen(words.phrases.say("calm.stopped"), _again_rows(technique, words))


def restarted_screen(technique: Technique | None, words: Words) -> Screen:
    """The program was restarted in the middle."""
    return Screen(words.phrases.say("calm.restarted"), _again_rows(technique, words))


def _again_rows(technique: Technique | None, words: Words) -> tuple[tuple[Button, ...], ...]:
    phrases = words.phrases
    others = Button(phrases.label("calm.others"), OpenCalm())
    if technique is None:
        return column(others)
    return ((Button(phrases.label("calm.again"), Play(technique.id, NORMAL_PACE)), others),)
