import asyncio
import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest

from bot.storage.connection import WRITER, connect
from bot.storage.database import READERS, open_database
from bot.storage.errors import StorageUnavailable, WorkSuspended
from bot.storage.storage import Storage, Transaction, open_storage
from tests.diary import files_at
from tests.program import until


async def read_fact(storage: Storage, key: str) -> str | None:
    return await storage.database.read(lambda tx: storage.facts.get(tx, key))


async def put_fact(storage: Storage, key: str, value: str) -> None:
    await storage.database.write(lambda tx: storage.facts.put(tx, key, value))


async def test_a_read_sees_what_was_written_before_it(storage: Storage) -> None:
    for number in range(2 * READERS):
        await put_fact(storage, "key", str(number))
        assert await read_fact(storage, "key") == str(number)


async def test_a_read_sees_one_steady_view_whatever_is_written_meanwhile(storage: Storage, path: Path) -> None:
    async def look(tx: Transaction) -> tuple[str | None, str | None]:
        before = await storage.facts.get(tx, "key")
        other = sqlite3.connect(path)
        other.execute("UPDATE facts SET value = 'new' WHERE key = 'key'")
        other.commit()
        other.close()
        return before, await storage.facts.get(tx, "key")

    await storage.database.write(lambda tx: storage.facts.put(tx, "key", "old"))
    assert await storage.database.read(look) == ("old", "old")
    assert await read_fact(storage, "key") == "new"


async def test_a_reader_cannot_write(storage: Storage) -> None:
    for _ in range(READERS):
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            await storage.database.read(lambda tx: storage.facts.put(tx, "key", "value"))
        assert await read_fact(storage, "key") is None


async def test_what_a_read_raises_reaches_its_caller_and_the_next_read_works(storage: Storage) -> None:
    async def fails(tx: Transaction) -> None:
        await storage.facts.get(tx, "key")
        raise ValueError("mine")

    async def waits(tx: Transaction) -> None:
        await asyncio.sleep(0)

    for _ in range(READERS + 1):
        with pytest.raises(ValueError, match="mine"):
            await storage.database.read(fails)
        with pytest.raises(WorkSuspended):
            await storage.database.read(waits)
    assert await read_fact(storage, "key") is None


@pytest.mark.parametrize("moment", range(4))
async def test_a_cancelled_read_leaves_the_readers_usable(storage: Storage, moment: int) -> None:
    reads = [asyncio.create_task(read_fact(storage, "key")) for _ in range(6)]
    for _ in range(moment):
        await asyncio.sleep(0)
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)

    assert [await read_fact(storage, "key") for _ in range(READERS)] == [None] * READERS


async def test_reads_go_on_while_a_write_waits_for_its_lock(storage: Storage, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    write = asyncio.create_task(storage.database.write(lambda tx: storage.facts.put(tx, "key", "value")))
    await asyncio.sleep(0)
    assert await read_fact(storage, "key") is None
    assert not write.done()
    other.execute("ROLLBACK")
    other.close()

    await write
    assert await read_fact(storage, "key") == "value"


async def test_a_closed_database_says_so_and_leaves_no_thread(path: Path, now: datetime) -> None:
    before = set(threading.enumerate())
    storage = await open_storage(files_at(path), create=True, now=now)
    assert len(set(threading.enumerate()) - before) == 1 + READERS
    await storage.close()

    assert set(threading.enumerate()) <= before
    with pytest.raises(StorageUnavailable, match="closed"):
        await read_fact(storage, "key")
    with pytest.raises(StorageUnavailable, match="closed"):
        await storage.database.write(lambda tx: storage.facts.put(tx, "key", "value"))


async def test_a_clean_close_leaves_everything_in_the_one_file(path: Path, now: datetime) -> None:
    storage = await open_storage(files_at(path), create=True, now=now)
    await storage.database.write(lambda tx: storage.facts.put(tx, "key", "value"))
    await storage.close()

    assert sorted(file.name for file in path.parent.iterdir()) == ["ebb.db", "ebb.db.lock"]
    again = await open_storage(files_at(path), create=False, now=now)
    assert await read_fact(again, "key") == "value"
    await again.close()


def spoil(path: Path) -> None:
    """Noise over everything but the first page."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (size - 4096))


async def test_a_read_from_a_disk_that_fails_says_so(path: Path, now: datetime) -> None:
    await (await open_storage(files_at(path), create=True, now=now)).close()
    storage = await open_storage(files_at(path), create=False, now=now)
    spoil(path)
    try:
        with pytest.raises(StorageUnavailable, match="malformed"):
            await read_fact(storage, "key")
    finally:
        await storage.close()


async def test_a_reader_that_cannot_be_opened_closes_everything(path: Path, now: datetime) -> None:
    await (await open_storage(files_at(path), create=True, now=now)).close()
    before = set(threading.enumerate())
    writer = await connect(path, WRITER, 0.05)
    path.unlink()  # noqa: ASYNC240

    with pytest.raises(sqlite3.OperationalError, match="unable to open"):
        await open_database(path, writer, 0.05)
    # The thread of the one that failed ends by itself, a moment later.
    await until(lambda: set(threading.enumerate()) <= before)
