"""Payback watch: whether harder days follow big ones, always with counts and beside the person's other days.

A proposal, validated by nobody (content facts, section 4.10); so it needs ten days, two pairs, and never says why.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from statistics import fmean

LEAST_DAYS = 10
LEAST_PAIRS = 2
PAIRS_WITHIN = timedelta(days=21)
HARDER_POINTS = 2.0
FOLLOWING = (1, 2, 3)
ASKED_AFTER_DAYS = 2


class Payback(Enum):
    """What the person says two days after a big day."""

    EASIER = "easier"
    SAME = "same"
    HARDER = "harder"


@dataclass(frozen=True, slots=True)
class BigDay:
    """A day on which more was done than planned, and how it was two days later, if that was told."""

    diary_on: date
    payback: Payback | None = None


@dataclass(frozen=True, slots=True)
class Watch:
    """Harder days after big days, and after all other days: so many of so many."""

    harder: int
    big: int
    base_harder: int
    base: int


Scores = Mapping[str, Mapping[date, float]]


def watch(big_days: Sequence[BigDay], scores: Scores, today: date) -> Watch | None:
    """What may be said by now; None while there are too few days or too few harder ones after big ones."""
    diary = sorted({day for each in scores.values() for day in each})
    if len(diary) < LEAST_DAYS:
        return None
    marked = {each.diary_on for each in big_days}
    after_big = {each.diary_on: _harder_after(each, scores) for each in big_days}
    known = {day: is_harder for day, is_harder in after_big.items() if is_harder is not None}
    others = [_harder_in_diary(day, scores) for day in diary if day not in marked]
    base = [each for each in others if each is not None]
    recent = sum(is_harder for day, is_harder in known.items() if today - day <= PAIRS_WITHIN)
    if recent < LEAST_PAIRS:
        return None
    return Watch(sum(known.values()), len(known), sum(base), len(base))


def _harder_after(big_day: BigDay, scores: Scores) -> bool | None:
    """What the person said counts before what the diary shows."""
    if big_day.payback is not None:
        return big_day.payback is Payback.HARDER
    return _harder_in_diary(big_day.diary_on, scores)


def _harder_in_diary(day: date, scores: Scores) -> bool | None:
    """Whether any score 1 to 3 days later is 2 points or more above its mean; None when none of them is known."""
    seen = False
    for by_day in scores.values():
        mean = fmean(by_day.values()) if by_day else 0.0
        for days in FOLLOWING:
            score = by_day.get(day + timedelta(days=days))
            seen = seen or score is not None
            if score is not None and score >= mean + HARDER_POINTS:
                return True
    return False if seen else None
