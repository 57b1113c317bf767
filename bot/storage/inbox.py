"""The inbox as rows: every update as it came, sealed, from before Telegram is told it is safe until it is handled."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.storage.columns import to_seconds
from bot.storage.errors import SealBroken
from bot.storage.transaction import Transaction
from bot.storage.vault import Place, Vault

# Updates come before anybody knows whose they are, so they are sealed for the program itself.
NOBODY = None
# Telegram itself repeats an update for a day at most.
KEEP_IDS = timedelta(hours=25)
KEEP_QUARANTINED = timedelta(days=30)
LARGEST_NUMBER = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update to be kept. `lane` is the chat of the person it came from, when there is one."""

    update_id: int
    lane: int | None
    raw: bytes


@dataclass(frozen=True, slots=True)
class Waiting:
    """An update from an earlier run that nobody handled. `raw` is None when its seal no longer opens."""

    update_id: int
    raw: bytes | None
    attempts: int


@dataclass(frozen=True, slots=True)
class InboxRepository:
    """What was delivered, at most once by update id. Ids say nothing about order; the order of keeping does."""

    queries: Any
    vault: Vault

    async def put_new(self, tx: Transaction, arrivals: Sequence[Arrival], now: datetime) -> list[Arrival]:
        """Keep those whose id is not known, in the given order, and give them back."""
        return [arrival for arrival in arrivals if await self._put_if_new(tx, arrival, now)]

    async def put_aside(self, tx: Transaction, raw: bytes, error_id: str, now: datetime) -> None:
        """Keep something that is no update, under an error id."""
        sealed = await self.vault.seal(tx, NOBODY, _place(error_id), raw)
        await self.queries.put_aside(tx, sealed_update=sealed, received_at=to_seconds(now), error_id=error_id)

    async def waiting(self, tx: Transaction) -> list[Waiting]:
        """Everything that was kept and not handled, in the order it came."""
        return [await self._waiting(tx, row) async for row in self.queries.waiting(tx)]

    async def count_waiting(self, tx: Transaction) -> int:
        """How many updates are kept and not handled."""
        counted: int = await self.queries.count(tx, state="waiting")
        return counted

    async def count_quarantined(self, tx: Transaction) -> int:
        """How many were given up, within the last 30 days."""
        counted: int = await self.queries.count(tx, state="quarantined")
        return counted

    async def settle_handled(self, tx: Transaction, update_id: int) -> None:
        """It is handled: what was said in it is gone from here, and only its id stays for a day."""
        await self.queries.handled(tx, update_id=update_id, nothing=b"")

    async def mark_counted(self, tx: Transaction, update_id: int | None) -> None:
        """Say so in the very transaction that records what a typed line meant: after a crash it is handled again, and
        by then the same words may mean another question. None: it was no typed line."""
        if update_id is not None:
            await self.queries.mark_counted(tx, update_id=update_id)

    async def counts(self, tx: Transaction, update_id: int | None) -> bool:
        """Whether it is to count, and say that it has: for what would be undone by being done twice."""
        if update_id is not None and await self.is_counted(tx, update_id):
            return False
        await self.mark_counted(tx, update_id)
        return True

    async def is_counted(self, tx: Transaction, update_id: int) -> bool:
        """Whether what a typed line meant is recorded already."""
        return bool(await self.queries.is_counted(tx, update_id=update_id))

    async def note_attempts(self, tx: Transaction, update_id: int, attempts: int) -> None:
        """Remember how often handling it has failed."""
        await self.queries.failed(tx, update_id=update_id, attempts=attempts)

    async def quarantine(self, tx: Transaction, update_id: int, *, attempts: int, error_id: str) -> None:
        """Give it up, under the error id that the log shows; its words stay sealed."""
        await self.queries.quarantine(tx, update_id=update_id, attempts=attempts, error_id=error_id)

    async def quarantine_wordless(self, tx: Transaction, update_id: int, *, attempts: int, error_id: str) -> None:
        """Give it up and keep nothing of it but that it failed."""
        await self.queries.quarantine_wordless(
            tx, update_id=update_id, attempts=attempts, error_id=error_id, nothing=b""
        )

    async def forget(self, tx: Transaction, lane: int) -> None:
        """Delete whatever one chat sent and is not handled, quarantined ones included."""
        await self.queries.forget(tx, lane=lane)

    async def tidy(self, tx: Transaction, now: datetime) -> int:
        """Let go of old ids and of what was quarantined long ago; how many rows went."""
        handled: int = await self.queries.drop_old(tx, state="handled", before=to_seconds(now - KEEP_IDS))
        given_up: int = await self.queries.drop_old(tx, state="quarantined", before=to_seconds(now - KEEP_QUARANTINED))
        return handled + given_up

    async def _put_if_new(self, tx: Transaction, arrival: Arrival, now: datetime) -> bool:
        touched: int = await self.queries.put_if_new(
            tx,
            update_id=arrival.update_id,
            lane=arrival.lane,
            sealed_update=await self.vault.seal(tx, NOBODY, _place(arrival.update_id), arrival.raw),
            received_at=to_seconds(now),
        )
        return touched > 0

    async def _waiting(self, tx: Transaction, row: sqlite3.Row) -> Waiting:
        update_id = row["update_id"]
        try:
            raw = await self.vault.open(tx, NOBODY, _place(update_id), row["sealed_update"])
        except SealBroken:
            return Waiting(update_id, None, row["attempts"])
        return Waiting(update_id, raw, row["attempts"])


def _place(row: int | str) -> Place:
    return Place("inbox", "sealed_update", str(row))
