"""Bringing a backup back: looked at first, made ready beside the present database, and only then put in its place."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from bot.storage import key_file
from bot.storage.backup import without_keys
from bot.storage.columns import to_seconds
from bot.storage.connection import open_raw, refusals, writing
from bot.storage.creation import is_a_database, make_folder, nothing_to_copy, refuse_strange, with_logs
from bot.storage.durable import make_private, move_into_place
from bot.storage.errors import (
    BackupMissing,
    DatabaseCorrupt,
    KeyFileMissing,
    MasterKeyMissing,
    MasterKeyWrong,
    StartRefused,
)
from bot.storage.files import Files
from bot.storage.first_sealing import key_of_nobody, seal_what_is_open
from bot.storage.lock import hold
from bot.storage.master_key import MasterKeys
from bot.storage.schema import migrate, migrations, pending, require_ours, tables

T = TypeVar("T")
FORGOTTEN = "DELETE FROM people WHERE id IN (SELECT person_id FROM vault_keys WHERE length(sealed_key) = 0)"
# What was to be sent before this moment is not sent any more; what stands in a chat keeps its buttons until it expires.
MISSED = """
UPDATE prompts SET state = 'missed', settled_at = :now, lease_until_at = NULL
WHERE state IN ('due', 'claimed', 'unknown') OR (state = 'sent' AND expires_at <= :now)
"""
# The next start then plans every prompt anew, from its own moment on.
REPLAN = "DELETE FROM facts WHERE key = 'tz_version'"
# Those were answered long ago, and what Telegram still has it sends again.
EMPTY_INBOX = "DELETE FROM inbox WHERE state = 'waiting'"


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, from where, and what became of the database before it."""

    backup: Path
    people: int
    left_out: int
    replaced: Path | None


def newest_backup(files: Files) -> Path:
    """The backup to bring back when none is named."""
    made = files.backups_made()
    if not made:
        raise BackupMissing(files.backups)
    return made[max(made)]


def restore(files: Files, backup: Path, now: datetime) -> Restored:
    """Put a backup in the place of the database, or of none. A running bot, a bad backup or a wrong key is refused and
    changes nothing. Whoever was forgotten since stays forgotten, and nothing that was due before is sent.

    A kill at any point leaves the present database, or none and both others beside it: then do it again.
    """
    if not backup.is_file():
        raise BackupMissing(backup)
    make_folder(files.database)
    lock = hold(files.database)
    try:
        with refusals(backup):
            refuse_strange(backup)
            draft = _copy(backup, files.database.with_name(f"{files.database.name}.restored"))
            people, left_out = _as_said_of(backup, draft, lambda: _make_ready(files, backup, draft, now))
        replaced = _set_aside(files, now)
        move_into_place(draft, files.database)
        if replaced is not None and is_a_database(replaced):
            # A damaged one is kept as it is.
            with suppress(sqlite3.Error):
                _make_it_a_backup(files, replaced)
    finally:
        lock.release()
    return Restored(backup, people, left_out, replaced)


def _copy(backup: Path, draft: Path) -> Path:
    for leftover in with_logs(draft):
        leftover.unlink(missing_ok=True)
    make_private(draft)
    for source, target in zip(with_logs(backup), with_logs(draft), strict=True):
        if source.exists():
            shutil.copyfile(source, target)
    return draft


def _as_said_of(backup: Path, draft: Path, work: Callable[[], T]) -> T:
    """What is wrong with the copy is wrong with the backup, and that is the name the operator knows."""
    try:
        return work()
    except StartRefused as error:
        raise type(error)(backup if error.path == draft.absolute() else error.path, error.cause) from error


def _make_ready(files: Files, backup: Path, draft: Path, now: datetime) -> tuple[int, int]:
    with closing(open_raw(draft)) as connection:
        findings = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        if findings != ["ok"]:
            raise DatabaseCorrupt(backup, findings[0])
        require_ours(connection)
        pending(connection, migrations())
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    masters = _masters_for(files, backup, draft)
    with closing(open_raw(draft)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        migrate(connection, migrations(), nothing_to_copy, now)
        seal_what_is_open(connection, masters)
        left_out = _let_the_past_rest(connection, now)
        people: int = connection.execute("SELECT count(*) FROM people").fetchone()[0]
    return people, left_out


def _masters_for(files: Files, backup: Path, draft: Path) -> MasterKeys:
    """The master key, and the people's keys put back; refused when they do not belong to this backup."""
    masters = files.keys.load()
    with closing(open_raw(draft)) as connection:
        nobody = key_of_nobody(connection)
    if nobody is None:
        return masters or files.keys.make()
    if masters is None:
        raise MasterKeyMissing(backup, files.keys.name)
    if not nobody.sealed:
        known = _key_file(files, backup)
        found = key_file.key_of(known, nobody.key_id)
        if found is None:
            raise KeyFileMissing(backup, known)
        key_file.give_back(known, draft)
        nobody = found
    if masters.open(nobody) is None:
        raise MasterKeyWrong(backup, files.keys.name)
    return masters


def _key_file(files: Files, backup: Path) -> Path:
    """This machine's own, for it knows who was forgotten; on a new machine, the one that came with the backup."""
    if files.key_file.exists():
        return files.key_file
    return backup.absolute().with_name(files.key_file.name)


def _let_the_past_rest(connection: sqlite3.Connection, now: datetime) -> int:
    with writing(connection):
        left_out = connection.execute(FORGOTTEN).rowcount
        connection.execute(MISSED, {"now": to_seconds(now)})
        connection.execute(REPLAN)
        if "inbox" in tables(connection):
            connection.execute(EMPTY_INBOX)
    return left_out


def _set_aside(files: Files, now: datetime) -> Path | None:
    """Keep the present database under another name; None when there is none."""
    replaced = files.replaced(now) if files.database.exists() else None
    aside = replaced or files.replaced(now)
    for present, name in zip(with_logs(files.database), with_logs(aside), strict=True):
        if present.exists():
            present.rename(name)
    return replaced


def _make_it_a_backup(files: Files, replaced: Path) -> None:
    """Move its keys to where a backup's are, so that it can be brought back, but not those who are forgotten."""
    with closing(open_raw(replaced)) as connection:
        if connection.execute("PRAGMA quick_check").fetchone()[0] != "ok":
            return
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        has_keys = "vault_keys" in tables(connection)
    if has_keys:
        key_file.take_in(files.key_file, replaced)
        with closing(open_raw(replaced)) as connection:
            without_keys(connection)
