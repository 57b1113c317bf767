"""The open database: writes go through one writer, reads through connections that cannot write."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import cycle
from pathlib import Path
from typing import TypeVar

from bot.storage.connection import READER, Connection, connect, primary_code
from bot.storage.errors import StorageUnavailable
from bot.storage.transaction import Work, drive
from bot.storage.writer import OUTSIDE_CAUSES, Writer

T = TypeVar("T")
READERS = 2


@dataclass(frozen=True, slots=True)
class Database:
    """`work` is a coroutine function over a transaction. It runs on another thread, so it touches nothing but its own
    arguments and the transaction, and it awaits nothing but repositories."""

    writer: Writer
    readers: tuple[Connection, ...]
    turns: Iterator[Connection]

    async def write(self, work: Work[T]) -> T:
        """Run work as one transaction; returns after it is on disk. Errors are those of `Writer.write`."""
        return await self.writer.write(work)

    async def read(self, work: Work[T]) -> T:
        """Run work on one steady view of the data. It cannot write; StorageUnavailable when nothing can be read."""
        return await next(self.turns).run(partial(_read, work))

    async def empty_log(self) -> None:
        """Write the log of changes into the file and cut it off, so that nothing erased stays readable in it."""
        await self.writer.checkpoint()

    async def close(self) -> None:
        """Finish what is waiting and close every connection; the writer goes last, and checkpoints."""
        try:
            for reader in self.readers:
                await reader.close()
        finally:
            await self.writer.close()


async def open_database(path: Path, writer: Connection, busy_seconds: float) -> Database:
    """The database over an opened writer connection, which it takes over even when it cannot open readers."""
    readers: list[Connection] = []
    try:
        for _ in range(READERS):
            readers.append(await connect(path, READER, busy_seconds))  # noqa: PERF401
    except BaseException:
        for connection in (*readers, writer):
            await connection.close()
        raise
    return Database(Writer(writer), tuple(readers), cycle(readers))


def _read(work: Work[T], connection: sqlite3.Connection) -> T:
    try:
        connection.execute("BEGIN")
        try:
            return drive(work, connection)
        finally:
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        # To a reader, "read-only" means that the work tried to write: the work's fault, not the machine's.
        if primary_code(error) in OUTSIDE_CAUSES - {sqlite3.SQLITE_READONLY}:
            raise StorageUnavailable(error) from error
        raise
