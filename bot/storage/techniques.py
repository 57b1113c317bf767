"""Which cautions a person has read, and which technique is being played to whom."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.storage.columns import to_moment, to_seconds
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Sitting:
    """A technique being played in one message, kept so that a restart can say it was interrupted."""

    person_id: int
    technique_id: str
    message_id: int
    begun_at: datetime


@dataclass(frozen=True, slots=True)
class TechniqueRepository:
    """A person has at most one sitting."""

    queries: Any

    async def caution_seen(self, tx: Transaction, person_id: int, technique_id: str) -> bool:
        """Whether the cautions of this technique were read before."""
        seen_at = await self.queries.caution_seen(tx, person_id=person_id, technique_id=technique_id)
        return seen_at is not None

    async def mark_caution(self, tx: Transaction, person_id: int, technique_id: str, now: datetime) -> None:
        """The cautions were read; reading them again changes nothing."""
        seen_at = to_seconds(now)
        await self.queries.mark_caution(tx, person_id=person_id, technique_id=technique_id, seen_at=seen_at)

    async def begin_sitting(
        self, tx: Transaction, person_id: int, technique_id: str, *, message_id: int, now: datetime
    ) -> None:
        """A technique is being played; it takes the place of the one before."""
        await self.queries.begin_sitting(
            tx, person_id=person_id, technique_id=technique_id, message_id=message_id, begun_at=to_seconds(now)
        )

    async def end_sitting(self, tx: Transaction, person_id: int, message_id: int | None = None) -> bool:
        """The sitting ended; with `message_id` only the one in that message. False when there was none."""
        ended: int
        if message_id is None:
            ended = await self.queries.end_sitting(tx, person_id=person_id)
        else:
            ended = await self.queries.end_sitting_in(tx, person_id=person_id, message_id=message_id)
        return ended > 0

    async def open_sittings(self, tx: Transaction) -> list[Sitting]:
        """Everything being played, oldest first."""
        return [_to_sitting(row) async for row in self.queries.open_sittings(tx)]


def _to_sitting(row: sqlite3.Row) -> Sitting:
    return Sitting(row["person_id"], row["technique_id"], row["message_id"], to_moment(row["begun_at"]))
