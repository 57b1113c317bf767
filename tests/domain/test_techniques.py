"""A technique as a row of beats: what comes when, at normal pace and slower."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.techniques import SLOWER, Beat, Phase, Technique, beats


def a_technique(*seconds: float, rounds: int = 4) -> Technique:
    phases = tuple(Phase(f"phase {place}", each, f"do {place}") for place, each in enumerate(seconds))
    return Technique("x", "X", "intro", "caution", "outro", phases, rounds, ())


def test_four_rounds_of_4_7_8_take_76_seconds() -> None:
    technique = a_technique(4, 7, 8)
    assert technique.seconds == 76
    played = list(beats(technique))
    assert [beat.at_seconds for beat in played[:4]] == [0, 4, 11, 19]
    assert [beat.round_number for beat in played] == [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4]
    assert played[1] == Beat(4, 1, Phase("phase 1", 7, "do 1"))


def test_slower_stretches_every_phase_to_whole_seconds() -> None:
    played = list(beats(a_technique(4, 6, rounds=1), SLOWER))
    assert [(beat.at_seconds, beat.phase.seconds) for beat in played] == [(0, 5), (5, 8)]


@pytest.mark.parametrize("technique", [a_technique(), a_technique(4, rounds=0)])
def test_nothing_to_play_has_no_beats(technique: Technique) -> None:
    assert list(beats(technique)) == []
    assert technique.seconds == 0


@given(
    seconds=st.lists(st.floats(0.5, 60), min_size=1, max_size=6),
    rounds=st.integers(1, 12),
    pace=st.sampled_from([1.0, SLOWER]),
)
def test_each_beat_begins_where_the_one_before_ends(seconds: list[float], rounds: int, pace: float) -> None:
    technique = a_technique(*seconds, rounds=rounds)
    played = list(beats(technique, pace))
    assert len(played) == rounds * len(seconds)
    for before, after in pairwise(played):
        assert after.at_seconds == pytest.approx(before.at_seconds + before.phase.seconds)
    end = played[-1].at_seconds + played[-1].phase.seconds
    assert end == pytest.approx(technique.seconds * pace, abs=0.5 * len(played) if pace > 1 else 1e-6)
