"""Small facts the program remembers about itself between starts, such as the time zone data it last used."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.storage.transaction import Transaction


@dataclass(frozen=True, slots=True)
class FactRepository:
    """Text by key; never anything about a person."""

    queries: Any

    async def get(self, tx: Transaction, key: str) -> str | None:
        """What was put last under this key."""
        value: str | None = await self.queries.get(tx, key=key)
        return value

    async def put(self, tx: Transaction, key: str, value: str) -> None:
        """Remember, in place of what was there."""
        await self.queries.put(tx, key=key, value=value)
