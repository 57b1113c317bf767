"""The tips that ship, for every person and day there can be: never one that may not suit, and none that nobody gets."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cautions import CAUTIONS
from bot.domain.checkin import Feeling
from bot.domain.tip_choice import DO_NOT_SEND, FIRST_PICKS, WEEK_TOPICS, DayPicture, choose_tip, sendable
from bot.domain.tips import Energy, Grade, Pattern, Tip, Topic, Verdict
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


# Written down from the research beside the program, so that a rule cannot be lost in both at once.
HARD_DAYS = (Pattern.PAIN_HIGH, Pattern.FATIGUE_HIGH)
DOING_MORE = ("pa09", "mv04", "mv05", "mv06")
HOLDING_THE_BREATH = ("st06", "st07", "sl29")
LEAVING_FOODS_OUT = ("nu07", "nu10", "nu11", "nu12")
NEVER_ON = [(tip_id, pattern) for tip_id in DOING_MORE for pattern in HARD_DAYS]
NEVER_FOR = [
    *((tip_id, "PEM") for tip_id in DOING_MORE),
    *((tip_id, code) for tip_id in HOLDING_THE_BREATH for code in ("RESP", "PREG", "PANIC", "CARD")),
    *((tip_id, "ED") for tip_id in LEAVING_FOODS_OUT),
    ("sl03", "FALL"),
    ("st23", "PTSD"),
]
FIRST = {
    "S3": "sl01 sl02 sl03 sl04 sl05 sl06 sl21 sl28 sl39",
    "P7": "fl03 fl04 fl05 fl06 st10 st14 sl43 sl44 pa14",
    "F7": "pa15 pa17 pa21 sl19 nu03",
    "FOG": "fg02 fg03 fg04 fg05 fg06 fg07",
    "LOW": "st18 st19 st22 st36 mv17",
    "ANX": "st01 st08 st40 st05",
    "BB": "pa01 pa04 pa13 pa24",
    "OK": "mv02 pa09 fl02 ws08",
}


def bare(tip_id: str) -> Tip:
    """A tip that nothing but the rules can keep away: it names no caution and costs nothing."""
    return replace(BY_ID[tip_id], cautions=frozenset(), energy=Energy.LYING)


@pytest.mark.parametrize(("tip_id", "pattern"), NEVER_ON)
def test_doing_more_stays_away_on_hard_days_even_if_the_tip_forgot_to_say_so(tip_id: str, pattern: Pattern) -> None:
    assert sendable([bare(tip_id)], DayPicture(TODAY))
    assert not sendable([bare(tip_id)], DayPicture(TODAY, frozenset({pattern})))


@pytest.mark.parametrize(("tip_id", "code"), NEVER_FOR)
def test_what_may_harm_stays_away_even_if_the_tip_forgot_to_say_so(tip_id: str, code: str) -> None:
    assert sendable([bare(tip_id)], DayPicture(TODAY))
    assert not sendable([bare(tip_id)], DayPicture(TODAY, cautions=frozenset({code})))


def test_the_first_picks_are_those_of_the_research() -> None:
    assert {pattern.value: " ".join(ids) for pattern, ids in FIRST_PICKS.items()} == FIRST


@pytest.mark.parametrize("topic", [None, *Topic])
@pytest.mark.parametrize(
    "day",
    [
        DayPicture(TODAY, frozenset({Pattern.PAIN_HIGH})),
        DayPicture(TODAY, frozenset({Pattern.FATIGUE_HIGH, Pattern.FOG})),
        DayPicture(TODAY, feeling=Feeling.ROUGH),
        DayPicture(TODAY, feeling=Feeling.FLARE),
        DayPicture(TODAY, frozenset({Pattern.STEADY}), in_flare=True),
    ],
    ids=["pain", "tired and foggy", "rough", "flare today", "flare before"],
)
def test_on_a_day_of_low_energy_every_tip_can_be_done_lying_down(day: DayPicture, topic: Topic | None) -> None:
    assert {BY_ID[tip_id].energy for tip_id in given_out(day, topic)} == {Energy.LYING}


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


@pytest.mark.parametrize("topic", Topic)
def test_no_caution_empties_a_shelf(topic: Topic) -> None:
    for caution in CAUTIONS:
        assert len(given_out(DayPicture(TODAY, cautions=frozenset({caution})), topic)) >= 5, caution


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
