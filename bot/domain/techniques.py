"""A calming technique: phases with seconds, played in rounds, and when each phase begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a round: what to do and for how many seconds."""

    name: str
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique as data. `gentler` is the id of the variant offered first to those the cautions name."""

    id: str
    name: str
    intro: str
    caution: str
    outro: str
    phases: tuple[Phase, ...]
    rounds: int
    sources: tuple[str, ...]
    order: int = 0
    gentler: str | None = None
    cautions: frozenset[str] = frozenset()

    @property
    def seconds(self) -> float:
        """How long all rounds take at normal pace."""
        return self.rounds * sum(phase.seconds for phase in self.phases)


@dataclass(frozen=True, slots=True)
class Beat:
    """One phase at its place in the sitting: when it begins, in seconds from the start."""

    at_seconds: float
    round_number: int
    phase: Phase

    @property
    def ends_at_seconds(self) -> float:
        """When the next phase begins, or the sitting is over."""
        return self.at_seconds + self.phase.seconds


SLOWER = 1.25


def beats(technique: Technique, pace: float = 1.0) -> Iterator[Beat]:
    """Every phase of every round with the moment it begins; `pace` above 1 stretches each phase to whole seconds."""
    at_seconds = 0.0
    for round_number in range(1, technique.rounds + 1):
        for phase in technique.phases:
            stretched = phase if pace == 1 else replace(phase, seconds=_whole_seconds(phase.seconds * pace))
            yield Beat(at_seconds, round_number, stretched)
            at_seconds += stretched.seconds


def _whole_seconds(seconds: float) -> float:
    """To the nearest second, and never none: what is shown is what is kept."""
    return float(max(1, int(seconds + 0.5)))
