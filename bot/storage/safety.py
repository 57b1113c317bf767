"""What is remembered of a crisis: a country, a rest and a look-in. Never a word of what was written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.storage.columns import to_seconds, to_seconds_or_none
from bot.storage.transaction import Transaction
from bot.storage.vault import Place, Vault


@dataclass(frozen=True, slots=True)
class SafetyRepository:
    """The country is sealed: where somebody lives belongs to their diary."""

    queries: Any
    vault: Vault

    async def country(self, tx: Transaction, person_id: int) -> str | None:
        """The code of the country a person chose."""
        sealed: bytes | None = await self.queries.country(tx, person_id=person_id)
        if sealed is None:
            return None
        return (await self.vault.open(tx, person_id, _place(person_id), sealed)).decode()

    async def set_country(self, tx: Transaction, person_id: int, code: str) -> None:
        """Remember the country; a newer one replaces it."""
        sealed = await self.vault.seal(tx, person_id, _place(person_id), code.encode())
        await self.queries.set_country(tx, person_id=person_id, sealed_country=sealed)

    async def rest(self, tx: Transaction, person_id: int, until_at: datetime | None) -> None:
        """Prompts and tips rest until then; None ends the rest."""
        await self.queries.rest(tx, person_id=person_id, until_at=to_seconds_or_none(until_at))

    async def look_in(self, tx: Transaction, person_id: int, at: datetime | None) -> None:
        """Ask once at that moment how they are; None takes it back."""
        await self.queries.look_in(tx, person_id=person_id, at=to_seconds_or_none(at))

    async def take_look_ins(self, tx: Transaction, *, limit: int, now: datetime) -> list[int]:
        """Whoever is to be asked by now, each given out once."""
        return [row["id"] async for row in self.queries.take_look_ins(tx, now=to_seconds(now), limit=limit)]

    async def remind(self, tx: Transaction, person_id: int, diary_on: date, *, before: datetime) -> None:
        """Let this day's receipt say once what Ebb is not, if consent is older than `before` and none said so yet."""
        moment = to_seconds(before)
        await self.queries.remind(tx, person_id=person_id, diary_on=diary_on.isoformat(), before=moment)

    async def reminded_on(self, tx: Transaction, person_id: int) -> date | None:
        """The diary day whose receipt says what Ebb is not."""
        text: str | None = await self.queries.reminded_on(tx, person_id=person_id)
        return None if text is None else date.fromisoformat(text)


def _place(person_id: int) -> Place:
    return Place("people", "sealed_country", str(person_id))
