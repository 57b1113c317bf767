"""Changing the master key: every person's key is sealed anew, and not one sealed word has to be touched.

The new key is on disk before it seals anything, and the old one goes last. So whenever this is killed, the diary can
be opened, and running it again finishes what was begun.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass

from bot.storage import key_file
from bot.storage.connection import WRITER, open_raw, refusals, settle, writing
from bot.storage.creation import refuse_missing, refuse_strange
from bot.storage.errors import MasterKeyMissing, MasterKeyUnusable, MasterKeyWrong
from bot.storage.files import Files
from bot.storage.first_sealing import key_of_nobody
from bot.storage.lock import hold
from bot.storage.master_key import MasterKeys, SealedKey, new_key_text
from bot.storage.schema import database_path, require_ours

PAGE = 500
# The key of nobody goes last: what it is sealed with tells the start which master keys are still needed.
OLDER = """
SELECT key_id, master_key_id, sealed_key FROM vault_keys
WHERE master_key_id = ? AND person_id IS NOT NULL LIMIT ?
"""
SEAL_ANEW = "UPDATE vault_keys SET master_key_id = ?, sealed_key = ? WHERE key_id = ?"


@dataclass(frozen=True, slots=True)
class Rotated:
    """How many keys were sealed anew, and where an old master key still has to be taken away by hand, if anywhere."""

    keys: int
    remove_from: str | None


def rotate(files: Files) -> Rotated:
    """Put everything under a new master key, or finish what an earlier rotation began; the bot must not be running.

    With the key in a file, a new one is made. With the key in EBB_MASTER_KEY, the old one is expected in
    EBB_OLD_MASTER_KEY.
    """
    path = files.database
    with refusals(path):
        refuse_missing(path, create=False)
        refuse_strange(path)
        lock = hold(path)
        try:
            with closing(open_raw(path)) as connection:
                require_ours(connection)
                masters = _with_a_new_one(files, connection)
                settle(path, WRITER, connection)
                sealed = _seal_all(connection, masters)
                key_file.seal_anew(files.key_file, masters)
                sealed += _seal(connection, [key_of_nobody(connection)], masters)
        finally:
            lock.release()
    files.keys.remember(path, masters)
    return Rotated(sealed, _retire_old(files, masters))


def _with_a_new_one(files: Files, connection: sqlite3.Connection) -> MasterKeys:
    source, nobody = files.keys, key_of_nobody(connection)
    masters = source.load()
    if masters is None or nobody is None:
        raise MasterKeyMissing(files.database, source.name)
    if masters.open(nobody) is None:
        raise MasterKeyWrong(files.database, source.name)
    if len(masters.keys) > 1:
        return masters
    if source.given:
        raise MasterKeyUnusable(source.file, "set EBB_MASTER_KEY to the new key and EBB_OLD_MASTER_KEY to the old one")
    source.write([new_key_text(), *source.texts()])
    grown = source.load()
    assert grown is not None, "it was written just now"  # noqa: S101
    return grown


def _seal_all(connection: sqlite3.Connection, masters: MasterKeys) -> int:
    sealed = 0
    for older in masters.keys[1:]:
        while page := connection.execute(OLDER, (older.id, PAGE)).fetchall():
            sealed += _seal(connection, [SealedKey(*row) for row in page], masters)
    return sealed


def _seal(connection: sqlite3.Connection, page: list[SealedKey | None], masters: MasterKeys) -> int:
    with writing(connection):
        for sealed in page:
            key = None if sealed is None else masters.open(sealed)
            if sealed is None or key is None:
                raise MasterKeyWrong(database_path(connection), "the settings")
            fresh = masters.current.seal(sealed.key_id, key)
            connection.execute(SEAL_ANEW, (fresh.master_key_id, fresh.sealed, fresh.key_id))
    return len(page)


def _retire_old(files: Files, masters: MasterKeys) -> str | None:
    """Leave only the current key in the file; where it cannot be written, say so."""
    if files.keys.given:
        return "EBB_OLD_MASTER_KEY"
    try:
        files.keys.write(files.keys.texts()[:1])
    except MasterKeyUnusable:
        return str(files.keys.file)
    return None
