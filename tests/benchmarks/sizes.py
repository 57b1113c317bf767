"""How much is measured: all of it in under ten minutes, or a glance in under one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Sizes:
    """`rounds` are interleaved; all times are seconds."""

    rounds: int = 5
    warm_up_taps: int = 300
    taps: int = 1200
    taps_a_second: float = 200.0
    steady_seconds: float = 4.0
    broadcast_people: int = 10_000
    broadcast_seconds: float = 20.0
    saves: int = 2_000
    people: tuple[int, ...] = (1_000, 100_000, 1_000_000)
    answers: int = 1_000_000
    starts: int = 5

    @property
    def steady_taps(self) -> int:
        """How many taps come at the steady rate."""
        return int(self.taps_a_second * self.steady_seconds)


FULL = Sizes()
QUICK = Sizes(
    rounds=1,
    warm_up_taps=100,
    taps=300,
    steady_seconds=1.0,
    broadcast_people=1_000,
    broadcast_seconds=5.0,
    saves=500,
    people=(1_000, 20_000),
    answers=20_000,
    starts=1,
)
