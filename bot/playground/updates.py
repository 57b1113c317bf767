"""The queue of updates a bot fetches: offsets, lifetimes, long polls, and one poller at a time."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.playground.refusals import OTHER_POLLER, Refusal

TAP_LIFETIME = timedelta(seconds=150)
UPDATE_LIFETIME = timedelta(hours=24)
LONGEST_POLL = 50
MOST_UPDATES = 100
# Without a list the bot gets every kind but these.
LEFT_OUT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}


@dataclass(frozen=True)
class Waiting:
    """An update that has not been confirmed."""

    update: dict[str, Any]
    expires_at: datetime

    @property
    def update_id(self) -> int:
        """The id a later offset confirms."""
        return int(self.update["update_id"])


@dataclass
class _Poll:
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    taken_over: bool = False


@dataclass
class UpdateQueue:
    """Updates in the order they came; `now` tells the playground's moment."""

    now: Callable[[], datetime]
    next_id: int = field(default_factory=lambda: 100_000_000 + secrets.randbelow(800_000_000))
    allowed: list[str] = field(default_factory=list)
    on_push: Callable[[], None] = lambda: None
    _waiting: list[Waiting] = field(default_factory=list)
    _poll: _Poll | None = None
    _releases_next: bool = False

    def push(self, kind: str, content: dict[str, Any]) -> int | None:
        """Queue one update; None when the bot did not ask for this kind."""
        if not self._wants(kind):
            return None
        update_id = self.next_id
        self.push_raw({"update_id": update_id, kind: content}, TAP_LIFETIME if kind == "callback_query" else None)
        return update_id

    def push_raw(self, update: dict[str, Any], lifetime: timedelta | None = None) -> int:
        """Queue an update exactly as given; the next id is filled in when it has none."""
        whole = update if "update_id" in update else {"update_id": self.next_id, **update}
        if isinstance(whole["update_id"], int):
            self.next_id = max(self.next_id, whole["update_id"] + 1)
        self._waiting.append(Waiting(whole, self.now() + (lifetime or UPDATE_LIFETIME)))
        self._wake()
        self.on_push()
        return int(whole["update_id"])

    def waiting(self) -> list[Waiting]:
        """What is still unconfirmed and alive; what outlived its lifetime is forgotten here."""
        now = self.now()
        self._waiting = [each for each in self._waiting if each.expires_at > now]
        return list(self._waiting)

    @property
    def is_polled(self) -> bool:
        """Whether a long poll is open and has nothing to fetch."""
        return self._poll is not None and not self._waiting

    def confirm(self, update_id: int) -> None:
        """Forget one update, as after a webhook's 200."""
        self._waiting = [each for each in self._waiting if each.update_id != update_id]

    def forget_all(self) -> None:
        """Drop everything that waits."""
        self._waiting.clear()

    def release(self) -> None:
        """Let the open long poll go at once, with an empty result; without one, the next poll does not wait."""
        self._releases_next = self._poll is None
        self._wake()

    async def fetch(self, offset: int, limit: int, wait_seconds: float) -> list[dict[str, Any]]:
        """What getUpdates answers; a poll that is overtaken by another raises the 409."""
        if self._poll is not None:
            self._poll.taken_over = True
            self._poll.wake.set()
        poll = self._poll = _Poll()
        self._settle_offset(offset)
        try:
            released, self._releases_next = self._releases_next, False
            if not released and not self.waiting() and wait_seconds > 0:
                await self._wait(poll, min(wait_seconds, LONGEST_POLL))
        finally:
            if self._poll is poll:
                self._poll = None
        if poll.taken_over:
            raise Refusal(409, OTHER_POLLER)
        return [each.update for each in self.waiting()[: max(1, min(limit, MOST_UPDATES))]]

    async def _wait(self, poll: _Poll, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await poll.wake.wait()

    def _settle_offset(self, offset: int) -> None:
        if offset < 0:
            self._waiting = self.waiting()[offset:]
        elif offset > 0:
            self._waiting = [each for each in self._waiting if each.update_id >= offset]

    def _wants(self, kind: str) -> bool:
        return kind in self.allowed if self.allowed else kind not in LEFT_OUT_BY_DEFAULT

    def _wake(self) -> None:
        if self._poll is not None:
            self._poll.wake.set()
