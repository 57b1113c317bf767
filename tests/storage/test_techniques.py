from datetime import datetime, timedelta

from bot.domain.person import Person
from bot.storage.storage import Storage, Transaction
from bot.storage.techniques import Sitting


async def test_a_caution_is_read_once_per_person_and_technique(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> list[bool]:
        before = await storage.techniques.caution_seen(tx, anna.id, "box")
        for _ in range(2):
            await storage.techniques.mark_caution(tx, anna.id, "box", now)
        return [
            before,
            await storage.techniques.caution_seen(tx, anna.id, "box"),
            await storage.techniques.caution_seen(tx, anna.id, "belly"),
            await storage.techniques.caution_seen(tx, ben.id, "box"),
        ]

    assert await storage.database.write(work) == [False, True, False, False]


async def test_a_new_sitting_takes_the_place_of_the_one_before(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    later = now + timedelta(minutes=1)

    async def work(tx: Transaction) -> list[Sitting]:
        await storage.techniques.begin_sitting(tx, anna.id, "box", message_id=1, now=now)
        await storage.techniques.begin_sitting(tx, ben.id, "box", message_id=2, now=now)
        await storage.techniques.begin_sitting(tx, anna.id, "belly", message_id=3, now=later)
        return await storage.techniques.open_sittings(tx)

    assert await storage.database.write(work) == [Sitting(ben.id, "box", 2, now), Sitting(anna.id, "belly", 3, later)]


async def test_a_sitting_that_was_replaced_cannot_end_the_new_one(
    storage: Storage, anna: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> list[bool]:
        await storage.techniques.begin_sitting(tx, anna.id, "box", message_id=1, now=now)
        await storage.techniques.begin_sitting(tx, anna.id, "box", message_id=2, now=now)
        return [await storage.techniques.end_sitting(tx, anna.id, message_id) for message_id in (1, 2, 2)]

    assert await storage.database.write(work) == [False, True, False]


async def test_whatever_is_being_played_can_be_ended(storage: Storage, anna: Person, now: datetime) -> None:
    async def work(tx: Transaction) -> tuple[bool, bool, list[Sitting]]:
        await storage.techniques.begin_sitting(tx, anna.id, "box", message_id=1, now=now)
        first = await storage.techniques.end_sitting(tx, anna.id)
        second = await storage.techniques.end_sitting(tx, anna.id)
        return first, second, await storage.techniques.open_sittings(tx)

    assert await storage.database.write(work) == (True, False, [])
