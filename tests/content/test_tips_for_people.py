"""The tips that ship, for every person and day there can be: never one that may not suit, and none that nobody gets."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cautions import CAUTIONS
from bot.domain.checkin import Feeling
from bot.domain.tip_choice import DO_NOT_SEND, WEEK_TOPICS, DayPicture, choose_tip
from bot.domain.tips import Grade, Pattern, Topic, Verdict
from tests.library import library

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
TIPS = library().words("en").tips
BY_ID = {tip.id: tip for tip in TIPS}
PATTERNS = [pattern for pattern in Pattern if pattern is not Pattern.ANY]

days = st.builds(
    DayPicture,
    diary_on=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    patterns=st.frozensets(st.sampled_from(PATTERNS), max_size=4),
    feeling=st.none() | st.sampled_from(Feeling),
    in_flare=st.booleans(),
    cautions=st.frozensets(st.sampled_from(CAUTIONS)),
    week_topic=st.none() | st.sampled_from(WEEK_TOPICS),
)
histories = st.dictionaries(
    st.sampled_from(sorted(BY_ID)),
    st.tuples(st.integers(0, 400).map(lambda past: NOW - timedelta(days=past)), st.sampled_from(Verdict)),
)


@given(day=days, seen=histories, topic=st.none() | st.sampled_from(Topic))
def test_nobody_gets_a_tip_that_may_not_suit_them_whatever_they_saw_before(
    day: DayPicture, seen: dict[str, tuple[datetime, Verdict]], topic: Topic | None
) -> None:
    tip = choose_tip(TIPS, day, seen, NOW, topic=topic)
    if tip is None:
        return
    invites = tip.grade in {Grade.STRONG, Grade.MODERATE, Grade.LIMITED}
    assert not (invites and tip.cautions & day.cautions)
    assert not [rule for rule in DO_NOT_SEND if tip.id in rule.tip_ids and rule.cautions & day.cautions]
    assert not [rule for rule in DO_NOT_SEND if tip.id in rule.tip_ids and rule.patterns & day.patterns]
    assert tip.id not in seen or seen[tip.id][1] is not Verdict.NOT_FOR_ME


def given_out(day: DayPicture, topic: Topic | None) -> set[str]:
    """Every tip a person gets who asks again and again on one day."""
    seen: dict[str, tuple[datetime, Verdict]] = {}
    while (tip := choose_tip(TIPS, day, seen, NOW, topic=topic)) is not None and tip.id not in seen:
        seen[tip.id] = (NOW, Verdict.NONE)
    return set(seen)


def test_every_tip_reaches_somebody() -> None:
    asked = {tip_id for topic in Topic for tip_id in given_out(DayPicture(TODAY), topic)}
    assert sorted(BY_ID) == sorted(asked)


def test_nearly_every_tip_reaches_somebody_who_never_names_a_topic() -> None:
    """The rest suit hard days but ask for sitting up, so only those get them who ask for their topic or its week."""
    by_day = {tip_id for pattern in PATTERNS for tip_id in given_out(DayPicture(TODAY, frozenset({pattern})), None)}
    by_week = {tip_id for topic in WEEK_TOPICS for tip_id in given_out(DayPicture(TODAY, week_topic=topic), None)}
    rest = BY_ID.keys() - by_day
    assert len(rest) <= 10
    assert rest <= by_week


@pytest.mark.parametrize("caution", CAUTIONS)
@pytest.mark.parametrize("topic", Topic)
def test_no_caution_empties_a_shelf(caution: str, topic: Topic) -> None:
    assert len(given_out(DayPicture(TODAY, cautions=frozenset({caution})), topic)) >= 5


def test_somebody_with_every_caution_still_gets_comfort_in_a_flare() -> None:
    flare = DayPicture(TODAY, in_flare=True, cautions=frozenset(CAUTIONS))
    assert len(given_out(flare, None)) >= 10


@pytest.mark.parametrize(("tip_id", "caution"), [("pa42", "PEM"), ("mv20", "CARD"), ("nu13", "KID"), ("sl37", "PREG")])
def test_a_warning_reaches_those_it_is_for(tip_id: str, caution: str) -> None:
    assert caution in BY_ID[tip_id].cautions
    day = DayPicture(TODAY, cautions=frozenset({caution}))
    assert tip_id in given_out(day, BY_ID[tip_id].topic)


@pytest.mark.parametrize("tip_id", ["nu07", "nu10", "nu11", "nu12"])
def test_nothing_about_leaving_foods_out_reaches_somebody_with_an_eating_disorder(tip_id: str) -> None:
    assert tip_id not in given_out(DayPicture(TODAY, cautions=frozenset({"ED"})), Topic.FOOD)
