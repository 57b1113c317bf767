"""A red flag: a sign that wants a human soon. It names an action by its level and never says what the cause is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum


class Urgency(Enum):
    """How soon, most urgent first."""

    NOW = "now"
    SAME_DAY = "same-day"
    APPOINTMENT = "appointment"


# The letters a code begins with say its level: RE emergency, RS same day, RA appointment.
LEVELS = {"RE": Urgency.NOW, "RS": Urgency.SAME_DAY, "RA": Urgency.APPOINTMENT}


@dataclass(frozen=True, slots=True)
class RedFlag:
    """One sign as it is shown; `text` says what to look for, the action comes with its level."""

    id: str
    title: str
    text: str
    urgency: Urgency
    order: int
    sources: tuple[str, ...]
    review: str
    reviewed_on: date | None = None
