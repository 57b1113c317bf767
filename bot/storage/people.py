"""People as rows: who agreed, what they chose, and forgetting them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.domain.person import Expectation, Expecting, Pause, Person
from bot.domain.symptom import DEFAULT_SYMPTOMS
from bot.storage.columns import to_moment, to_moment_or_none, to_seconds, to_seconds_or_none, to_wall_time
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault


@dataclass(frozen=True, slots=True)
class PersonRepository:
    """Everybody with a standing consent; somebody without one is not found here."""

    queries: Any
    vault: Vault

    async def find(self, tx: Transaction, person_id: int) -> Person | None:
        """A person by id."""
        row = await self.queries.find(tx, person_id=person_id)
        return await self._person(tx, row)

    async def find_by_chat(self, tx: Transaction, chat_id: int) -> Person | None:
        """A person by Telegram chat."""
        row = await self.queries.find_by_chat(tx, chat_id=chat_id)
        return await self._person(tx, row)

    async def without_habits(self, tx: Transaction, person_ids: Sequence[int]) -> dict[int, Person]:
        """Some people by their ids, without what they follow and their check-in time.

        Neither plays a part when a check-in falls due, and both would be most of the reading.
        """
        rows = self.queries.by_ids(tx, ids=json.dumps(list(person_ids)))
        return {row["id"]: _to_person(row, ()) async for row in rows}

    async def _person(self, tx: Transaction, row: sqlite3.Row | None) -> Person | None:
        if row is None:
            return None
        tracked = tuple([each["symptom_id"] async for each in self.queries.tracked(tx, person_id=row["id"])])
        return _to_person(row, tracked)

    async def add(self, tx: Transaction, chat_id: int, *, language: str, consent_version: int, now: datetime) -> Person:
        """Record an agreement, and the person when they are new. Agreeing twice changes nothing."""
        joined_at = to_seconds(now)
        person_id = await self.queries.add(tx, chat_id=chat_id, language=language, joined_at=joined_at)
        if person_id is None:
            person_id = await self.queries.id_of_chat(tx, chat_id=chat_id)
        else:
            await self.vault.make_key(tx, person_id)
            await self.set_tracked(tx, person_id, DEFAULT_SYMPTOMS)
        await self.queries.add_consent(
            tx, person_id=person_id, version=consent_version, language=language, given_at=joined_at
        )
        person = await self.find(tx, person_id)
        assert person is not None, "a person who has just agreed is found"  # noqa: S101
        return person

    async def consent_version(self, tx: Transaction, person_id: int) -> int | None:
        """The newest version of the consent text that still holds for this person."""
        version: int | None = await self.queries.consent_version(tx, person_id=person_id)
        return version

    async def withdraw_consent(self, tx: Transaction, person_id: int, now: datetime) -> None:
        """From here on the person is not found and no check-in time of theirs falls due; their record stays."""
        await self.queries.withdraw_consent(tx, person_id=person_id, withdrawn_at=to_seconds(now))

    async def set_zone(self, tx: Transaction, person_id: int, zone: str) -> None:
        """Where the person's wall clock is; their slots keep their old moments until somebody sets new ones."""
        await self.queries.set_zone(tx, person_id=person_id, zone=zone)

    async def set_language(self, tx: Transaction, person_id: int, language: str) -> None:
        """Which language folder the person reads."""
        await self.queries.set_language(tx, person_id=person_id, language=language)

    async def set_large_buttons(self, tx: Transaction, person_id: int, large_buttons: bool) -> None:
        """Fewer, larger score buttons."""
        await self.queries.set_large_buttons(tx, person_id=person_id, large_buttons=int(large_buttons))

    async def set_weekly_topic(self, tx: Transaction, person_id: int, weekly_topic: bool) -> None:
        """Tips from one shelf a week, or from all."""
        await self.queries.set_weekly_topic(tx, person_id=person_id, weekly_topic=int(weekly_topic))

    async def set_tracked(self, tx: Transaction, person_id: int, tracked: tuple[str, ...]) -> None:
        """Replace the followed symptoms, in the order they are to be asked; none at all is allowed."""
        await self.queries.drop_tracked(tx, person_id=person_id)
        for position, symptom_id in enumerate(tracked):
            await self.queries.add_tracked(tx, person_id=person_id, position=position, symptom_id=symptom_id)

    async def expect(self, tx: Transaction, person_id: int, expectation: Expectation) -> None:
        """What the next typed line means; `Expectation()` takes it back."""
        await self.queries.expect(tx, person_id=person_id, kind=expectation.kind.value, about=expectation.about)

    async def pause(self, tx: Transaction, person_id: int, pause: Pause) -> None:
        """Keep a silence; a newer one replaces it."""
        since_at, until_at = to_seconds(pause.since_at), to_seconds_or_none(pause.until_at)
        await self.queries.pause(tx, person_id=person_id, since_at=since_at, until_at=until_at)

    async def resume(self, tx: Transaction, person_id: int) -> None:
        """End any silence."""
        await self.queries.pause(tx, person_id=person_id, since_at=None, until_at=None)

    async def set_flare(self, tx: Transaction, person_id: int, since_at: datetime | None) -> None:
        """When the flare they named began; None when they say it is over."""
        await self.queries.set_flare(tx, person_id=person_id, since_at=to_seconds_or_none(since_at))

    async def set_unreachable(self, tx: Transaction, person_id: int, unreachable_at: datetime | None) -> None:
        """Since when Telegram refuses messages to them; None when it takes them again."""
        moment = to_seconds_or_none(unreachable_at)
        await self.queries.set_unreachable(tx, person_id=person_id, unreachable_at=moment)

    async def forget(self, tx: Transaction, person_id: int) -> bool:
        """Erase everything about a person, in every table, their key first. False when there was nobody."""
        await self.vault.shred(tx, person_id)
        erased: int = await self.queries.forget(tx, person_id=person_id)
        return erased > 0

    async def id_of_chat(self, tx: Transaction, chat_id: int) -> int | None:
        """Whom a chat belongs to, consent or not."""
        person_id: int | None = await self.queries.id_of_chat(tx, chat_id=chat_id)
        return person_id

    async def count(self, tx: Transaction) -> int:
        """How many people have a standing consent."""
        people: int = await self.queries.count(tx)
        return people


def _to_person(row: sqlite3.Row, tracked: tuple[str, ...]) -> Person:
    return Person(
        id=row["id"],
        chat_id=row["chat_id"],
        language=row["language"],
        zone=row["zone"],
        checkin_time=to_wall_time(row["checkin_time"]) if row["checkin_time"] is not None else None,
        large_buttons=bool(row["large_buttons"]),
        weekly_topic=bool(row["weekly_topic"]),
        tracked=tracked,
        expecting=Expectation(Expecting(row["expecting_kind"]), row["expecting_about"]),
        pause=_to_pause(row),
        flare_since_at=to_moment_or_none(row["flare_since_at"]),
        unreachable_at=to_moment_or_none(row["unreachable_at"]),
        rest_until_at=to_moment_or_none(row["rest_until_at"]),
    )


def _to_pause(row: sqlite3.Row) -> Pause | None:
    if row["paused_at"] is None:
        return None
    return Pause(to_moment(row["paused_at"]), to_moment_or_none(row["paused_until_at"]))
