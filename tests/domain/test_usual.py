"""The person's own median, and how a score lies beside it."""

from __future__ import annotations

from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.usual import Beside, Usual, beside_usual, usual

scores = st.floats(0, 10).map(lambda each: round(each, 1))


def test_six_days_are_too_few_and_seven_are_enough() -> None:
    assert usual([5.0] * 6) is None
    assert usual([5.0] * 7) == Usual(5.0, 7)
    assert usual([]) is None


def test_only_the_last_28_days_count() -> None:
    assert usual([10.0] * 100 + [2.0] * 28) == Usual(2.0, 28)


def test_one_terrible_day_does_not_move_the_usual() -> None:
    assert usual([3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 10.0]) == Usual(3.0, 7)
    assert usual([3.0, 4.0] * 4) == Usual(3.5, 8)


@given(st.lists(scores, min_size=7, max_size=40))
def test_the_usual_lies_among_the_scores_and_their_order_does_not_matter(days: list[float]) -> None:
    found = usual(days)
    assert found is not None
    assert found.value == median(days[-28:])
    assert usual(sorted(days[-28:])) == found


@pytest.mark.parametrize(
    ("score", "expected"),
    [(3.9, Beside.LOWER), (4.0, Beside.SAME), (5.0, Beside.SAME), (6.0, Beside.SAME), (6.1, Beside.HIGHER)],
)
def test_within_one_point_is_about_usual(score: float, expected: Beside) -> None:
    assert beside_usual(score, Usual(5.0, 7)) is expected
