"""What may be said of big days: nothing before ten days and two pairs, then counts beside all other days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.payback import BigDay, Payback, Watch, watch

TODAY = date(2026, 3, 31)
FIRST = TODAY - timedelta(days=29)


def day(number: int) -> date:
    """The days are numbered from 0 to 29, which is today."""
    return FIRST + timedelta(days=number)


def diary(*hard: int, days: int = 30) -> dict[str, dict[date, float]]:
    """Pain 4 on every day, and 8 on hard ones."""
    return {"pain": {day(number): 8.0 if number in hard else 4.0 for number in range(30 - days, 30)}}


def test_two_big_days_with_a_hard_one_after_each_are_told_beside_the_other_days() -> None:
    seen = watch([BigDay(day(14)), BigDay(day(20)), BigDay(day(25))], diary(16, 22), TODAY)
    assert seen is not None
    assert (seen.harder, seen.big) == (2, 3)
    # Days 13 and 15 come before the hard day 16 too, 19 and 21 before 22; today is followed by nothing yet.
    assert (seen.base_harder, seen.base) == (4, 26)
    assert seen.shows_more


def test_nine_days_are_too_few_and_ten_are_enough() -> None:
    big = [BigDay(day(22)), BigDay(day(25))]
    assert watch(big, diary(23, 26, days=9), TODAY) is None
    assert watch(big, diary(23, 26, days=10), TODAY) is not None


def test_one_pair_says_nothing_and_neither_do_two_of_which_one_is_older_than_three_weeks() -> None:
    assert watch([BigDay(day(20)), BigDay(day(25))], diary(21), TODAY) is None
    assert watch([BigDay(day(7)), BigDay(day(20))], diary(8, 21), TODAY) is None
    assert watch([BigDay(day(8)), BigDay(day(20))], diary(9, 21), TODAY) is not None


def test_what_the_person_says_counts_before_what_the_diary_shows() -> None:
    told = [BigDay(day(20), Payback.HARDER), BigDay(day(25), Payback.HARDER)]
    assert watch(told, diary(), TODAY) is not None
    eased = [BigDay(day(20), Payback.EASIER), BigDay(day(25), Payback.SAME)]
    assert watch(eased, diary(21, 26), TODAY) is None


def test_a_hard_day_four_days_later_or_before_is_not_counted() -> None:
    assert watch([BigDay(day(12)), BigDay(day(20))], diary(16, 24), TODAY) is None
    assert watch([BigDay(day(13)), BigDay(day(21))], diary(16, 24), TODAY) is not None
    assert watch([BigDay(day(17)), BigDay(day(25))], diary(16, 24), TODAY) is None


def test_a_day_whose_following_days_are_unknown_is_no_pair() -> None:
    assert watch([BigDay(day(28)), BigDay(day(29))], diary(days=29), TODAY) is None
    alone = {"pain": {day(number): 4.0 for number in range(0, 30, 5)}, "fatigue": {}}
    assert watch([BigDay(day(5))], alone, TODAY) is None


@pytest.mark.parametrize(
    ("counts", "shows_more"),
    [((2, 3, 4, 15), True), ((2, 9, 8, 15), False), ((2, 4, 5, 10), False), ((2, 2, 0, 0), True)],
)
def test_big_days_stand_out_only_when_hard_ones_follow_them_more_often(
    counts: tuple[int, int, int, int], shows_more: bool
) -> None:
    assert Watch(*counts).shows_more is shows_more


@given(
    st.sets(st.integers(0, 29)),
    st.dictionaries(st.integers(0, 29), st.sampled_from([None, *Payback])),
    st.integers(1, 30),
)
def test_the_counts_never_hold_more_than_there_is(hard: set[int], big: dict[int, Payback | None], days: int) -> None:
    seen = watch([BigDay(day(number), said) for number, said in big.items()], diary(*hard, days=days), TODAY)
    if days < 10 or len(big) < 2:
        assert seen is None
    if seen is not None:
        assert 2 <= seen.harder <= seen.big <= len(big)
        assert 0 <= seen.base_harder <= seen.base <= 30 - len(big) + sum(number < 30 - days for number in big)
