"""Plays timed scenes, one person each at a time: a row of moments, each with something to do."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Hashable, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

from bot.runtime.clock import Clock

logger = logging.getLogger(__name__)

Act = Callable[[], Awaitable[None]]

# Of all that may be sent in a second, this much may go into plays; the rest is for replies and prompts.
SHARE = 0.96


@dataclass(frozen=True, slots=True)
class Scene:
    """Something to do at a moment, in seconds from the start."""

    at_seconds: float
    act: Act


@dataclass(frozen=True, slots=True)
class _Play:
    task: asyncio.Task[None]
    acts_a_second: float


class Players:
    """Every play that is on. A new one for the same person takes the place of the one before.

    `most_a_second` is how many acts a second all plays together may cost; None means no limit.
    """

    def __init__(self, clock: Clock, most_a_second: float | None = None) -> None:
        self._clock = clock
        self._most = None if most_a_second is None else most_a_second * SHARE
        self._on: dict[Hashable, _Play] = {}

    @property
    def playing(self) -> Set[Hashable]:
        """Whom something is played to."""
        return self._on.keys()

    def has_room(self, who: Hashable, acts_a_second: float) -> bool:
        """Whether one more play of this weight would still be on time; this person's own play does not count."""
        if self._most is None:
            return True
        others = sum(play.acts_a_second for each, play in self._on.items() if each != who)
        return others + acts_a_second <= self._most

    def play(self, who: Hashable, scenes: Sequence[Scene]) -> None:
        """Begin now; scenes that are overtaken by the next one are left out."""
        self._cancel(who)
        task = asyncio.create_task(self._run(scenes))
        length = scenes[-1].at_seconds if scenes else 0
        self._on[who] = _Play(task, len(scenes) / length if length else 0.0)
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
        play = self._on.pop(who, None)
        if play is None:
            return None
        play.task.cancel()
        return play.task

    def _forget(self, who: Hashable, task: asyncio.Task[None]) -> None:
        play = self._on.get(who)
        if play is not None and play.task is task:
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
