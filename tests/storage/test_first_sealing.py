# ruff: noqa: ASYNC240 - looking at files between two awaits is what these tests do
import asyncio
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.storage.connection import open_raw
from bot.storage.creation import nothing_to_copy
from bot.storage.errors import BackupFailed, MigrationFailed, MigrationLeftOut
from bot.storage.files import Files
from bot.storage.schema import Migration, migrate, migrations
from tests.diary import files_at, opened, told

WORDS = "the stairs were too much"
PEOPLE = 250
OLDER = [step.number for step in migrations()]
AS_ON_THE_FIRST_DAY = """
INSERT INTO people (id, chat_id, language, joined_at)
    SELECT value, value + 1000, 'en', 0 FROM generate_series;
INSERT INTO consents (person_id, version, language, given_at) SELECT id, 1, 'en', 0 FROM people;
INSERT INTO checkins (id, person_id, diary_on, zone, sealed_feeling, plan, begun_at, finished_at)
    SELECT id, id, '2026-11-20', 'UTC', CAST(x'00' || 'rough' AS BLOB), 'pain', 0, 0 FROM people;
INSERT INTO wordings VALUES (1, 'pain', 'en', 'How much?', 'none', 'worst');
INSERT INTO answers SELECT id, 'pain', 1, CAST(x'00' || '6' AS BLOB), 0 FROM checkins;
INSERT INTO notes (checkin_id, person_id, sealed_text, written_at)
    SELECT id, person_id, CAST(x'00' || 'the stairs were too much' AS BLOB), 0 FROM checkins;
"""
KILL_NOW_AND_THEN = """
import os, pathlib, shutil, signal, sys
from bot.storage.connection import open_raw
from bot.storage.first_sealing import seal_what_is_open
from tests.diary import files_at

root = pathlib.Path(sys.argv[1])

def seal_until(stop, files):
    seen = 0
    def count(statement):
        nonlocal seen
        seen += 1
        if seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)
    masters = files.keys.load()
    connection = open_raw(files.database)
    connection.set_trace_callback(count)
    seal_what_is_open(connection, masters)
    os._exit(0)

for stop in range(1, 100000, 307):
    shutil.copytree(root / "origin", root / str(stop))
    child = os.fork()
    if not child:
        seal_until(stop, files_at(root / str(stop) / "data" / "ebb.db"))
    _, status = os.waitpid(child, 0)
    print(stop, flush=True)
    if not os.WIFSIGNALED(status):
        break
"""


def make_older(files: Files, number: int, now: datetime) -> None:
    """A database as the release with this many migrations made it, with people in it."""
    files.database.parent.mkdir(parents=True)
    sqlite3.connect(files.database).close()
    with closing(open_raw(files.database)) as raw:
        steps = tuple(step for step in migrations() if step.number <= number)
        migrate(raw, steps, nothing_to_copy, now)
        raw.execute("CREATE TEMP TABLE generate_series (value INTEGER)")
        raw.executemany("INSERT INTO generate_series VALUES (?)", [(value,) for value in range(1, PEOPLE + 1)])
        raw.executescript(AS_ON_THE_FIRST_DAY)


