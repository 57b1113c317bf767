"""What follows from a crisis text: a rest, a country, one look-in on wish. The text itself never comes here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.person import Expectation, Expecting, Person
from bot.domain.safety import REST, look_in_at
from bot.storage.storage import Storage, Transaction

MOST_AT_ONCE = 200
# A look-in that certainly did not arrive is tried again this much later.
RETRY = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Safety:
    """Only for people: nothing is remembered of anybody who has not agreed."""

    storage: Storage

    async def country(self, person: Person) -> str | None:
        """The code of the country whose lines they are shown."""
        return await self.storage.database.read(lambda tx: self.storage.safety.country(tx, person.id))

    async def live_in(self, person: Person, code: str) -> None:
        """Remember their country."""
        await self.storage.database.write(lambda tx: self.storage.safety.set_country(tx, person.id, code))

    async def rest(self, person: Person, now: datetime) -> Person:
        """Prompts and tips rest for 24 hours, and the next typed line is no longer a note."""
        until_at = now + REST

        async def work(tx: Transaction) -> Person:
            await self.storage.safety.rest(tx, person.id, until_at)
            if person.expecting.kind is not Expecting.NOTE:
                return replace(person, rest_until_at=until_at)
            await self.storage.people.expect(tx, person.id, Expectation())
            return replace(person, rest_until_at=until_at, expecting=Expectation())

        return await self.storage.database.write(work)

    async def go_on(self, person: Person) -> Person:
        """End the rest: the check had it wrong, or it is better."""

        async def work(tx: Transaction) -> Person:
            await self.storage.safety.rest(tx, person.id, None)
            await self.storage.safety.look_in(tx, person.id, None)
            return replace(person, rest_until_at=None)

        return await self.storage.database.write(work)

    async def look_in_tomorrow(self, person: Person, now: datetime) -> datetime:
        """Ask once how they are, by day; when that will be."""
        at = look_in_at(ZoneInfo(person.zone or "UTC"), now)
        await self.storage.database.write(lambda tx: self.storage.safety.look_in(tx, person.id, at))
        return at

    async def due_look_ins(self, now: datetime) -> list[Person]:
        """Whoever is to be asked now; those who are silent or gone by now are left in peace."""

        async def work(tx: Transaction) -> list[Person]:
            ids = await self.storage.safety.take_look_ins(tx, limit=MOST_AT_ONCE, now=now)
            people = [await self.storage.people.find(tx, person_id) for person_id in ids]
            return [person for person in people if person is not None and _may_be_asked(person, now)]

        return await self.storage.database.write(work)

    async def look_in_again(self, person: Person, now: datetime) -> None:
        """It certainly did not arrive: a little later."""
        await self.storage.database.write(lambda tx: self.storage.safety.look_in(tx, person.id, now + RETRY))

    async def stop_keeping(self, person: Person, now: datetime) -> None:
        """From here on nothing is kept or asked: the person says they are younger than 18."""

        async def work(tx: Transaction) -> None:
            await self.storage.safety.look_in(tx, person.id, None)
            await self.storage.people.expect(tx, person.id, Expectation())
            await self.storage.people.withdraw_consent(tx, person.id, now)

        await self.storage.database.write(work)

    async def keeps_something(self, chat_id: int) -> bool:
        """Whether there is anything about this chat, also without a standing consent."""
        return await self.storage.database.read(lambda tx: self.storage.people.id_of_chat(tx, chat_id)) is not None

    async def forget(self, chat_id: int) -> None:
        """Delete everything about this chat, also without a standing consent."""

        async def work(tx: Transaction) -> None:
            person_id = await self.storage.people.id_of_chat(tx, chat_id)
            if person_id is not None:
                await self.storage.people.forget(tx, person_id)
            await self.storage.inbox.forget(tx, chat_id)

        await self.storage.database.write(work)
        await self.storage.upkeep.finish_shredding()


def _may_be_asked(person: Person, now: datetime) -> bool:
    return person.unreachable_at is None and not person.is_paused(now)
