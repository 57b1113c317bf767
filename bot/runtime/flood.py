"""Notices when one person sends far more than a person would, so that the others do not have to wait."""

from __future__ import annotations

from collections import deque
from enum import Enum
from time import monotonic

MINUTE = 60.0


class Verdict(Enum):
    """What to do with one more update: answer it; say once that it was too much; or keep silent."""

    WELCOME = "welcome"
    FIRST_TOO_MANY = "first too many"
    TOO_MANY = "too many"


class Flood:
    """Counts what each person sent within the last minute; `most` None lets everything through."""

    def __init__(self, most: int | None) -> None:
        self._most = most
        self._came_at: dict[int, deque[float]] = {}
        self._hushed: set[int] = set()

    def judge(self, who: int) -> Verdict:
        """Count one more update of a person. The silence ends when a minute holds no more than it may."""
        if self._most is None:
            return Verdict.WELCOME
        now = monotonic()
        came_at = self._came_at.get(who) or self._new(who, now)
        came_at.append(now)
        if len(came_at) <= self._most or now - came_at[0] >= MINUTE:
            self._hushed.discard(who)
            return Verdict.WELCOME
        if who in self._hushed:
            return Verdict.TOO_MANY
        self._hushed.add(who)
        return Verdict.FIRST_TOO_MANY

    def _new(self, who: int, now: float) -> deque[float]:
        """A person's counts; those of people who fell silent are let go first."""
        silent = [known for known, came_at in self._came_at.items() if now - came_at[-1] >= MINUTE]
        for known in silent:
            del self._came_at[known]
            self._hushed.discard(known)
        assert self._most is not None  # noqa: S101 - checked by the caller
        return self._came_at.setdefault(who, deque(maxlen=self._most + 1))
