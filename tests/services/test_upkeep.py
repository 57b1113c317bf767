"""Once a night: a backup, and days that are older than they may be are let go."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.services.upkeep import Upkeep
from bot.storage.files import Files
from bot.storage.storage import Storage
from tests.diary import files_at, joins, lives_a_day, opened

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return files_at(tmp_path / "data" / "ebb.db")


@pytest.fixture
async def storage(files: Files) -> AsyncIterator[Storage]:
    async with opened(files, NOON) as storage:
        yield storage


async def days_left(storage: Storage) -> list[str]:
    async def work(tx: object) -> list[str]:
        rows = tx.execute("SELECT diary_on FROM checkins ORDER BY diary_on", ())  # type: ignore[attr-defined]
        return [row[0] for row in rows.fetchall()]

    return await storage.database.read(work)


async def test_there_is_one_backup_a_night_however_often_it_looks(storage: Storage, files: Files) -> None:
    upkeep = Upkeep(storage, None)
    made = [await upkeep.tend(NOON + hours * HOUR) for hours in range(72)]
    assert sum(made) == 4
    assert [moment.hour for moment in files.backups_made()] == [12, 3, 3, 3]


async def test_old_days_go_at_the_first_look_of_each_day_and_before_the_backup(storage: Storage, files: Files) -> None:
    person = await joins(storage, 100, NOON)
    for days in range(5):
        await lives_a_day(storage, person, "words", NOON - days * DAY)
    upkeep = Upkeep(storage, 2)
    assert await upkeep.tend(NOON)
    assert await days_left(storage) == ["2026-11-18", "2026-11-19", "2026-11-20"]
    await upkeep.tend(NOON + DAY)
    assert await days_left(storage) == ["2026-11-19", "2026-11-20"]


async def test_without_a_limit_every_day_stays(storage: Storage) -> None:
    await lives_a_day(storage, await joins(storage, 100, NOON), "words", NOON - 4000 * DAY)
    await Upkeep(storage, None).tend(NOON)
    assert len(await days_left(storage)) == 1
