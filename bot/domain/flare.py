"""A flare: begun, lived through and ended by the person's own word; the bot only asks how it is going."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

# Asked gently after three days, and every three days after each answer.
ASKED_AFTER = timedelta(days=3)
COUNTED_BACK = timedelta(days=365)
LONGEST_FLARE_NOTE = 600


class Helped(Enum):
    """What can be named afterwards; the order is the one on the screen."""

    REST = "rest"
    WARMTH = "warmth"
    CALM = "calm"
    LESS = "less"
    COMPANY = "company"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Flare:
    """One flare; `ended_at` is None while it is on."""

    id: int
    person_id: int
    begun_at: datetime
    ended_at: datetime | None = None
    helped: frozenset[Helped] = frozenset()

    def days(self, zone: ZoneInfo, now: datetime) -> int:
        """How many local dates it touched so far, the first one included."""
        return days_touched(self.begun_at, self.ended_at or now, zone)


@dataclass(frozen=True, slots=True)
class FlareSummary:
    """What a flare came to: its days, how many there were within a year, and what helped in earlier ones."""

    flare: Flare
    days: int
    count: int
    helped_before: tuple[tuple[Helped, int], ...] = ()


def days_touched(first: datetime, last: datetime, zone: ZoneInfo) -> int:
    """How many local dates lie between two moments, both included."""
    return (last.astimezone(zone).date() - first.astimezone(zone).date()).days + 1


def summary(flare: Flare, flares: Sequence[Flare], zone: ZoneInfo, now: datetime) -> FlareSummary:
    """One flare beside the others of a year; what helped is counted over those that ended before it."""
    recent = [each for each in flares if now - each.begun_at <= COUNTED_BACK]
    counts = {each: sum(each in other.helped for other in recent if other.id != flare.id) for each in Helped}
    named = sorted((pair for pair in counts.items() if pair[1]), key=lambda pair: -pair[1])
    return FlareSummary(flare, flare.days(zone, now), len(recent), tuple(named))
