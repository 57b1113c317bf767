"""How all pacing of one person stands on a day: each activity with its day and timer, energy, and payback."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.domain.alarms import Alarm
from bot.domain.energy import EnergyDay, PacingProfile
from bot.domain.pacing import Activity, Done
from bot.domain.payback import Watch


@dataclass(frozen=True, slots=True)
class ActivityDay:
    """One activity on one day: what was said of it, the timer that runs for it, and whether small efforts cost days."""

    activity: Activity
    today: date
    done: Done | None = None
    timer: Alarm | None = None
    has_pem: bool = False

    @property
    def amount(self) -> float | None:
        """What is planned for today; None while the baseline is being found."""
        return self.activity.amount_on(self.today)


@dataclass(frozen=True, slots=True)
class PacingPicture:
    """Everything `/pace` shows."""

    profile: PacingProfile
    today: date
    activities: tuple[ActivityDay, ...]
    energy: EnergyDay
    is_big: bool = False
    watch: Watch | None = None
    has_enough_days: bool = False
