"""Plays timed scenes, one person each at a time: a row of moments, each with something to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence, Set
from dataclasses import dataclass
from datetime import timedelta

from bot.runtime.clock import Clock
from bot.runtime.timetable import Timetable

logger = logging.getLogger(__name__)

Act = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Scene:
    """Something to do at a moment, in seconds from the start."""

    at_seconds: float
    act: Act


class Players:
    """Every play that is on. A new one for the same person takes the place of the one before.

    `most_a_second` is how many acts a second all plays together may cost; None means no limit.
    """

    def __init__(self, clock: Clock, most_a_second: float | None = None) -> None:
        self._clock = clock
        self._timetable = None if most_a_second is None else Timetable(most_a_second)
        self._on: dict[Hashable, asyncio.Task[None]] = {}

    @property
    def playing(self) -> Set[Hashable]:
        """Whom something is played to."""
        return self._on.keys()

    def begins_in(self, who: Hashable, moments: Sequence[float]) -> float | None:
        """After how many seconds acts at these moments would all be on time; None when there is no room for them.

        The room is kept for this person until they are played to or stopped.
        """
        if self._timetable is None:
            return 0.0
        now = self._clock.now().timestamp()
        self._timetable.release(who)
        seconds = self._timetable.wait(moments, now)
        if seconds is not None:
            self._timetable.promise(who, moments, now + seconds)
        return seconds

    def play(self, who: Hashable, scenes: Sequence[Scene]) -> None:
        """Begin now; scenes that are overtaken by the next one are left out."""
        self._cancel(who)
        if self._timetable is not None:
            moments = [scene.at_seconds for scene in scenes]
            self._timetable.promise(who, moments, self._clock.now().timestamp())
        task = self._on[who] = asyncio.create_task(self._run(scenes))
        task.add_done_callback(lambda done: self._forget(who, done))

    async def stop(self, who: Hashable) -> bool:
        """End a play at once; False when none was on."""
        task = self._cancel(who)
        if task is None:
            return False
        # Not awaited itself: a caller who is told to stop meanwhile must not be taken for the play.
        await asyncio.wait({task})
        return True

    async def stop_all(self) -> None:
        """End every play, as when the program stops."""
        for who in list(self._on):
            await self.stop(who)

    def _cancel(self, who: Hashable) -> asyncio.Task[None] | None:
        task = self._on.pop(who, None)
        if self._timetable is not None:
            self._timetable.release(who)
        if task is not None:
            task.cancel()
        return task

    def _forget(self, who: Hashable, task: asyncio.Task[None]) -> None:
        if self._on.get(who) is task:
            self._cancel(who)
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
