from datetime import datetime, time, timedelta

from bot.domain.person import Person
from bot.domain.prompts import EVERY_DAY, Slot
from bot.storage.storage import Storage, Transaction


async def test_a_check_in_time_comes_back_as_it_was_set(storage: Storage, anna: Person, now: datetime) -> None:
    slot = await storage.database.write(
        lambda tx: storage.slots.set_time(
            tx, anna.id, "evening", wall_time=time(0, 30), weekdays=0b0011111, next_due_at=now
        )
    )

    assert slot == Slot(slot.id, anna.id, "evening", time(0, 30), 0b0011111, now)
    assert await storage.database.read(lambda tx: storage.slots.of_person(tx, anna.id)) == [slot]


async def test_setting_a_time_again_moves_the_same_slot(storage: Storage, evening: Slot, now: datetime) -> None:
    later = now + timedelta(hours=1)
    moved = await storage.database.write(
        lambda tx: storage.slots.set_time(
            tx, evening.person_id, "evening", wall_time=time(21), weekdays=1, next_due_at=later
        )
    )

    assert moved == Slot(evening.id, evening.person_id, "evening", time(21), 1, later)


async def test_slots_of_a_person_come_in_the_order_of_the_day(storage: Storage, evening: Slot) -> None:
    async def work(tx: Transaction) -> list[str]:
        for name, wall_time in (("noon", time(12)), ("morning", time(7))):
            await storage.slots.set_time(
                tx, evening.person_id, name, wall_time=wall_time, weekdays=EVERY_DAY, next_due_at=None
            )
        return [slot.name for slot in await storage.slots.of_person(tx, evening.person_id)]

    assert await storage.database.write(work) == ["morning", "noon", "evening"]


async def test_the_longest_overdue_come_first_and_no_more_than_asked_for(
    storage: Storage, anna: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> tuple[list[str], list[str]]:
        for name, minutes in (("a", 0), ("b", -5), ("c", 1), ("d", -60)):
            await storage.slots.set_time(
                tx,
                anna.id,
                name,
                wall_time=time(20),
                weekdays=EVERY_DAY,
                next_due_at=now + timedelta(minutes=minutes),
            )
        every = await storage.slots.due(tx, limit=10, now=now)
        two = await storage.slots.due(tx, limit=2, now=now)
        return [slot.name for slot in every], [slot.name for slot in two]

    assert await storage.database.write(work) == (["d", "b", "a"], ["d", "b"])


async def test_a_slot_moves_on_or_rests(storage: Storage, evening: Slot, now: datetime) -> None:
    async def due_after(tx: Transaction, next_due_at: datetime | None) -> list[Slot]:
        await storage.slots.advance(tx, evening.id, next_due_at)
        return await storage.slots.due(tx, limit=10, now=now + timedelta(days=1))

    tomorrow = now + timedelta(days=1)
    moved = await storage.database.write(lambda tx: due_after(tx, tomorrow))
    assert [slot.next_due_at for slot in moved] == [tomorrow]
    assert await storage.database.write(lambda tx: due_after(tx, tomorrow + timedelta(seconds=1))) == []
    assert await storage.database.write(lambda tx: due_after(tx, None)) == []


async def test_nothing_falls_due_for_somebody_who_took_their_consent_back(
    storage: Storage, evening: Slot, now: datetime
) -> None:
    async def work(tx: Transaction) -> tuple[int, int]:
        before = await storage.slots.due(tx, limit=10, now=now)
        await storage.people.withdraw_consent(tx, evening.person_id, now)
        return len(before), len(await storage.slots.due(tx, limit=10, now=now))

    assert await storage.database.write(work) == (1, 0)


async def test_pages_give_every_slot_once_even_while_they_are_changed(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> list[int]:
        for number in range(7):
            person = anna if number % 2 else ben
            await storage.slots.set_time(
                tx, person.id, str(number), wall_time=time(20), weekdays=EVERY_DAY, next_due_at=now
            )
        seen: list[int] = []
        while page := await storage.slots.all_for_recompute(tx, after_id=seen[-1] if seen else 0, limit=3):
            for slot in page:
                await storage.slots.advance(tx, slot.id, None)
                seen.append(slot.id)
        return seen

    seen = await storage.database.write(work)
    assert len(seen) == 7
    assert seen == sorted(set(seen))
