"""Sittings with a calming technique: what is played, how it ended, whether it eased, and what is not for whom."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.person import Person
from bot.domain.sittings import (
    LEAST_TENSION,
    MOST_TENSION,
    Footing,
    Liking,
    Outcome,
    Sitting,
    eased,
    first_of,
    sat_on,
)
from bot.domain.techniques import Course, Technique, beats, is_enough_today, rounds_allowed
from bot.storage.storage import Storage, Transaction

# A play that is alive ends by itself; only one that died is still on this long after its end.
GRACE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class BrokenOff:
    """A sitting that was broken off, by a restart or by the person."""

    person: Person
    sitting: Sitting


@dataclass(frozen=True, slots=True)
class Calm:
    """Everything about sittings that is remembered."""

    storage: Storage

    async def footing(
        self, person: Person, technique: Technique, counted_with: Container[str], now: datetime
    ) -> Footing:
        """How the person stands with this technique just now; the others share its limit for the day."""

        async def work(tx: Transaction) -> Footing:
            caution = await self.storage.techniques.caution_of(tx, person.id, technique.id)
            sittings = await self.storage.sittings.of_person(tx, person.id)
            zone = ZoneInfo(person.zone or "UTC")
            times = sat_on(sittings, counted_with, now.astimezone(zone).date(), zone)
            return Footing(
                rounds=rounds_allowed(technique, first_of(sittings, technique.id), now),
                has_read_caution=caution is not None,
                caution_applies=caution is not None and caution.applies,
                is_enough_today=is_enough_today(technique, times),
                hidden=frozenset(await self.storage.techniques.hidden(tx, person.id)),
                yours=technique.cautions & await self.storage.cautions.of(tx, person.id),
                eased=eased(sittings).get(technique.id),
            )

        return await self.storage.database.read(work)

    async def liking(self, person: Person) -> Liking:
        """What eased this person so far, and what is not for them."""

        async def work(tx: Transaction) -> Liking:
            sittings = await self.storage.sittings.of_person(tx, person.id)
            return Liking(eased(sittings), await self.storage.techniques.hidden(tx, person.id))

        return await self.storage.database.read(work)

    async def mark_caution(self, person: Person, technique_id: str, applies: bool, now: datetime) -> None:
        """The person read the cautions and said whether one means them."""
        await self.storage.database.write(
            lambda tx: self.storage.techniques.mark_caution(tx, person.id, technique_id, applies=applies, now=now)
        )

    async def hide(self, person: Person, technique_id: str, now: datetime) -> None:
        """Never offer this technique again by itself."""
        await self.storage.database.write(lambda tx: self.storage.techniques.hide(tx, person.id, technique_id, now))

    async def bring_back(self, person: Person, technique_id: str) -> None:
        """Offer it again."""
        await self.storage.database.write(lambda tx: self.storage.techniques.bring_back(tx, person.id, technique_id))

    async def begin(
        self, person: Person, technique: Technique, course: Course, *, before: int | None = None, now: datetime
    ) -> Sitting:
        """A sitting begins; its caution counts as read, and whatever was on has to be ended first."""

        async def work(tx: Transaction) -> Sitting:
            caution = await self.storage.techniques.caution_of(tx, person.id, technique.id)
            if caution is None:
                await self.storage.techniques.mark_caution(tx, person.id, technique.id, applies=False, now=now)
            ends_at = now + _length(technique, course)
            sitting_id = await self.storage.sittings.begin(
                tx, person.id, technique.id, course, now=now, ends_at=ends_at
            )
            sitting = Sitting(sitting_id, person.id, technique.id, None, course, now, ends_at, before=before)
            if before is not None and LEAST_TENSION <= before <= MOST_TENSION:
                await self.storage.sittings.tell_before(tx, sitting, before)
            return sitting

        return await self.storage.database.write(work)

    async def go_on(self, sitting: Sitting, technique: Technique, course: Course, now: datetime) -> None:
        """The same sitting along another course from now on."""
        ends_at = now + _length(technique, course)
        await self.storage.database.write(lambda tx: self.storage.sittings.go_on(tx, sitting.id, course, ends_at))

    async def shown_in(self, sitting: Sitting, message_id: int) -> None:
        """The message the sitting is played in, so that a restart can say there that it broke off."""
        await self.storage.database.write(lambda tx: self.storage.sittings.shown_in(tx, sitting.id, message_id))

    async def end(self, sitting: Sitting, outcome: Outcome, now: datetime) -> bool:
        """The sitting is over; False when it was over before."""
        return await self.storage.database.write(lambda tx: self.storage.sittings.settle(tx, sitting.id, outcome, now))

    async def end_any(self, person: Person, now: datetime) -> BrokenOff | None:
        """Stop whatever this person has on; what it was."""

        async def work(tx: Transaction) -> BrokenOff | None:
            sitting = await self.storage.sittings.on_of(tx, person.id)
            if sitting is None:
                return None
            await self.storage.sittings.settle(tx, sitting.id, Outcome.STOPPED, now)
            return BrokenOff(person, sitting)

        return await self.storage.database.write(work)

    async def on(self, person: Person, sitting_id: int) -> Sitting | None:
        """The sitting that is on, if it is this one."""
        sitting = await self.storage.database.read(lambda tx: self.storage.sittings.on_of(tx, person.id))
        return sitting if sitting is not None and sitting.id == sitting_id else None

    async def tell_after(self, person: Person, sitting_id: int, tension: int) -> Sitting | None:
        """How tense the person is afterwards; None when there is no such sitting of theirs."""

        async def work(tx: Transaction) -> Sitting | None:
            sitting = await self.storage.sittings.find(tx, sitting_id)
            if sitting is None or sitting.person_id != person.id or not LEAST_TENSION <= tension <= MOST_TENSION:
                return None
            await self.storage.sittings.tell_after(tx, sitting, tension)
            return await self.storage.sittings.find(tx, sitting_id)

        return await self.storage.database.write(work)

    async def interrupted(self, now: datetime) -> list[BrokenOff]:
        """Take every sitting that was on when the program stopped; each is given out once."""

        async def work(tx: Transaction) -> list[BrokenOff]:
            return await self._broken(tx, await self.storage.sittings.on_at_all(tx), now)

        return await self.storage.database.write(work)

    async def overdue(self, playing: Container[int], now: datetime) -> list[BrokenOff]:
        """Take every sitting that should be over and was never ended, but for the chats still `playing`."""

        async def work(tx: Transaction) -> list[BrokenOff]:
            return await self._broken(tx, await self.storage.sittings.overdue(tx, now - GRACE), now, playing=playing)

        if not await self.storage.database.read(lambda tx: self.storage.sittings.overdue(tx, now - GRACE)):
            return []
        return await self.storage.database.write(work)

    async def _broken(
        self, tx: Transaction, sittings: list[Sitting], now: datetime, *, playing: Container[int] = ()
    ) -> list[BrokenOff]:
        broken = []
        for sitting in sittings:
            person = await self.storage.people.find(tx, sitting.person_id)
            if person is not None and person.chat_id in playing:
                continue
            await self.storage.sittings.settle(tx, sitting.id, Outcome.BROKEN, now)
            if person is not None:
                broken.append(BrokenOff(person, sitting))
        return broken


def _length(technique: Technique, course: Course) -> timedelta:
    played = list(beats(technique, course))
    return timedelta(seconds=played[-1].ends_at_seconds if played else 0)
