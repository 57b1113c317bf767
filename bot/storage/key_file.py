"""The key file beside the backups: the sealed keys of everybody who is not forgotten, and of nobody else.

A backup holds no keys. Its people are opened with this file, of which there is only the newest state; so forgetting
somebody makes every backup unreadable for them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.storage.connection import open_raw, writing
from bot.storage.durable import PRIVATE_FOLDER, make_private
from bot.storage.master_key import MasterKeys, SealedKey

CREATE = """
CREATE TABLE IF NOT EXISTS keys (
    key_id TEXT PRIMARY KEY,
    master_key_id TEXT NOT NULL,
    sealed_key BLOB NOT NULL
) STRICT, WITHOUT ROWID
"""
ATTACH = "ATTACH DATABASE ? AS diary"
# What the diary holds at this very moment: somebody forgotten a moment ago does not come back.
TAKE_IN = """
INSERT INTO keys (key_id, master_key_id, sealed_key)
SELECT key_id, master_key_id, sealed_key FROM diary.vault_keys WHERE length(sealed_key) > 0
ON CONFLICT (key_id) DO UPDATE SET master_key_id = excluded.master_key_id, sealed_key = excluded.sealed_key
WHERE keys.master_key_id <> excluded.master_key_id
"""
GIVE_BACK = """
UPDATE diary.vault_keys SET (master_key_id, sealed_key) = (
    SELECT keys.master_key_id, keys.sealed_key FROM keys WHERE keys.key_id = diary.vault_keys.key_id
)
WHERE EXISTS (SELECT 1 FROM keys WHERE keys.key_id = diary.vault_keys.key_id)
"""
PAGE = 500
PATIENCE = 5.0


def take_in(path: Path, diary: Path) -> None:
    """Copy every key of a diary into the key file, which is made when it is missing."""
    path.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    if not path.exists():
        make_private(path)
    with _opened(path) as keys, _attached(keys, diary, "ro"), writing(keys):
        keys.execute(CREATE)
        keys.execute(TAKE_IN)


def give_back(path: Path, diary: Path) -> None:
    """Copy the keys of a diary's people back into it; those who were forgotten get none."""
    with _opened(path) as keys, _attached(keys, diary, "rw"), writing(keys):
        keys.execute(GIVE_BACK)


def key_of(path: Path, key_id: str) -> SealedKey | None:
    """One sealed key; None when it is not there or the file is not one of ours."""
    if not path.exists():
        return None
    try:
        with _opened(path) as keys:
            row = keys.execute("SELECT * FROM keys WHERE key_id = ?", (key_id,)).fetchone()
    except sqlite3.DatabaseError:
        return None
    return None if row is None else SealedKey(*row)


def take_out(path: Path, key_ids: list[str]) -> None:
    """Delete keys for good; a file that does not exist holds none."""
    if not path.exists():
        return
    with _opened(path) as keys, writing(keys):
        keys.execute(CREATE)
        keys.executemany("DELETE FROM keys WHERE key_id = ?", [(key_id,) for key_id in key_ids])


def seal_anew(path: Path, masters: MasterKeys) -> None:
    """Put every key under the current master key; one that no master opens stays as it is."""
    while path.exists() and (page := _page_under_older(path, masters)):
        with _opened(path) as keys, writing(keys):
            for sealed in page:
                key = masters.open(sealed)
                if key is not None:
                    fresh = masters.current.seal(sealed.key_id, key)
                    keys.execute(
                        "UPDATE keys SET master_key_id = ?, sealed_key = ? WHERE key_id = ?",
                        (fresh.master_key_id, fresh.sealed, fresh.key_id),
                    )


def _page_under_older(path: Path, masters: MasterKeys) -> list[SealedKey]:
    older = [master.id for master in masters.keys[1:]]
    with _opened(path) as keys:
        rows = [
            row
            for master_id in older
            for row in keys.execute("SELECT * FROM keys WHERE master_key_id = ? LIMIT ?", (master_id, PAGE)).fetchall()
        ]
    return [sealed for row in rows if masters.open(sealed := SealedKey(*row)) is not None]


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    with closing(open_raw(path, PATIENCE)) as connection:
        # What is taken out is overwritten, not only unlinked.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")
        yield connection


@contextmanager
def _attached(connection: sqlite3.Connection, diary: Path, mode: str) -> Iterator[None]:
    connection.execute(ATTACH, (f"{diary.absolute().as_uri()}?mode={mode}",))
    try:
        yield
    finally:
        connection.execute("DETACH DATABASE diary")
