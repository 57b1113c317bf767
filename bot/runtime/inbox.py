"""The durable side of taking updates in: committed before Telegram is told they are safe, gone once handled."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.runtime.clock import Clock
from bot.runtime.metrics import Metrics
from bot.storage.errors import StorageError
from bot.storage.inbox import LARGEST_NUMBER, Arrival
from bot.storage.storage import Storage, Transaction

logger = logging.getLogger(__name__)

RawUpdate = dict[str, Any]

FLUSH_SECONDS = 0.05
LONGEST_FLUSH_PAUSE = 5.0


@dataclass(slots=True)
class Entry:
    """One update in hand. `attempts` counts handlers that failed on it, earlier runs included.

    Of what is `delicate` nothing may lie anywhere once it is over: not when it was given up either.
    """

    update_id: int
    update: RawUpdate
    attempts: int = 0
    is_delicate: bool = False

    @property
    def lane(self) -> Hashable:
        """Whose turn it takes; an update of nobody takes a turn of its own."""
        lane = lane_of(self.update)
        return ("nobody", self.update_id) if lane is None else lane


class Inbox:
    """Keeps updates in the storage from their arrival until they are handled.

    Fresh updates are handed back from memory: the table is read at the start only. What was handled is written down
    with the next arrivals, or after 50 ms; a crash in between handles an update again, and handlers bear that.
    """

    def __init__(
        self,
        storage: Storage,
        clock: Clock,
        *,
        metrics: Metrics,
        error_id: Callable[[], str],
        flush_seconds: float = FLUSH_SECONDS,
    ) -> None:
        self._storage = storage
        self._clock = clock
        self._metrics = metrics
        self._error_id = error_id
        self._flush_seconds = flush_seconds
        self._handled: list[int] = []
        self._has_traces = False
        self._flushing: asyncio.Task[None] | None = None

    async def keep(self, updates: Sequence[RawUpdate]) -> list[Entry]:
        """Commit updates in one transaction; those that were not known before come back, in their order.

        When it returns, Telegram may forget them. StorageError: nothing was kept, so nothing may be confirmed.
        """
        arrivals = {update["update_id"]: _arrival(update) for update in updates}
        handled, self._handled = self._handled, []
        now = self._clock.now()

        async def work(tx: Transaction) -> list[Arrival]:
            await self._settle(tx, handled)
            return await self._storage.inbox.put_new(tx, list(arrivals.values()), now)

        try:
            kept = {arrival.update_id for arrival in await self._storage.database.write(work)}
        except BaseException:
            self._note_handled(handled)
            raise
        self._metrics.add("updates_received", len(kept))
        self._metrics.add("updates_repeated", len(updates) - len(kept))
        fresh = {update["update_id"]: update for update in updates if update["update_id"] in kept}
        return [Entry(update_id, update) for update_id, update in fresh.items()]

    async def put_aside(self, raw: bytes) -> None:
        """Keep something that is no update, sealed, for the operator. StorageError: it was not kept."""
        error_id = self._error_id()
        now = self._clock.now()
        await self._storage.database.write(lambda tx: self._storage.inbox.put_aside(tx, raw, error_id, now))
        self._metrics.add("updates_quarantined")
        logger.error("Something came that is no update, error %s.", error_id)

    async def left_over(self) -> list[Entry]:
        """What an earlier run kept and did not handle, in the order it came; the unreadable is quarantined here."""
        entries: list[Entry] = []
        for waiting in await self._storage.database.read(self._storage.inbox.waiting):
            entry = Entry(waiting.update_id, _readable(waiting.raw), waiting.attempts)
            if entry.update:
                entries.append(entry)
            else:
                error_id = self._error_id()
                logger.error("A kept update can no longer be read, error %s.", error_id)
                await self.quarantine(entry, error_id)
        return entries

    def handled(self, entry: Entry) -> None:
        """Its work is committed: let it go, soon and together with others."""
        self._has_traces |= entry.is_delicate
        self._note_handled([entry.update_id])

    async def note_attempts(self, entry: Entry) -> None:
        """Remember over a restart how often handlers failed on it, as far as the storage allows."""
        await self._try_to_write(lambda tx: self._storage.inbox.note_attempts(tx, entry.update_id, entry.attempts))

    async def quarantine(self, entry: Entry, error_id: str) -> None:
        """Give it up. When even that cannot be written down, the next start tries it again."""
        self._metrics.add("updates_quarantined")
        inbox = self._storage.inbox
        give_up = inbox.quarantine_wordless if entry.is_delicate else inbox.quarantine
        await self._try_to_write(lambda tx: give_up(tx, entry.update_id, attempts=entry.attempts, error_id=error_id))
        if entry.is_delicate:
            self._has_traces = True
            self._note_handled([])

    async def tidy(self, now: datetime) -> None:
        """Let go of ids and quarantined updates that are old enough."""
        await self._storage.database.write(lambda tx: self._storage.inbox.tidy(tx, now))

    async def close(self) -> None:
        """Write down what was handled last."""
        if self._flushing is not None:
            self._flushing.cancel()
            await asyncio.wait({self._flushing})
        handled, self._handled = self._handled, []
        if handled:
            await self._try_to_write(lambda tx: self._settle(tx, handled))

    def _note_handled(self, update_ids: list[int]) -> None:
        self._handled += update_ids
        if (self._handled or self._has_traces) and self._flushing is None:
            self._flushing = asyncio.create_task(self._flush(), name="inbox")

    async def _flush(self) -> None:
        pause = self._flush_seconds
        try:
            while True:
                await asyncio.sleep(pause)
                if not self._handled and not self._has_traces:
                    return
                pause = self._flush_seconds if await self._flushed() else min(2 * pause, LONGEST_FLUSH_PAUSE)
        finally:
            self._flushing = None

    async def _flushed(self) -> bool:
        handled, self._handled = self._handled, []
        has_traces, self._has_traces = self._has_traces, False
        try:
            await self._storage.database.write(lambda tx: self._settle(tx, handled))
            if has_traces:
                # The log of changes still holds the sealed row as it was.
                await self._storage.database.empty_log()
        except StorageError:
            self._handled, self._has_traces = handled + self._handled, has_traces
            return False
        except asyncio.CancelledError:
            self._handled, self._has_traces = handled + self._handled, has_traces
            raise
        return True

    async def _settle(self, tx: Transaction, update_ids: Sequence[int]) -> None:
        for update_id in update_ids:
            await self._storage.inbox.settle_handled(tx, update_id)

    async def _try_to_write(self, work: Callable[[Transaction], Any]) -> None:
        try:
            await self._storage.database.write(work)
        except StorageError as error:
            logger.error("The inbox could not be written (%s).", type(error).__name__)


def has_id(update: object) -> bool:
    """Whether it is an update that can be kept and told from others."""
    if not isinstance(update, dict) or type(update.get("update_id")) is not int:
        return False
    update_id: int = update["update_id"]
    return 0 <= update_id <= LARGEST_NUMBER


def lane_of(update: RawUpdate) -> int | None:
    """The chat of the person an update comes from; None when it comes from nobody.

    In a private chat the chat's id is the person's, so that taps and messages share one lane.
    """
    try:
        if "callback_query" in update:
            return _number(update["callback_query"]["from"]["id"])
        for kind in ("message", "edited_message", "my_chat_member"):
            if kind in update:
                return _number(update[kind]["chat"]["id"])
    except (KeyError, TypeError, ValueError):
        pass
    return None


def _number(value: object) -> int | None:
    return value if type(value) is int and abs(value) <= LARGEST_NUMBER else None


def _arrival(update: RawUpdate) -> Arrival:
    raw = json.dumps(update, separators=(",", ":")).encode()
    return Arrival(update["update_id"], lane_of(update), raw)


def _readable(raw: bytes | None) -> RawUpdate:
    """The update in some bytes; empty when there is none."""
    try:
        update = json.loads(raw or b"")
    except ValueError:
        return {}
    return update if has_id(update) else {}
