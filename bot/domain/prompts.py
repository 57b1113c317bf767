"""A prompt: Ebb asking for one check-in at the person's own wall time, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum

RESPONSE_WINDOW = timedelta(hours=24)
LEAST_GAP = timedelta(hours=6)
EVERY_DAY = 0b1111111


class PromptState(Enum):
    """Where a prompt stands. Due, claimed and unknown still want sending; the rest is settled."""

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    UNKNOWN = "unknown"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    MISSED = "missed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Slot:
    """A check-in time: wall time, weekdays (bit 0 is Monday) and the next moment it falls due (UTC)."""

    id: int
    person_id: int
    name: str
    wall_time: time
    weekdays: int
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Prompt:
    """One asking for one diary day. `code` is what its buttons carry; `slot_id` is None when the person asked."""

    id: int
    code: str
    person_id: int
    slot_id: int | None
    diary_on: date
    zone: str
    state: PromptState
    due_at: datetime
    expires_at: datetime
    attempts: int = 0
    message_id: int | None = None
