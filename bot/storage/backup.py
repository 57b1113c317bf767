"""Backups: a steady copy of the database without any key in it, checked before it gets its name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from datetime import datetime, timedelta
from pathlib import Path

from bot.storage import key_file
from bot.storage.connection import open_raw, writing
from bot.storage.creation import with_logs
from bot.storage.durable import PRIVATE_FOLDER, make_private, move_into_place
from bot.storage.errors import BackupFailed, DatabaseMissing, StartRefused
from bot.storage.files import Files

DAYS_KEPT = 7
WEEKS_KEPT = 4
COPIES_KEPT = 2
EVERY = timedelta(days=1)
# Quiet hours for most of the world that has a bot near it; what counts is that it is once a day.
HOUR = 3
VACUUM = "VACUUM INTO ?"
HAS_INBOX = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'inbox'"
HAS_KEYS = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'vault_keys'"


def is_backup_due(files: Files, now: datetime) -> bool:
    """Whether a night has begun since the newest backup, or a day has passed. A folder without one is due at once."""
    newest = max((moment for moment in files.backups_made() if moment <= now), default=None)
    if newest is None:
        return True
    tonight = now.replace(hour=HOUR, minute=0, second=0, microsecond=0)
    return newest < tonight <= now or now - newest >= EVERY


def back_up(files: Files, now: datetime) -> Path:
    """Make a backup beside a running bot or without one, let go of those no longer kept, and say where it is.

    BackupFailed leaves nothing behind but what was there. Blocks: call it on a thread of its own.
    """
    if not files.database.exists():
        raise DatabaseMissing(files.database)
    path = files.backup(now)
    write_copy(files, path)
    made = files.backups_made()
    for old in surplus(made):
        made[old].unlink(missing_ok=True)
    for old_copy in files.copies_before()[:-COPIES_KEPT]:
        old_copy.unlink(missing_ok=True)
    return path


def write_copy(files: Files, path: Path) -> None:
    """A copy of the database under this name, whole or not at all; its keys go into the key file."""
    draft = path.with_name(f".{path.name}.part")
    try:
        files.backups.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        _draft(files, draft)
        move_into_place(draft, path)
    except (sqlite3.Error, OSError) as error:
        raise BackupFailed(path, error) from error
    finally:
        with suppress(OSError):
            for leftover in with_logs(draft):
                leftover.unlink(missing_ok=True)


def surplus(made: Iterable[datetime]) -> list[datetime]:
    """The backups to let go of: kept are the newest of each of the last 7 days and of each of the last 4 weeks that
    have any."""
    days: dict[object, datetime] = {}
    weeks: dict[object, datetime] = {}
    all_made = sorted(made, reverse=True)
    for moment in all_made:
        days.setdefault(moment.date(), moment)
        weeks.setdefault(moment.isocalendar()[:2], moment)
    kept = {*list(days.values())[:DAYS_KEPT], *list(weeks.values())[:WEEKS_KEPT]}
    return [moment for moment in all_made if moment not in kept]


def without_keys(connection: sqlite3.Connection) -> None:
    """Empty every key in a copy; which key belongs to whom stays."""
    connection.execute("PRAGMA secure_delete = ON")
    if connection.execute(HAS_KEYS).fetchone():
        with writing(connection):
            connection.execute("UPDATE vault_keys SET sealed_key = x''")
            connection.execute("DELETE FROM shredded_keys")


def without_waiting(connection: sqlite3.Connection) -> None:
    """Leave out of a copy what was said and not yet handled: here it soon will be, and there it never could be."""
    connection.execute("PRAGMA secure_delete = ON")
    if connection.execute(HAS_INBOX).fetchone():
        with writing(connection):
            connection.execute("DELETE FROM inbox WHERE state = 'waiting'")


def _draft(files: Files, draft: Path) -> None:
    for leftover in with_logs(draft):
        leftover.unlink(missing_ok=True)
    # SQLite accepts an empty file, and this one is closed to other accounts from its first byte on.
    make_private(draft)
    with closing(open_raw(files.database)) as source:
        # Only the writer may checkpoint.
        source.execute("PRAGMA wal_autocheckpoint = 0")
        source.execute(VACUUM, (str(draft),))
        has_keys = source.execute(HAS_KEYS).fetchone() is not None
    # First the keys, then the copy: one that is there can always be opened.
    if has_keys:
        key_file.take_in(files.key_file, files.database)
    with closing(open_raw(draft)) as copy:
        without_keys(copy)
        without_waiting(copy)
        findings = [row[0] for row in copy.execute("PRAGMA integrity_check")]
    if findings != ["ok"]:
        raise StartRefused(files.database, findings[0])
