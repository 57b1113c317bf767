# ruff: noqa: ASYNC240, ASYNC220, S603 - harming files and starting our own interpreter is what these tests do
"""Storage in trouble: each test is named by its number in the list of faults, and fails without the behaviour."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage.backup import back_up
from bot.storage.connection import open_raw
from bot.storage.creation import nothing_to_copy
from bot.storage.errors import (
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseReadOnly,
    NotADatabase,
    StorageUnavailable,
)
from bot.storage.files import Files
from bot.storage.restore import newest_backup, restore
from bot.storage.schema import migrate, migrations
from bot.storage.storage import Storage, Transaction, open_storage
from tests.commands import Commands
from tests.diary import files_at, joins, lives_a_day, opened, told

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA, BEN = 100, 200
WORDS = "the stairs were too much"
HOLD = """
import sqlite3, sys
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
sys.stdin.readline()
"""
MIGRATE_UNTIL_KILLED = """
import os, pathlib, shutil, signal, sys
from datetime import UTC, datetime
from bot.storage.connection import open_raw
from bot.storage.schema import migrate, migrations

original = pathlib.Path(sys.argv[1])

def migrate_until(stop, path):
    seen = 0
    def count(statement):
        nonlocal seen
        seen += not statement.startswith("SELECT")
        if seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)
    connection = open_raw(path)
    connection.execute("PRAGMA foreign_keys = " + sys.argv[2])
    # What a killed process has written stays, whether or not the disk was waited for.
    connection.execute("PRAGMA synchronous = OFF")
    connection.set_trace_callback(count)
    migrate(connection, migrations(), lambda: None, datetime(2026, 11, 20, tzinfo=UTC))
    os._exit(0)

for stop in range(1, 1000):
    path = original.with_name(f"{stop}.db")
    shutil.copyfile(original, path)
    child = os.fork()
    if not child:
        migrate_until(stop, path)
    if not os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        break
"""
AN_OLD_DAY = """
INSERT INTO people (id, chat_id, language, joined_at) VALUES (1, 100, 'en', 0);
INSERT INTO checkins (id, person_id, diary_on, zone, sealed_feeling, plan, begun_at)
VALUES (1, 1, '2026-11-20', 'UTC', x'00', 'pain', 0);
INSERT INTO wordings VALUES (1, 'pain', 'en', 'How much?', 'none', 'worst');
INSERT INTO answers VALUES (1, 'pain', 1, x'0036', 0);
"""
WRITE_UNTIL_KILLED = """
import asyncio, pathlib, sys
from tests.diary import files_at, joins, lives_a_day
from bot.storage.storage import open_storage
from datetime import UTC, datetime, timedelta

async def write():
    now = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
    storage = await open_storage(files_at(pathlib.Path(sys.argv[1])), create=True, now=now)
    person = await joins(storage, 100, now)
    for day in range(100_000):
        await lives_a_day(storage, person, "words", now + timedelta(days=day))
        print(day, flush=True)

