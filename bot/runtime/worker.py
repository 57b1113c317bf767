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
from dataclasses import dataclass
from enum import Enum
from time import monotonic
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.runtime.calls import TAPPED
from bot.runtime.inbox import Entry, Inbox, RawUpdate
from bot.runtime.metrics import Metrics
from bot.runtime.priority import Priority, at_priority
from bot.storage.errors import StorageError

logger = logging.getLogger(__name__)

# Seconds before the second and the third attempt. What still fails then is given up.
PAUSES = (0.2, 1.0)
MOST_WAITING = 10_000
# No person has this much unanswered; it keeps one who floods from filling the whole backlog.
MOST_IN_LANE = 500
ROOM_SECONDS = 0.05


class Outcome(Enum):
    """How one attempt at an update ended."""

    HANDLED = "updates_handled"
    FAILED = "updates_failed"
    UNREADABLE = "updates_unreadable"


@dataclass(slots=True)
class _Attempt:
    """One run of the handlers over one update."""

    is_last: bool
    error_id: str
    has_failed: bool = False


_attempt_here: ContextVar[_Attempt | None] = ContextVar("attempt_here", default=None)


def note_failure(error_id: str) -> bool:
    """Tell the worker that handling the current update failed; whether the person should hear of it.

    PTB hands a handler's exception to the error handlers and then carries on as if all was well, so the error
    handler calls this. The person hears of it when the update is given up. Outside of an update it is always True.
    """
    attempt = _attempt_here.get()
    if attempt is None:
        return True
    attempt.has_failed = True
    attempt.error_id = error_id
    return attempt.is_last


def _lean(update: RawUpdate) -> RawUpdate:
    """A tap brings its whole message along, and reading that is most of the work; only its id is needed.

    It is left whole in a group, where it replies to something, for the line it asks about is in it, and where Telegram
    gives no more than its place, because it is too old to be changed.
    """
    query = update.get("callback_query")
    message = query.get("message") if isinstance(query, dict) else None
    if not isinstance(query, dict) or not isinstance(message, dict) or not _is_only_to_be_changed(message):
        return dict(update)
    rest = {name: value for name, value in query.items() if name != "message"}
    return update | {"callback_query": rest | {TAPPED: message["message_id"]}}


def _is_only_to_be_changed(message: RawUpdate) -> bool:
    chat = message.get("chat")
    is_private = isinstance(chat, dict) and chat.get("type") == "private"
    return is_private and bool(message.get("date")) and "message_id" in message and "reply_to_message" not in message


class Worker:
    """Runs the handlers for what the inbox keeps; `error_id` makes the ids that the log and the quarantine show.

    What `is_urgent` is answered even while nothing can be kept; of what `is_delicate` no trace is left.
    """

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        inbox: Inbox,
        *,
        metrics: Metrics,
        error_id: Callable[[], str],
        at_once: int = 64,
        pauses: tuple[float, ...] = PAUSES,
        is_urgent: Callable[[RawUpdate], bool] | None = None,
        is_delicate: Callable[[RawUpdate], bool] | None = None,
    ) -> None:
        self._application = application
        self._inbox = inbox
        self._metrics = metrics
        self._error_id = error_id
        self._pauses = pauses
        self._is_urgent = is_urgent or (lambda _update: False)
        self._is_delicate = is_delicate or (lambda _update: False)
        self._answered_unkept: set[int] = set()
        self._places = asyncio.Semaphore(at_once)
        self._lanes: dict[Hashable, deque[Entry]] = {}
        self._at_work: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self.unfinished = 0
        metrics.watch("updates_waiting", lambda: self.unfinished)

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
            entry.is_delicate = self._is_delicate(entry.update)
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
    def is_idle(self) -> bool:
        """Whether nothing is being handled and nothing waits."""
        return not self._at_work

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
        try:
            entries = await self._inbox.keep(updates)
        except StorageError:
            self._answer_unkept(update for update in updates if self._is_urgent(update))
            raise
        self.take(entry for entry in entries if not self._is_answered(entry))

    def _answer_unkept(self, updates: Iterable[RawUpdate]) -> None:
        """Once each, although Telegram will send them again until they can be kept."""
        for update in updates:
            entry = Entry(update["update_id"], update)
            if entry.update_id not in self._answered_unkept:
                self._answered_unkept.add(entry.update_id)
                with at_priority(Priority.REPLY):
                    task = asyncio.create_task(self._process_once(entry))
                self._at_work.add(task)
                task.add_done_callback(self._ended)

    async def _process_once(self, entry: Entry) -> None:
        async with self._places:
            await self._process(entry, _Attempt(is_last=True, error_id=self._error_id()))

    def _is_answered(self, entry: Entry) -> bool:
        if entry.update_id not in self._answered_unkept:
            return False
        self._answered_unkept.discard(entry.update_id)
        entry.is_delicate = self._is_delicate(entry.update)
        self._inbox.handled(entry)
        return True

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
        while True:
            attempt = _Attempt(entry.attempts >= len(self._pauses), self._error_id())
            async with self._places:
                outcome = await self._process(entry, attempt)
            self._metrics.add(outcome.value)
            if outcome is Outcome.HANDLED:
                self._inbox.handled(entry)
                self._metrics.took("handling", monotonic() - taken_at)
                return True
            entry.attempts += 1
            if attempt.is_last or outcome is Outcome.UNREADABLE:
                await self._inbox.quarantine(entry, attempt.error_id)
                return True
            await self._inbox.note_attempts(entry)
            if await self._stops_within(self._pauses[entry.attempts - 1]):
                return False

    async def _process(self, entry: Entry, attempt: _Attempt) -> Outcome:
        try:
            update = Update.de_json(_lean(entry.update), self._application.bot)
        except Exception as error:
            # The error's text can quote what somebody wrote; its kind cannot.
            logger.error("An update could not be read (%s), error %s.", type(error).__name__, attempt.error_id)
            return Outcome.UNREADABLE
        _attempt_here.set(attempt)
        try:
            await self._application.process_update(update)
        except Exception:
            logger.exception("An update could not be handled, error %s.", attempt.error_id)
            attempt.has_failed = True
        return Outcome.FAILED if attempt.has_failed else Outcome.HANDLED

    async def _stops_within(self, seconds: float) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._stopping.wait()
        return self._stopping.is_set()
