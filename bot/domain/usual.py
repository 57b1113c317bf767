"""What is usual for one person: their own median, never anybody else's and never a norm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from statistics import median

# The last four weeks, so that each weekday weighs the same. A design choice, like the two below: no study fixes them.
USUAL_WINDOW_DAYS = 28
LEAST_DAYS = 7
# On a 0-10 scale a change under about 2 points is within everyday wobble; within 1 counts as about usual.
ABOUT_USUAL = 1.0


@dataclass(frozen=True, slots=True)
class Usual:
    """The median of one symptom's scores, and from how many days it comes."""

    value: float
    days: int


class Beside(Enum):
    """How a score lies beside the usual one; higher is not always worse."""

    LOWER = "lower"
    SAME = "same"
    HIGHER = "higher"


def usual(scores: Sequence[float]) -> Usual | None:
    """The median of the last 28 daily scores, oldest first; None until there are 7."""
    recent = scores[-USUAL_WINDOW_DAYS:]
    return Usual(float(median(recent)), len(recent)) if len(recent) >= LEAST_DAYS else None


def usuals_before(scores: Mapping[str, Sequence[tuple[date, float]]], diary_on: date) -> dict[str, Usual]:
    """What was usual over the 28 days before one, for each symptom with enough of them."""
    first_on = diary_on - timedelta(days=USUAL_WINDOW_DAYS)
    found = {
        symptom_id: usual([score for on, score in dated if first_on <= on < diary_on])
        for symptom_id, dated in scores.items()
    }
    return {symptom_id: value for symptom_id, value in found.items() if value is not None}


def beside_usual(score: float, usual: Usual) -> Beside:
    """Whether a score is lower than, about the same as, or higher than usual; within 1 point is about the same."""
    if abs(score - usual.value) <= ABOUT_USUAL:
        return Beside.SAME
    return Beside.LOWER if score < usual.value else Beside.HIGHER
