"""When weeks of answers speak for an appointment, and when they do not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.appointment import Cause, cause_to_ask, is_looked_at

TODAY = date(2026, 11, 20)
Day = tuple[date, float]


def days(score: Callable[[int], float | None], count: int = 91) -> list[Day]:
    """One score a day, by how many days ago; none where it is None."""
    scored = ((ago, score(ago)) for ago in reversed(range(count)))
    return [(TODAY - timedelta(days=ago), value) for ago, value in scored if value is not None]


@pytest.mark.parametrize("symptom_id", ["pain", "fatigue"])
@pytest.mark.parametrize(
    ("score", "is_told"),
    [
        (lambda ago: 6 if ago < 10 else 4, True),
        (lambda ago: 5.9 if ago < 10 else 4, False),
        (lambda ago: 4 if ago < 10 else 6, False),
        (lambda ago: 7 if ago < 4 else 4, False),
        (lambda ago: (6 if ago % 10 < 7 else None) if ago < 10 else 4, True),
        (lambda ago: (6 if ago % 10 < 6 else None) if ago < 10 else 4, False),
        (lambda ago: 6 if ago < 10 else (4 if ago < 20 else None), True),
        (lambda ago: 6 if ago < 10 else (4 if ago < 19 else None), False),
        (lambda ago: 6 if ago < 10 else (4 if ago < 40 else 9), True),
    ],
)
def test_ten_days_clearly_above_the_thirty_before_count(
    symptom_id: str, score: Callable[[int], float | None], is_told: bool
) -> None:
    assert cause_to_ask({symptom_id: days(score)}, TODAY) is (Cause(symptom_id) if is_told else None)


@pytest.mark.parametrize(
    ("score", "is_told"),
    [
        (lambda ago: 3 if ago % 7 < 3 else 8, True),
        (lambda ago: 3 if ago % 7 < 2 else 8, False),
        (lambda ago: 3.5, False),
        (lambda ago: 2 if ago < 84 else 8, False),
        (lambda ago: 2 if ago >= 7 else 8, False),
    ],
)
def test_three_poor_nights_in_every_week_of_three_months_count(
    score: Callable[[int], float | None], is_told: bool
) -> None:
    assert cause_to_ask({"sleep": days(score)}, TODAY) is (Cause.SLEEP if is_told else None)


@pytest.mark.parametrize(
    ("score", "is_told"),
    [
        (lambda ago: 3 if ago < 10 else 7, True),
        (lambda ago: 3 if 4 <= ago < 14 else 7, True),
        (lambda ago: 3 if ago < 9 else 7, False),
        (lambda ago: 3 if ago >= 14 else 7, False),
    ],
)
def test_ten_low_days_of_fourteen_count(score: Callable[[int], float | None], is_told: bool) -> None:
    assert cause_to_ask({"mood": days(score)}, TODAY) is (Cause.MOOD if is_told else None)


def test_the_gravest_is_told_and_nothing_is_told_of_nothing() -> None:
    low, high = days(lambda _ago: 2), days(lambda ago: 9 if ago < 10 else 2)
    assert cause_to_ask({"sleep": low, "mood": low, "pain": high}, TODAY) is Cause.MOOD
    assert cause_to_ask({"sleep": low, "pain": high, "fatigue": high}, TODAY) is Cause.PAIN
    assert cause_to_ask({}, TODAY) is None


@given(st.integers(1, 10**9), st.dates(date(2026, 1, 1), date(2040, 1, 1)))
def test_one_day_in_every_seven_is_looked_at(person_id: int, first_on: date) -> None:
    week = [first_on + timedelta(days=day) for day in range(7)]
    assert sum(is_looked_at(person_id, day) for day in week) == 1
