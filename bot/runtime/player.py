"""Plays timed scenes, one person each at a time: a row of moments, each with something to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.runtime.clock import Clock

logger = logging.getLogger(__name__)

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Scene:
    """Something to do at a moment, in seconds from the start."""

    at_seconds: float
    act: Act


class Players:
    """Every play that is on. A new one for the same person takes the place of the one before."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._on: dict[Hashable, asyncio.Task[None]] = {}

    def play(self, who: Hashable, scenes: Sequence[Scene]) -> None:
        """Begin now; scenes that are overtaken by the next one are left out."""
        self._cancel(who)
        task = asyncio.create_task(self._run(scenes))
        self._on[who] = task
        task.add_done_callback(lambda done: self._forget(who, done))

    async def stop(self, who: Hashable) -> bool:
        """End a play at once; False when none was on."""
        task = self._cancel(who)
        if task is None:
            return False
        with suppress(asyncio.CancelledError):
            await task
        return True

    async def stop_all(self) -> None:
        """End every play, as when the program stops."""
        for who in list(self._on):
            await self.stop(who)

    def _cancel(self, who: Hashable) -> asyncio.Task[None] | None:
        task = self._on.pop(who, None)
        if task is not None:
            task.cancel()
        return task

    def _forget(self, who: Hashable, task: asyncio.Task[None]) -> None:
        if self._on.get(who) is task:
            del self._on[who]
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A play broke off (%s).", type(error).__name__)

    async def _run(self, scenes: Sequence[Scene]) -> None:
        begun_at = self._clock.now()
        following = [scene.at_seconds for scene in scenes[1:]]
        for scene, next_at in zip(scenes, [*following, float("inf")], strict=True):
            passed = (self._clock.now() - begun_at) / timedelta(seconds=1)
            if passed >= next_at:
                continue
            if scene.at_seconds > passed:
                await self._clock.sleep(scene.at_seconds - passed)
            await scene.act()
