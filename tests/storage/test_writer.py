import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from bot.storage.connection import WRITER, Connection, connect
from bot.storage.errors import StorageUnavailable, TransactionOver, WorkSuspended
from bot.storage.transaction import Transaction, Work
from bot.storage.writer import LARGEST_BATCH, Failed, Writer, commit_together
from tests.storage.pairs import SCHEMA, WorkFailed, broken_pair, is_usable, outcomes, pair, stored


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.db"
    raw = sqlite3.connect(path)
    raw.executescript(SCHEMA)
    raw.close()
    return path


@pytest.fixture
async def connection(path: Path) -> Connection:
    return await connect(path, WRITER, busy_seconds=0.05)


@pytest.fixture
async def writer(connection: Connection) -> AsyncIterator[Writer]:
    writer = Writer(connection)
    yield writer
    await writer.close()


@pytest.fixture
async def statements(connection: Connection) -> list[str]:
    """Every statement the writer's connection runs from here on."""
    seen: list[str] = []
    await connection.run(lambda raw: raw.set_trace_callback(seen.append))
    return seen


async def test_a_write_returns_what_its_work_returned_and_it_is_there(writer: Writer, path: Path) -> None:
    assert await writer.write(pair(1)) == 1
    assert stored(path) == {1: 2}


async def test_writes_that_wait_together_share_one_commit(writer: Writer, path: Path, statements: list[str]) -> None:
    results = await outcomes(*(writer.write(pair(number)) for number in range(LARGEST_BATCH)))

    assert results == list(range(LARGEST_BATCH))
    assert statements.count("COMMIT") == 1
    assert statements.count("SAVEPOINT work") == LARGEST_BATCH
    assert stored(path) == dict.fromkeys(range(LARGEST_BATCH), 2)


async def test_no_batch_is_larger_than_64(writer: Writer, statements: list[str]) -> None:
    await outcomes(*(writer.write(pair(number)) for number in range(130)))

    assert LARGEST_BATCH == 64
    assert statements.count("COMMIT") == 3


async def test_writes_run_in_the_order_they_came(writer: Writer) -> None:
    order: list[int] = []

    def noted(number: int) -> Work[None]:
        async def work(tx: Transaction) -> None:
            order.append(number)

        return work

    await asyncio.gather(*(writer.write(noted(number)) for number in range(200)))
    assert order == list(range(200))


async def test_every_caller_hears_back_only_after_the_commit(writer: Writer, path: Path) -> None:
    async def write_and_look(number: int) -> int | None:
        await writer.write(pair(number))
        return stored(path).get(number)

    assert await asyncio.gather(*(write_and_look(number) for number in range(100))) == [2] * 100


async def test_failing_work_is_undone_alone_and_only_its_caller_hears(
    writer: Writer, path: Path, statements: list[str]
) -> None:
    results = await outcomes(
        *(writer.write(broken_pair(number) if number % 3 == 0 else pair(number)) for number in range(30))
    )

    assert statements.count("COMMIT") == 1
    assert [result for result in results if isinstance(result, int)] == [n for n in range(30) if n % 3]
    assert all(isinstance(results[number], WorkFailed) for number in range(0, 30, 3))
    assert stored(path) == {number: 2 for number in range(30) if number % 3}


async def test_a_broken_rule_of_a_table_is_the_works_own_failure(writer: Writer, path: Path) -> None:
    first, second, third = await outcomes(writer.write(pair(1)), writer.write(pair(1)), writer.write(pair(2)))

    assert (first, third) == (1, 2)
    assert isinstance(second, sqlite3.IntegrityError)
    assert stored(path) == {1: 2, 2: 2}


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, asyncio.CancelledError, MemoryError])
async def test_whatever_work_raises_leaves_no_transaction_open(
    writer: Writer, path: Path, error: type[BaseException]
) -> None:
    async def work(tx: Transaction) -> int:
        await pair(1)(tx)
        raise error

    with pytest.raises(error):
        await writer.write(work)
    assert await is_usable(writer, path)
    assert stored(path) == {999: 2}


