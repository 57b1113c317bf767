"""Failpoints: the named places between an update's arrival and its end, and between a slot falling due and its prompt.

A program that was told to passes the place until a file `armed` lies in its working directory, and then kills itself
there without a word; the file may hold a number, and then it dies at that passing.
"""

from __future__ import annotations

import asyncio
import inspect
import os
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.runtime.inbox import Inbox
from bot.runtime.priority import Priority, priority_here
from bot.runtime.sender import Sender
from bot.runtime.worker import Worker
from bot.services.prompts import Prompts
from bot.storage.checkins import CheckinRepository
from bot.storage.inbox import InboxRepository
from bot.storage.prompts import PromptRepository
from handlers.clock import Bell

ARMED = Path("armed")
# Long enough for the confirmation to leave, so that Telegram has forgotten what nobody has handled.
CONFIRMED_SECONDS = 0.05


@dataclass(frozen=True)
class Failpoint:
    """Before a method is entered, or after it has done its work; `counts` looks at its arguments or its result."""

    owner: type
    method: str
    after: bool = False
    counts: Callable[..., bool] = lambda *_, **__: True


def shows_a_reply(*_: Any, **named: Any) -> bool:
    """Whether a request writes or edits a message because of what somebody did; prompts and the profile do not."""
    return priority_here() is Priority.REPLY and named["endpoint"].startswith(("send", "edit"))


# In the order of the way in: fetch, keep, acknowledge, handle, record, show, let go.
WAY_IN = {
    "fetched": Failpoint(Inbox, "keep"),
    "keeping": Failpoint(InboxRepository, "put_new", after=True, counts=bool),
    "kept": Failpoint(Inbox, "keep", after=True, counts=bool),
    "acknowledged": Failpoint(Worker, "_process"),
    "recording": Failpoint(CheckinRepository, "save", after=True),
    "noting": Failpoint(CheckinRepository, "add_note", after=True),
    "recorded": Failpoint(Sender, "process_request", counts=shows_a_reply),
    "shown": Failpoint(Sender, "process_request", after=True, counts=shows_a_reply),
    "handled": Failpoint(Inbox, "handled"),
    "letting go": Failpoint(InboxRepository, "settle_handled", after=True),
    "let go": Failpoint(Inbox, "_flushed", after=True),
}
# In the order of the way out: fall due, claim, send, settle. Those in -ing are inside of a transaction.
WAY_OUT = {
    "falling due": Failpoint(PromptRepository, "put_due", after=True),
    "fallen due": Failpoint(Prompts, "fall_due", after=True, counts=bool),
    "claiming": Failpoint(PromptRepository, "claim", after=True, counts=bool),
    "claimed": Failpoint(Bell, "_send_alone"),
    "sent": Failpoint(Prompts, "sent"),
    "settling": Failpoint(PromptRepository, "settle_sent", after=True),
    "settled": Failpoint(Prompts, "sent", after=True),
}
FAILPOINTS = WAY_IN | WAY_OUT
# Passed for all prompts of one moment together; the others are passed for each update or prompt.
PASSED_TOGETHER = {"fallen due", "claiming"}


def make_lethal(name: str) -> None:
    """Put death at one place of this program."""
    point = FAILPOINTS[name]
    method: Callable[..., Any] = getattr(point.owner, point.method)
    passed = _Passed()

    def before(*arguments: Any, **named: Any) -> Any:
        if point.counts(*arguments, **named):
            passed.once_more()
        return method(*arguments, **named)

    async def after(*arguments: Any, **named: Any) -> Any:
        # Asked before the work, for it may change the arguments and never the priority.
        counts = point.counts(*arguments, **named) if point.counts is shows_a_reply else None
        result = await method(*arguments, **named)
        if counts if counts is not None else point.counts(result):
            passed.once_more()
        return result

    async def instead(*arguments: Any, **named: Any) -> Any:
        if passed.is_armed:
            await asyncio.sleep(CONFIRMED_SECONDS)
            passed.once_more()
        return await method(*arguments, **named)

    lethal = instead if name == "acknowledged" else after if point.after else before
    assert not point.after or inspect.iscoroutinefunction(method)
    setattr(point.owner, point.method, lethal)


@dataclass
class _Passed:
    """How often an armed place was passed."""

    times: int = 0

    @property
    def is_armed(self) -> bool:
        """Whether passing counts by now."""
        return ARMED.exists()

    def once_more(self) -> None:
        """Die when it is time to."""
        if self.is_armed:
            self.times += 1
            if self.times >= int(ARMED.read_text() or 1):
                os.kill(os.getpid(), signal.SIGKILL)
