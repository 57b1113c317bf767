"""Which cautions a person has read, whether one applies, and which techniques are not for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.storage.columns import to_seconds
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CautionRead:
    """A caution that was read; `applies` when the person said that it means them."""

    applies: bool


@dataclass(frozen=True, slots=True)
class TechniqueRepository:
    """What a person said about each technique."""

    queries: Any

    async def caution_of(self, tx: Transaction, person_id: int, technique_id: str) -> CautionRead | None:
        """What came of reading the cautions; None before they were read."""
        row = await self.queries.caution_of(tx, person_id=person_id, technique_id=technique_id)
        return None if row is None else CautionRead(bool(row["applies"]))

    async def mark_caution(
        self, tx: Transaction, person_id: int, technique_id: str, *, applies: bool, now: datetime
    ) -> None:
        """The cautions were read, and mean this person or not; the newest word counts."""
        await self.queries.mark_caution(
            tx, person_id=person_id, technique_id=technique_id, applies=int(applies), seen_at=to_seconds(now)
        )

    async def hide(self, tx: Transaction, person_id: int, technique_id: str, now: datetime) -> None:
        """Never offer this one again by itself."""
        await self.queries.hide(tx, person_id=person_id, technique_id=technique_id, hidden_at=to_seconds(now))

    async def bring_back(self, tx: Transaction, person_id: int, technique_id: str) -> None:
        """Offer this one again."""
        await self.queries.bring_back(tx, person_id=person_id, technique_id=technique_id)

    async def hidden(self, tx: Transaction, person_id: int) -> tuple[str, ...]:
        """The ids of the techniques that are not for this person, the longest hidden first."""
        return tuple([row["technique_id"] async for row in self.queries.hidden(tx, person_id=person_id)])