async def test_a_commit_that_fails_fails_everybody_in_it(writer: Writer, path: Path) -> None:
    async def orphan(tx: Transaction) -> int:
        tx.execute("INSERT INTO owned (owner_id) VALUES (1)", ())
        return 0

    results = await outcomes(writer.write(pair(1)), writer.write(orphan), writer.write(pair(2)))

    assert [type(result) for result in results] == [StorageUnavailable] * 3
    assert len({id(result) for result in results}) == 3, "one exception raised in three tasks mixes their tracebacks"
    assert all("FOREIGN KEY" in str(result) for result in results)
    assert all(isinstance(result, StorageUnavailable) and result.__cause__ for result in results)
    assert stored(path) == {}
    assert await is_usable(writer, path)


async def fill_the_disk(tx: Transaction) -> int:
    for number in range(100_000, 200_000):
        await pair(number)(tx)
    return 0


@pytest.fixture
async def small_disk(connection: Connection) -> Callable[[], Awaitable[None]]:
    """Room for a few pages more; calling it makes room again."""

    async def make_room() -> None:
        await connection.run(lambda raw: raw.execute("PRAGMA max_page_count = 1000000").fetchall())

    await connection.run(lambda raw: raw.execute("PRAGMA max_page_count = 12").fetchall())
    return make_room


async def test_a_full_disk_confirms_nothing_and_all_is_well_when_there_is_room(
    writer: Writer, path: Path, small_disk: Callable[[], Awaitable[None]]
) -> None:
    before, full, after = await outcomes(writer.write(pair(1)), writer.write(fill_the_disk), writer.write(pair(2)))

    assert isinstance(full, StorageUnavailable)
    assert "full" in str(full)
    # SQLite may undo the one statement or everything: whoever was confirmed is stored, and nobody else.
    assert stored(path) == {number: 2 for number in (before, after) if isinstance(number, int)}
    await small_disk()
    assert await is_usable(writer, path)


async def test_work_cannot_go_on_after_sqlite_has_undone_the_transaction(writer: Writer, path: Path) -> None:
    undone: list[BaseException] = []

    async def work(tx: Transaction) -> int:
        await pair(1)(tx)
        # What a full disk or an I/O error can do by itself.
        tx.execute("ROLLBACK", ())
        try:
            await pair(2)(tx)
        except TransactionOver as error:
            undone.append(error)
        return 0

    results = await outcomes(writer.write(pair(3)), writer.write(work), writer.write(pair(4)))

    assert len(undone) == 1
    assert [type(result) for result in results] == [StorageUnavailable] * 3
    assert all("rolled back" in str(result) for result in results)
    assert stored(path) == {}
    assert await is_usable(writer, path)


async def test_an_error_that_undid_everything_fails_everybody_too(writer: Writer, path: Path) -> None:
    async def work(tx: Transaction) -> int:
        tx.execute("ROLLBACK", ())
        raise WorkFailed

    results = await outcomes(writer.write(pair(1)), writer.write(work), writer.write(pair(2)))

    assert [type(result) for result in results] == [StorageUnavailable] * 3
    assert stored(path) == {}
    assert await is_usable(writer, path)


