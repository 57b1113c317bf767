"""Check-in times as rows, each with the next moment it falls due."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from bot.domain.prompts import Slot
from bot.storage.columns import from_wall_time, to_moment_or_none, to_seconds, to_seconds_or_none, to_wall_time
from bot.storage.transaction import Transaction

EVENING = "evening"


@dataclass(frozen=True, slots=True)
class SlotRepository:
    """The truth about when to ask: one indexed moment per slot, no timer per person."""

    queries: Any

    async def set_time(
        self,
        tx: Transaction,
        person_id: int,
        name: str,
        *,
        wall_time: time,
        weekdays: int,
        next_due_at: datetime | None,
    ) -> Slot:
        """Set or replace one named time; the slot keeps its id. `weekdays` has bit 0 for Monday."""
        row = await self.queries.set_time(
            tx,
            person_id=person_id,
            name=name,
            wall_time=from_wall_time(wall_time),
            weekdays=weekdays,
            next_due_at=to_seconds_or_none(next_due_at),
        )
        return _to_slot(row)

    async def due(self, tx: Transaction, *, limit: int, now: datetime) -> list[Slot]:
        """Slots whose moment has come, the longest overdue first; only of people with a standing consent."""
        rows = self.queries.due(tx, now=to_seconds(now), limit=limit)
        return [_to_slot(row) async for row in rows]

    async def advance(self, tx: Transaction, slot_id: int, next_due_at: datetime | None) -> None:
        """Set the next moment; None puts the slot to rest until a new one is set."""
        await self.queries.advance(tx, slot_id=slot_id, next_due_at=to_seconds_or_none(next_due_at))

    async def advance_all(self, tx: Transaction, moments: Mapping[int, datetime | None]) -> None:
        """The same for some slots, by their ids."""
        pairs = [(slot_id, to_seconds_or_none(moment)) for slot_id, moment in moments.items()]
        await self.queries.advance_all(tx, moments=json.dumps(pairs))

    async def of_person(self, tx: Transaction, person_id: int) -> list[Slot]:
        """A person's slots in the order of the day."""
        return [_to_slot(row) async for row in self.queries.of_person(tx, person_id=person_id)]

    async def all_for_recompute(self, tx: Transaction, *, after_id: int, limit: int) -> list[Slot]:
        """One page of every slot by rising id; begin at 0 and go on after the last id until a page is empty."""
        return [_to_slot(row) async for row in self.queries.page(tx, after_id=after_id, limit=limit)]


def _to_slot(row: sqlite3.Row) -> Slot:
    return Slot(
        id=row["id"],
        person_id=row["person_id"],
        name=row["name"],
        wall_time=to_wall_time(row["wall_time"]),
        weekdays=row["weekdays"],
        next_due_at=to_moment_or_none(row["next_due_at"]),
    )
