"""Something that rings at a moment: the word to stop, the end of a rest, a question after a big day or in a flare."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

# A sender that died gives its alarm back after this.
LEASE = timedelta(seconds=60)
# Later than this it says that it is late.
LATE_AFTER = timedelta(minutes=3)
# Questions that could not be asked for this long are not asked any more; what a person started always rings.
QUESTION_LASTS = timedelta(hours=24)
# What breaks by our own fault is tried so often, a lease apart, and then given up.
MOST_ATTEMPTS = 5


class AlarmKind(Enum):
    """What rings."""

    STOP = "stop"
    REST = "rest"
    PAYBACK = "payback"
    FLARE = "flare"


TIMERS = frozenset({AlarmKind.STOP, AlarmKind.REST})


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm. `about` is the activity or flare it belongs to, `place` the stretch of a timer, `diary_on` its day.

    `attempts` are those that were begun and broke before this one, by our own fault.
    """

    id: int
    person_id: int
    kind: AlarmKind
    about: int
    due_at: datetime
    begun_at: datetime
    place: int = 0
    is_tired: bool = False
    diary_on: date | None = None
    attempts: int = 0

    def is_late(self, now: datetime) -> bool:
        """Whether it rings so late that it should say so."""
        return now - self.due_at > LATE_AFTER

    @property
    def is_hopeless(self) -> bool:
        """Whether this attempt is the last one."""
        return self.attempts + 1 >= MOST_ATTEMPTS

    def is_stale(self, now: datetime) -> bool:
        """Whether the question is no use any more."""
        return self.kind not in TIMERS and now - self.due_at > QUESTION_LASTS
