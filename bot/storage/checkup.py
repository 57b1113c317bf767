"""Looks at a diary's files without changing anything, beside a running bot or without one; for the doctor."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.storage.columns import to_moment, to_seconds
from bot.storage.connection import open_raw, refusals
from bot.storage.creation import refuse_missing, refuse_strange
from bot.storage.errors import DatabaseCorrupt
from bot.storage.files import Files
from bot.storage.first_sealing import refuse_wrong_key
from bot.storage.lock import holder
from bot.storage.schema import migrations, pending, require_ours, tables

LATELY = timedelta(days=7)
INBOX = "SELECT count(*), min(received_at) FROM inbox WHERE state = ?"
# A prompt that never arrived although its person can be reached: the words or the program are at fault.
DEAD = """
SELECT count(*) FROM prompts JOIN people ON people.id = prompts.person_id
WHERE state = 'failed' AND settled_at >= ? AND people.unreachable_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Checkup:
    """What was found in a database that is sound and opens with the master key."""

    run_by: str | None
    to_migrate: int
    waiting: int
    waiting_since: datetime | None
    quarantined: int
    dead_prompts: int
    keys_to_shred: int


def look_over(files: Files, now: datetime) -> Checkup:
    """Read everything once. A StartRefused is what the next start would say."""
    path = files.database
    with refusals(path):
        refuse_missing(path, create=False)
        refuse_strange(path)
        with closing(open_raw(path)) as connection:
            connection.execute("PRAGMA query_only = ON")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
            findings = [row[0] for row in connection.execute("PRAGMA quick_check")]
            if findings != ["ok"]:
                raise DatabaseCorrupt(path, findings[0])
            require_ours(connection)
            to_migrate = len(pending(connection, migrations()))
            refuse_wrong_key(files, files.keys.load(), connection)
            return _counts(connection, holder(path), to_migrate, now)


def set_aside(files: Files) -> Sequence[Path]:
    """Databases that a restore has replaced and that still lie beside the present one."""
    found = files.database.parent.glob(f"{files.database.name}.replaced-*")
    return sorted(path for path in found if not path.name.endswith(("-wal", "-shm", "-journal")))


def _counts(connection: sqlite3.Connection, run_by: str | None, to_migrate: int, now: datetime) -> Checkup:
    known = tables(connection)

    def inbox(state: str) -> tuple[int, int | None]:
        return connection.execute(INBOX, (state,)).fetchone() if "inbox" in known else (0, None)

    def count(table: str, query: str, *values: object) -> int:
        return int(connection.execute(query, values).fetchone()[0]) if table in known else 0

    waiting, since = inbox("waiting")
    return Checkup(
        run_by,
        to_migrate,
        waiting,
        None if since is None else to_moment(since),
        quarantined=inbox("quarantined")[0],
        dead_prompts=count("prompts", DEAD, to_seconds(now - LATELY)),
        keys_to_shred=count("shredded_keys", "SELECT count(*) FROM shredded_keys"),
    )
