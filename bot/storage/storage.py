"""Opening the storage: every check, in order, before the first repository can be used."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from bot.storage.alarms import AlarmRepository
from bot.storage.backup import write_copy
from bot.storage.cautions import CautionRepository
from bot.storage.checkins import CheckinRepository
from bot.storage.connection import ANY_CONNECTION, BUSY_SECONDS, WRITER, connect, refusals, settle
from bot.storage.creation import make_folder, make_if_missing, refuse_missing, refuse_strange
from bot.storage.database import Database, open_database
from bot.storage.errors import DatabaseCorrupt, SqliteTooOld
from bot.storage.facts import FactRepository
from bot.storage.figures import FigureRepository
from bot.storage.file_system import refuse_network_disk
from bot.storage.files import Files
from bot.storage.first_sealing import refuse_wrong_key, seal_what_is_open
from bot.storage.flares import FlareRepository
from bot.storage.inbox import InboxRepository
from bot.storage.lock import Lock, hold
from bot.storage.master_key import MasterKeys
from bot.storage.not_before import NotBeforeRepository
from bot.storage.pacing import PacingRepository
from bot.storage.people import PersonRepository
from bot.storage.prompts import PromptRepository
from bot.storage.safety import SafetyRepository
from bot.storage.schema import migrate, migrations, pending, require_ours
from bot.storage.sittings import SittingRepository
from bot.storage.slots import SlotRepository
from bot.storage.techniques import TechniqueRepository
from bot.storage.tips import TipRepository
from bot.storage.transaction import Transaction, load_queries
from bot.storage.upkeep import Upkeep, UpkeepRepository
from bot.storage.vault import Vault

__all__ = ["Storage", "Transaction", "open_storage"]

# STRICT tables came with this one.
OLDEST_SQLITE = (3, 37, 0)
VAULT_MIGRATION = 4
# A larger file takes seconds to read through. Each night's backup checks it whole, and so does the doctor.
LARGEST_CHECKED_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Opening:
    """What this start did that an operator should hear of."""

    created: bool
    made_key: bool
    migrated: tuple[str, ...]
    sealed_people: int
    is_rotating: bool


@dataclass(frozen=True, slots=True, repr=False)
class Storage:
    """The open database and a repository for each noun."""

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
    safety: SafetyRepository
    facts: FactRepository
    inbox: InboxRepository
    not_before: NotBeforeRepository
    figures: FigureRepository
    upkeep: Upkeep
    lock: Lock
    opening: Opening

    async def close(self) -> None:
        """Finish what is waiting, close, and let another instance in; a second time does nothing."""
        try:
            await self.database.close()
        finally:
            self.lock.release()


async def open_storage(files: Files, *, create: bool, now: datetime, busy_seconds: float = BUSY_SECONDS) -> Storage:
    """Open the database, or make it when there is none, `create` allows it, and its key was never used before.

    A StartRefused names what is wrong and what to do. `busy_seconds` is how long to wait for other programs' locks.
    """
    path = files.database
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        raise SqliteTooOld(path, sqlite3.sqlite_version)
    refuse_network_disk(path)
    with refusals(path):
        masters = files.keys.load()
        refuse_missing(path, create and not files.keys.has_seen(path, masters))
        make_folder(path)
        lock = hold(path)
        try:
            return await _open(files, masters, lock, create=create, now=now, busy_seconds=busy_seconds)
        except BaseException:
            lock.release()
            raise


async def _open(
    files: Files, masters: MasterKeys | None, lock: Lock, *, create: bool, now: datetime, busy_seconds: float
) -> Storage:
    path = files.database
    keys = masters or (None if path.exists() else files.keys.make())
    created = make_if_missing(path, create, now)
    refuse_strange(path)
    # Looked at first, and only then changed: a file that is refused stays as it was found.
    writer = await connect(path, ANY_CONNECTION, busy_seconds)
    try:
        await writer.run(partial(_inspect, files, keys))
        keys = keys or files.keys.make()
        await writer.run(partial(settle, path, WRITER))
        migrated, sealed = await writer.run(partial(_bring_up_to_date, files, keys, now))
    except BaseException:
        await writer.close()
        raise
    opening = Opening(created, masters is None, migrated, 0 if created else sealed, len(keys.keys) > 1)
    files.keys.remember(path, keys)
    return _storage(await open_database(path, writer, busy_seconds), files, keys, lock=lock, opening=opening)


def _inspect(files: Files, keys: MasterKeys | None, connection: sqlite3.Connection) -> None:
    if files.database.stat().st_size <= LARGEST_CHECKED_BYTES:
        findings = [row[0] for row in connection.execute("PRAGMA quick_check").fetchall()]
        if findings != ["ok"]:
            raise DatabaseCorrupt(files.database, findings[0])
    require_ours(connection)
    pending(connection, migrations())
    refuse_wrong_key(files, keys, connection)


def _bring_up_to_date(
    files: Files, keys: MasterKeys, now: datetime, connection: sqlite3.Connection
) -> tuple[tuple[str, ...], int]:
    def copy() -> None:
        write_copy(files, files.copy_before(pending(connection, migrations())[0].number, now))

    applied = migrate(connection, migrations(), copy, now)
    sealed = seal_what_is_open(connection, keys)
    # Those hold in the open what is sealed by now.
    for readable in files.copies_before(up_to=VAULT_MIGRATION):
        readable.unlink()
    # SQLite opens a write-protected file without a word, and even begins a transaction; only a write tells.
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("DELETE FROM facts WHERE key = ''")
    connection.execute("ROLLBACK")
    return tuple(f"{step.number:04} {step.name}" for step in applied), sealed


def _storage(database: Database, files: Files, keys: MasterKeys, *, lock: Lock, opening: Opening) -> Storage:
    vault = Vault(load_queries("vault"), keys)
    inbox = InboxRepository(load_queries("inbox"), vault)
    return Storage(
        database=database,
        people=PersonRepository(load_queries("people"), vault),
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
        safety=SafetyRepository(load_queries("safety"), vault),
        facts=FactRepository(load_queries("facts")),
        inbox=inbox,
        not_before=NotBeforeRepository(load_queries("not_before")),
        figures=FigureRepository(load_queries("figures"), inbox, files),
        upkeep=Upkeep(database, UpkeepRepository(load_queries("upkeep")), files),
        lock=lock,
        opening=opening,
    )
