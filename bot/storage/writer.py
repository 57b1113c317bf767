"""The one writer: up to 64 whole transactions in one thread hop and one commit, each answered only after it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

from bot.storage.connection import Connection, primary_code
from bot.storage.errors import StorageUnavailable
from bot.storage.transaction import Work, drive

T = TypeVar("T")
# Enough to make the cost of a commit vanish, few enough that nobody waits long behind a batch.
LARGEST_BATCH = 64

# The machine's fault, not the work's: trying again later may help.
OUTSIDE_CAUSES = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_NOTADB,
    }
)


@dataclass(frozen=True, slots=True)
class Committed:
    """The work's result, and it is on disk."""

    value: Any


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing of this work was stored."""

    error: BaseException


Outcome = Committed | Failed


@dataclass(frozen=True, slots=True)
class Waiting:
    """A piece of work and the caller who waits for it."""

    work: Work[Any]
    caller: asyncio.Future[Any]

    def hear(self, outcome: Outcome) -> None:
        """Tell the caller, unless it was cancelled meanwhile."""
        if self.caller.done():
            return
        match outcome:
            case Committed(value):
                self.caller.set_result(value)
            case Failed(error):
                self.caller.set_exception(error)


class Writer:
    """Takes work from many callers and commits it in their order.

    `is_failing` while the last thing that was to be stored could not be, by no fault of its own.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._queue: deque[Waiting] = deque()
        self._drain: asyncio.Task[None] | None = None
        self._closed = False
        self.is_failing = False

    async def write(self, work: Work[T]) -> T:
        """Run work as one transaction, and return its result once it is on disk.

        What the work raises is raised here, and nothing of it is stored. StorageUnavailable: the disk is full,
        locked or failing, and nothing is stored. A caller cancelled while waiting cannot know: its work is stored
        whole, or not at all.
        """
        if self._closed:
            raise StorageUnavailable("the database is closed")
        waiting = Waiting(work, asyncio.get_running_loop().create_future())
        self._queue.append(waiting)
        if self._drain is None:
            self._drain = asyncio.create_task(self._commit_all(), name="storage writer")
        result: T = await waiting.caller
        return result

    async def checkpoint(self) -> None:
        """Move the log into the file and cut it off, between two batches; what is being read may keep it for now.

        StorageUnavailable: it could not be done.
        """
        try:
            await self._connection.run(_empty_log)
        except sqlite3.Error as error:
            raise StorageUnavailable(error) from error

    async def close(self) -> None:
        """Take nothing new, finish what is waiting, close the connection."""
        self._closed = True
        if self._drain is not None:
            await asyncio.wait({self._drain})
        await self._connection.close()

    async def _commit_all(self) -> None:
        try:
            while batch := self._next_batch():
                await self._commit(batch)
        finally:
            self._drain = None
            while self._queue:
                self._queue.popleft().caller.cancel()

    def _next_batch(self) -> list[Waiting]:
        batch: list[Waiting] = []
        while self._queue and len(batch) < LARGEST_BATCH:
            waiting = self._queue.popleft()
            if not waiting.caller.done():
                batch.append(waiting)
        return batch

    async def _commit(self, batch: list[Waiting]) -> None:
        works = [waiting.work for waiting in batch]
        try:
            outcomes = await self._connection.run(partial(commit_together, works))
        except Exception as error:
            outcomes = [unstored(error) for _ in batch]
        except asyncio.CancelledError:
            for waiting in batch:
                waiting.caller.cancel()
            raise
        self.is_failing = bool(outcomes) and all(_is_unstored(outcome) for outcome in outcomes)
        for waiting, outcome in zip(batch, outcomes, strict=True):
            waiting.hear(outcome)


def _empty_log(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def commit_together(works: list[Work[Any]], connection: sqlite3.Connection) -> list[Outcome]:
    """Run each work inside its own savepoint and commit them all at once; runs on the connection's thread."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        batch = object()
        outcomes = [_attempt(work, connection, batch) for work in works]
        connection.execute("COMMIT")
    except (sqlite3.Error, StorageUnavailable) as error:
        _roll_back(connection)
        return [unstored(error) for _ in works]
    return outcomes


def _attempt(work: Work[Any], connection: sqlite3.Connection, batch: object) -> Outcome:
    connection.execute("SAVEPOINT work")
    try:
        outcome: Outcome = Committed(drive(work, connection, batch))
    except BaseException as error:
        _refuse_if_rolled_back(connection, error)
        connection.execute("ROLLBACK TO work")
        outcome = unstored(error) if _is_outside(error) else Failed(error)
    else:
        _refuse_if_rolled_back(connection, None)
    connection.execute("RELEASE work")
    return outcome


def _refuse_if_rolled_back(connection: sqlite3.Connection, error: BaseException | None) -> None:
    """A full disk makes SQLite end the whole transaction by itself: then nothing of the batch may be confirmed."""
    if not connection.in_transaction:
        raise StorageUnavailable(error or "the transaction was rolled back") from error


def _roll_back(connection: sqlite3.Connection) -> None:
    try:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
    except sqlite3.Error:
        # SQLite undid it already, or the connection is closed and undoes it so.
        return


def _is_outside(error: BaseException) -> bool:
    return isinstance(error, sqlite3.Error) and primary_code(error) in OUTSIDE_CAUSES


def _is_unstored(outcome: Outcome) -> bool:
    return isinstance(outcome, Failed) and isinstance(outcome.error, StorageUnavailable)


def unstored(error: BaseException) -> Failed:
    """A failure of its own for each caller, for one exception must not be raised in several tasks."""
    failure = StorageUnavailable(
        error.__cause__ if isinstance(error, StorageUnavailable) and error.__cause__ else error
    )
    failure.__cause__ = error
    return Failed(failure)
