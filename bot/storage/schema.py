"""Migrations: numbered SQL files, each applied once, whole or not at all, and never changed afterwards."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.storage.columns import to_seconds
from bot.storage.errors import DatabaseTooNew, MigrationChanged, MigrationFailed, MigrationLeftOut, NotADatabase

FOLDER = Path(__file__).parent / "migrations"
CREATE_RECORD = """
CREATE TABLE IF NOT EXISTS migrations (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL,
    applied_at INTEGER NOT NULL
) STRICT
"""
COUNT = "SELECT count(*) FROM ?"
OWN_TABLES = {"migrations", "sqlite_sequence"}


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema, from a file named 0001_first_day.sql."""

    number: int
    name: str
    script: str

    @property
    def checksum(self) -> str:
        """What tells whether the text was changed after it was applied; line endings do not count."""
        return hashlib.sha256("\n".join(self.script.splitlines()).encode()).hexdigest()


def migrations(folder: Path = FOLDER) -> tuple[Migration, ...]:
    """Every migration, in order."""
    files = sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    return tuple(Migration(int(file.stem[:4]), file.stem[5:], file.read_text(encoding="utf-8")) for file in files)


def require_ours(connection: sqlite3.Connection) -> None:
    """Refuse a file that is SQLite's but was never Ebb's; a file is only filled where it was made."""
    if "migrations" not in tables(connection):
        raise NotADatabase(database_path(connection), "it has none of Ebb's tables")


def pending(connection: sqlite3.Connection, steps: tuple[Migration, ...]) -> tuple[Migration, ...]:
    """The migrations still to be applied. Refuses a database that these steps cannot have made."""
    if "migrations" not in tables(connection):
        return steps
    applied = connection.execute("SELECT number, name, checksum FROM migrations ORDER BY number").fetchall()
    known = {step.number: step for step in steps}
    for number, name, checksum in applied:
        if number not in known:
            raise DatabaseTooNew(database_path(connection), f"migration {number:04} {name}")
        if known[number].checksum != checksum:
            raise MigrationChanged(database_path(connection), f"{number:04} {name}")
    done = {number for number, _name, _checksum in applied}
    outstanding = tuple(step for step in steps if step.number not in done)
    if outstanding and outstanding[0].number < max(done, default=0):
        raise MigrationLeftOut(database_path(connection), f"{outstanding[0].number:04} {outstanding[0].name}")
    return outstanding


def migrate(
    connection: sqlite3.Connection,
    steps: tuple[Migration, ...],
    before_change: Callable[[], None],
    now: datetime,
) -> tuple[Migration, ...]:
    """Apply what is pending, each step in a transaction of its own, and return it.

    `before_change` is called once before the first step, if there is one: the place for a copy of the file.
    """
    outstanding = pending(connection, steps)
    if outstanding:
        before_change()
    for step in outstanding:
        _apply(connection, step, now)
    return outstanding


def _apply(connection: sqlite3.Connection, step: Migration, now: datetime) -> None:
    # Tables can only be rebuilt with foreign keys off, and the switch does nothing inside a transaction.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(CREATE_RECORD)
        before = _row_counts(connection)
        for statement in statements(step.script):
            connection.execute(statement)
        _refuse_orphans(connection, step)
        _refuse_losses(connection, step, before)
        connection.execute(
            "INSERT INTO migrations (number, name, checksum, applied_at) VALUES (?, ?, ?, ?)",
            (step.number, step.name, step.checksum, to_seconds(now)),
        )
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")


def _refuse_orphans(connection: sqlite3.Connection, step: Migration) -> None:
    orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    if orphans:
        raise MigrationFailed(
            database_path(connection), f"{step.number:04} {step.name} leaves {len(orphans)} rows ownerless"
        )


def _row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    # A name cannot be a parameter; these come from the schema, and quoting them makes any of them safe.
    return {name: _count(connection, name) for name in tables(connection) - OWN_TABLES}


def _count(connection: sqlite3.Connection, table: str) -> int:
    quoted = table.replace('"', '""')
    rows: int = connection.execute(COUNT.replace("?", f'"{quoted}"')).fetchone()[0]
    return rows


def _refuse_losses(connection: sqlite3.Connection, step: Migration, before: dict[str, int]) -> None:
    """A migration reshapes what is there; it never loses a row, not through a cascade either."""
    after = _row_counts(connection)
    for name, rows in before.items():
        if after.get(name, 0) < rows:
            cause = f"{step.number:04} {step.name} would leave {after.get(name, 0)} of {rows} rows in {name}"
            raise MigrationFailed(database_path(connection), cause)


def tables(connection: sqlite3.Connection) -> set[str]:
    """The names of all tables."""
    return {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def database_path(connection: sqlite3.Connection) -> Path:
    """The file behind a connection."""
    return Path(connection.execute("PRAGMA database_list").fetchone()[2])


def statements(script: str) -> Iterator[str]:
    """The statements of a script one by one: running it whole would commit before its first line."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
