"""Takes updates from Telegram by long polling, and confirms a batch only when all of it was accepted.

The stock poller confirms what is only in memory, so a kill loses it; this one lets Telegram keep it.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from time import monotonic
from typing import Any

from telegram import Bot
from telegram.error import Conflict, EndPointNotFound, InvalidToken, RetryAfter, TelegramError

from bot.runtime.calls import RAW_GET_UPDATES
from bot.runtime.inbox import RawUpdate, has_id
from bot.runtime.metrics import Metrics
from bot.storage.errors import StorageError

logger = logging.getLogger(__name__)

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
_REMEMBERED_IDS = 2000
# A server that answers "nothing" at once must not make us spin.
_BREATH = 0.05
# Without a diary nothing can be kept, and still nobody who asks for help may wait longer for it.
_UNKEPT_PAUSE = 0.5

Accept = Callable[[list[RawUpdate]], Awaitable[None]]


class TokenRefused(Exception):
    """Telegram no longer accepts the bot token."""


class PollerStuck(Exception):
    """Telegram answers, but no updates could be fetched for too long; start the program again."""


@dataclass(frozen=True, slots=True)
class Polling:
    """How to poll; all in seconds except `batch`."""

    wait: int = 30
    batch: int = 100
    stuck_after: float = 90.0
    longest_backoff: float = 30.0
    first_backoff: float = 1.0
    conflict_window: float = 60.0
    read_margin: float = 5.0


class Poller:
    """One long-poll loop for one bot.

    `accept` is given the new updates of a batch in their order, and only after it returned is the batch confirmed, by
    the next fetch. If it raises, Telegram is asked for the whole batch again. `room` returns when more may be fetched.
    """

    def __init__(
        self,
        bot: Bot,
        accept: Accept,
        *,
        metrics: Metrics,
        polling: Polling | None = None,
        room: Callable[[], Awaitable[None]] | None = None,
        on_conflict: Callable[[], None] | None = None,
    ) -> None:
        self._bot = bot
        self._accept = accept
        self._room = room
        self._metrics = metrics
        self._polling = polling or Polling()
        self._on_conflict = on_conflict
        self._offset: int | None = None
        self._recent = _RecentIds(_REMEMBERED_IDS)
        self._last_conflict_at: float | None = None
        self._somebody_else_polls = False
        self._failures = 0
        self._good_until_at = monotonic()
        self.last_success_at: float | None = None

    @property
    def offset(self) -> int | None:
        """The update id the next call asks for; all before it are confirmed by that call."""
        return self._offset

    @property
    def in_conflict(self) -> bool:
        """Whether another program polls with this token: two refusals in a minute, and the last under a minute ago."""
        return self._somebody_else_polls and self._is_recent_conflict()

    @property
    def is_alive(self) -> bool:
        """Whether updates were fetched lately and nobody else takes them."""
        if self.last_success_at is None or self.in_conflict:
            return False
        return monotonic() - self.last_success_at < self._polling.stuck_after

    async def run(self) -> None:
        """Poll until cancelled; raises TokenRefused or PollerStuck when polling on would be pointless."""
        self._good_until_at = monotonic()
        while True:
            await self._wait_for_room()
            pause = await self._turn()
            if monotonic() - self._good_until_at >= self._polling.stuck_after:
                await self._refuse_if_stuck()
            if pause > 0:
                await asyncio.sleep(pause)

    async def _wait_for_room(self) -> None:
        if self._room is not None:
            begun_at = monotonic()
            await self._room()
            # Waiting for our own handlers says nothing about Telegram.
            self._good_until_at += monotonic() - begun_at

    async def _turn(self) -> float:
        """Fetch and hand over one batch; the seconds to wait before the next."""
        asked_at = monotonic()
        try:
            batch = await self._fetch()
        except (InvalidToken, EndPointNotFound) as error:
            # Once the bot is known, PTB reports a refused token (401, 404) as a missing method.
            raise TokenRefused("Telegram refused the bot token.") from error
        except RetryAfter as error:
            pause = _seconds(error.retry_after)
            self._good_until_at = monotonic() + pause
            return pause
        except Conflict:
            self._note_conflict()
            return self._failed("Conflict")
        except (TelegramError, TimeoutError, KeyError, TypeError) as error:
            return self._failed(type(error).__name__)
        self._metrics.add("polls")
        self._good_until_at = monotonic()
        if batch and (failure := await self._hand_over(batch)) is not None:
            return min(self._failed(failure), _UNKEPT_PAUSE)
        self._failures = 0
        self.last_success_at = monotonic()
        return _BREATH if not batch and self.last_success_at - asked_at < _BREATH else 0

    async def _fetch(self) -> list[Any]:
        wait = self._polling.wait if self.last_success_at is not None else 0
        wanted = {
            "offset": self._offset,
            # The first call does not wait, so that a quiet bot is known to be alive at once.
            "timeout": wait,
            "limit": self._polling.batch,
            "allowed_updates": ALLOWED_UPDATES,
        }
        read_timeout = wait + self._polling.read_margin
        # The outer limit ends a call whose transport is wedged and whose own time-outs never fire.
        async with asyncio.timeout(read_timeout * 2):
            batch = await self._bot.do_api_request(RAW_GET_UPDATES, wanted, read_timeout=read_timeout)
        if not isinstance(batch, list):
            raise TypeError
        return batch

    async def _hand_over(self, batch: list[Any]) -> str | None:
        """Have a batch accepted and confirm it with the next fetch; what went wrong, if anything did."""
        updates = {update["update_id"]: update for update in batch if has_id(update)}
        if unreadable := sum(not has_id(update) for update in batch):
            self._metrics.add("updates_unreadable", unreadable)
            logger.warning("Telegram sent %d updates without an id; they were passed over.", unreadable)
        if not updates:
            return "no update had an id"
        # By membership, not by size: ids start anew at a random number after a quiet week.
        fresh = [update for update_id, update in updates.items() if update_id not in self._recent]
        try:
            if fresh:
                await self._accept(fresh)
        except StorageError as error:
            return str(error).rstrip(".")
        except Exception as error:
            return f"accepting raised {type(error).__name__}"
        for update in fresh:
            self._recent.add(update["update_id"])
        self._offset = list(updates)[-1] + 1
        return None

    def _failed(self, reason: str) -> float:
        """Note one more failure in a row; the jittered seconds to wait."""
        self._metrics.add("polls_failed")
        self._failures += 1
        logger.warning("Polling failed (%s), %d in a row.", reason, self._failures)
        ceiling = min(self._polling.longest_backoff, self._polling.first_backoff * 2 ** min(self._failures - 1, 16))
        return random.uniform(0, ceiling)  # noqa: S311 - spreads retries, guards nothing

    def _note_conflict(self) -> None:
        was_in_conflict = self.in_conflict
        self._somebody_else_polls = self._is_recent_conflict()
        self._last_conflict_at = monotonic()
        if self._somebody_else_polls and not was_in_conflict:
            logger.error("Another program takes this bot's updates, or a webhook is set.")
            if self._on_conflict is not None:
                self._on_conflict()

    def _is_recent_conflict(self) -> bool:
        last = self._last_conflict_at
        return last is not None and monotonic() - last < self._polling.conflict_window

    async def _refuse_if_stuck(self) -> None:
        """Ask Telegram something simple; if that works, it is this loop that is broken."""
        try:
            await self._bot.get_me()
        except TelegramError:
            return
        seconds = self._polling.stuck_after
        raise PollerStuck(f"No updates could be fetched for {seconds:.0f} seconds although Telegram answers.")


class _RecentIds:
    """The last few update ids, oldest forgotten first."""

    def __init__(self, most: int) -> None:
        self._order: deque[int] = deque()
        self._ids: set[int] = set()
        self._most = most

    def __contains__(self, update_id: int) -> bool:
        return update_id in self._ids

    def add(self, update_id: int) -> None:
        if len(self._order) == self._most:
            self._ids.discard(self._order.popleft())
        self._order.append(update_id)
        self._ids.add(update_id)


def _seconds(wait: int | timedelta) -> float:
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
