"""Alarms as rows with a due moment, so that a restart forgets none of them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.alarms import LEASE, Alarm, AlarmKind
from bot.storage.columns import to_moment, to_seconds
from bot.storage.transaction import Transaction

MOST_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class AlarmRepository:
    """At most one open alarm for each person, kind and thing it is about."""

    queries: Any

    async def set(
        self,
        tx: Transaction,
        person_id: int,
        kind: AlarmKind,
        *,
        due_at: datetime,
        now: datetime,
        about: int = 0,
        place: int = 0,
        is_tired: bool = False,
        diary_on: date | None = None,
    ) -> int:
        """Ring at `due_at`; the id."""
        alarm_id: int = await self.queries.set(
            tx,
            person_id=person_id,
            kind=kind.value,
            about=about,
            place=place,
            is_tired=int(is_tired),
            diary_on=diary_on.isoformat() if diary_on else None,
            begun_at=to_seconds(now),
            due_at=to_seconds(due_at),
        )
        return alarm_id

    async def claim(self, tx: Transaction, now: datetime) -> list[Alarm]:
        """Take what has to ring by now into one's hands for a minute."""
        rows = [row async for row in self.queries.due(tx, now=to_seconds(now), most=MOST_AT_ONCE)]
        for row in rows:
            await self.queries.lease(tx, alarm_id=row["id"], until_at=to_seconds(now + LEASE))
        return [_to_alarm(row) for row in rows]

    async def put_off(self, tx: Transaction, alarm_id: int, due_at: datetime) -> None:
        """Ring later after all."""
        await self.queries.put_off(tx, alarm_id=alarm_id, due_at=to_seconds(due_at))

    async def settle(self, tx: Transaction, alarm_id: int, now: datetime) -> bool:
        """It has rung or never will; False when that was so before."""
        settled: int = await self.queries.settle(tx, alarm_id=alarm_id, settled_at=to_seconds(now))
        return settled > 0

    async def open_of(self, tx: Transaction, person_id: int) -> list[Alarm]:
        """What is still to ring for one person, soonest first."""
        return [_to_alarm(row) async for row in self.queries.open_of(tx, person_id=person_id)]

    async def find(self, tx: Transaction, alarm_id: int) -> Alarm | None:
        """One alarm, rung or not; whose it is, is for the caller to check."""
        row = await self.queries.find(tx, alarm_id=alarm_id)
        return None if row is None else _to_alarm(row)


def _to_alarm(row: sqlite3.Row) -> Alarm:
    return Alarm(
        id=row["id"],
        person_id=row["person_id"],
        kind=AlarmKind(row["kind"]),
        about=row["about"],
        due_at=to_moment(row["due_at"]),
        begun_at=to_moment(row["begun_at"]),
        place=row["place"],
        is_tired=bool(row["is_tired"]),
        diary_on=date.fromisoformat(row["diary_on"]) if row["diary_on"] else None,
        attempts=row["attempts"],
    )
