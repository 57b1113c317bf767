"""What whoever runs the bot may know: how much there is of everything, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts. Active is who checked in within 7 days; dead prompts are of 7 days, the other prompts of 24 hours."""

    people: int
    active: int
    unreachable: int
    prompts_sent: int
    prompts_answered: int
    prompts_expired: int
    prompts_dead: int
    updates_waiting: int
    updates_quarantined: int
    backed_up_at: datetime | None
