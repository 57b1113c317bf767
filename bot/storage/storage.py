"""Opening the storage: every check, in order, before the first repository can be used."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from bot.storage.alarms import AlarmRepository
from bot.storage.cautions import CautionRepository
from bot.storage.checkins import CheckinRepository
from bot.storage.connection import ANY_CONNECTION, BUSY_SECONDS, WRITER, connect, refusals, settle
from bot.storage.creation import make_folder, make_if_missing, nothing_to_copy, refuse_missing, refuse_strange
from bot.storage.database import Database, open_database
from bot.storage.errors import DatabaseCorrupt, SqliteTooOld
from bot.storage.facts import FactRepository
from bot.storage.flares import FlareRepository
from bot.storage.inbox import InboxRepository
from bot.storage.lock import Lock, hold
from bot.storage.not_before import NotBeforeRepository
from bot.storage.pacing import PacingRepository
from bot.storage.people import PersonRepository
from bot.storage.prompts import PromptRepository
from bot.storage.schema import migrate, migrations, pending, require_ours
from bot.storage.sittings import SittingRepository
from bot.storage.slots import SlotRepository
from bot.storage.techniques import TechniqueRepository
from bot.storage.tips import TipRepository
from bot.storage.transaction import Transaction, load_queries
from bot.storage.vault import Vault

__all__ = ["Storage", "Transaction", "open_storage"]

# STRICT tables came with this one.
OLDEST_SQLITE = (3, 37, 0)


@dataclass(frozen=True, slots=True)
class Storage:
    """The open database and a repository for each noun. `created` tells whether this start made the file."""

    database: Database
    people: PersonRepository
    slots: SlotRepository
    prompts: PromptRepository
    checkins: CheckinRepository
    tips: TipRepository
    techniques: TechniqueRepository
    sittings: SittingRepository
    pacing: PacingRepository
    flares: FlareRepository
    alarms: AlarmRepository
    cautions: CautionRepository
    facts: FactRepository
    inbox: InboxRepository
    not_before: NotBeforeRepository
    lock: Lock
    created: bool = False

    async def close(self) -> None:
        """Finish what is waiting, close, and let another instance in; a second time does nothing."""
        try:
            await self.database.close()
        finally:
            self.lock.release()


async def open_storage(path: Path, *, create: bool, now: datetime, busy_seconds: float = BUSY_SECONDS) -> Storage:
    """Open the database, or make it when there is none and `create` allows it.

    A StartRefused names what is wrong and what to do. `busy_seconds` is how long to wait for other programs' locks.
    """
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise SqliteTooOld(path, sqlite3.sqlite_version)
    with refusals(path):
        refuse_missing(path, create)
        make_folder(path)
        lock = hold(path)
        try:
            created = make_if_missing(path, create, now)
            refuse_strange(path)
            database = await _open(path, busy_seconds, now)
        except BaseException:
            lock.release()
            raise
    return _storage(database, lock, created)


async def _open(path: Path, busy_seconds: float, now: datetime) -> Database:
    # Looked at first, and only then changed: a file that is refused stays as it was found.
    writer = await connect(path, ANY_CONNECTION, busy_seconds)
    try:
        await writer.run(partial(_inspect, path))
        await writer.run(partial(settle, path, WRITER))
        await writer.run(partial(_bring_up_to_date, now))
    except BaseException:
        await writer.close()
        raise
    return await open_database(path, writer, busy_seconds)


def _inspect(path: Path, connection: sqlite3.Connection) -> None:
    findings = [row[0] for row in connection.execute("PRAGMA quick_check").fetchall()]
    if findings != ["ok"]:
        raise DatabaseCorrupt(path, findings[0])
    require_ours(connection)
    pending(connection, migrations())


def _bring_up_to_date(now: datetime, connection: sqlite3.Connection) -> None:
    migrate(connection, migrations(), nothing_to_copy, now)
    # SQLite opens a write-protected file without a word, and even begins a transaction; only a write tells.
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM facts WHERE key = ''")
    connection.execute("ROLLBACK")


def _storage(database: Database, lock: Lock, created: bool) -> Storage:
    vault = Vault()
    return Storage(
        database=database,
        people=PersonRepository(load_queries("people")),
        slots=SlotRepository(load_queries("slots")),
        prompts=PromptRepository(load_queries("prompts")),
        checkins=CheckinRepository(load_queries("checkins"), vault),
        tips=TipRepository(load_queries("tips")),
        techniques=TechniqueRepository(load_queries("techniques")),
        sittings=SittingRepository(load_queries("sittings"), vault),
        pacing=PacingRepository(load_queries("pacing"), vault),
        flares=FlareRepository(load_queries("flares"), vault),
        alarms=AlarmRepository(load_queries("alarms")),
        cautions=CautionRepository(load_queries("cautions"), vault),
        facts=FactRepository(load_queries("facts")),
        inbox=InboxRepository(load_queries("inbox"), vault),
        not_before=NotBeforeRepository(load_queries("not_before")),
        lock=lock,
        created=created,
    )
