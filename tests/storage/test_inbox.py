from datetime import datetime, timedelta

import pytest

from bot.storage.inbox import LARGEST_NUMBER, Arrival, Waiting
from bot.storage.storage import Storage, Transaction

WORDS = b'{"update_id": 5, "message": {"text": "my back hurts"}}'


def arrival(update_id: int, lane: int | None = 100, raw: bytes = WORDS) -> Arrival:
    return Arrival(update_id, lane, raw)


async def put(storage: Storage, now: datetime, *arrivals: Arrival) -> list[int]:
    kept = await storage.database.write(lambda tx: storage.inbox.put_new(tx, arrivals, now))
    return [each.update_id for each in kept]


async def waiting(storage: Storage) -> list[Waiting]:
    return await storage.database.read(storage.inbox.waiting)


async def test_what_is_kept_comes_back_as_it_was_in_the_order_it_came(storage: Storage, now: datetime) -> None:
    assert await put(storage, now, arrival(900), arrival(17), arrival(18, None, b"other")) == [900, 17, 18]
    assert await waiting(storage) == [Waiting(900, WORDS, 0), Waiting(17, WORDS, 0), Waiting(18, b"other", 0)]


async def test_an_id_that_is_known_is_not_kept_again_whatever_became_of_it(storage: Storage, now: datetime) -> None:
    await put(storage, now, arrival(1), arrival(2), arrival(3))
    await storage.database.write(lambda tx: storage.inbox.settle_handled(tx, 2))
    await storage.database.write(lambda tx: storage.inbox.quarantine(tx, 3, attempts=3, error_id="ABC234"))

    again = [arrival(number, raw=b"changed") for number in (1, 2, 3, 4)]
    assert await put(storage, now, *again, arrival(4)) == [4]
    assert [each.update_id for each in await waiting(storage)] == [1, 4]
    assert (await waiting(storage))[0].raw == WORDS


async def test_a_batch_is_kept_whole_or_not_at_all(storage: Storage, now: datetime) -> None:
    with pytest.raises(OverflowError):
        await put(storage, now, arrival(1), arrival(LARGEST_NUMBER + 1))
    assert await waiting(storage) == []


async def test_what_was_said_goes_when_it_is_handled_and_only_the_id_stays(storage: Storage, now: datetime) -> None:
    await put(storage, now, arrival(1))
    await storage.database.write(lambda tx: storage.inbox.settle_handled(tx, 1))

    async def row(tx: Transaction) -> tuple[object, ...]:
        return tuple(tx.execute("SELECT update_id, lane, sealed_update, state FROM inbox", ()).fetchone())

    assert await storage.database.read(row) == (1, None, b"", "handled")


async def test_failed_attempts_are_remembered(storage: Storage, now: datetime) -> None:
    await put(storage, now, arrival(1))
    await storage.database.write(lambda tx: storage.inbox.note_attempts(tx, 1, 2))
    assert await waiting(storage) == [Waiting(1, WORDS, 2)]


async def test_what_is_given_up_is_counted_and_no_longer_waits(storage: Storage, now: datetime) -> None:
    await put(storage, now, arrival(1), arrival(2))
    await storage.database.write(lambda tx: storage.inbox.put_aside(tx, b"<html>", "ABC234", now))
    await storage.database.write(lambda tx: storage.inbox.put_aside(tx, b"<html>", "DEF567", now))
    await storage.database.write(lambda tx: storage.inbox.quarantine(tx, 2, attempts=3, error_id="GHJ89K"))

    assert await storage.database.read(storage.inbox.count_waiting) == 1
    assert await storage.database.read(storage.inbox.count_quarantined) == 3


async def test_an_update_whose_seal_is_broken_comes_without_its_words(storage: Storage, now: datetime) -> None:
    await put(storage, now, arrival(1), arrival(2))

    async def damage(tx: Transaction) -> None:
        tx.execute("UPDATE inbox SET sealed_update = x'ff00' WHERE update_id = 1", ())

    await storage.database.write(damage)
    assert await waiting(storage) == [Waiting(1, None, 0), Waiting(2, WORDS, 0)]


async def test_forgetting_a_chat_leaves_the_others_alone(storage: Storage, now: datetime) -> None:
    await put(storage, now, arrival(1, 100), arrival(2, 200), arrival(3, 100), arrival(4, None))
    await storage.database.write(lambda tx: storage.inbox.quarantine(tx, 3, attempts=3, error_id="ABC234"))
    await storage.database.write(lambda tx: storage.inbox.forget(tx, 100))

    assert [each.update_id for each in await waiting(storage)] == [2, 4]
    assert await storage.database.read(storage.inbox.count_quarantined) == 0


async def test_old_ids_go_after_a_day_and_quarantined_updates_after_a_month(storage: Storage, now: datetime) -> None:
    for days, number in ((40, 1), (2, 2), (0, 3)):
        before = now - timedelta(days=days)
        await put(storage, before, arrival(number), arrival(10 + number), arrival(20 + number))
    for number in (1, 2, 3):
        await storage.database.write(lambda tx, number=number: storage.inbox.settle_handled(tx, number))  # type: ignore[misc]
        await storage.database.write(
            lambda tx, number=10 + number: storage.inbox.quarantine(tx, number, attempts=3, error_id="ABC234")  # type: ignore[misc]
        )

    assert await storage.database.write(lambda tx: storage.inbox.tidy(tx, now)) == 3
    assert await storage.database.read(storage.inbox.count_quarantined) == 2
    assert [each.update_id for each in await waiting(storage)] == [21, 22, 23], "what waits stays, however old"
    assert await put(storage, now, arrival(1), arrival(3)) == [1]
