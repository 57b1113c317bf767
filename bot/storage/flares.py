"""Flares as rows, what helped in each, and the note to the flare self, both sealed."""

from __future__ import annotations

import sqlite3
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.flare import Flare, Helped
from bot.storage.columns import to_moment, to_moment_or_none, to_seconds
from bot.storage.transaction import Transaction
from bot.storage.vault import Place, Vault

_NOTE = Place("flare_notes", "sealed_text", "")


@dataclass(frozen=True, slots=True)
class FlareRepository:
    """A person has at most one flare that is on."""

    queries: Any
    vault: Vault

    async def begin(self, tx: Transaction, person_id: int, now: datetime) -> None:
        """A flare is on; beginning twice changes nothing."""
        await self.queries.begin(tx, person_id=person_id, begun_at=to_seconds(now))

    async def end(self, tx: Transaction, person_id: int, now: datetime) -> None:
        """The flare is over; ending twice changes nothing."""
        await self.queries.end(tx, person_id=person_id, ended_at=to_seconds(now))

    async def put_helped(self, tx: Transaction, flare: Flare, helped: Set[Helped]) -> None:
        """What helped in this flare, from now on."""
        names = ",".join(sorted(each.value for each in helped))
        sealed = await self.vault.seal(tx, flare.person_id, _place_of_helped(flare.id), names.encode())
        await self.queries.put_helped(tx, flare_id=flare.id, sealed=sealed)

    async def of_person(self, tx: Transaction, person_id: int) -> list[Flare]:
        """A person's flares, the newest first."""
        return [await self._flare(tx, row) async for row in self.queries.of_person(tx, person_id=person_id)]

    async def note(self, tx: Transaction, person_id: int) -> str | None:
        """What the person wrote to their flare self."""
        sealed = await self.queries.note(tx, person_id=person_id)
        return None if sealed is None else (await self.vault.open(tx, person_id, _NOTE, sealed)).decode()

    async def put_note(self, tx: Transaction, person_id: int, text: str, now: datetime) -> None:
        """The note from now on."""
        sealed = await self.vault.seal(tx, person_id, _NOTE, text.encode())
        await self.queries.put_note(tx, person_id=person_id, sealed=sealed, written_at=to_seconds(now))

    async def _flare(self, tx: Transaction, row: sqlite3.Row) -> Flare:
        helped: frozenset[Helped] = frozenset()
        if row["sealed_helped"] is not None:
            names = await self.vault.open(tx, row["person_id"], _place_of_helped(row["id"]), row["sealed_helped"])
            helped = frozenset(Helped(name) for name in names.decode().split(",") if name)
        ended_at = to_moment_or_none(row["ended_at"])
        return Flare(row["id"], row["person_id"], to_moment(row["begun_at"]), ended_at, helped)


def _place_of_helped(flare_id: int) -> Place:
    return Place("flares", "sealed_helped", str(flare_id))
