import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.storage.creation import nothing_to_copy
from bot.storage.errors import DatabaseTooNew, MigrationChanged, MigrationFailed
from bot.storage.schema import Migration, migrate, migrations, require_ours, statements
from bot.storage.storage import open_storage
from tests.diary import files_at

FIRST = Migration(1, "first", "CREATE TABLE owners (id INTEGER PRIMARY KEY) STRICT;\n")
SECOND = Migration(
    2,
    "second",
    """-- A table; with a semicolon in its comment.
CREATE TABLE owned (owner_id INTEGER NOT NULL REFERENCES owners (id) ON DELETE CASCADE) STRICT;
INSERT INTO owners (id) VALUES (1);
INSERT INTO owned (owner_id) VALUES (1);
""",
)
KILL_AT_EVERY_STATEMENT = """
import os, signal, sqlite3, sys
from datetime import UTC, datetime
from bot.storage.schema import migrate, migrations

def migrate_until(stop):
    raw = sqlite3.connect(f"{sys.argv[1]}{stop}", isolation_level=None)
    raw.execute("PRAGMA journal_mode = WAL")
    # What a killed process has written stays, whether or not the disk was waited for.
    raw.execute("PRAGMA synchronous = OFF")
    seen = 0
    def count(statement):
        nonlocal seen
        seen += not statement.startswith("SELECT")
        if seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)
    raw.set_trace_callback(count)
    migrate(raw, migrations(), lambda: None, datetime(2026, 11, 20, tzinfo=UTC))
    os._exit(0)

for stop in range(1, 1000):
    child = os.fork()
    if not child:
        migrate_until(stop)
    _, status = os.waitpid(child, 0)
    raw = sqlite3.connect(f"{sys.argv[1]}{stop}")
    schema = raw.execute("SELECT coalesce(sum(length(sql)), 0) FROM sqlite_schema").fetchone()[0]
    sound = raw.execute("PRAGMA integrity_check").fetchone()[0]
    raw.close()
    print("killed" if os.WIFSIGNALED(status) else "done", schema, sound)
    if not os.WIFSIGNALED(status):
        break
"""


@pytest.fixture
def raw(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "ebb.db", isolation_level=None)
    connection.execute("PRAGMA foreign_keys = ON")
    yield connection
    connection.close()


