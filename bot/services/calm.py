"""Sittings with a calming technique: which cautions were read, and what is being played, so a restart can say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.person import Person
from bot.storage.storage import Storage, Transaction


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """A sitting that was broken off, by a restart or by the person."""

    person: Person
    technique_id: str
    message_id: int


@dataclass(frozen=True, slots=True)
class Calm:
    """What the player needs remembered."""

    storage: Storage

    async def knows_caution(self, person: Person, technique_id: str) -> bool:
        """Whether the person has begun this technique before, and so has read its caution."""
        return await self.storage.database.read(
            lambda tx: self.storage.techniques.caution_seen(tx, person.id, technique_id)
        )

    async def begin(self, person: Person, technique_id: str, message_id: int, now: datetime) -> None:
        """A sitting begins in this message; its caution counts as read."""

        async def work(tx: Transaction) -> None:
            await self.storage.techniques.mark_caution(tx, person.id, technique_id, now)
            await self.storage.techniques.begin_sitting(tx, person.id, technique_id, message_id=message_id, now=now)

        await self.storage.database.write(work)

    async def end(self, person: Person, message_id: int) -> bool:
        """The sitting in this message is over; False when there was none."""
        return await self.storage.database.write(
            lambda tx: self.storage.techniques.end_sitting(tx, person.id, message_id)
        )

    async def end_any(self, person: Person) -> BrokenOff | None:
        """End whatever this person has on; what it was."""

        async def work(tx: Transaction) -> BrokenOff | None:
            own = [each for each in await self.storage.techniques.open_sittings(tx) if each.person_id == person.id]
            for sitting in own:
                await self.storage.techniques.end_sitting(tx, person.id, sitting.message_id)
                return BrokenOff(person, sitting.technique_id, sitting.message_id)
            return None

        return await self.storage.database.write(work)

    async def interrupted(self) -> list[BrokenOff]:
        """Take every sitting that was on when the program stopped; each is given out once."""

        async def work(tx: Transaction) -> list[BrokenOff]:
            broken = []
            for sitting in await self.storage.techniques.open_sittings(tx):
                person = await self.storage.people.find(tx, sitting.person_id)
                await self.storage.techniques.end_sitting(tx, sitting.person_id, sitting.message_id)
                if person is not None:
                    broken.append(BrokenOff(person, sitting.technique_id, sitting.message_id))
            return broken

        return await self.storage.database.write(work)
