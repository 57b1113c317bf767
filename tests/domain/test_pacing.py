"""The rules of pacing, tried with every amount: nothing grows that should not, nothing falls below its floor."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.pacing import (
    SMALLEST,
    Activity,
    Done,
    Reason,
    Unit,
    Week,
    baseline,
    begun,
    found,
    grown,
    lowered,
    next_days,
    next_week,
    review,
    set_back,
    stop_after,
    stretches,
)

MONDAY = date(2026, 3, 2)
WALK = Activity(1, 1, "Walk", Unit.MINUTES)
units = st.sampled_from(Unit)
amounts = st.integers(1, 500)
weeks = st.builds(
    Week,
    st.lists(st.sampled_from(Done), max_size=7).map(
        lambda said: {MONDAY + timedelta(days=place): done for place, done in enumerate(said)}
    ),
    st.integers(0, 7),
    st.integers(0, 7),
    st.booleans(),
    st.booleans(),
)


def days(*said: Done) -> dict[date, Done]:
    return {MONDAY + timedelta(days=place): done for place, done in enumerate(said)}


GOOD_WEEK = Week(days(*[Done.DID] * 6), known_after=6)


@given(st.lists(st.floats(1, 300), min_size=3, max_size=5), units, st.booleans())
def test_a_baseline_is_at_most_80_percent_of_the_mean_and_half_for_the_careful(
    noted: list[float], unit: Unit, is_cautious: bool
) -> None:
    mean = sum(noted) / len(noted)
    base = baseline(noted, unit, is_cautious=is_cautious)
    assert base is not None
    share = 0.5 if is_cautious else 0.8
    assert base <= mean * share + 1e-6 or base == SMALLEST[unit]
    assert base > mean * share - SMALLEST[unit]


@given(st.lists(st.floats(1, 300), max_size=2), units)
def test_two_days_give_no_baseline(noted: list[float], unit: Unit) -> None:
    assert baseline(noted, unit, is_cautious=False) is None


@given(amounts, units, st.integers(1, 12))
def test_nothing_grows_more_than_10_percent_a_week_but_the_smallest_baselines_by_half_a_minute(
    steps: int, unit: Unit, held_weeks: int
) -> None:
    amount = steps * SMALLEST[unit]
    bigger = grown(amount, unit, held_weeks)
    if bigger is None:
        assert unit is not Unit.MINUTES
        assert SMALLEST[unit] > amount * 0.1 * held_weeks
        return
    assert bigger > amount
    if unit is Unit.MINUTES and amount < 5:
        assert bigger == amount + 0.5
    else:
        assert bigger - amount <= amount * 0.1 * held_weeks + 1e-6
    if held_weeks == 1 and not (unit is Unit.MINUTES and amount < 5):
        assert bigger - amount <= amount * 0.1 + 1e-6


@given(amounts, units, weeks)
def test_with_pem_nothing_ever_grows(steps: int, unit: Unit, week: Week) -> None:
    activity = begun(replace(WALK, unit=unit), steps * SMALLEST[unit], MONDAY)
    verdict = review(activity, week, has_pem=True)
    assert verdict.grows_to is None
    assert verdict.reason is Reason.PEM


@given(amounts, units, weeks)
def test_nothing_grows_on_a_bad_or_unknown_week(steps: int, unit: Unit, week: Week) -> None:
    activity = begun(replace(WALK, unit=unit), steps * SMALLEST[unit], MONDAY)
    verdict = review(activity, week, has_pem=False)
    is_bad = week.had_flare or week.had_setback or week.harder_after > 0
    is_unclear = week.held < 5 or week.known_after < 3
    if is_bad or is_unclear:
        assert verdict.grows_to is None
    assert (verdict.grows_to is None) == (verdict.reason is not None)


@given(amounts, units)
def test_a_setback_lands_between_half_and_70_percent_and_never_on_nothing(steps: int, unit: Unit) -> None:
    amount = steps * SMALLEST[unit]
    less = lowered(amount, unit)
    assert SMALLEST[unit] <= less <= amount
    assert less >= amount * 0.5 - 1e-6
    if steps >= 5:
        assert less <= amount * 0.7 + 1e-6


@given(st.lists(weeks, max_size=12), st.booleans(), st.lists(st.integers(0, 11), max_size=3))
def test_twelve_weeks_never_climb_faster_than_10_percent_each(
    lived: list[Week], has_pem: bool, falls: list[int]
) -> None:
    activity = begun(WALK, 20.0, MONDAY)
    for place, week in enumerate(lived):
        day = MONDAY + timedelta(days=7 * (place + 1))
        before = activity.amount or 0
        activity = next_week(activity, week, day, grows_to=review(activity, week, has_pem=has_pem).grows_to)
        assert (activity.amount or 0) <= before * 1.1 + 1e-6
        if place in falls:
            activity = set_back(activity, day, has_pem=has_pem)
            assert (activity.amount_on(day) or 0) >= 0.5 * 20 * 0.5
            assert (activity.amount_on(day) or 0) <= (activity.amount or 0)
    assert (activity.amount or 0) <= 20 * 1.1 ** len(lived) + 1e-6
    if has_pem:
        assert (activity.amount or 0) <= 20


def test_three_mixed_days_find_the_baseline_and_a_second_word_on_a_day_replaces_the_first() -> None:
    activity = WALK
    for day, amount in ((0, 10.0), (0, 20.0), (1, 14.0)):
        activity = found(activity, MONDAY + timedelta(days=day), amount, has_pem=False)
    assert activity.amount is None
    activity = found(activity, MONDAY + timedelta(days=4), 11.0, has_pem=False)
    assert activity.amount == 12.0
    assert activity.week_from_on == MONDAY + timedelta(days=4)
    later = found(activity, MONDAY + timedelta(days=5), 100.0, has_pem=False)
    assert later.amount == 12.0, "a baseline that was found stays"


@pytest.mark.parametrize(("has_pem", "is_cautious"), [(True, False), (False, True)])
def test_pem_and_caution_halve_the_baseline(has_pem: bool, is_cautious: bool) -> None:
    activity = replace(WALK, is_cautious=is_cautious)
    for day in range(3):
        activity = found(activity, MONDAY + timedelta(days=day), 15.0, has_pem=has_pem)
    assert activity.amount == 7.5


def test_a_good_week_offers_a_step_and_the_next_one_begins_there() -> None:
    activity = begun(WALK, 12.0, MONDAY)
    assert review(activity, GOOD_WEEK, has_pem=False).grows_to == 13.0
    after = next_week(activity, GOOD_WEEK, MONDAY + timedelta(days=7), grows_to=13.0)
    assert (after.amount, after.comfortable, after.held_weeks) == (13.0, 12.0, 0)
    stayed = next_week(activity, GOOD_WEEK, MONDAY + timedelta(days=7), grows_to=None)
    assert (stayed.amount, stayed.held_weeks) == (12.0, 1)


@pytest.mark.parametrize(
    ("week", "reason"),
    [
        (replace(GOOD_WEEK, had_setback=True), Reason.SETBACK),
        (replace(GOOD_WEEK, had_flare=True), Reason.FLARE),
        (Week(days(*[Done.DID] * 4, Done.MORE, Done.MORE), 6), Reason.FEW_DAYS),
        (replace(GOOD_WEEK, harder_after=1), Reason.HARDER_AFTER),
        (replace(GOOD_WEEK, known_after=2), Reason.UNKNOWN_AFTER),
    ],
)
def test_each_reason_to_stay_is_named(week: Week, reason: Reason) -> None:
    assert review(begun(WALK, 12.0, MONDAY), week, has_pem=False).reason is reason


def test_a_few_things_wait_until_enough_weeks_were_held() -> None:
    dishes = begun(replace(WALK, unit=Unit.ITEMS), 5.0, MONDAY)
    assert review(dishes, GOOD_WEEK, has_pem=False).reason is Reason.SMALL
    later = next_week(dishes, GOOD_WEEK, MONDAY + timedelta(days=7), grows_to=None)
    assert review(later, GOOD_WEEK, has_pem=False).grows_to == 6.0


def test_a_setback_ends_after_two_days_at_the_last_comfortable_amount() -> None:
    activity = replace(begun(WALK, 11.0, MONDAY), comfortable=10.0)
    less = set_back(activity, MONDAY, has_pem=False)
    planned = [less.amount_on(MONDAY + timedelta(days=each)) for each in range(4)]
    assert planned == [6.5, 6.5, 10.0, 10.0]
    assert not less.is_review_due(MONDAY + timedelta(days=8))
    assert less.is_review_due(MONDAY + timedelta(days=9))
    assert set_back(activity, MONDAY, has_pem=True).setback_until_on == MONDAY + timedelta(days=3)
    assert set_back(WALK, MONDAY, has_pem=False) == WALK


def test_an_activity_without_an_amount_has_nothing_to_review() -> None:
    assert not WALK.is_review_due(MONDAY)
    assert review(WALK, GOOD_WEEK, has_pem=False).grows_to is None


def test_the_day_after_counts_when_it_is_more_than_two_points_above_the_usual() -> None:
    done = [MONDAY, MONDAY + timedelta(days=1), MONDAY + timedelta(days=3)]
    scores = {"pain": {MONDAY + timedelta(days=1): 6.0, MONDAY + timedelta(days=2): 7.5}, "fatigue": {}}
    assert next_days(done, scores, {"pain": 5.0, "fatigue": 5.0}) == (2, 1)
    assert next_days(done, scores, {}) == (0, 0)


@given(st.floats(0.5, 240), st.booleans())
def test_stretches_add_up_and_none_is_too_long(minutes: float, is_tired: bool) -> None:
    pieces = stretches(minutes, is_tired=is_tired)
    assert sum(pieces) == pytest.approx(minutes)
    assert max(pieces) <= (10 if is_tired else 25) + 1e-6


@given(st.floats(0.5, 60))
def test_the_word_to_stop_comes_before_the_limit(minutes: float) -> None:
    assume(minutes >= 0.5)
    after = stop_after(minutes).total_seconds()
    assert minutes * 60 - 60.001 <= after <= minutes * 60 - 9.999
