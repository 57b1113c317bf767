"""When a receipt says that an appointment may be worth it: once a week at most, and never what the cause may be.

The rules are proposals, not validated cut-offs (content facts, section 3.0).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from enum import Enum
from statistics import fmean

# For each symptom the days and scores of finished check-ins.
Scores = Mapping[str, Sequence[tuple[date, float]]]

WEEK = 7
# Pain or fatigue: the mean of ten days at least two points above that of the thirty days before them.
RECENT_DAYS, DAYS_BEFORE = 10, 30
CLEARLY_ABOVE = 2.0
# With fewer answers than these a mean says little.
LEAST_RECENT, LEAST_BEFORE = 7, 10
# Sleep: three poor nights in each week of three months. Mood: low on ten days of fourteen. Both are best at 10.
POOR = 3
POOR_NIGHTS, POOR_WEEKS = 3, 13
LOW_DAYS, LOW_WITHIN = 10, 14
LOOKED_BACK = timedelta(days=POOR_WEEKS * WEEK)


class Cause(Enum):
    """What an appointment may be about, the gravest first."""

    MOOD = "mood"
    PAIN = "pain"
    FATIGUE = "fatigue"
    SLEEP = "sleep"


def is_looked_at(person_id: int, diary_on: date) -> bool:
    """Whether this is the one day of the week on which a person's weeks are looked at."""
    return (diary_on.toordinal() + person_id) % WEEK == 0


def cause_to_ask(scores: Scores, diary_on: date) -> Cause | None:
    """What speaks for an appointment on a day, from the scores up to and with it; None when nothing does."""
    if len(_poor(scores, "mood", diary_on, LOW_WITHIN)) >= LOW_DAYS:
        return Cause.MOOD
    for cause in (Cause.PAIN, Cause.FATIGUE):
        if _has_risen(scores.get(cause.value, ()), diary_on):
            return cause
    weeks = [diary_on - timedelta(days=WEEK * number) for number in range(POOR_WEEKS)]
    if all(len(_poor(scores, "sleep", last_on, WEEK)) >= POOR_NIGHTS for last_on in weeks):
        return Cause.SLEEP
    return None


def _poor(scores: Scores, symptom_id: str, last_on: date, days: int) -> list[float]:
    return [score for score in _within(scores.get(symptom_id, ()), last_on, days) if score <= POOR]


def _has_risen(scores: Sequence[tuple[date, float]], diary_on: date) -> bool:
    recent = _within(scores, diary_on, RECENT_DAYS)
    before = _within(scores, diary_on - timedelta(days=RECENT_DAYS), DAYS_BEFORE)
    are_enough = len(recent) >= LEAST_RECENT and len(before) >= LEAST_BEFORE
    return are_enough and fmean(recent) - fmean(before) >= CLEARLY_ABOVE


def _within(scores: Sequence[tuple[date, float]], last_on: date, days: int) -> list[float]:
    """The scores of so many days up to and with one."""
    return [score for on, score in scores if last_on - timedelta(days=days) < on <= last_on]
