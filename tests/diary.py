"""A diary in a folder of its own, with its master key outside of that folder, as an operator would have it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from bot.domain.checkin import Answer, Checkin, Feeling
from bot.domain.person import Person
from bot.domain.symptom import Wording
from bot.services.people import People
from bot.storage.files import Files
from bot.storage.master_key import MasterKeySource
from bot.storage.storage import Storage, Transaction, open_storage

PAIN = Wording("pain", "en", "How much pain today, on average?", "no pain", "worst pain")


def files_at(path: Path) -> Files:
    """Everything of a diary whose database is at `path`."""
    keys = path.parent.with_name(f"{path.parent.name}-keys")
    return Files(path, path.parent / "backups", MasterKeySource(keys / "master.key"))


def files_of_program(folder: Path) -> Files:
    """Everything of a diary that a program made which was started in `folder` with its defaults."""
    database = folder / "data" / "ebb.db"
    return Files(database, database.parent / "backups", MasterKeySource(folder / ".config" / "ebb" / "master.key"))


@asynccontextmanager
async def opened(files: Files, now: datetime, *, create: bool = True) -> AsyncIterator[Storage]:
    """The diary, open for a moment."""
    storage = await open_storage(files, create=create, now=now)
    try:
        yield storage
    finally:
        await storage.close()


async def joins(storage: Storage, chat_id: int, now: datetime) -> Person:
    """Somebody who agrees just now."""

    async def work(tx: Transaction) -> Person:
        return await storage.people.add(tx, chat_id, language="en", consent_version=1, now=now)

    return await storage.database.write(work)


async def lives_a_day(storage: Storage, person: Person, words: str, now: datetime) -> None:
    """A finished check-in with a score of 6 and a note."""

    async def work(tx: Transaction) -> None:
        checkin = await storage.checkins.save(
            tx,
            Checkin(0, person.id, now.date(), "Europe/Berlin", Feeling.ROUGH, ("pain",), None, now, now),
        )
        await storage.checkins.put_answer(tx, checkin, Answer("pain", 6, now), PAIN)
        await storage.checkins.add_note(tx, checkin, words, message_id=None, now=now)

    await storage.database.write(work)


async def told(storage: Storage, chat_id: int) -> list[str] | None:
    """What somebody wrote on their latest day, with the score first; None when they are not in the diary."""

    async def work(tx: Transaction) -> list[str] | None:
        person = await storage.people.find_by_chat(tx, chat_id)
        if person is None:
            return None
        checkin = await storage.checkins.latest(tx, person.id)
        return [] if checkin is None else [str(checkin.scores["pain"]), *(note.text for note in checkin.notes)]

    return await storage.database.read(work)


async def forgets(storage: Storage, chat_id: int) -> None:
    """Somebody has everything deleted."""
    people = People(storage)
    person = await people.find(chat_id)
    assert person is not None
    await people.forget(person)
