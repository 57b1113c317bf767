"""Making the database the first time, whole or not at all, and refusing what lies where it should be."""

from __future__ import annotations

import os
from contextlib import closing
from datetime import datetime
from pathlib import Path

from bot.storage.connection import open_raw
from bot.storage.errors import DatabaseMissing, NotADatabase
from bot.storage.schema import migrate, migrations

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def refuse_missing(path: Path, create: bool) -> None:
    """DatabaseMissing when there is none and none may be made.

    A log without its database means that the database was lost: SQLite would pour that log into a new one.
    """
    log = path.with_name(f"{path.name}-wal")
    if not path.exists() and (not create or log.exists()):
        raise DatabaseMissing(path)


def refuse_strange(path: Path) -> None:
    """NotADatabase for what SQLite would take for a new, empty database, and for folders."""
    if not path.is_file():
        raise NotADatabase(path, "it is not a file")
    if path.stat().st_size == 0:
        raise NotADatabase(path, "it is empty")


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
    for leftover in (draft, draft.with_name(f"{draft.name}-journal")):
        leftover.unlink(missing_ok=True)
    os.close(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE))
    with closing(open_raw(draft)) as connection:
        migrate(connection, migrations(), nothing_to_copy, now)
    draft.rename(path)
    _flush(path.parent)
    return True


def nothing_to_copy() -> None:
    """The place for a copy of the file, once there are backups."""


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
