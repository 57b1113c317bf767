"""Each moment of a technique that is being played: what to do, how long, and where in the exercise it stands."""

from __future__ import annotations

from bot.domain.sittings import Sitting
from bot.domain.techniques import SHORT_SECONDS, Beat, Technique, faster, parts, slower
from bot.screens.actions import StopPlaying
from bot.screens.calm import MINUTES_FROM, span_words
from bot.screens.calm_actions import ChangePace, SkipPart
from bot.screens.screen import Button, Rows, Screen, lines, paragraphs
from content.library import Words

DOTS = 6
FULL, EMPTY = "●", "○"


def beat_screen(technique: Technique, beat: Beat, words: Words, sitting: Sitting, *, passed: float = 0.0) -> Screen:
    """One phase while it lasts, with *Stop*, *Slower* and *Faster* always there; `passed` seconds of it are over."""
    phrases = words.phrases
    area = None if beat.part.area is None else technique.areas[beat.part.area]
    now = lines(
        [
            phrases.say("calm.area", area=area.name) if area else "",
            phrases.say("calm.phase", phase=beat.phase.name),
            _time_words(beat.phase.seconds, passed, words),
            area.text if area and beat.place_in_part == 0 else "",
            beat.phase.text,
        ]
    )
    return Screen(paragraphs(now, _place_words(technique, beat, words, sitting)), _rows(beat, words, sitting))


def _rows(beat: Beat, words: Words, sitting: Sitting) -> Rows:
    say, part = words.phrases.label, beat.part.place
    row = [Button(say("calm.stop"), StopPlaying(sitting.technique_id))]
    for label, pace in (("calm.slower", slower(sitting.course.pace)), ("calm.faster", faster(sitting.course.pace))):
        if pace is not None:
            row.append(Button(say(label), ChangePace(sitting.id, pace, part)))
    if beat.part.area is None:
        return (tuple(row),)
    return (tuple(row), (Button(say("calm.skip_part"), SkipPart(sitting.id, part)),))


def _time_words(seconds: float, passed: float, words: Words) -> str:
    """Something to count along for a short phase, a row of dots that fills for a long one."""
    phrases = words.phrases
    if seconds <= SHORT_SECONDS:
        counted = " · ".join(str(number) for number in range(1, int(seconds) + 1))
        return phrases.say("calm.count", span=span_words(round(seconds), words), count=counted)
    full = int(DOTS * passed / seconds + 0.5)
    dots = FULL * full + EMPTY * (DOTS - full)
    if seconds < MINUTES_FROM:
        return phrases.say("calm.long_seconds", passed=round(passed), seconds=round(seconds), dots=dots)
    return phrases.say("calm.long_minutes", passed=round(passed / 60), minutes=round(seconds / 60), dots=dots)


def _place_words(technique: Technique, beat: Beat, words: Words, sitting: Sitting) -> str:
    """Round 2 of 4, or part 3 of 16."""
    if technique.areas or technique.rounds == 1:
        everything = [
            each for each in parts(technique, sitting.course.rounds) if _is_numbered(technique, each.round_number)
        ]
        if len(everything) < 2 or beat.part not in everything:
            return ""
        return words.phrases.say("calm.part", place=everything.index(beat.part) + 1, count=len(everything))
    if beat.part.round_number == 0:
        return ""
    return words.phrases.say("calm.round", place=beat.part.round_number, count=sitting.course.rounds)


def _is_numbered(technique: Technique, round_number: int) -> bool:
    return round_number > 0 and bool(technique.areas)
