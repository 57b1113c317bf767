"""An energy budget: how much there is in the morning and how much went by the evening, in the person's own unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class EnergyUnit(Enum):
    """What people count their energy in."""

    SPOONS = "spoons"
    BATTERY = "battery"
    HOURS = "hours"


# What can be said, in each unit: spoons, percent of a battery, good hours.
CHOICES = {
    EnergyUnit.SPOONS: tuple(range(13)),
    EnergyUnit.BATTERY: tuple(range(0, 101, 10)),
    EnergyUnit.HOURS: tuple(range(13)),
}


@dataclass(frozen=True, slots=True)
class EnergyDay:
    """One day's budget and what was spent of it; None while it was not said."""

    diary_on: date
    budget: int | None = None
    spent: int | None = None

    @property
    def is_over(self) -> bool:
        """Whether more went than there was."""
        return self.budget is not None and self.spent is not None and self.spent > self.budget


@dataclass(frozen=True, slots=True)
class PacingProfile:
    """What holds for all pacing of one person: the answer to the first question, and the unit of their energy.

    `has_pem` is None until the question was answered: worse for days after small effort, and not mended by rest?
    """

    has_pem: bool | None = None
    unit: EnergyUnit | None = None
    watches_payback: bool = True
