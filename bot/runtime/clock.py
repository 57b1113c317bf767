"""What time it is, and waiting for later. A bot that talks to a local Bot API follows that server's clock."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

OFFSET_HEADER = "X-Ebb-Clock-Offset"
JUMP_SECONDS = 1.0
FARTHEST = timedelta(days=366 * 50)


class Clock(Protocol):
    """The moment, aware and in UTC, and a sleep measured by it."""

    def now(self) -> datetime:
        """The moment this program believes it is."""

    async def sleep(self, seconds: float) -> None:
        """Wait until `seconds` have passed."""


class SystemClock:
    """The machine's own clock."""

    def __init__(self, real_now: Callable[[], datetime]) -> None:
        self._real_now = real_now

    def now(self) -> datetime:
        """The machine's moment."""
        return self._real_now()

    async def sleep(self, seconds: float) -> None:
        """Wait that many real seconds."""
        await asyncio.sleep(seconds)


class FollowingClock:
    """The machine's clock moved by what the local Bot API says in the header of its answers.

    `is_led` tells whether any answer had that header: a playground's do, those of a server that passes everything on
    to Telegram do not.
    """

    def __init__(self, real_now: Callable[[], datetime]) -> None:
        self._real_now = real_now
        self._offset = timedelta()
        self._moved = asyncio.Event()
        self._listeners: list[Callable[[], None]] = []
        self.is_led = False

    @property
    def offset(self) -> timedelta:
        """How far this clock is ahead of the machine's."""
        return self._offset

    def now(self) -> datetime:
        """The followed moment."""
        return self._real_now() + self._offset

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` at once whenever the clock jumps by a second or more."""
        self._listeners.append(listener)

    def follow(self, headers: Mapping[str, str]) -> None:
        """Take the offset from an answer's headers; an answer without one, or with nonsense, changes nothing."""
        offset = _offset_in(headers)
        self.is_led = self.is_led or offset is not None
        if offset is None or offset == self._offset:
            return
        jump = abs(offset - self._offset).total_seconds()
        self._offset = offset
        self._moved.set()
        self._moved = asyncio.Event()
        if jump >= JUMP_SECONDS:
            for listener in self._listeners:
                listener()

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock shows `seconds` later, and never longer than that many real seconds."""
        loop = asyncio.get_running_loop()
        wake_at = self.now() + timedelta(seconds=seconds)
        give_up_at = loop.time() + seconds
        while (left := min((wake_at - self.now()).total_seconds(), give_up_at - loop.time())) > 0:
            moved = self._moved
            try:
                async with asyncio.timeout(left):
                    await moved.wait()
            except TimeoutError:
                return
        await asyncio.sleep(0)


def _offset_in(headers: Mapping[str, str]) -> timedelta | None:
    try:
        seconds = float(headers.get(OFFSET_HEADER, ""))
    except ValueError:
        return None
    if not math.isfinite(seconds) or abs(seconds) > FARTHEST.total_seconds():
        return None
    return timedelta(seconds=seconds)
