"""What a person told about their health: one sealed row, opened only where a tip or technique is chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.storage.transaction import Transaction
from bot.storage.vault import Place, Vault

# Filled up to one length, so that a row does not tell how much somebody ticked.
LENGTH = 128


@dataclass(frozen=True, slots=True)
class CautionRepository:
    """A person who ticked nothing has no row."""

    queries: Any
    vault: Vault

    async def of(self, tx: Transaction, person_id: int) -> frozenset[str]:
        """The ticked codes; none for most people."""
        sealed = await self.queries.find(tx, person_id=person_id)
        if sealed is None:
            return frozenset()
        codes = await self.vault.open(tx, person_id, _place(person_id), sealed)
        return frozenset(codes.decode().split())

    async def put(self, tx: Transaction, person_id: int, codes: frozenset[str]) -> None:
        """Keep exactly these codes; none at all leaves nothing behind."""
        if not codes:
            await self.queries.drop(tx, person_id=person_id)
            return
        plain = " ".join(sorted(codes)).ljust(LENGTH).encode()
        sealed = await self.vault.seal(tx, person_id, _place(person_id), plain)
        await self.queries.put(tx, person_id=person_id, sealed_codes=sealed)


def _place(person_id: int) -> Place:
    return Place("cautions", "sealed_codes", str(person_id))
