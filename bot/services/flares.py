"""Flares: begun and ended by the person, asked about gently, summed up afterwards, with a note to the flare self."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.alarms import AlarmKind
from bot.domain.flare import ASKED_AFTER, LONGEST_FLARE_NOTE, FlareSummary, Helped, summary
from bot.domain.person import DEFAULT_CHECKIN_TIME, Person
from bot.domain.prompts import moment_on
from bot.storage.storage import Storage, Transaction


@dataclass(frozen=True, slots=True)
class Flares:
    """A person has at most one flare that is on; the same moment stands in their own row."""

    storage: Storage

    async def begin(self, person: Person, now: datetime) -> tuple[Person, str | None]:
        """A flare is on; a second time changes nothing. Gives back the note they wrote for this."""

        async def work(tx: Transaction) -> tuple[Person, str | None]:
            note = await self.storage.flares.note(tx, person.id)
            if person.flare_since_at is not None:
                return person, note
            await self.storage.people.set_flare(tx, person.id, now)
            await self.storage.flares.begin(tx, person.id, now)
            await self._ask_later(tx, person, now)
            return replace(person, flare_since_at=now), note

        return await self.storage.database.write(work)

    async def goes_on(self, person: Person, now: datetime) -> None:
        """The flare is still on; ask again in three days."""
        if person.flare_since_at is not None:
            await self.storage.database.write(lambda tx: self._ask_later(tx, person, now))

    async def end(self, person: Person, now: datetime) -> tuple[Person, FlareSummary | None]:
        """The flare is over; what it came to, None when none was on."""

        async def work(tx: Transaction) -> tuple[Person, FlareSummary | None]:
            await self.storage.people.set_flare(tx, person.id, None)
            await self.storage.flares.end(tx, person.id, now)
            for alarm in await self.storage.alarms.open_of(tx, person.id):
                if alarm.kind is AlarmKind.FLARE:
                    await self.storage.alarms.settle(tx, alarm.id, now)
            was_on = person.flare_since_at is not None
            return replace(person, flare_since_at=None), await self._summary(tx, person, None, now) if was_on else None

        return await self.storage.database.write(work)

    async def toggle_helped(self, person: Person, flare_id: int, helped: Helped, now: datetime) -> FlareSummary | None:
        """Something helped in a flare, or did not after all; None for a flare that is not theirs."""

        async def work(tx: Transaction) -> FlareSummary | None:
            flares = await self.storage.flares.of_person(tx, person.id)
            flare = next((each for each in flares if each.id == flare_id), None)
            if flare is None:
                return None
            await self.storage.flares.put_helped(tx, flare, flare.helped ^ {helped})
            return await self._summary(tx, person, flare_id, now)

        return await self.storage.database.write(work)

    async def look(self, person: Person, flare_id: int, now: datetime) -> FlareSummary | None:
        """What a flare came to."""
        return await self.storage.database.read(lambda tx: self._summary(tx, person, flare_id, now))

    async def note(self, person: Person) -> str | None:
        """What the person wrote to their flare self."""
        return await self.storage.database.read(lambda tx: self.storage.flares.note(tx, person.id))

    async def write_note(self, person: Person, text: str, now: datetime) -> None:
        """Keep the note for the next flare; it replaces the one before."""
        note = text[:LONGEST_FLARE_NOTE]
        await self.storage.database.write(lambda tx: self.storage.flares.put_note(tx, person.id, note, now))

    async def _summary(
        self, tx: Transaction, person: Person, flare_id: int | None, now: datetime
    ) -> FlareSummary | None:
        """The flare with this id, or the newest one."""
        flares = await self.storage.flares.of_person(tx, person.id)
        flare = next((each for each in flares if flare_id in (None, each.id)), None)
        return summary(flare, flares, ZoneInfo(person.zone or "UTC"), now) if flare else None

    async def _ask_later(self, tx: Transaction, person: Person, now: datetime) -> None:
        """Three local days on, at the person's own check-in time, so that it never comes at night."""
        zone = ZoneInfo(person.zone or "UTC")
        later_on = (now + ASKED_AFTER).astimezone(zone).date()
        due_at = moment_on(later_on, person.checkin_time or DEFAULT_CHECKIN_TIME, zone) or now + ASKED_AFTER
        await self.storage.alarms.set(tx, person.id, AlarmKind.FLARE, due_at=due_at, now=now)
