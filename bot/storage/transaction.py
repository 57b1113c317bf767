"""A transaction as repositories see it, the aiosql driver that speaks to it, and how its work is driven to the end.

The work is a coroutine function, so that the same repositories can one day await a server. On SQLite nothing in it
suspends: it runs from start to end on the connection's own thread.
"""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import aiosql

from bot.storage.errors import TransactionOver, WorkSuspended

T = TypeVar("T")
QUERIES = Path(__file__).parent / "queries"


class Transaction:
    """One open transaction. It lives exactly as long as the work it was given to.

    What one of a `batch` writes, the others of that batch see, although it may yet be rolled back.
    """

    __slots__ = ("_connection", "batch")

    def __init__(self, connection: sqlite3.Connection, batch: object) -> None:
        self._connection: sqlite3.Connection | None = connection
        self.batch = batch

    def execute(self, sql: str, parameters: Mapping[str, Any] | Sequence[Any]) -> sqlite3.Cursor:
        """Run one statement; TransactionOver when the work has ended or SQLite has rolled everything back."""
        if self._connection is None or not self._connection.in_transaction:
            raise TransactionOver
        return self._connection.execute(sql, parameters)

    def end(self) -> None:
        """Let nothing more through: a transaction that was kept beyond its work is refused."""
        self._connection = None


Work = Callable[[Transaction], Coroutine[Any, Any, T]]


def drive(work: Work[T], connection: sqlite3.Connection, batch: object = None) -> T:
    """Run work to its end without an event loop; WorkSuspended when it waits for anything but its own queries.

    Without a `batch` it is alone in one.
    """
    transaction = Transaction(connection, object() if batch is None else batch)
    coroutine = work(transaction)
    try:
        coroutine.send(None)
    except StopIteration as ended:
        result: T = ended.value
        return result
    finally:
        transaction.end()
        coroutine.close()
    raise WorkSuspended


class Driver:
    """The aiosql driver: asynchronous in form, and never suspending."""

    is_aio_driver = True

    def process_sql(self, _name: str, _operation: Any, sql: str) -> str:
        """SQLite knows the :name form already."""
        return sql

    async def select(
        self, tx: Transaction, _name: str, sql: str, parameters: Any, _record_class: Any = None
    ) -> AsyncIterator[sqlite3.Row]:
        """Every row; all are read before the first is given out, so that no cursor stays open."""
        for row in tx.execute(sql, parameters).fetchall():
            yield row

    async def select_one(
        self, tx: Transaction, _name: str, sql: str, parameters: Any, _record_class: Any = None
    ) -> sqlite3.Row | None:
        """The first row, if there is one."""
        rows = tx.execute(sql, parameters).fetchall()
        return rows[0] if rows else None

    async def select_value(self, tx: Transaction, _name: str, sql: str, parameters: Any) -> Any:
        """The first column of the first row, if there is one."""
        rows = tx.execute(sql, parameters).fetchall()
        return rows[0][0] if rows else None

    async def insert_update_delete(self, tx: Transaction, _name: str, sql: str, parameters: Any) -> int:
        """How many rows it touched."""
        return tx.execute(sql, parameters).rowcount


@cache
def load_queries(noun: str) -> Any:
    """The named queries of one file, read once; aiosql makes a method of each, which no type checker can see."""
    return aiosql.from_path(QUERIES / f"{noun}.sql", cast(Any, Driver), encoding="utf-8")
