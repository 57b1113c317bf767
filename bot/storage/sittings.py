"""Sittings as rows: what is being played to whom, when it is over, and how tense they were, sealed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.sittings import Outcome, Sitting
from bot.domain.techniques import Course
from bot.storage.columns import to_moment, to_seconds
from bot.storage.transaction import Transaction
from bot.storage.vault import Place, Vault

MOST_REMEMBERED = 300


@dataclass(frozen=True, slots=True)
class SittingRepository:
    """A person has at most one sitting that is on."""

    queries: Any
    vault: Vault

    async def begin(
        self, tx: Transaction, person_id: int, technique_id: str, course: Course, *, now: datetime, ends_at: datetime
    ) -> int:
        """A new sitting; its id. Another one that is on must have ended before."""
        sitting_id: int = await self.queries.begin(
            tx,
            person_id=person_id,
            technique_id=technique_id,
            pace=course.pace,
            rounds=course.rounds,
            first_part=course.first_part,
            skipped=_from_places(course.skipped),
            begun_at=to_seconds(now),
            ends_at=to_seconds(ends_at),
        )
        return sitting_id

    async def go_on(self, tx: Transaction, sitting_id: int, course: Course, ends_at: datetime) -> None:
        """The same sitting, from now on along this course."""
        await self.queries.go_on(
            tx,
            sitting_id=sitting_id,
            pace=course.pace,
            first_part=course.first_part,
            skipped=_from_places(course.skipped),
            ends_at=to_seconds(ends_at),
        )

    async def shown_in(self, tx: Transaction, sitting_id: int, message_id: int) -> None:
        """The message it is played in."""
        await self.queries.shown_in(tx, sitting_id=sitting_id, message_id=message_id)

    async def settle(self, tx: Transaction, sitting_id: int, outcome: Outcome, now: datetime) -> bool:
        """How it ended; False when it had ended already, and nothing is changed."""
        ended: int = await self.queries.settle(
            tx, sitting_id=sitting_id, outcome=outcome.value, ended_at=to_seconds(now)
        )
        return ended > 0

    async def tell_before(self, tx: Transaction, sitting: Sitting, tension: int) -> None:
        """How tense the person was before, 0 to 10."""
        place = _place(sitting.id, "sealed_before")
        sealed = await self.vault.seal(tx, sitting.person_id, place, str(tension).encode())
        await self.queries.tell_before(tx, sitting_id=sitting.id, sealed=sealed)

    async def tell_after(self, tx: Transaction, sitting: Sitting, tension: int) -> None:
        """How tense the person was afterwards, 0 to 10."""
        place = _place(sitting.id, "sealed_after")
        sealed = await self.vault.seal(tx, sitting.person_id, place, str(tension).encode())
        await self.queries.tell_after(tx, sitting_id=sitting.id, sealed=sealed)

    async def find(self, tx: Transaction, sitting_id: int) -> Sitting | None:
        """One sitting; whose it is, is for the caller to check."""
        row = await self.queries.find(tx, sitting_id=sitting_id)
        return None if row is None else await self._sitting(tx, row)

    async def on_of(self, tx: Transaction, person_id: int) -> Sitting | None:
        """What is being played to one person."""
        row = await self.queries.on_of(tx, person_id=person_id)
        return None if row is None else await self._sitting(tx, row)

    async def on_at_all(self, tx: Transaction) -> list[Sitting]:
        """Everything being played, oldest first."""
        return [await self._sitting(tx, row) async for row in self.queries.on_at_all(tx)]

    async def overdue(self, tx: Transaction, moment: datetime) -> list[Sitting]:
        """What should have ended before `moment` and did not."""
        return [await self._sitting(tx, row) async for row in self.queries.overdue(tx, moment=to_seconds(moment))]

    async def of_person(self, tx: Transaction, person_id: int) -> list[Sitting]:
        """A person's sittings, the newest first, at most 300."""
        rows = self.queries.of_person(tx, person_id=person_id, most=MOST_REMEMBERED)
        return [await self._sitting(tx, row) async for row in rows]

    async def _sitting(self, tx: Transaction, row: sqlite3.Row) -> Sitting:
        return Sitting(
            id=row["id"],
            person_id=row["person_id"],
            technique_id=row["technique_id"],
            message_id=row["message_id"],
            course=Course(row["rounds"], row["pace"], row["first_part"], _to_places(row["skipped"])),
            begun_at=to_moment(row["begun_at"]),
            ends_at=to_moment(row["ends_at"]),
            outcome=Outcome(row["outcome"]) if row["outcome"] else None,
            before=await self._tension(tx, row, "sealed_before"),
            after=await self._tension(tx, row, "sealed_after"),
        )

    async def _tension(self, tx: Transaction, row: sqlite3.Row, column: str) -> int | None:
        sealed = row[column]
        if sealed is None:
            return None
        return int(await self.vault.open(tx, row["person_id"], _place(row["id"], column), sealed))


def _place(sitting_id: int, column: str) -> Place:
    return Place("sittings", column, str(sitting_id))


def _from_places(places: frozenset[int]) -> str:
    return ",".join(str(place) for place in sorted(places))


def _to_places(text: str) -> frozenset[int]:
    return frozenset(int(place) for place in text.split(",") if place)
