"""What is remembered of a crisis: a country, a rest, a look-in, and one reminder."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from sqlite3 import connect

from bot.domain.person import Person
from bot.storage.storage import Storage
from bot.storage.transaction import Transaction


async def test_a_country_is_remembered_and_replaced(storage: Storage, anna: Person) -> None:
    safety = storage.safety
    assert await storage.database.read(lambda tx: safety.country(tx, anna.id)) is None
    for code in ("DE", "PT"):
        await storage.database.write(lambda tx, code=code: safety.set_country(tx, anna.id, code))  # type: ignore[misc]
        assert await storage.database.read(lambda tx: safety.country(tx, anna.id)) == code


async def test_a_country_goes_through_the_vault(storage: Storage, anna: Person, path: Path) -> None:
    await storage.database.write(lambda tx: storage.safety.set_country(tx, anna.id, "DE"))
    with connect(path) as connection:
        (sealed,) = connection.execute("SELECT sealed_country FROM people").fetchone()
    assert isinstance(sealed, bytes)
    assert sealed != b"DE"


async def test_a_rest_is_part_of_the_person(storage: Storage, anna: Person, now: datetime) -> None:
    until_at = now + timedelta(hours=24)
    await storage.database.write(lambda tx: storage.safety.rest(tx, anna.id, until_at))
    resting = await storage.database.read(lambda tx: storage.people.find(tx, anna.id))
    assert resting is not None
    assert resting.rest_until_at == until_at
    await storage.database.write(lambda tx: storage.safety.rest(tx, anna.id, None))
    awake = await storage.database.read(lambda tx: storage.people.find(tx, anna.id))
    assert awake is not None
    assert awake.rest_until_at is None


async def test_a_look_in_is_given_out_once_and_when_it_is_due(storage: Storage, anna: Person, now: datetime) -> None:
    async def take(moment: datetime) -> list[int]:
        return await storage.database.write(lambda tx: storage.safety.take_look_ins(tx, limit=9, now=moment))

    await storage.database.write(lambda tx: storage.safety.look_in(tx, anna.id, now))
    assert await take(now - timedelta(seconds=1)) == []
    assert await take(now) == [anna.id]
    assert await take(now) == []


async def test_a_look_in_can_be_taken_back(storage: Storage, anna: Person, now: datetime) -> None:
    async def work(tx: Transaction) -> list[int]:
        await storage.safety.look_in(tx, anna.id, now)
        await storage.safety.look_in(tx, anna.id, None)
        return await storage.safety.take_look_ins(tx, limit=9, now=now)

    assert await storage.database.write(work) == []


async def test_only_so_many_look_ins_are_given_out_at_once(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> list[int]:
        await storage.safety.look_in(tx, anna.id, now)
        await storage.safety.look_in(tx, ben.id, now - timedelta(hours=1))
        return await storage.safety.take_look_ins(tx, limit=1, now=now)

    assert await storage.database.write(work) == [ben.id]


async def test_a_reminder_is_given_to_one_day_and_only_after_long_enough(
    storage: Storage, anna: Person, now: datetime
) -> None:
    async def remind(diary_on: date, before: datetime) -> date | None:
        await storage.database.write(lambda tx: storage.safety.remind(tx, anna.id, diary_on, before=before))
        return await storage.database.read(lambda tx: storage.safety.reminded_on(tx, anna.id))

    first, second = date(2026, 12, 20), date(2026, 12, 21)
    assert await remind(first, now - timedelta(seconds=1)) is None
    assert await remind(first, now) == first
    assert await remind(second, now) == first


async def test_all_of_it_is_forgotten_with_the_person(storage: Storage, anna: Person, now: datetime) -> None:
    async def work(tx: Transaction) -> list[int]:
        await storage.safety.look_in(tx, anna.id, now)
        await storage.people.forget(tx, anna.id)
        return await storage.safety.take_look_ins(tx, limit=9, now=now)

    assert await storage.database.write(work) == []
    assert await storage.database.read(lambda tx: storage.people.id_of_chat(tx, anna.chat_id)) is None
