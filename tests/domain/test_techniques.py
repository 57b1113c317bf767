"""A technique as a row of beats: what comes when, at every pace, without sore parts, from any part on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.techniques import (
    PACES,
    Area,
    Course,
    Phase,
    Technique,
    beats,
    edits_a_second,
    faster,
    is_enough_today,
    parts,
    rounds_allowed,
    slower,
    ticks,
    variants,
    without_area,
)

NOW = datetime(2026, 3, 2, 18, 0, tzinfo=UTC)


def a_technique(*seconds: float, rounds: int = 4, **more: object) -> Technique:
    phases = tuple(Phase(f"phase {place}", each, f"do {place}") for place, each in enumerate(seconds))
    return Technique("x", "X", "intro", "caution", "outro", phases, rounds, (), **more)  # type: ignore[arg-type]


def muscles(rounds: int = 1) -> Technique:
    areas = (Area("arm", "a fist"), Area("calf", "toes up", 3.0), Area("face", "brows"))
    return a_technique(
        *(5, 25), rounds=rounds, areas=areas, opening=(Phase("settle", 10, ""),), closing=(Phase("back", 10, ""),)
    )


def test_four_rounds_of_4_7_8_take_76_seconds() -> None:
    technique = a_technique(4, 7, 8)
    assert technique.seconds == 76
    played = list(beats(technique, Course(4)))
    assert [beat.at_seconds for beat in played[:4]] == [0, 4, 11, 19]
    assert [beat.part.round_number for beat in played] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert played[1].phase == Phase("phase 1", 7, "do 1")
    assert played[1].place_in_part == 1


def test_another_pace_gives_whole_seconds() -> None:
    for pace, expected in ((125, [(0, 5), (5, 8)]), (75, [(0, 3), (3, 5)])):
        played = list(beats(a_technique(4, 6, rounds=1), Course(1, pace)))
        assert [(beat.at_seconds, beat.phase.seconds) for beat in played] == expected


@pytest.mark.parametrize("technique", [a_technique(), a_technique(4, rounds=0)])
def test_nothing_to_play_has_no_beats(technique: Technique) -> None:
    assert list(beats(technique, Course(technique.rounds))) == []
    assert technique.seconds == 0
    assert edits_a_second(technique) == 0


def test_areas_are_played_one_after_another_between_opening_and_closing() -> None:
    technique = muscles()
    assert [(each.place, each.round_number, each.area) for each in parts(technique, 1)] == [
        *((0, 0, None), (1, 1, 0), (2, 1, 1), (3, 1, 2), (4, 0, None)),
    ]
    assert [beat.phase.seconds for beat in beats(technique, Course(1))] == [10, 5, 25, 3, 25, 5, 25, 10]
    assert technique.seconds == 108


def test_a_sore_part_is_left_out_for_the_rest_of_the_sitting() -> None:
    technique = muscles(rounds=2)
    after = without_area(technique, Course(2), 2)
    assert after == Course(2, first_part=3, skipped=frozenset({1}))
    assert [beat.part.area for beat in beats(technique, after)] == [2, 2, 0, 0, 2, 2, None]
    assert without_area(technique, after, 3).skipped == {1, 2}


@pytest.mark.parametrize("place", [-1, 99])
def test_a_part_that_is_not_there_changes_nothing(place: int) -> None:
    assert without_area(muscles(), Course(1), place) == Course(1)


def test_passing_over_the_opening_leaves_no_area_out() -> None:
    assert without_area(muscles(), Course(1), 0) == Course(1, first_part=1)


def test_only_long_phases_show_how_far_they_are() -> None:
    assert ticks(12) == ()
    assert ticks(30) == (5, 10, 15, 20, 25)
    assert ticks(45) == (10, 20, 30, 40)
    assert ticks(600) == (100, 200, 300, 400, 500)


@given(st.floats(1, 1800))
def test_progress_is_never_shown_more_often_than_every_5_seconds_nor_at_the_very_end(seconds: float) -> None:
    shown = (0.0, *ticks(seconds))
    assert all(after - before >= 5 for before, after in pairwise(shown))
    assert len(shown) == 1 or seconds - shown[-1] >= 2.5


def test_a_sitting_with_4_7_8_costs_one_edit_every_six_seconds_so_that_150_fit_under_25_a_second() -> None:
    assert 150 * edits_a_second(a_technique(4, 7, 8)) < 25 * 0.96


def test_slower_and_faster_end_somewhere() -> None:
    assert [slower(pace) for pace in PACES] == [100, 125, 150, None]
    assert [faster(pace) for pace in PACES] == [None, 75, 100, 125]


def test_more_rounds_come_only_after_the_first_month() -> None:
    technique = a_technique(4, 7, 8, most_rounds=8)
    assert rounds_allowed(technique, None, NOW) == 4
    assert rounds_allowed(technique, NOW - timedelta(days=29), NOW) == 4
    assert rounds_allowed(technique, NOW - timedelta(days=30), NOW) == 8
    assert rounds_allowed(a_technique(4), NOW - timedelta(days=99), NOW) == 4


def test_twice_a_day_is_enough_where_the_file_says_so() -> None:
    assert [is_enough_today(a_technique(4, a_day=2), times) for times in (0, 1, 2, 3)] == [False, False, True, True]
    assert not is_enough_today(a_technique(4), 20)


def test_a_family_is_its_head_and_all_that_name_it() -> None:
    head, other = a_technique(4), a_technique(3)
    child = Technique("y", "Y", "", "", "", head.phases, 1, (), variant_of="x")
    stranger = Technique("z", "Z", "", "", "", other.phases, 1, ())
    known = {each.id: each for each in (head, child, stranger)}
    assert variants(known, head) == (child,)
    assert variants(known, child) == (head,)
    assert variants(known, stranger) == ()


@given(
    seconds=st.lists(st.floats(1, 60), min_size=1, max_size=6),
    rounds=st.integers(1, 12),
    pace=st.sampled_from(PACES),
    first_part=st.integers(0, 11),
)
def test_each_beat_begins_where_the_one_before_ends(
    seconds: list[float], rounds: int, pace: int, first_part: int
) -> None:
    technique = a_technique(*seconds, rounds=rounds)
    played = list(beats(technique, Course(rounds, pace, first_part)))
    assert len(played) == max(0, rounds - first_part) * len(seconds)
    for before, after in pairwise(played):
        assert after.at_seconds == pytest.approx(before.ends_at_seconds)
    if played and not first_part:
        assert played[-1].ends_at_seconds == pytest.approx(
            technique.seconds * pace / 100, abs=0.5 * len(played) if pace != 100 else 1e-6
        )