async def test_another_programs_lock_is_waited_for_and_then_named(writer: Writer, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    results = await outcomes(writer.write(pair(1)), writer.write(pair(2)))
    other.execute("ROLLBACK")
    other.close()

    assert [type(result) for result in results] == [StorageUnavailable] * 2
    assert "locked" in str(results[0])
    assert await is_usable(writer, path)


async def test_a_short_lock_of_another_program_is_only_waited_for(path: Path) -> None:
    writer = Writer(await connect(path, WRITER, busy_seconds=5.0))
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    waiting = asyncio.create_task(writer.write(pair(1)))
    await asyncio.sleep(0.02)
    assert not waiting.done()
    other.execute("ROLLBACK")
    other.close()

    assert await waiting == 1
    await writer.close()


@pytest.mark.parametrize("moment", range(12))
async def test_a_cancelled_write_is_whole_or_absent_and_the_next_one_works(
    writer: Writer, path: Path, moment: int
) -> None:
    writes = [asyncio.create_task(writer.write(pair(number))) for number in range(6)]
    for _ in range(moment):
        await asyncio.sleep(0.0002 if moment > 6 else 0)
    for write in writes[::2]:
        write.cancel()
    results = await outcomes(*writes)

    assert [results[number] for number in (1, 3, 5)] == [1, 3, 5]
    assert await is_usable(writer, path)
    halves = stored(path)
    assert set(halves.values()) == {2}
    assert all(number in halves for number, result in enumerate(results) if isinstance(result, int))


async def test_a_write_cancelled_before_its_turn_never_runs(writer: Writer, path: Path) -> None:
    write = asyncio.create_task(writer.write(pair(1)))
    await asyncio.sleep(0)
    write.cancel()

    assert isinstance((await outcomes(write))[0], asyncio.CancelledError)
    assert await is_usable(writer, path)
    assert stored(path) == {999: 2}


async def test_a_cancelled_writer_leaves_nobody_waiting_and_starts_again(writer: Writer, path: Path) -> None:
    writes = [asyncio.create_task(writer.write(pair(number))) for number in range(LARGEST_BATCH + 5)]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    (task,) = [task for task in asyncio.all_tasks() if task.get_name() == "storage writer"]
    task.cancel()

    results = await asyncio.wait_for(outcomes(*writes), 5)
    assert {type(result) for result in results} == {asyncio.CancelledError}
    assert await is_usable(writer, path)


async def test_work_that_waits_for_anything_else_is_refused_and_undone(writer: Writer, path: Path) -> None:
    async def waits(tx: Transaction) -> int:
        await pair(1)(tx)
        await asyncio.sleep(0)
        return 1

    refused, good = await outcomes(writer.write(waits), writer.write(pair(2)))

    assert isinstance(refused, WorkSuspended)
    assert good == 2
    assert stored(path) == {2: 2}


async def test_a_transaction_kept_beyond_its_work_is_refused(writer: Writer, connection: Connection) -> None:
    kept: list[Transaction] = []

    async def work(tx: Transaction) -> None:
        kept.append(tx)

    await writer.write(work)
    with pytest.raises(TransactionOver):
        await connection.run(lambda raw: kept[0].execute("SELECT 1", ()))


async def test_a_transaction_handed_to_the_next_work_is_refused(writer: Writer, path: Path) -> None:
    kept: list[Transaction] = []

    async def keeps(tx: Transaction) -> int:
        kept.append(tx)
        return 0

    async def borrows(tx: Transaction) -> int:
        return await pair(1)(kept[0])

    kept_it, borrowed = await outcomes(writer.write(keeps), writer.write(borrows))
    assert kept_it == 0
    assert isinstance(borrowed, TransactionOver)
    assert stored(path) == {}


async def test_what_work_has_read_still_holds_when_it_writes(writer: Writer, path: Path) -> None:
    async def work(tx: Transaction) -> int:
        tx.execute("SELECT count(*) FROM pairs", ()).fetchall()
        other = sqlite3.connect(path, timeout=0)
        try:
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                other.execute("INSERT INTO pairs (number, half) VALUES (5, 'left')")
        finally:
            other.close()
        return await pair(1)(tx)

    assert await writer.write(work) == 1
    assert stored(path) == {1: 2}


async def test_closing_finishes_what_is_waiting_and_takes_nothing_new(connection: Connection, path: Path) -> None:
    writer = Writer(connection)
    writes = [asyncio.create_task(writer.write(pair(number))) for number in range(100)]
    await asyncio.sleep(0)
    await writer.close()

    assert await outcomes(*writes) == list(range(100))
    assert stored(path) == dict.fromkeys(range(100), 2)
    with pytest.raises(StorageUnavailable, match="closed"):
        await writer.write(pair(1))


async def test_closing_leaves_no_thread_behind(path: Path) -> None:
    before = threading.active_count()
    writer = Writer(await connect(path, WRITER, busy_seconds=0.05))
    await writer.write(pair(1))
    assert threading.active_count() == before + 1

    await writer.close()
    assert threading.active_count() == before


async def test_a_connection_closed_under_the_writer_fails_the_write_and_not_the_loop(path: Path) -> None:
    connection = await connect(path, WRITER, busy_seconds=0.05)
    writer = Writer(connection)
    await connection.close()

    results = await outcomes(writer.write(pair(1)), writer.write(pair(2)))
    assert [type(result) for result in results] == [StorageUnavailable] * 2


def test_a_connection_that_cannot_even_roll_back_fails_the_batch(path: Path) -> None:
    raw = sqlite3.connect(path, isolation_level=None)
    raw.close()

    (outcome,) = commit_together([pair(1)], raw)
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, StorageUnavailable)
