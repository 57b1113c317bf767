from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from bot.runtime.inbox import Entry, has_id, lane_of
from bot.storage.errors import StorageUnavailable
from bot.storage.inbox import LARGEST_NUMBER
from bot.storage.storage import Storage, Transaction
from tests.program import until
from tests.runtime.conftest import NOW, message, tap


async def waiting(storage: Storage) -> list[int]:
    return [each.update_id for each in await storage.database.read(storage.inbox.waiting)]


async def break_storage(storage: Storage) -> None:
    await storage.database.writer._connection.close()


async def test_what_is_kept_comes_back_from_memory_in_its_order_and_lies_on_disk(inbox, storage, metrics):
    updates = [message(30, 7), message(10, 8), tap(20, 7)]
    entries = await inbox.keep(updates)
    assert [(entry.update_id, entry.lane) for entry in entries] == [(30, 7), (10, 8), (20, 7)]
    assert [entry.update for entry in entries] == updates
    assert await waiting(storage) == [30, 10, 20]
    assert metrics.count("updates_received") == 3


async def test_repeated_updates_come_back_once_however_they_are_repeated(inbox, storage, metrics):
    batches = await asyncio.gather(
        *(inbox.keep([message(1, 7), message(1, 7), message(number, 7)]) for number in (2, 3))
    )
    assert sorted(entry.update_id for batch in batches for entry in batch) == [1, 2, 3]
    assert metrics.count("updates_repeated") == 3


async def test_a_batch_is_one_transaction(inbox, storage):
    commits = 0

    async def count(work: Any) -> Any:
        nonlocal commits
        commits += 1
        return await write(work)

    write = storage.database.writer.write
    storage.database.writer.write = count
    await inbox.keep([message(number, number) for number in range(1, 101)])
    assert commits == 1


async def test_nothing_is_kept_and_nothing_comes_back_when_the_storage_fails(inbox, storage):
    await break_storage(storage)
    with pytest.raises(StorageUnavailable):
        await inbox.keep([message(1, 7)])


async def test_what_was_handled_goes_with_the_next_arrivals(storage, inbox):
    inbox._flush_seconds = 60
    first, second = await inbox.keep([message(1, 7), message(2, 7)])
    inbox.handled(first)
    await inbox.keep([message(3, 7)])
    assert await waiting(storage) == [2, 3]
    inbox.handled(second)
    await inbox.close()
    assert await waiting(storage) == [3]


async def test_what_was_handled_goes_soon_by_itself(storage, inbox):
    (entry,) = await inbox.keep([message(1, 7)])
    inbox.handled(entry)
    async with asyncio.timeout(5):
        while await waiting(storage):  # noqa: ASYNC110 - nobody is told
            await asyncio.sleep(0.01)


async def test_what_was_handled_is_written_down_later_when_the_storage_is_back(storage, inbox):
    inbox._flush_seconds = 0.01
    (entry,) = await inbox.keep([message(1, 7)])
    write = storage.database.writer.write

    async def fail(_work: Any) -> Any:
        raise StorageUnavailable("the disk is full")

    storage.database.writer.write = fail
    inbox.handled(entry)
    await asyncio.sleep(0.05)
    with pytest.raises(StorageUnavailable):
        await inbox.keep([message(2, 7)])
    storage.database.writer.write = write
    await asyncio.sleep(0.3)
    assert await waiting(storage) == []


async def test_what_an_earlier_run_left_comes_back_with_its_attempts(inbox, storage):
    kept = await inbox.keep([message(5, 7), tap(3, 8)])
    kept[0].attempts = 2
    await inbox.note_attempts(kept[0])
    assert await inbox.left_over() == [Entry(5, message(5, 7), 2), Entry(3, tap(3, 8), 0)]


async def test_a_kept_update_that_can_no_longer_be_read_is_given_up(inbox, storage, metrics):
    await inbox.keep([message(1, 7), message(2, 7), message(3, 7)])

    async def damage(tx: Transaction) -> None:
        tx.execute("UPDATE inbox SET sealed_update = x'ff00' WHERE update_id = 1", ())
        tx.execute("UPDATE inbox SET sealed_update = x'005b' WHERE update_id = 2", ())

    await storage.database.write(damage)
    assert [entry.update_id for entry in await inbox.left_over()] == [3]
    assert await waiting(storage) == [3]
    assert metrics.count("updates_quarantined") == 2


async def test_something_that_is_no_update_is_put_aside(inbox, storage, caplog):
    await inbox.put_aside(b"<html>secret words")
    assert await storage.database.read(storage.inbox.count_quarantined) == 1
    assert "e-17" in caplog.text
    assert "secret words" not in caplog.text


async def test_giving_up_bears_a_broken_storage(inbox, storage, caplog):
    (entry,) = await inbox.keep([message(1, 7)])
    await break_storage(storage)
    await inbox.note_attempts(entry)
    await inbox.quarantine(entry, "e-17")
    assert "StorageUnavailable" in caplog.text


async def test_words_survive_as_they_were(inbox):
    odd = message(1, 7, "\x00 \ud83d ü 𝕏 \u202e")
    await inbox.keep([odd])
    assert (await inbox.left_over())[0].update == odd


def test_taps_and_messages_of_one_person_share_a_lane():
    assert lane_of(tap(1, 7)) == lane_of(message(2, 7)) == lane_of({"my_chat_member": {"chat": {"id": 7}}})
    assert lane_of({"edited_message": {"chat": {"id": 7}}}) == 7
    assert lane_of(message(1, 7)) != lane_of(message(1, 8))


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"message": None},
        {"callback_query": {}},
        {"message": {"chat": {"id": "x"}}},
        {"message": {"chat": {"id": 2**70}}},
        {"callback_query": {"from": {"id": True}}},
    ],
)
def test_an_update_of_nobody_has_a_lane_of_its_own(strange):
    assert lane_of(strange) is None
    assert Entry(1, strange).lane != Entry(2, strange).lane


@pytest.mark.parametrize(
    ("update", "is_kept"),
    [
        ({"update_id": 0}, True),
        ({"update_id": LARGEST_NUMBER}, True),
        ({"update_id": LARGEST_NUMBER + 1}, False),
        ({"update_id": -1}, False),
        ({"update_id": True}, False),
        ({"update_id": "1"}, False),
        ({}, False),
        ([], False),
        (None, False),
    ],
)
def test_only_what_has_a_sound_id_can_be_kept(update, is_kept):
    assert has_id(update) is is_kept


async def test_ids_are_forgotten_when_telegram_can_no_longer_repeat_them(inbox, storage):
    (entry,) = await inbox.keep([message(1, 7)])
    inbox.handled(entry)
    await inbox.close()
    await inbox.tidy(NOW + timedelta(hours=24))
    assert await inbox.keep([message(1, 7)]) == []
    await inbox.tidy(NOW + timedelta(hours=26))
    assert len(await inbox.keep([message(1, 7)])) == 1


async def test_traces_of_delicate_words_are_removed_later_when_that_fails_at_first(inbox, storage, monkeypatch):
    tries = []
    empty_log = type(storage.database).empty_log

    async def fails_once(database) -> None:
        tries.append(database)
        if len(tries) == 1:
            raise StorageUnavailable("the disk is full")
        await empty_log(database)

    monkeypatch.setattr(type(storage.database), "empty_log", fails_once)
    (entry,) = await inbox.keep([message(1, 7)])
    entry.is_delicate = True
    inbox.handled(entry)
    await until(lambda: len(tries) == 2 and inbox._flushing is None)
    assert await storage.database.read(storage.inbox.count_waiting) == 0
