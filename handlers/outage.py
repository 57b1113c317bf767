"""Notices when updates did not come through for longer than a tap lives, and has the open questions offered again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from bot.runtime.clockwork import Job
from bot.services.presence import TAP_LIFETIME
from handlers.context import Parts

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5
WRITE_EVERY = timedelta(seconds=30)


class OutageWatch:
    """`last_heard` tells the monotonic moment at which updates last came through; None before the first time."""

    def __init__(self, parts: Parts, last_heard: Callable[[], float | None]) -> None:
        self._parts = parts
        self._last_heard = last_heard
        self._seen: float | None = None
        self._written_at: datetime | None = None

    def jobs(self) -> Mapping[str, Job]:
        """The one job, with its rhythm in seconds."""
        return {"outage": Job(LOOK_SECONDS, self.look)}

    async def look(self, now: datetime) -> None:
        """Between two looks the monotonic clock measures the silence; over a restart, what was written down does."""
        heard = self._last_heard()
        if heard is None or heard == self._seen:
            return
        presence = self._parts.presence
        seconds = None if self._seen is None else heard - self._seen
        silence = await presence.silence_before(now) if seconds is None else timedelta(seconds=seconds)
        if silence > TAP_LIFETIME:
            offered = await presence.offer_again(now)
            self._parts.metrics.add("prompts_offered_again", offered)
            logger.warning("Nothing came through for %.0f s; %d offered again.", silence.total_seconds(), offered)
            self._written_at = now
        elif self._written_at is None or now - self._written_at >= WRITE_EVERY:
            await presence.heard(now)
            self._written_at = now
        self._seen = heard
