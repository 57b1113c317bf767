"""The disk is full, or somebody else holds the database, while people tap and write."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.storage.database import Database
from tests.program import until
from tests.world import Chat, World

Trouble = Callable[[World, Path], AbstractAsyncContextManager[None]]


async def pragma(database: Database, setting: str) -> None:
    """Change a setting of the connection that writes."""
    await database.writer._connection.run(lambda raw: raw.execute(setting).fetchall() and None)


@asynccontextmanager
async def full_disk(ebb: World, _folder: Path) -> AsyncIterator[None]:
    """No page may be added; those that are free are used up first."""
    database = ebb.ebb.storage.database
    await pragma(database, "PRAGMA max_page_count = 1")
    yield
    await pragma(database, "PRAGMA max_page_count = 1000000")


@asynccontextmanager
async def locked_database(ebb: World, folder: Path) -> AsyncIterator[None]:
    """Another program writes for a long time."""
    await pragma(ebb.ebb.storage.database, "PRAGMA busy_timeout = 20")
    with closing(sqlite3.connect(folder / "ebb.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize(
    ("trouble", "cause"),
    [
        pytest.param(locked_database, "locked", id="fault_24"),
        pytest.param(full_disk, "full", id="fault_25"),
    ],
)
async def test_faults_24_and_25_telegram_keeps_what_cannot_be_stored_and_nobody_is_told_it_was(
    ebb: World, anna: Chat, tmp_path: Path, caplog: pytest.LogCaptureFixture, trouble: Trouble, cause: str
) -> None:
    await ebb.to("20:00")
    await anna.tap("Rough")
    await anna.tap("7")
    await anna.tap("That's enough")
    await anna.tap("Add a note")
    words = "a long day " * 80
    # Letting go of what was handled works on a full disk too, and would look as if all were well for a moment.
    await until(lambda: ebb.ebb.inbox._flushing is None)
    async with trouble(ebb, tmp_path):
        seen, failed = len(anna.events), ebb.ebb.parts.metrics.count("polls_failed")
        for number in range(60):
            ebb.api.say(anna.stranger, f"{number} {words}")
        await until(lambda: ebb.ebb.parts.metrics.count("polls_failed") > failed + 3)
        kept = 60 - len(ebb.api.updates.waiting())
        assert not [event for event in anna.events[seen:] if event.is_by_bot], "nobody is told that it was saved"
        assert kept == 0, "Telegram still has all of it"
        assert "storage" in await ebb.ebb.health.not_alive()
    await ebb.settle()
    assert "storage" not in await ebb.ebb.health.not_alive()
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert [note.text.split()[0] for note in checkin.notes] == ["0"]
    assert "Polling failed (Nothing was stored: database" in caplog.text
    assert f"is {cause})" in caplog.text
