"""People: consent, the first minute, what each person chose, breaks, and forgetting everything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.domain.cautions import toggled
from bot.domain.person import CONSENT_VERSION, Expectation, Pause, Person
from bot.domain.prompts import EVERY_DAY, Slot, replanned
from bot.storage.storage import Storage, Transaction

EVENING = "evening"
MOST_TRACKED = 10


@dataclass(frozen=True, slots=True)
class TooFewSymptoms:
    """The last symptom stays on; silence is what a break is for."""


@dataclass(frozen=True, slots=True)
class TooManySymptoms:
    """More questions than a tired person should meet."""


@dataclass(frozen=True, slots=True)
class People:
    """Everything about a person but their diary."""

    storage: Storage

    async def find(self, chat_id: int) -> Person | None:
        """The person who agreed in this chat; None before consent and after forgetting."""
        return await self.storage.database.read(lambda tx: self.storage.people.find_by_chat(tx, chat_id))

    async def agree(self, chat_id: int, language: str, now: datetime) -> Person:
        """Keep the consent given just now; agreeing twice changes nothing."""

        async def work(tx: Transaction) -> Person:
            known = await self.storage.people.find_by_chat(tx, chat_id)
            return known or await self.storage.people.add(
                tx, chat_id, language=language, consent_version=CONSENT_VERSION, now=now
            )

        return await self.storage.database.write(work)

    async def move_to(self, person: Person, zone: str, now: datetime) -> Person:
        """Live by this zone from now on; the next prompt is planned anew."""

        async def change(tx: Transaction) -> None:
            await self.storage.people.set_zone(tx, person.id, zone)

        return await self._change(person, change, now)

    async def check_in_at(
        self, person: Person, wall_time: time, now: datetime, *, update_id: int | None = None
    ) -> Person:
        """Be asked at this wall time from now on."""

        async def change(tx: Transaction) -> None:
            await self.storage.inbox.mark_counted(tx, update_id)
            await self.storage.people.expect(tx, person.id, Expectation())
            await self.storage.slots.set_time(
                tx, person.id, EVENING, wall_time=wall_time, weekdays=EVERY_DAY, next_due_at=None
            )

        return await self._change(person, change, now)

    async def next_prompt_at(self, person: Person) -> datetime | None:
        """When the next prompt falls due; None before a time is chosen and while nothing is planned."""
        slots = await self.storage.database.read(lambda tx: self.storage.slots.of_person(tx, person.id))
        planned = [slot.next_due_at for slot in slots if slot.next_due_at is not None]
        return min(planned, default=None)

    async def expect(self, person: Person, expectation: Expectation, *, update_id: int | None = None) -> Person:
        """Remember what the next typed line means; `update_id` is the line that has just been taken."""

        async def work(tx: Transaction) -> Person:
            await self.storage.inbox.mark_counted(tx, update_id)
            await self.storage.people.expect(tx, person.id, expectation)
            return replace(person, expecting=expectation)

        return person if person.expecting == expectation else await self.storage.database.write(work)

    async def speak(self, person: Person, language: str) -> Person:
        """Be written to in this language from now on; nothing already answered changes."""

        async def work(tx: Transaction) -> Person:
            await self.storage.people.set_language(tx, person.id, language)
            return replace(person, language=language)

        return await self.storage.database.write(work)

    async def toggle_large_buttons(self, person: Person, *, update_id: int | None = None) -> Person:
        """Large buttons on or off; the same tap handled twice turns them once."""
        large = not person.large_buttons

        async def work(tx: Transaction) -> Person:
            if not await self.storage.inbox.counts(tx, update_id):
                return person
            await self.storage.people.set_large_buttons(tx, person.id, large)
            return replace(person, large_buttons=large)

        return await self.storage.database.write(work)

    async def toggle_weekly_topic(self, person: Person, *, update_id: int | None = None) -> Person:
        """Tips from one shelf a week, or from all again."""
        weekly = not person.weekly_topic

        async def work(tx: Transaction) -> Person:
            if not await self.storage.inbox.counts(tx, update_id):
                return person
            await self.storage.people.set_weekly_topic(tx, person.id, weekly)
            return replace(person, weekly_topic=weekly)

        return await self.storage.database.write(work)

    async def cautions(self, person: Person) -> frozenset[str]:
        """What the person ticked about their health."""
        return await self.storage.database.read(lambda tx: self.storage.cautions.of(tx, person.id))

    async def toggle_caution(self, person: Person, code: str, *, update_id: int | None = None) -> frozenset[str]:
        """Tick a caution or take the tick away; what is ticked from now on. An unknown code changes nothing."""

        async def work(tx: Transaction) -> frozenset[str]:
            known = await self.storage.cautions.of(tx, person.id)
            if not await self.storage.inbox.counts(tx, update_id):
                return known
            ticked = toggled(known, code)
            await self.storage.cautions.put(tx, person.id, ticked)
            return ticked

        return await self.storage.database.write(work)

    async def toggle_symptom(
        self, person: Person, symptom_id: str, catalogue: Container[str], *, update_id: int | None = None
    ) -> Person | TooFewSymptoms | TooManySymptoms:
        """Ask a symptom of the catalogue, or stop asking it; one at least stays, ten at most."""
        if symptom_id not in catalogue:
            return person
        if symptom_id in person.tracked:
            tracked = tuple(each for each in person.tracked if each != symptom_id)
        else:
            tracked = (*person.tracked, symptom_id)
        if not tracked:
            return TooFewSymptoms()
        if len(tracked) > MOST_TRACKED:
            return TooManySymptoms()

        async def work(tx: Transaction) -> Person:
            if not await self.storage.inbox.counts(tx, update_id):
                return person
            await self.storage.people.set_tracked(tx, person.id, tracked)
            return replace(person, tracked=tracked)

        return await self.storage.database.write(work)

    async def pause(self, person: Person, days: int, now: datetime) -> Person:
        """Be silent for some days, or until the person says when `days` is 0."""
        pause = Pause(now, now + timedelta(days=days) if days else None)

        async def work(tx: Transaction) -> Person:
            await self.storage.people.pause(tx, person.id, pause)
            return replace(person, pause=pause)

        return await self.storage.database.write(work)

    async def resume(self, person: Person, now: datetime) -> Person:
        """End the silence; what fell into it is never sent."""

        async def change(tx: Transaction) -> None:
            await self.storage.people.resume(tx, person.id)

        return await self._change(person, change, now)

    async def set_flare(self, person: Person, since_at: datetime | None) -> Person:
        """Begin or end flare days; only the person says so."""

        async def work(tx: Transaction) -> Person:
            await self.storage.people.set_flare(tx, person.id, since_at)
            return replace(person, flare_since_at=since_at)

        return await self.storage.database.write(work)

    async def unreachable(self, chat_id: int, now: datetime) -> None:
        """The chat no longer takes messages: nothing is sent, everything is kept."""

        async def work(tx: Transaction) -> None:
            person = await self.storage.people.find_by_chat(tx, chat_id)
            if person is not None and person.unreachable_at is None:
                await self.storage.people.set_unreachable(tx, person.id, now)

        await self.storage.database.write(work)

    async def reachable(self, person: Person, now: datetime) -> Person:
        """The person is back: prompts go on from the next one."""

        async def change(tx: Transaction) -> None:
            await self.storage.people.set_unreachable(tx, person.id, None)

        return person if person.unreachable_at is None else await self._change(person, change, now)

    async def forget(self, person: Person) -> None:
        """Delete everything about a person, at once and for good; also what they sent that nobody handled yet.

        In backups it becomes noise.
        """

        async def work(tx: Transaction) -> None:
            await self.storage.people.forget(tx, person.id)
            await self.storage.inbox.forget(tx, person.chat_id)

        await self.storage.database.write(work)
        await self.storage.upkeep.finish_shredding()

    async def replan_all(self, tz_version: str, now: datetime) -> int:
        """Plan every next prompt anew when the tz database has changed since the last start; how many moved."""

        async def work(tx: Transaction) -> int:
            if await self.storage.facts.get(tx, "tz_version") == tz_version:
                return 0
            moved, after_id = 0, 0
            while slots := await self.storage.slots.all_for_recompute(tx, after_id=after_id, limit=500):
                for slot in slots:
                    person = await self.storage.people.find(tx, slot.person_id)
                    moved += person is not None and await self._replan(tx, person, slot, now)
                after_id = slots[-1].id
            await self.storage.facts.put(tx, "tz_version", tz_version)
            return moved

        return await self.storage.database.write(work)

    async def _change(self, person: Person, change: Callable[[Transaction], Awaitable[None]], now: datetime) -> Person:
        """Make one change and plan the next prompt by it, in one transaction."""

        async def work(tx: Transaction) -> Person:
            await change(tx)
            changed = await self.storage.people.find(tx, person.id)
            if changed is None:
                return person
            for slot in await self.storage.slots.of_person(tx, person.id):
                await self._replan(tx, changed, slot, now)
            return changed

        return await self.storage.database.write(work)

    async def _replan(self, tx: Transaction, person: Person, slot: Slot, now: datetime) -> bool:
        if person.zone is None:
            return False
        last = await self.storage.prompts.last_of_slot(tx, slot.id)
        next_at = replanned(slot, ZoneInfo(person.zone), last, now)
        await self.storage.slots.advance(tx, slot.id, next_at)
        return next_at != slot.next_due_at
