"""The few jobs the program runs by itself: the due tick, reminders, expiry, upkeep. People are never jobs.

APScheduler keeps the rhythm; what is due is asked of the injected clock, which tests and the playground can move.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from time import monotonic

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger

from bot.runtime.clock import Clock
from bot.runtime.metrics import Metrics

logger = logging.getLogger(__name__)

_JUMP_SECONDS = 5.0
_HELD_UP_SECONDS = 1.0

Work = Callable[[datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Job:
    """One system job: its rhythm in seconds, and what to do, given the moment."""

    every_seconds: float
    work: Work


class Clockwork:
    """Runs each job at the start, then in its rhythm, then at once whenever the clock jumps.

    A job never runs beside itself. One that fails is logged under an id from `error_id` and runs again next time.
    The machine's clock is compared every `watch_seconds`. Jobs that run at least every `frequent_seconds` must keep
    succeeding for the clockwork to count as alive.
    """

    def __init__(
        self,
        jobs: Mapping[str, Job],
        clock: Clock,
        *,
        metrics: Metrics,
        error_id: Callable[[], str],
        watch_seconds: float = 1.0,
        frequent_seconds: float = 60.0,
    ) -> None:
        self._jobs = dict(jobs)
        self._clock = clock
        self._metrics = metrics
        self._error_id = error_id
        self._watch_seconds = watch_seconds
        self._frequent_seconds = frequent_seconds
        self._locks = {name: asyncio.Lock() for name in jobs}
        self._succeeded: dict[str, tuple[float, datetime]] = {}
        self._at_work: set[asyncio.Task[object]] = set()
        self._scheduler: AsyncIOScheduler | None = None
        self._watching: asyncio.Task[None] | None = None
        self._pass: asyncio.Task[None] | None = None
        self._once_more = False
        self._drift = 0.0

    @property
    def is_alive(self) -> bool:
        """Whether the rhythm is kept and every frequent job succeeded lately."""
        return self._scheduler is not None and all(
            self._is_fresh(name, job) for name, job in self._jobs.items() if job.every_seconds <= self._frequent_seconds
        )

    def last_success_at(self, name: str) -> datetime | None:
        """When a job last ended well, by the injected clock."""
        succeeded = self._succeeded.get(name)
        return succeeded[1] if succeeded else None

    def start(self) -> None:
        """Begin the rhythm and run every job once right away; doing it twice changes nothing."""
        if self._scheduler is not None:
            return
        # Named explicitly, because APScheduler otherwise searches the machine for its local zone.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        for name, job in self._jobs.items():
            self._scheduler.add_job(partial(self._run, name), trigger=_Every(job.every_seconds), id=name)
        self._scheduler.start()
        self._watching = asyncio.create_task(self._watch())
        self.jumped()

    async def stop(self, seconds: float = 10.0) -> None:
        """Start nothing new, give running jobs `seconds` to end, then cancel them."""
        scheduler, self._scheduler = self._scheduler, None
        if scheduler is None:
            return
        scheduler.pause()
        for task in (self._watching, self._pass):
            if task is not None and task not in self._at_work:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
        await self._finish(seconds)
        scheduler.shutdown(wait=False)
        await asyncio.sleep(0)  # The shutdown itself happens in the loop's next round.

    async def run_all_once(self) -> None:
        """Run every job once, in the given order; a job that is running is waited for and run again."""
        for name in self._jobs:
            await self._run(name)

    def jumped(self) -> None:
        """The clock shows another time: run every job now, and keep the rhythm from here."""
        self._drift = self._clock.now().timestamp() - monotonic()
        if self._scheduler is None:
            return
        for name, job in self._jobs.items():
            self._scheduler.reschedule_job(name, trigger=_Every(job.every_seconds))
        self._once_more = True
        if self._pass is None or self._pass.done():
            self._pass = asyncio.create_task(self._run_passes())

    async def _run_passes(self) -> None:
        while self._once_more and self._scheduler is not None:
            self._once_more = False
            for name in self._jobs:
                if self._scheduler is not None:
                    await self._run(name)

    async def _watch(self) -> None:
        """Notice a machine clock that was set, or a machine that slept: APScheduler would wait for the old time.

        Also notice something that kept the program from doing anything else; who taps feels that.
        """
        while True:
            lies_down_at = monotonic()
            await asyncio.sleep(self._watch_seconds)
            late = monotonic() - lies_down_at - self._watch_seconds
            if late >= _HELD_UP_SECONDS:
                self._metrics.add("held_up")
                logger.warning("Everything was held up for %.1f seconds.", late)
            drift = self._clock.now().timestamp() - monotonic()
            if abs(drift - self._drift) >= _JUMP_SECONDS:
                logger.warning("The clock jumped by %.0f seconds.", drift - self._drift)
                self.jumped()
            self._drift = drift

    async def _run(self, name: str) -> None:
        task = asyncio.current_task()
        async with self._locks[name]:
            if task is not None:
                self._at_work.add(task)
            begun_at = monotonic()
            try:
                await self._jobs[name].work(self._clock.now())
                self._succeeded[name] = (monotonic(), self._clock.now())
            except Exception:
                self._metrics.add("jobs_failed")
                logger.exception("The job %s failed, error %s.", name, self._error_id())
            finally:
                self._metrics.took("job", monotonic() - begun_at)
                self._at_work.discard(task)

    async def _finish(self, seconds: float) -> None:
        if not self._at_work:
            return
        _, late = await asyncio.wait(set(self._at_work), timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)

    def _is_fresh(self, name: str, job: Job) -> bool:
        succeeded = self._succeeded.get(name)
        patience = max(self._frequent_seconds, 3 * job.every_seconds)
        return succeeded is not None and monotonic() - succeeded[0] < patience


class _Every(BaseTrigger):  # type: ignore[misc]
    """A fixed rhythm that skips what was missed in one step; APScheduler's own counts through every missed beat."""

    def __init__(self, seconds: float) -> None:
        self._interval = timedelta(seconds=seconds)

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next beat after `now`."""
        if previous_fire_time is None or previous_fire_time > now:
            return now + self._interval
        beats = (now - previous_fire_time) // self._interval
        return previous_fire_time + (beats + 1) * self._interval
