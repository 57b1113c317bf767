"""Which tip suits a day: safe for this person, light enough, not seen lately, and the same for the same inputs."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.checkin import Answer, Checkin, Feeling
from bot.domain.person import Person
from bot.domain.tip_choice import (
    DO_NOT_SEND,
    FIRST_PICKS,
    SEEN_LATELY,
    WEEK_TOPICS,
    DayPicture,
    DoNotSend,
    choose_tip,
    patterns_of,
    picture_of,
    sendable,
    topic_of_week,
)
from bot.domain.tips import Energy, Grade, Pattern, Tip, Topic, Verdict

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
SHELVES = {
    "sl": Topic.SLEEP,
    "st": Topic.STRESS,
    "pa": Topic.PACING,
    "mv": Topic.MOVEMENT,
    "nu": Topic.FOOD,
    "fg": Topic.FOG,
    "ws": Topic.WORK,
    "fl": Topic.FLARE,
}


def a_tip(
    tip_id: str,
    *patterns: Pattern,
    energy: Energy = Energy.LYING,
    cautions: frozenset[str] = frozenset(),
    topic: Topic | None = None,
    grade: Grade = Grade.LIMITED,
) -> Tip:
    return Tip(
        id=tip_id,
        title=tip_id,
        text=tip_id,
        topic=topic or SHELVES[tip_id[:2]],
        patterns=frozenset(patterns or (Pattern.ANY,)),
        energy=energy,
        minutes=1,
        cautions=cautions,
        grade=grade,
        sources=(),
        review="draft",
    )


PICKS = tuple(a_tip(tip_id, pattern) for pattern, ids in FIRST_PICKS.items() for tip_id in ids)
RULED = tuple(a_tip(tip_id) for tip_id in sorted(set().union(*(rule.tip_ids for rule in DO_NOT_SEND))))
OTHERS = (
    a_tip("sl90", Pattern.SLEEP_LOW, Pattern.PAIN_HIGH),
    a_tip("st90"),
    a_tip("nu90", cautions=frozenset({"DIAB"})),
    a_tip("mv90", Pattern.STEADY, energy=Energy.UP),
    a_tip("ws90", Pattern.FOG, energy=Energy.SITTING, cautions=frozenset({"PTSD", "ED"})),
    a_tip("sl91", cautions=frozenset({"PREG", "FALL"}), grade=Grade.CLINICIAN_ONLY),
)
LIBRARY = tuple({tip.id: tip for tip in (*RULED, *PICKS, *OTHERS)}.values())
STEADY_DAY = DayPicture(TODAY, frozenset({Pattern.STEADY}), Feeling.GOOD)


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ({}, set()),
        ({"pain": 6.9, "fatigue": 6.9, "fog": 6.9, "sleep": 3.1, "mood": 3.1, "stress": 6.9}, {Pattern.STEADY}),
        ({"sleep": 3}, {Pattern.SLEEP_LOW}),
        ({"pain": 7}, {Pattern.PAIN_HIGH}),
        ({"fatigue": 7}, {Pattern.FATIGUE_HIGH}),
        ({"fog": 7}, {Pattern.FOG}),
        ({"mood": 3}, {Pattern.MOOD_LOW}),
        ({"stress": 7}, {Pattern.STRESS_HIGH}),
        ({"anxiety": 10, "stress": 0}, {Pattern.STRESS_HIGH}),
        ({"pain": 10, "sleep": 0, "jaw": 9}, {Pattern.PAIN_HIGH, Pattern.SLEEP_LOW}),
        ({"jaw": 9}, {Pattern.STEADY}),
    ],
)
def test_thresholds_turn_scores_into_patterns(scores: dict[str, float], expected: set[Pattern]) -> None:
    assert patterns_of(scores) == expected


def test_a_day_of_doing_too_much_is_a_pattern_of_its_own() -> None:
    assert patterns_of({"pain": 2}, did_too_much=True) == {Pattern.BOOM_BUST}
    assert patterns_of({}, did_too_much=True) == {Pattern.BOOM_BUST}


ANNA = Person(id=1, chat_id=1, language="en", zone="Europe/Berlin", checkin_time=time(20))


def a_checkin(feeling: Feeling, **scores: float) -> Checkin:
    answers = tuple(Answer(symptom_id, score, NOW) for symptom_id, score in scores.items())
    return Checkin(1, 1, TODAY, "Europe/Berlin", feeling, tuple(scores), None, NOW, NOW, answers=answers)


def test_a_day_is_pictured_from_what_is_known() -> None:
    assert picture_of(ANNA, None, TODAY) == DayPicture(TODAY)
    assert picture_of(replace(ANNA, flare_since_at=NOW), None, TODAY).is_flare
    big = frozenset({Pattern.BOOM_BUST})
    assert picture_of(ANNA, None, TODAY, did_too_much=True).patterns == big
    assert picture_of(ANNA, a_checkin(Feeling.GOOD, pain=2), TODAY, did_too_much=True).patterns == big
    good = picture_of(ANNA, a_checkin(Feeling.GOOD, pain=2), TODAY)
    assert good == DayPicture(TODAY, frozenset({Pattern.STEADY}), Feeling.GOOD)
    assert not good.is_low_energy


@pytest.mark.parametrize(
    ("checkin", "is_low"),
    [
        (a_checkin(Feeling.GOOD, pain=7), True),
        (a_checkin(Feeling.SO_SO, fatigue=8), True),
        (a_checkin(Feeling.ROUGH, pain=1), True),
        (a_checkin(Feeling.FLARE), True),
        (a_checkin(Feeling.SO_SO, fog=9, sleep=1), False),
    ],
)
def test_pain_fatigue_a_rough_day_and_a_flare_leave_little_energy(checkin: Checkin, is_low: bool) -> None:
    assert picture_of(ANNA, checkin, TODAY).is_low_energy is is_low


def test_a_rough_day_is_never_steady_and_an_undone_one_says_nothing() -> None:
    assert picture_of(ANNA, a_checkin(Feeling.ROUGH, pain=1), TODAY).patterns == frozenset()
    undone = replace(a_checkin(Feeling.GOOD, pain=9), undone_at=NOW)
    assert picture_of(ANNA, undone, TODAY) == DayPicture(TODAY)


days = st.builds(
    DayPicture,
    diary_on=st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    patterns=st.frozensets(st.sampled_from([each for each in Pattern if each is not Pattern.ANY]), max_size=4),
    feeling=st.none() | st.sampled_from(Feeling),
    in_flare=st.booleans(),
    cautions=st.frozensets(st.sampled_from(["RESP", "PREG", "CARD", "PTSD", "ED", "FALL", "PEM", "DIAB"]), max_size=3),
    week_topic=st.none() | st.sampled_from(WEEK_TOPICS),
)
histories = st.dictionaries(
    st.sampled_from([tip.id for tip in LIBRARY]),
    st.tuples(st.integers(0, 120).map(lambda past: NOW - timedelta(days=past)), st.sampled_from(Verdict)),
    max_size=len(LIBRARY),
)
topics = st.none() | st.sampled_from(Topic)


@given(day=days, seen=histories, topic=topics)
def test_a_filtered_tip_is_never_chosen_whatever_the_history(
    day: DayPicture, seen: dict[str, tuple[datetime, Verdict]], topic: Topic | None
) -> None:
    tip = choose_tip(LIBRARY, day, seen, NOW, topic=topic)
    if tip is None:
        return
    assert tip.is_warning or not tip.cautions & day.cautions
    assert seen.get(tip.id, (NOW, Verdict.NONE))[1] is not Verdict.NOT_FOR_ME
    assert topic in (None, tip.topic)
    if day.is_low_energy:
        assert tip.energy is Energy.LYING
    if day.is_flare and topic is None:
        assert tip.topic in {Topic.FLARE, Topic.STRESS, Topic.SLEEP}
    for rule in DO_NOT_SEND:
        if tip.id in rule.tip_ids:
            assert not rule.patterns & day.patterns
            assert not rule.cautions & day.cautions


@given(day=days, seen=histories, topic=topics, order=st.randoms(use_true_random=False))
def test_same_inputs_give_the_same_tip_in_whatever_order_they_come(
    day: DayPicture, seen: dict[str, tuple[datetime, Verdict]], topic: Topic | None, order: Random
) -> None:
    shuffled = list(LIBRARY)
    order.shuffle(shuffled)
    first = choose_tip(LIBRARY, day, seen, NOW, topic=topic)
    assert first == choose_tip(shuffled, day, dict(reversed(seen.items())), NOW, topic=topic)


@given(day=days, seen=histories, topic=topics)
def test_a_tip_seen_lately_waits_while_a_fresh_one_fits(
    day: DayPicture, seen: dict[str, tuple[datetime, Verdict]], topic: Topic | None
) -> None:
    tip = choose_tip(LIBRARY, day, seen, NOW, topic=topic)
    if tip is None or tip.id not in seen or NOW - seen[tip.id][0] >= SEEN_LATELY:
        return
    unseen = [each for each in LIBRARY if each.id not in seen]
    assert choose_tip(unseen, day, {}, NOW, topic=topic) is None


@pytest.mark.parametrize("topic", list(dict.fromkeys(tip.topic for tip in LIBRARY)))
def test_every_tip_can_be_reached(topic: Topic) -> None:
    seen: dict[str, tuple[datetime, Verdict]] = {}
    for _ in LIBRARY:
        tip = choose_tip(LIBRARY, STEADY_DAY, seen, NOW, topic=topic)
        assert tip is not None
        seen[tip.id] = (NOW, Verdict.NONE)
    assert {tip.id for tip in LIBRARY if tip.topic is topic} <= seen.keys()


@pytest.mark.parametrize("pattern", FIRST_PICKS)
def test_the_first_picks_of_a_pattern_come_before_all_others(pattern: Pattern) -> None:
    day = DayPicture(TODAY, frozenset({pattern}), Feeling.SO_SO)
    seen: dict[str, tuple[datetime, Verdict]] = {}
    shown = []
    for _ in FIRST_PICKS[pattern]:
        tip = choose_tip(LIBRARY, day, seen, NOW)
        assert tip is not None
        shown.append(tip.id)
        seen[tip.id] = (NOW, Verdict.NONE)
    assert sorted(shown) == sorted(FIRST_PICKS[pattern])


def test_patterns_are_looked_at_in_order_sleep_first() -> None:
    day = DayPicture(TODAY, frozenset({Pattern.STRESS_HIGH, Pattern.SLEEP_LOW}))
    tip = choose_tip(LIBRARY, day, {}, NOW)
    assert tip is not None
    assert tip.id in FIRST_PICKS[Pattern.SLEEP_LOW]


def test_a_day_that_calls_for_nothing_gets_something_to_try_before_a_warning() -> None:
    warning = a_tip("mv20", grade=Grade.CLINICIAN_ONLY)
    for tip_id in ("st35", "nu01", "ws01", "pa02"):
        assert choose_tip([warning, a_tip(tip_id)], DayPicture(TODAY), {}, NOW) == a_tip(tip_id)
    assert choose_tip([warning], DayPicture(TODAY), {}, NOW) == warning


def test_what_is_in_the_readers_language_comes_before_what_is_still_in_english() -> None:
    english, spanish = a_tip("st35"), replace(a_tip("st02"), language="es")
    for place in range(8):
        day = DayPicture(TODAY + timedelta(days=place))
        assert choose_tip([english, spanish], day, {}, NOW) == spanish
        assert choose_tip([english, spanish], day, {"st02": (NOW, Verdict.NONE)}, NOW) == english


def test_the_diary_day_turns_the_wheel() -> None:
    day = DayPicture(TODAY, frozenset({Pattern.SLEEP_LOW}))
    tips = {choose_tip(LIBRARY, replace(day, diary_on=TODAY + timedelta(days=days)), {}, NOW) for days in range(60)}
    assert len(tips) == len(FIRST_PICKS[Pattern.SLEEP_LOW])


def test_the_wheel_is_the_same_on_every_machine() -> None:
    tip = choose_tip(LIBRARY, DayPicture(TODAY, frozenset({Pattern.SLEEP_LOW})), {}, NOW)
    assert tip is not None
    assert tip.id == "sl06"


def test_when_everything_that_fits_was_seen_lately_the_oldest_comes_again() -> None:
    tips = [a_tip("st91"), a_tip("st92"), a_tip("st93", Pattern.FOG)]
    seen = {"st91": (NOW - timedelta(days=1), Verdict.SAVED), "st92": (NOW - timedelta(days=2), Verdict.NONE)}
    tip = choose_tip(tips, STEADY_DAY, seen, NOW)
    assert tip is not None
    assert tip.id == "st92"


def test_after_sixty_days_a_tip_counts_as_fresh_again() -> None:
    suits_the_day, suits_any_day = a_tip("st91", Pattern.STEADY), a_tip("st92")
    sixty_days = timedelta(days=60)
    for past, expected in ((sixty_days - timedelta(seconds=1), suits_any_day), (sixty_days, suits_the_day)):
        seen = {"st91": (NOW - past, Verdict.NONE)}
        assert choose_tip([suits_the_day, suits_any_day], STEADY_DAY, seen, NOW) is expected


def test_not_for_me_is_final_even_when_nothing_else_is_left() -> None:
    long_ago = NOW - timedelta(days=1000)
    assert choose_tip([a_tip("st91")], STEADY_DAY, {"st91": (long_ago, Verdict.NOT_FOR_ME)}, NOW) is None


def test_a_topic_that_was_asked_for_gives_its_whole_shelf_and_nothing_else() -> None:
    tips = [a_tip("sl91", Pattern.SLEEP_LOW), a_tip("st91")]
    assert choose_tip(tips[:1], STEADY_DAY, {}, NOW) is None
    asked = choose_tip(tips, STEADY_DAY, {}, NOW, topic=Topic.SLEEP)
    assert asked is not None
    assert asked.id == "sl91"
    assert choose_tip(tips, STEADY_DAY, {}, NOW, topic=Topic.FOOD) is None


def test_a_flare_gets_comfort_and_a_rough_day_without_scores_what_helps_in_pain() -> None:
    for day in (DayPicture(TODAY, in_flare=True), DayPicture(TODAY, feeling=Feeling.ROUGH)):
        tip = choose_tip(LIBRARY, day, {}, NOW)
        assert tip is not None
        assert tip.id in FIRST_PICKS[Pattern.PAIN_HIGH]
    work = a_tip("ws91", Pattern.PAIN_HIGH)
    assert choose_tip([work], DayPicture(TODAY, in_flare=True), {}, NOW) is None
    assert choose_tip([work], DayPicture(TODAY, in_flare=True), {}, NOW, topic=Topic.WORK) is work


@pytest.mark.parametrize("rule", DO_NOT_SEND)
def test_do_not_send_rules_hold_without_the_tips_own_cautions(rule: DoNotSend) -> None:
    for tip_id in rule.tip_ids:
        tip = a_tip(tip_id)
        assert sendable([tip], STEADY_DAY)
        for caution in rule.cautions:
            for each in (tip, replace(tip, grade=Grade.NOT_RECOMMENDED)):
                assert not sendable([each], replace(STEADY_DAY, cautions=frozenset({caution})))
        for pattern in rule.patterns:
            assert not sendable([tip], DayPicture(TODAY, frozenset({pattern})))


@pytest.mark.parametrize("grade", Grade)
def test_a_caution_hides_what_may_not_suit_and_never_the_warning_about_it(grade: Grade) -> None:
    tip = a_tip("sl91", cautions=frozenset({"FALL"}), grade=grade)
    warns = grade in {Grade.NOT_RECOMMENDED, Grade.CLINICIAN_ONLY}
    assert bool(sendable([tip], replace(STEADY_DAY, cautions=frozenset({"FALL"})))) is warns
    assert sendable([tip], replace(STEADY_DAY, cautions=frozenset({"PREG"})))


def test_the_person_brings_their_cautions_and_the_topic_of_the_week() -> None:
    falls = frozenset({"FALL"})
    bare = picture_of(replace(ANNA, weekly_topic=True), None, TODAY, cautions=falls)
    assert bare == DayPicture(TODAY, cautions=falls, week_topic=topic_of_week(TODAY))
    told = picture_of(ANNA, a_checkin(Feeling.GOOD, pain=2), TODAY, cautions=falls)
    assert told == DayPicture(TODAY, frozenset({Pattern.STEADY}), Feeling.GOOD, cautions=falls)


def test_a_week_has_one_topic_from_monday_on_and_every_topic_but_flares_gets_its_turn() -> None:
    monday = date(2026, 11, 16)
    week = {topic_of_week(monday + timedelta(days=days)) for days in range(7)}
    weeks = [topic_of_week(monday + timedelta(weeks=weeks)) for weeks in range(len(Topic) - 1)]
    assert len(week) == 1
    assert topic_of_week(monday - timedelta(days=1)) not in week
    assert set(weeks) == set(Topic) - {Topic.FLARE}


@given(day=days, seen=histories)
def test_the_topic_of_the_week_goes_first_unless_energy_is_low(
    day: DayPicture, seen: dict[str, tuple[datetime, Verdict]]
) -> None:
    without = choose_tip(LIBRARY, replace(day, week_topic=None), seen, NOW)
    chosen = choose_tip(LIBRARY, day, seen, NOW)
    shelf = [tip for tip in LIBRARY if tip.topic is day.week_topic]
    fresh = [tip for tip in shelf if tip.id not in seen]
    if day.is_low_energy or day.week_topic is None:
        assert chosen == without
    elif sendable(fresh, day):
        assert chosen is not None
        assert chosen.topic is day.week_topic


def test_nothing_is_chosen_from_an_empty_library() -> None:
    assert choose_tip([], STEADY_DAY, {}, NOW) is None


def test_the_rules_name_only_tips_that_exist() -> None:
    folder = Path(__file__).parents[2] / "content" / "en" / "tips"
    written = {path.stem.partition("-")[0] for path in folder.glob("*.md")}
    named = {tip_id for ids in FIRST_PICKS.values() for tip_id in ids}
    assert named.union(*(rule.tip_ids for rule in DO_NOT_SEND)) <= written
