"""Hands updates to the handlers: each person's in order, different people side by side, a bounded number at once.

An update that cannot be read is set aside by itself and never holds up the others.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Hashable, Mapping
from contextvars import ContextVar
from enum import Enum
from functools import partial
from time import monotonic
from typing import Any

from telegram import Update
from telegram.ext import Application

from bot.runtime.metrics import Metrics

logger = logging.getLogger(__name__)

_failures_here: ContextVar[list[BaseException] | None] = ContextVar("failures_here", default=None)


class Outcome(Enum):
    """How one update ended."""

    HANDLED = "updates_handled"
    FAILED = "updates_failed"
    QUARANTINED = "updates_quarantined"


def note_failure(error: BaseException) -> None:
    """Tell the worker that handling the current update failed.

    PTB hands a handler's exception to the error handlers and then carries on as if all was well, so the error
    handler calls this. Outside of an update it does nothing.
    """
    failures = _failures_here.get()
    if failures is not None:
        failures.append(error)


class Worker:
    """Runs the handlers for raw updates; `error_id` makes the ids that the log shows."""

    def __init__(
        self,
        application: Application[Any, Any, Any, Any, Any, Any],
        *,
        metrics: Metrics,
        error_id: Callable[[], str],
        at_once: int = 64,
    ) -> None:
        self._application = application
        self._metrics = metrics
        self._error_id = error_id
        self._places = asyncio.Semaphore(at_once)
        self._last_of: dict[Hashable, asyncio.Task[Outcome]] = {}
        self._unfinished: set[asyncio.Task[Outcome]] = set()

    @property
    def unfinished(self) -> int:
        """How many updates are waiting or being handled."""
        return len(self._unfinished)

    async def accept(self, update: Mapping[str, Any]) -> None:
        """Return when the update was handled, failed or was set aside.

        Its place behind the same person's earlier updates is taken before the first suspension. A cancelled caller
        leaves the handling untouched; `drain` waits for it.
        """
        await self.handle(update)

    async def handle(self, update: Mapping[str, Any]) -> Outcome:
        """Like `accept`, and tells how the update ended."""
        self._metrics.add("updates_received")
        lane = lane_of(update)
        task = asyncio.create_task(self._in_turn(update, self._last_of.get(lane)))
        self._last_of[lane] = task
        self._unfinished.add(task)
        task.add_done_callback(partial(self._forget, lane))
        return await asyncio.shield(task)

    async def drain(self, seconds: float) -> bool:
        """Wait for the updates at hand, then cancel what is left; whether all of them ended in time."""
        if not self._unfinished:
            return True
        _, late = await asyncio.wait(self._unfinished, timeout=seconds)
        for task in late:
            task.cancel()
        if late:
            await asyncio.wait(late)
        return not late

    def _forget(self, lane: Hashable, task: asyncio.Task[Outcome]) -> None:
        self._unfinished.discard(task)
        if self._last_of.get(lane) is task:
            del self._last_of[lane]

    async def _in_turn(self, update: Mapping[str, Any], earlier: asyncio.Task[Outcome] | None) -> Outcome:
        accepted_at = monotonic()
        if earlier is not None:
            await asyncio.wait({earlier})
        async with self._places:
            outcome = await self._process(update)
        self._metrics.add(outcome.value)
        self._metrics.took("handling", monotonic() - accepted_at)
        return outcome

    async def _process(self, raw: Mapping[str, Any]) -> Outcome:
        try:
            update = Update.de_json(dict(raw), self._application.bot)
        except Exception as error:
            # The error's text can quote what somebody wrote; its kind cannot.
            logger.error("An update could not be read (%s), error %s.", type(error).__name__, self._error_id())
            return Outcome.QUARANTINED
        failures: list[BaseException] = []
        _failures_here.set(failures)
        try:
            await self._application.process_update(update)
        except Exception:
            logger.exception("An update could not be handled, error %s.", self._error_id())
            return Outcome.FAILED
        return Outcome.FAILED if failures else Outcome.HANDLED


def lane_of(update: Mapping[str, Any]) -> Hashable:
    """Whose turn an update takes: the person's for taps and private messages, else its own.

    In a private chat the chat's id is the person's, so that taps and messages share one lane.
    """
    try:
        if "callback_query" in update:
            return int(update["callback_query"]["from"]["id"])
        for kind in ("message", "edited_message", "my_chat_member"):
            if kind in update:
                return int(update[kind]["chat"]["id"])
    except (KeyError, TypeError, ValueError):
        pass
    return object()
