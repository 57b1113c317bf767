"""Seconds, rounds, limits and cautions of each technique, as the protocols we follow give them."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from bot.domain.techniques import Technique
from tests.library import library

# Holding the breath asks the same people to take care, whatever the seconds.
HOLDING = frozenset({"PREG", "RESP", "CARD", "EPI", "PANIC"})
TENSING = frozenset({"HYP", "PTSD", "PANIC"})
INWARD = frozenset({"PTSD", "PANIC"})


@dataclass(frozen=True)
class Dose:
    """What is played, how long all of it takes, and for whom it is not."""

    phases: tuple[float, ...]
    seconds: float
    cautions: frozenset[str] = frozenset()
    rounds: int = 1
    most_rounds: int = 0
    a_day: int = 0
    areas: int = 0


DOSES = {
    "46": Dose((4, 6), 90, rounds=9),
    "234": Dose((2, 3, 4), 36, HOLDING, 4, 8, 2),
    "346": Dose((3, 4, 6), 52, HOLDING, 4, 8, 2),
    "448": Dose((4, 4, 8), 64, HOLDING, 4, 8, 2),
    "478": Dose((4, 7, 8), 76, HOLDING, 4, 8, 2),
    "belly": Dose((4, 6), 60, frozenset({"RESP"}), 6),
    "belly5": Dose((4, 6), 10 + 300 + 20, frozenset({"RESP"}), 30),
    "box": Dose((4, 4, 4, 4), 64, HOLDING, 4, a_day=2),
    "box3": Dose((3, 3, 3, 3), 48, HOLDING, 4, a_day=2),
    "44": Dose((4, 4), 64, rounds=8),
    "sighing": Dose((3, 1, 7), 55, frozenset({"RESP"}), 5),
    "muscles": Dose((5, 30), 245, TENSING, areas=7),
    "muscles4": Dose((5, 30), 140, TENSING, areas=4),
    # Calves and feet are tensed 3 seconds only: they cramp.
    "muscles16": Dose((5, 25), 16 * 30 - 4 * 2, TENSING, areas=16),
    "release": Dose((10, 20), 240, INWARD, areas=8),
    "cue": Dose((8, 12), 20),
    "scan": Dose((20,), 10 + 120 + 10, INWARD, areas=6),
    "scan8": Dose((45,), 30 + 495 + 10, INWARD, areas=11),
    "grounding": Dose((30, 25, 20, 15, 15), 10 + 105),
    "winddown": Dose((180, 300, 120, 300), 900, frozenset({"FALL"})),
    "winddown60": Dose((300, 300, 900, 300, 900, 600, 300), 3600, frozenset({"FALL"})),
}
TECHNIQUES = library().words("en").techniques


@pytest.mark.parametrize("technique", TECHNIQUES.values(), ids=lambda each: each.id)
def test_each_technique_is_dosed_as_its_protocol_says(technique: Technique) -> None:
    assert DOSES[technique.id] == Dose(
        tuple(phase.seconds for phase in technique.phases),
        technique.seconds,
        technique.cautions,
        technique.rounds,
        technique.most_rounds,
        technique.a_day,
        len(technique.areas),
    )


def test_every_dose_has_its_technique_and_the_first_in_the_menu_holds_nothing() -> None:
    assert set(DOSES) == set(TECHNIQUES)
    first = min(TECHNIQUES.values(), key=lambda each: each.order)
    assert [phase.name for phase in first.phases] == ["Breathe in", "Breathe out"]


@pytest.mark.parametrize(
    "technique", [each for each in TECHNIQUES.values() if each.cautions >= HOLDING], ids=lambda each: each.id
)
def test_whoever_should_not_hold_has_a_breath_without_holding_one_tap_away(technique: Technique) -> None:
    gentler = TECHNIQUES[technique.gentler or ""]
    assert all("old" not in phase.name for phase in gentler.phases)
    assert not gentler.cautions


@pytest.mark.parametrize(
    "technique", [each for each in TECHNIQUES.values() if each.cautions >= INWARD], ids=lambda each: each.id
)
def test_whoever_should_not_turn_inward_comes_to_eyes_open_grounding_by_gentler_ones_alone(
    technique: Technique,
) -> None:
    way = [technique]
    while (gentler := TECHNIQUES.get(way[-1].gentler or "")) is not None:
        way.append(gentler)
    assert way[-1].id == "grounding"
