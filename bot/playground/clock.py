"""The playground's clock: real time plus an offset that can be pushed forward, so a month passes in a minute."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

OFFSET_HEADER = "X-Ebb-Clock-Offset"


class GoingBack(ValueError):
    """The playground's clock only goes forward; start the playground again to be back at real time."""


class PlaygroundClock:
    """Tells the playground's moment (aware, UTC) and wakes everyone who waits when it is moved."""

    def __init__(self, real_now: Callable[[], datetime]) -> None:
        self._real_now = real_now
        self._offset = timedelta(0)
        self._listeners: list[Callable[[], None]] = []
        self._moved = asyncio.Event()

    @property
    def offset(self) -> float:
        """How many seconds ahead of real time the playground is."""
        return self._offset.total_seconds()

    def now(self) -> datetime:
        """The playground's moment."""
        return self._real_now() + self._offset

    async def sleep(self, seconds: float) -> None:
        """Wait until the playground's clock has gone on by `seconds`; moving the clock counts."""
        due_at = self.now() + timedelta(seconds=seconds)
        while (left := (due_at - self.now()).total_seconds()) > 0:
            moved = self._moved
            try:
                # Not `wait_for`: in Python 3.11 it forgets a cancellation that comes together with a move.
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                if self.now() < due_at:  # a real clock that stands still, as in tests: wait for a move
                    await moved.wait()

    def move_to(self, moment: datetime) -> None:
        """Jump forward to `moment` (aware); raises GoingBack for a moment that has passed."""
        self.move_by((moment - self.now()).total_seconds())

    def move_by(self, seconds: float) -> None:
        """Jump forward by `seconds`; raises GoingBack when negative."""
        if seconds < 0:
            raise GoingBack("The clock only goes forward. To be back at real time, start the playground again.")
        self._offset += timedelta(seconds=seconds)
        moved, self._moved = self._moved, asyncio.Event()
        moved.set()
        for listener in tuple(self._listeners):
            listener()

    def when_moved(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every move."""
        self._listeners.append(listener)
