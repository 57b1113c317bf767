"""Which tips a person has been shown, and what they said about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.tips import Verdict
from bot.storage.columns import to_moment, to_seconds
from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class TipRepository:
    """One row per person and tip."""

    queries: Any

    async def seen(self, tx: Transaction, person_id: int) -> dict[str, tuple[datetime, Verdict]]:
        """By tip id: when it was last shown, and the verdict on it."""
        rows = self.queries.seen(tx, person_id=person_id)
        return {row["tip_id"]: (to_moment(row["seen_at"]), Verdict(row["verdict"])) async for row in rows}

    async def mark_seen(self, tx: Transaction, person_id: int, tip_id: str, now: datetime) -> None:
        """A tip was shown just now; an earlier verdict stays."""
        await self.queries.mark_seen(tx, person_id=person_id, tip_id=tip_id, seen_at=to_seconds(now))

    async def set_verdict(
        self, tx: Transaction, person_id: int, tip_id: str, *, verdict: Verdict, now: datetime
    ) -> None:
        """What the person says about a tip; a tip not shown before counts as shown now."""
        seen_at = to_seconds(now)
        await self.queries.set_verdict(tx, person_id=person_id, tip_id=tip_id, verdict=verdict.value, seen_at=seen_at)
