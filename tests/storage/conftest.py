"""Real databases in real files. The repository tests know only `storage`, so another backend can join the list."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.person import Person
from bot.domain.prompts import EVERY_DAY, Slot
from bot.storage.files import Files
from bot.storage.storage import Storage, open_storage
from bot.storage.transaction import Transaction
from tests.diary import files_at

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def today() -> date:
    return NOW.date()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "ebb.db"


@pytest.fixture
def files(path: Path) -> Files:
    return files_at(path)


@pytest.fixture(params=["sqlite"])
async def storage(files: Files, now: datetime) -> AsyncIterator[Storage]:
    opened = await open_storage(files, create=True, now=now)
    yield opened
    await opened.close()


async def _agrees(storage: Storage, chat_id: int) -> Person:
    async def work(tx: Transaction) -> Person:
        return await storage.people.add(tx, chat_id, language="en", consent_version=1, now=NOW)

    return await storage.database.write(work)


@pytest.fixture
async def anna(storage: Storage) -> Person:
    """One prompt a day, in Berlin."""
    return await _agrees(storage, 100)


@pytest.fixture
async def ben(storage: Storage) -> Person:
    """Somebody else, so that nothing of Anna's may touch him."""
    return await _agrees(storage, 200)


@pytest.fixture
async def evening(storage: Storage, anna: Person) -> Slot:
    """Anna's check-in time, due now."""

    async def work(tx: Transaction) -> Slot:
        wall_time = NOW.timetz().replace(hour=20, tzinfo=None)
        return await storage.slots.set_time(
            tx, anna.id, "evening", wall_time=wall_time, weekdays=EVERY_DAY, next_due_at=NOW
        )

    return await storage.database.write(work)