def tables(raw: sqlite3.Connection) -> set[str]:
    return {row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_the_migrations_are_numbered_from_1_without_gaps() -> None:
    numbers = [step.number for step in migrations()]
    assert numbers == sorted(set(numbers))
    assert migrations()[0].name == "first_day"


def test_each_migration_is_applied_once_and_recorded(raw: sqlite3.Connection, now: datetime) -> None:
    assert migrate(raw, (FIRST,), nothing_to_copy, now) == (FIRST,)
    assert migrate(raw, (FIRST, SECOND), nothing_to_copy, now) == (SECOND,)
    assert migrate(raw, (FIRST, SECOND), nothing_to_copy, now) == ()

    assert raw.execute("SELECT number, name, checksum, applied_at FROM migrations").fetchall() == [
        (1, "first", FIRST.checksum, int(now.timestamp())),
        (2, "second", SECOND.checksum, int(now.timestamp())),
    ]
    assert raw.execute("SELECT owner_id FROM owned").fetchall() == [(1,)]
    assert raw.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_there_is_a_moment_for_a_copy_before_the_first_change_only(raw: sqlite3.Connection, now: datetime) -> None:
    seen: list[set[str]] = []
    for steps in ((FIRST,), (FIRST,), (FIRST, SECOND)):
        migrate(raw, steps, lambda: seen.append(tables(raw)), now)

    assert seen == [set(), {"owners", "migrations"}]


def test_a_changed_migration_is_refused_but_other_line_endings_are_not(raw: sqlite3.Connection, now: datetime) -> None:
    migrate(raw, (FIRST,), nothing_to_copy, now)
    migrate(raw, (Migration(1, "first", FIRST.script.replace("\n", "\r\n")),), nothing_to_copy, now)

    with pytest.raises(MigrationChanged, match="0001 first"):
        migrate(raw, (Migration(1, "first", FIRST.script + "-- one more word\n"), SECOND), nothing_to_copy, now)
    assert "owned" not in tables(raw)


def test_a_database_of_a_newer_ebb_is_refused(raw: sqlite3.Connection, now: datetime) -> None:
    migrate(raw, (FIRST, SECOND), nothing_to_copy, now)
    with pytest.raises(DatabaseTooNew, match="0002 second"):
        migrate(raw, (FIRST,), nothing_to_copy, now)


async def test_the_start_refuses_changed_and_newer_databases_too(path: Path, now: datetime) -> None:
    await (await open_storage(files_at(path), create=True, now=now)).close()
    raw = sqlite3.connect(path)
    with raw:
        raw.execute("INSERT INTO migrations VALUES (9999, 'from_the_future', 'x', 0)")
    raw.execute("PRAGMA journal_mode = DELETE")
    before = path.read_bytes()  # noqa: ASYNC240
    with pytest.raises(DatabaseTooNew, match="9999 from_the_future"):
        await open_storage(files_at(path), create=False, now=now)
    assert path.read_bytes() == before, "a refused file stays as it was found"  # noqa: ASYNC240
    with raw:
        raw.execute("DELETE FROM migrations WHERE number = 9999")
        raw.execute("UPDATE migrations SET checksum = 'x'")
    raw.close()
    with pytest.raises(MigrationChanged, match="0001 first_day"):
        await open_storage(files_at(path), create=False, now=now)


@pytest.mark.parametrize(
    ("harm", "error"),
    [
        ("INSERT INTO nowhere VALUES (1);", sqlite3.OperationalError),
        ("INSERT INTO owned (owner_id) VALUES (77);", MigrationFailed),
    ],
)
def test_a_migration_that_fails_leaves_everything_as_it_was(
    raw: sqlite3.Connection, now: datetime, harm: str, error: type[Exception]
) -> None:
    migrate(raw, (FIRST,), nothing_to_copy, now)
    with pytest.raises(error):
        migrate(raw, (FIRST, Migration(2, "second", SECOND.script + harm)), nothing_to_copy, now)

    assert tables(raw) == {"owners", "migrations"}
    assert not raw.in_transaction
    assert raw.execute("PRAGMA foreign_keys").fetchone() == (1,)
    assert migrate(raw, (FIRST, SECOND), nothing_to_copy, now) == (SECOND,)


def test_a_parent_table_can_be_rebuilt_without_losing_its_children(raw: sqlite3.Connection, now: datetime) -> None:
    rebuild = Migration(
        3,
        "rebuild",
        """CREATE TABLE renewed (id INTEGER PRIMARY KEY, name TEXT) STRICT;
INSERT INTO renewed (id) SELECT id FROM owners;
DROP TABLE owners;
ALTER TABLE renewed RENAME TO owners;
""",
    )
    migrate(raw, (FIRST, SECOND, rebuild), nothing_to_copy, now)
    assert raw.execute("SELECT owner_id FROM owned").fetchall() == [(1,)]


def test_a_script_is_cut_at_the_ends_of_its_statements() -> None:
    script = "CREATE TABLE a (b TEXT DEFAULT ';'); -- one; two\nDELETE FROM a\nWHERE b = 'x;\n';\nDELETE FROM a"
    assert [statement.strip() for statement in statements(script)] == [
        "CREATE TABLE a (b TEXT DEFAULT ';'); -- one; two",
        "DELETE FROM a\nWHERE b = 'x;\n';",
        "DELETE FROM a",
    ]


def test_a_kill_at_any_statement_of_a_migration_leaves_nothing_half_done(tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILL_AT_EVERY_STATEMENT, str(tmp_path / "ebb.db")]
    lines = subprocess.run(  # noqa: S603
        command, check=True, capture_output=True, text=True
    ).stdout.splitlines()

    outcomes = [line.split() for line in lines]
    seen = [int(schema) for _, schema, _ in outcomes]
    assert {sound for _, _, sound in outcomes} == {"ok"}
    assert outcomes[-1][0] == "done"
    assert seen == sorted(seen)
    assert seen.count(0) > 20
    assert len(set(seen)) == len(migrations()) + 1, "nothing, or whole migrations only"


def test_forgetting_reaches_every_table_with_a_person(raw: sqlite3.Connection, now: datetime) -> None:
    migrate(raw, migrations(), nothing_to_copy, now)
    require_ours(raw)
    with_person = raw.execute(
        "SELECT tables.name FROM sqlite_schema AS tables, pragma_table_info(tables.name) AS columns"
        " WHERE columns.name = 'person_id'"
    ).fetchall()
    cascading = raw.execute(
        "SELECT tables.name FROM sqlite_schema AS tables, pragma_foreign_key_list(tables.name) AS keys"
        " WHERE keys.\"from\" = 'person_id' AND keys.\"table\" = 'people' AND keys.on_delete = 'CASCADE'"
    ).fetchall()

    assert len(with_person) >= 9
    assert with_person == cascading


def test_every_table_is_strict(raw: sqlite3.Connection, now: datetime) -> None:
    migrate(raw, migrations(), nothing_to_copy, now)
    loose = raw.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    assert loose == []