asyncio.run(write())
"""


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return files_at(tmp_path / "data" / "ebb.db")


@pytest.fixture
async def lived_in(files: Files) -> Files:
    """Anna has lived a day; the diary is closed and backed up."""
    async with opened(files, NOW) as storage:
        await lives_a_day(storage, await joins(storage, ANNA, NOW), WORDS, NOW)
        back_up(files, NOW)
    return files


async def put(storage: Storage, value: str) -> None:
    await storage.database.write(lambda tx: storage.facts.put(tx, "key", value))


async def test_fault_24_a_write_that_waits_for_another_program_in_vain_stores_nothing_and_then_works(
    lived_in: Files,
) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-I", "-c", HOLD, str(lived_in.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        storage = None
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(DatabaseLocked):
            await open_storage(lived_in, create=False, now=NOW, busy_seconds=0.05)
        holder.stdin.close()
    storage = await open_storage(lived_in, create=False, now=NOW, busy_seconds=0.2)
    holder = subprocess.Popen(
        [sys.executable, "-I", "-c", HOLD, str(lived_in.database)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdin is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StorageUnavailable, match="locked"):
            await put(storage, "value")
        holder.stdin.close()
    await put(storage, "later")
    assert await storage.database.read(lambda tx: storage.facts.get(tx, "key")) == "later"
    await storage.close()


async def test_fault_25_a_full_disk_confirms_nothing_and_room_makes_it_work_again(lived_in: Files) -> None:
    async with opened(lived_in, NOW, create=False) as storage:

        def limit(pages: str) -> Callable[[sqlite3.Connection], None]:
            return lambda raw: raw.execute("PRAGMA max_page_count = " + pages).fetchall() and None

        await storage.database.writer._connection.run(limit("1"))
        writes = [put(storage, "x" * 200_000), *(put(storage, "small") for _ in range(3))]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert isinstance(outcomes[0], StorageUnavailable)
        assert "full" in str(outcomes[0])
        confirmed = any(each is None for each in outcomes)
        stored = await storage.database.read(lambda tx: storage.facts.get(tx, "key"))
        assert stored == ("small" if confirmed else None)
        await storage.database.writer._connection.run(limit("1000000"))
        await put(storage, "x" * 200_000)
        assert await told(storage, ANNA) == ["6.0", WORDS]


async def test_fault_26_a_missing_database_is_never_made_silently(lived_in: Files) -> None:
    """Also when the whole volume is gone: the folder of the master key remembers."""
    lived_in.database.unlink()
    with pytest.raises(DatabaseMissing, match="python -m bot restore"):
        await open_storage(lived_in, create=True, now=NOW)
    for path in sorted(lived_in.database.parent.rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    lived_in.database.parent.rmdir()
    with pytest.raises(DatabaseMissing, match="mount it"):
        await open_storage(lived_in, create=True, now=NOW)
    slip = Files(lived_in.database.with_name("epp.db"), lived_in.backups, lived_in.keys)
    with pytest.raises(DatabaseMissing, match="migrate --new"):
        await open_storage(slip, create=True, now=NOW)
    assert not lived_in.database.parent.exists()


def test_fault_26_a_new_database_is_made_once_it_is_asked_for_in_so_many_words(commands: Commands) -> None:
    first = commands.run("migrate")
    assert (first.code, first.errors) == (0, [])
    assert first.out[0].startswith("A new database was made at data/ebb.db.")
    assert "Keep a copy of it somewhere safe" in first.out[1]
    (commands.folder / "data" / "ebb.db").unlink()
    refused = commands.run("migrate")
    assert refused.code == 1
    assert "python -m bot migrate --new" in str(refused.errors)
    assert not (commands.folder / "data" / "ebb.db").exists()
    anew = commands.run("migrate", "--new")
    assert (anew.code, len(anew.out)) == (0, 1)
    assert (commands.folder / "data" / "ebb.db").exists()
    assert commands.run("migrate", "--new").out == ["The database is up to date."]


async def test_fault_26_a_database_that_may_not_be_written_or_is_none_is_refused_with_its_cause(
    lived_in: Files,
) -> None:
    sound = lived_in.database.read_bytes()
    for content in (b"", b"never a database\n" * 300):
        lived_in.database.write_bytes(content)
        with pytest.raises(NotADatabase, match="EBB_DATABASE"):
            await open_storage(lived_in, create=True, now=NOW)
        assert lived_in.database.read_bytes() == content
    lived_in.database.write_bytes(sound)
    lived_in.database.chmod(0o400)
    if os.geteuid() != 0:
        with pytest.raises(DatabaseReadOnly, match="write access"):
            await open_storage(lived_in, create=True, now=NOW)


async def test_fault_27_a_damaged_page_is_refused_with_the_command_that_helps_and_that_command_helps(
    lived_in: Files,
) -> None:
    content = bytearray(lived_in.database.read_bytes())
    content[4096 * 3 : 4096 * 6] = os.urandom(4096 * 3)
    lived_in.database.write_bytes(content)
    with pytest.raises(DatabaseCorrupt, match="python -m bot restore"):
        await open_storage(lived_in, create=False, now=NOW)
    assert lived_in.database.read_bytes() == bytes(content)
    restore(lived_in, newest_backup(lived_in), NOW)
    async with opened(lived_in, NOW, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", WORDS]


async def test_fault_28_whatever_was_confirmed_is_there_after_the_process_is_gone(files: Files) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", WRITE_UNTIL_KILLED, str(files.database)], stdout=subprocess.PIPE, text=True
    )
    with child:
        assert child.stdout is not None
        confirmed = [int(child.stdout.readline()) for _ in range(40)][-1]
        child.kill()
        confirmed = max([confirmed, *(int(line) for line in child.stdout if line.endswith("\n"))])
    async with opened(files, NOW, create=False) as storage:

        async def settings_and_days(tx: Transaction) -> tuple[int, int]:
            synchronous = tx.execute("PRAGMA synchronous", ()).fetchone()[0]
            return synchronous, tx.execute("SELECT count(*) FROM notes", ()).fetchone()[0]

        synchronous, days = await storage.database.write(settings_and_days)
        assert synchronous == 2, "each commit waits for the disk"
        assert confirmed + 1 <= days <= confirmed + 2
        assert await told(storage, ANNA) == ["6.0", "words"]


async def test_fault_29_a_backup_during_writes_opens_and_brings_back_no_past_prompt(lived_in: Files) -> None:
    """Its details are tried in tests/storage: steady views, every state a prompt can be in, kills at every step."""
    async with opened(lived_in, NOW, create=False) as storage:
        writing = asyncio.create_task(endless_writes(storage))
        await asyncio.sleep(0.05)
        path = await asyncio.to_thread(back_up, lived_in, NOW + DAY)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
    restore(lived_in, path, NOW + 3 * DAY)
    async with opened(lived_in, NOW + 3 * DAY, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", WORDS]
        claimed = storage.database.write(
            lambda tx: storage.prompts.claim(tx, lease_until=NOW + 4 * DAY, limit=10, now=NOW + 3 * DAY)
        )
        assert await claimed == []


async def endless_writes(storage: Storage) -> None:
    number = 0
    while True:
        number += 1
        await put(storage, str(number))


@pytest.mark.parametrize("foreign_keys", ["ON", "OFF"])
def test_fault_30_a_migration_killed_at_any_statement_keeps_every_row(tmp_path: Path, foreign_keys: str) -> None:
    """Child tables too: a rebuilt parent takes none of them along."""
    original = tmp_path / "ebb.db"
    sqlite3.connect(original).close()
    with closing(open_raw(original)) as raw:
        migrate(raw, migrations()[:1], nothing_to_copy, NOW)
        raw.executescript(AN_OLD_DAY)
    command = [sys.executable, "-c", MIGRATE_UNTIL_KILLED, str(original), foreign_keys]
    subprocess.run(command, check=True)
    results = list(tmp_path.glob("[0-9]*.db"))
    assert len(results) > 8
    for path in results:
        with closing(open_raw(path)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            counts = "SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM checkins), count(*) FROM answers"
            assert tuple(raw.execute(counts).fetchone()) == (1, 1, 1)
            raw.execute("PRAGMA synchronous = OFF")
            migrate(raw, migrations(), nothing_to_copy, NOW)
            assert tuple(raw.execute(counts).fetchone()) == (1, 1, 1)


async def test_fault_31_a_caller_cancelled_at_any_moment_leaves_no_open_transaction(lived_in: Files) -> None:
    async with opened(lived_in, NOW, create=False) as storage:
        for rounds in range(12):
            tasks = [asyncio.create_task(put(storage, f"{rounds}")) for _ in range(4)]
            for _ in range(rounds):
                await asyncio.sleep(0)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await put(storage, "after")
            assert await storage.database.read(lambda tx: storage.facts.get(tx, "key")) == "after"