def files_with(words: str, folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


@pytest.mark.parametrize("number", [number for number in OLDER if number < 4])
async def test_what_an_older_ebb_stored_in_the_open_is_sealed_at_the_next_start(
    files: Files, now: datetime, number: int
) -> None:
    make_older(files, number, now)
    assert files_with(WORDS, files.database.parent) == ["ebb.db"]
    async with opened(files, now, create=False) as storage:
        assert storage.opening.sealed_people == PEOPLE
        assert storage.opening.made_key
        for chat_id in (1001, 1000 + PEOPLE):
            assert await told(storage, chat_id) == ["6.0", WORDS]
        assert files_with(WORDS, files.database.parent) == []
        assert files_with("rough", files.database.parent) == []
    assert files.copies_before() == [], "the copy from before the migration could be read by anybody"
    async with opened(files, now, create=False) as storage:
        assert (storage.opening.sealed_people, storage.opening.made_key) == (0, False)


@pytest.mark.parametrize("number", OLDER)
async def test_every_older_database_is_brought_up_to_date_without_losing_a_row(
    files: Files, now: datetime, number: int
) -> None:
    make_older(files, number, now)
    async with opened(files, now, create=False) as storage:
        assert storage.opening.migrated == tuple(
            f"{step.number:04} {step.name}" for step in migrations() if step.number > number
        )
        assert await told(storage, 1001) == ["6.0", WORDS]
    with closing(sqlite3.connect(files.database)) as raw:
        for table in ("people", "consents", "checkins", "answers", "notes"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (PEOPLE,), table  # noqa: S608
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_a_first_sealing_killed_anywhere_goes_on_at_the_next_start(tmp_path: Path, now: datetime) -> None:
    origin = files_at(tmp_path / "origin" / "data" / "ebb.db")
    make_older(origin, migrations()[-1].number, now)
    origin.keys.make()
    command = [sys.executable, "-c", KILL_NOW_AND_THEN, str(tmp_path)]
    ran = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()  # noqa: S603, ASYNC221
    assert len(ran) > 3
    for stop in ran:
        files = files_at(tmp_path / stop / "data" / "ebb.db")
        async with opened(files, now, create=False) as storage:
            for chat_id in (1001, 1100, 1101, 1000 + PEOPLE):
                assert await told(storage, chat_id) == ["6.0", WORDS]
            assert files_with(WORDS, files.database.parent) == []
        shutil.rmtree(tmp_path / stop)


async def test_there_is_a_copy_before_an_existing_database_is_changed(
    files: Files, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(files, now):
        pass
    assert files.copies_before() == [], "a new database needs no copy"
    later = Migration(9000, "later", "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;")
    monkeypatch.setattr("bot.storage.storage.migrations", lambda: (*migrations(), later))
    async with opened(files, now, create=False) as storage:
        assert storage.opening.migrated == ("9000 later",)
    (copy,) = files.copies_before()
    assert copy.name == "ebb-before-9000-20261120-190000.db"
    with closing(sqlite3.connect(copy)) as raw:
        assert raw.execute("SELECT max(number) FROM migrations").fetchone() == (migrations()[-1].number,)
        assert raw.execute("SELECT sum(length(sealed_key)), count(*) FROM vault_keys").fetchone() == (0, 1)


async def test_a_migration_is_not_begun_when_the_copy_cannot_be_made(
    files: Files, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(files, now):
        pass
    files.backups.write_text("a file where the folder should be")
    later = Migration(9000, "later", "CREATE TABLE later (id INTEGER PRIMARY KEY) STRICT;")
    monkeypatch.setattr("bot.storage.storage.migrations", lambda: (*migrations(), later))
    with pytest.raises(BackupFailed, match="backups"):
        async with opened(files, now, create=False):
            pass
    with closing(sqlite3.connect(files.database)) as raw:
        assert raw.execute("SELECT max(number) FROM migrations").fetchone() == (migrations()[-1].number,)


def test_a_migration_that_would_lose_rows_is_refused_and_undone(files: Files, now: datetime) -> None:
    make_older(files, 1, now)
    first = migrations()[0]
    for harm in ("DELETE FROM notes WHERE id = 7;", "DROP TABLE answers;", "DELETE FROM checkins WHERE id = 3;"):
        with closing(open_raw(files.database)) as raw:
            with pytest.raises(MigrationFailed, match=rf"of {PEOPLE} rows in|leaves 2 rows ownerless"):
                migrate(raw, (first, Migration(2, "harm", harm)), nothing_to_copy, now)
            assert raw.execute("SELECT count(*) FROM notes").fetchone()[0] == PEOPLE
            assert raw.execute("SELECT count(*) FROM answers").fetchone()[0] == PEOPLE


def test_a_database_that_skipped_a_migration_is_refused(files: Files, now: datetime) -> None:
    first, third = migrations()[0], Migration(3, "third", "CREATE TABLE third (id INTEGER PRIMARY KEY) STRICT;")
    second = Migration(2, "second", "CREATE TABLE second (id INTEGER PRIMARY KEY) STRICT;")
    files.database.parent.mkdir(parents=True)
    sqlite3.connect(files.database).close()
    with closing(open_raw(files.database)) as raw:
        migrate(raw, (first, third), nothing_to_copy, now)
        with pytest.raises(MigrationLeftOut, match="0002 second"):
            migrate(raw, (first, second, third), nothing_to_copy, now)


async def test_two_first_starts_on_an_older_database_seal_it_once(files: Files, now: datetime) -> None:
    make_older(files, 1, now)

    async def start() -> int:
        async with opened(files, now, create=False) as storage:
            await asyncio.sleep(0.05)
            return storage.opening.sealed_people

    results = await asyncio.gather(start(), start(), return_exceptions=True)
    assert [result for result in results if isinstance(result, int)] == [PEOPLE]
