"""The arithmetic of measuring: middles, percentiles, ratios of rounds, the busiest second, what meets a target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Literal


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that at least `percent` of them do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(ceil(len(ranked) * percent / 100), 1) - 1]


def most_in_a_second(moments: Sequence[float]) -> int:
    """The most sends in any second, wherever it begins; a second holds its beginning and not its end."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= 1:
            first += 1
        most = max(most, last - first + 1)
    return most


def ratio(ours: Sequence[float], others: Sequence[float]) -> float:
    """The middle of the ratios of each round, so that a machine that slows down meanwhile slows both."""
    return median(mine / other for mine, other in zip(ours, others, strict=True))


@dataclass(frozen=True)
class Target:
    """What is promised: at least, or at most, this much."""

    sense: Literal["≥", "≤"]
    bound: float
    unit: str = ""

    def is_met(self, figure: float) -> bool:
        """Whether a figure keeps the promise; a bound itself does."""
        return figure >= self.bound if self.sense == "≥" else figure <= self.bound

    def __str__(self) -> str:
        return f"{self.sense} {told(self.bound)}{self.unit}"


@dataclass(frozen=True)
class Line:
    """One line of the page. What is judged is the ratio where there is one, else our own figure."""

    what: str
    ours: float
    unit: str
    other: float | None = None
    ratio: float | None = None
    target: Target | None = None

    @property
    def is_met(self) -> bool | None:
        """Whether the target is met; None when nothing is promised."""
        if self.target is None:
            return None
        return self.target.is_met(self.ours if self.ratio is None else self.ratio)


def side_by_side(
    what: str, unit: str, figures: Mapping[str, Sequence[float]], *, other: str, target: Target | None = None
) -> Line:
    """Ours against one other over the same rounds."""
    ours, others = figures["Ebb"], figures[other]
    return Line(f"{what}: {other}", median(ours), unit, median(others), ratio(ours, others), target)


def told(figure: float) -> str:
    """A figure with as many digits as mean something."""
    if figure == 0 or abs(figure) >= 100:
        return f"{figure:,.0f}"
    digits = 1 if abs(figure) >= 10 else 2 if abs(figure) >= 1 else 3
    text = f"{figure:.{digits}f}"
    return text.rstrip("0").rstrip(".")
