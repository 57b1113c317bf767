"""Making the database the first time, whole or not at all, and refusing what lies where it should be."""

from __future__ import annotations

from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.storage.connection import open_raw
from bot.storage.durable import PRIVATE_FOLDER, make_private, move_into_place
from bot.storage.errors import DatabaseMissing, NotADatabase
from bot.storage.schema import migrate, migrations

MAGIC = b"SQLite format 3\0"


def refuse_missing(path: Path, create: bool) -> None:
    """DatabaseMissing when there is none and none may be made.

    A log without its database means that the database was lost: SQLite would pour that log into a new one.
    """
    _, *logs = with_logs(path)
    if not path.exists() and (not create or any(log.exists() for log in logs)):
        raise DatabaseMissing(path)


def with_logs(path: Path) -> tuple[Path, ...]:
    """A database and the logs SQLite may keep beside it. Moved in this order, a log is never left to another one."""
    return path, *(path.with_name(f"{path.name}-{log}") for log in ("wal", "journal", "shm"))


def refuse_strange(path: Path) -> None:
    """NotADatabase for what SQLite would take for a new, empty database, and for folders."""
    if not path.is_file():
        raise NotADatabase(path, "it is not a file")
    if path.stat().st_size == 0:
        raise NotADatabase(path, "it is empty")


def is_a_database(path: Path) -> bool:
    """Whether it begins as SQLite's files do; others it takes for empty ones, and throws away the log beside them."""
    with path.open("rb") as file:
        return file.read(len(MAGIC)) == MAGIC


def make_folder(path: Path) -> None:
    """The folder for the database, closed to other accounts when it is new."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)


def make_if_missing(path: Path, create: bool, now: datetime) -> bool:
    """Make the database unless it is there, and tell whether it was made; call with the lock held.

    It is made under another name and moved into place: a kill in between leaves none, not half of one.
    """
    refuse_missing(path, create)
    if path.exists():
        return False
    draft = path.with_name(f"{path.name}.new")
    for leftover in with_logs(draft):
        leftover.unlink(missing_ok=True)
    make_private(draft)
    with closing(open_raw(draft)) as connection:
        # The draft may be lost; the disk is waited for once, when it moves.
        connection.execute("PRAGMA synchronous = OFF")
        migrate(connection, migrations(), nothing_to_copy, now)
    move_into_place(draft, path)
    return True


def nothing_to_copy() -> None:
    """For a database that is being made, or is a copy itself."""
