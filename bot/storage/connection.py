"""One SQLite connection on a thread of its own, and the settings without which it is not trusted."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import NamedTuple, TypeVar

import aiosqlite

from bot.storage.errors import (
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseReadOnly,
    DiskFull,
    NotADatabase,
    PragmaRefused,
    StartRefused,
    StorageUnavailable,
)

T = TypeVar("T")
ROWS_PER_CHUNK = 64
STATEMENTS_KEPT = 256
BUSY_SECONDS = 5.0


class Pragma(NamedTuple):
    """A setting, how to read it back, and what must then be read."""

    setting: str
    reading: str
    expected: str | int


ANY_CONNECTION = (
    Pragma("PRAGMA foreign_keys = ON", "PRAGMA foreign_keys", 1),
    # Memory-mapped files made known SQLite corruption bugs worse.
    Pragma("PRAGMA mmap_size = 0", "PRAGMA mmap_size", 0),
)
WRITER = (
    *ANY_CONNECTION,
    Pragma("PRAGMA journal_mode = WAL", "PRAGMA journal_mode", "wal"),
    Pragma("PRAGMA synchronous = FULL", "PRAGMA synchronous", 2),
    # What is forgotten is overwritten, not only unlinked.
    Pragma("PRAGMA secure_delete = ON", "PRAGMA secure_delete", 1),
    # What a savepoint sets aside stays in memory: that is quicker, and leaves nothing in files that nobody overwrites.
    Pragma("PRAGMA temp_store = MEMORY", "PRAGMA temp_store", 2),
)
READER = (
    *ANY_CONNECTION,
    # SQLite before 3.51.3 can lose data when more than one connection checkpoints; only the writer does.
    Pragma("PRAGMA wal_autocheckpoint = 0", "PRAGMA wal_autocheckpoint", 0),
    Pragma("PRAGMA query_only = ON", "PRAGMA query_only", 1),
    # In KiB. What is read is a few rows here and there, and the system keeps the file at hand anyway.
    Pragma("PRAGMA cache_size = -512", "PRAGMA cache_size", -512),
)
# Without it, macOS reports a write as safe while the disk still holds it in its own cache.
MACOS = (Pragma("PRAGMA fullfsync = ON", "PRAGMA fullfsync", 1),)

REFUSALS: dict[int, type[StartRefused]] = {
    sqlite3.SQLITE_NOTADB: NotADatabase,
    sqlite3.SQLITE_CORRUPT: DatabaseCorrupt,
    sqlite3.SQLITE_READONLY: DatabaseReadOnly,
    sqlite3.SQLITE_CANTOPEN: DatabaseReadOnly,
    sqlite3.SQLITE_PERM: DatabaseReadOnly,
    sqlite3.SQLITE_FULL: DiskFull,
    sqlite3.SQLITE_BUSY: DatabaseLocked,
    sqlite3.SQLITE_LOCKED: DatabaseLocked,
}


def primary_code(error: sqlite3.Error) -> int:
    """SQLite's result code without its extension; 0 when Python's own layer raised it."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


@contextmanager
def refusals(path: Path) -> Iterator[None]:
    """Turn what SQLite and the system say while opening into what an operator can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise REFUSALS.get(primary_code(error), StartRefused)(path, error) from error
    except PermissionError as error:
        raise DatabaseReadOnly(path, error.strerror) from error
    except OSError as error:
        refusal = DiskFull if error.errno in (errno.ENOSPC, errno.EDQUOT) else StartRefused
        raise refusal(path, error.strerror) from error


class Connection(aiosqlite.Connection):
    """An aiosqlite connection that also runs a whole function on its thread, in one hop instead of one per query."""

    async def run(self, function: Callable[[sqlite3.Connection], T]) -> T:
        """Call the function with the raw connection, on its own thread; StorageUnavailable once it is closed."""
        if not self._running or self._connection is None:
            raise StorageUnavailable("the database is closed")
        result: T = await self._execute(function, self._connection)  # type: ignore[no-untyped-call]
        return result

    async def close(self) -> None:
        """Close, and wait until the thread is gone."""
        await super().close()
        # The thread has nothing left to do but return.
        self._thread.join()


async def connect(path: Path, pragmas: tuple[Pragma, ...], busy_seconds: float) -> Connection:
    """Open an existing file and make sure that every setting took. Never creates a file.

    `busy_seconds` is how long a statement waits for another program's lock.
    """
    connection = Connection(partial(open_raw, path, busy_seconds), ROWS_PER_CHUNK)
    await connection
    try:
        await connection.run(partial(settle, path, pragmas))
    except BaseException:
        await connection.close()
        raise
    return connection


def open_raw(path: Path, busy_seconds: float = BUSY_SECONDS) -> sqlite3.Connection:
    """A plain connection to an existing file, in which every transaction is begun in so many words."""
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        cached_statements=STATEMENTS_KEPT,
    )
    connection.row_factory = sqlite3.Row
    return connection


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """One transaction on a plain connection: all of it, or none."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def settle(path: Path, pragmas: tuple[Pragma, ...], connection: sqlite3.Connection) -> None:
    """Apply settings and read each one back; PragmaRefused when one did not take."""
    for pragma in (*pragmas, *(MACOS if sys.platform == "darwin" else ())):
        connection.execute(pragma.setting).fetchall()
        row = connection.execute(pragma.reading).fetchone()
        if row is None or row[0] != pragma.expected:
            raise PragmaRefused(path, f"{pragma.reading} reads {row[0] if row else 'nothing'}")
