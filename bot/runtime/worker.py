"""Hands updates to the handlers: each person's in order, different people side by side, a bounded number at once.

An update that cannot be read, or that handlers fail on again and again, is set aside and never holds up the others.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from enum import Enum
from time import monotonic
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.runtime.inbox import Entry, Inbox, RawUpdate
from bot.runtime.metrics import Metrics
from bot.runtime.priority import Priority, at_priority
from bot.storage.errors import StorageUnavailable

logger = logging.getLogger(__name__)

MOST_ATTEMPTS = 3
MOST_WAITING = 10_000
# No person has this much unanswered; it keeps one who floods from filling the whole backlog.
MOST_IN_LANE = 500
ROOM_SECONDS = 0.05


class Outcome(Enum):
    """How one attempt at an update ended. A broken storage is nobody's fault, so it does not count as one."""

    HANDLED = "updates_handled"
    FAILED = "updates_failed"
    UNREADABLE = "updates_unreadable"
    STORAGE_DOWN = "updates_delayed"


@dataclass(slots=True)
class _Attempt:
    """One run of the handlers. `outages` counts those before it that the storage broke off."""

    is_last: bool
    outages: int
    error_id: str
    errors: list[BaseException] = field(default_factory=list)


_attempt_here: ContextVar[_Attempt | None] = ContextVar("attempt_here", default=None)


def note_failure(error: BaseException, error_id: str) -> bool:
    """Tell the worker that handling the current update failed; whether the person should hear of it.

    PTB hands a handler's exception to the error handlers and then carries on as if all was well, so the error
    handler calls this. The person hears of it when the update is given up, or when the storage first breaks it off.
    Outside of an update it is always True.
    """
    attempt = _attempt_here.get()
    if attempt is None:
        return True
    attempt.errors.append(error)
    attempt.error_id = error_id
    return attempt.outages == 0 if isinstance(error, StorageUnavailable) else attempt.is_last


@dataclass(frozen=True, slots=True)
class Retrying:
    """Seconds between attempts: after each failure, and while the storage is down."""

    pauses: tuple[float, ...] = (0.2, 1.0)
    first_outage: float = 0.5
    longest_outage: float = 15.0


class Worker:
    """Runs the handlers for what the inbox keeps; `error_id` makes the ids that the log and the quarantine show."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        inbox: Inbox,
        *,
        metrics: Metrics,
        error_id: Callable[[], str],
        at_once: int = 64,
        retrying: Retrying | None = None,
    ) -> None:
        self._application = application
        self._inbox = inbox
        self._metrics = metrics
        self._error_id = error_id
        self._retrying = retrying or Retrying()
        self._places = asyncio.Semaphore(at_once)
        self._lanes: dict[Hashable, deque[Entry]] = {}
        self._at_work: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self.unfinished = 0

    async def accept(self, updates: Sequence[RawUpdate]) -> None:
        """Return when all of them are safe on disk; they are handled later. StorageError: none is.

        A caller who is cancelled does not take the updates with it.
        """
        await asyncio.shield(asyncio.create_task(self._accept(updates)))

    async def resume(self) -> int:
        """Take up what an earlier run left over; how many. Call it before anything is accepted."""
        left_over = await self._inbox.left_over()
        self.take(left_over)
        return len(left_over)

    def take(self, entries: Iterable[Entry]) -> None:
        """Queue each behind the earlier ones of its lane; a lane that overflows drops what comes on top."""
        for entry in entries:
            lane = entry.lane
            queue = self._lanes.get(lane)
            if queue is None:
                self._lanes[lane] = queue = deque()
                task = asyncio.create_task(self._run(lane))
                self._at_work.add(task)
                task.add_done_callback(self._ended)
            elif len(queue) >= MOST_IN_LANE:
                self._metrics.add("updates_dropped")
                self._inbox.handled(entry)
                continue
            queue.append(entry)
            self.unfinished += 1

    @property
    def is_full(self) -> bool:
        """Whether so much waits that no more should be fetched."""
        return self.unfinished > MOST_WAITING

    async def room(self) -> None:
        """Return when more may be fetched."""
        while self.is_full:  # noqa: ASYNC110 - it shrinks with every update handled, too often to tell each time
            await asyncio.sleep(ROOM_SECONDS)

    async def drain(self, seconds: float) -> bool:
        """Finish what is at hand, then break off; whether all of it ended in time. The rest stays in the inbox."""
        self._stopping.set()
        if not self._at_work:
            return True
        _, late = await asyncio.wait(self._at_work, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        return not late

    async def _accept(self, updates: Sequence[RawUpdate]) -> None:
        self.take(await self._inbox.keep(updates))

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._at_work.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            logger.error("A lane broke off (%s).", type(error).__name__, exc_info=error)

    async def _run(self, lane: Hashable) -> None:
        """Handle one lane until it is empty. Nothing suspends between the last look and the lane's end."""
        queue = self._lanes[lane]
        try:
            with at_priority(Priority.REPLY):
                while queue and await self._settle(queue[0]):
                    queue.popleft()
                    self.unfinished -= 1
        finally:
            self.unfinished -= len(queue)
            del self._lanes[lane]

    async def _settle(self, entry: Entry) -> bool:
        """Handle one update, again if need be, until it is over; False when the program stops before."""
        taken_at = monotonic()
        outages = 0
        while True:
            attempt = _Attempt(entry.attempts + 1 >= MOST_ATTEMPTS, outages, self._error_id())
            async with self._places:
                outcome = await self._process(entry, attempt)
            self._metrics.add(outcome.value)
            if outcome is Outcome.HANDLED:
                self._inbox.handled(entry)
                self._metrics.took("handling", monotonic() - taken_at)
                return True
            if outcome is Outcome.STORAGE_DOWN:
                pause = min(self._retrying.first_outage * 2**outages, self._retrying.longest_outage)
                outages += 1
            else:
                entry.attempts += 1
                if attempt.is_last or outcome is Outcome.UNREADABLE:
                    await self._inbox.quarantine(entry, attempt.error_id)
                    return True
                await self._inbox.note_attempts(entry)
                pause = self._retrying.pauses[min(entry.attempts, len(self._retrying.pauses)) - 1]
            if await self._stops_within(pause):
                return False

    async def _process(self, entry: Entry, attempt: _Attempt) -> Outcome:
        try:
            update = Update.de_json(dict(entry.update), self._application.bot)
        except Exception as error:
            # The error's text can quote what somebody wrote; its kind cannot.
            logger.error("An update could not be read (%s), error %s.", type(error).__name__, attempt.error_id)
            return Outcome.UNREADABLE
        _attempt_here.set(attempt)
        try:
            await self._application.process_update(update)
        except Exception as error:
            logger.exception("An update could not be handled, error %s.", attempt.error_id)
            attempt.errors.append(error)
        if not attempt.errors:
            return Outcome.HANDLED
        return Outcome.STORAGE_DOWN if isinstance(attempt.errors[0], StorageUnavailable) else Outcome.FAILED

    async def _stops_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        return self._stopping.is_set()
