"""One person who is settled, a look at every row there is, and a log that must stay free of what people write."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest

from tests.world import Chat, World

# What people say in these tests that must never reach the log has this word in it.
PRIVATE = "zebra"
Rows = dict[str, list[tuple[object, ...]]]


@pytest.fixture(autouse=True)
def _nothing_private_is_logged(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    for name in ("bot", "handlers", "content"):
        caplog.set_level(logging.DEBUG, name)
    yield
    assert PRIVATE not in caplog.text.lower()
    assert "update_id" not in caplog.text


@pytest.fixture
async def anna(ebb: World) -> AsyncIterator[Chat]:
    """One check-in a day at eight, in Berlin; no update of this test may fail."""
    chat = ebb.person("Anna")
    await chat.settle_in()
    yield chat
    assert ebb.ebb.parts.metrics.count("updates_failed") == 0


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[], Rows]:
    """Every row of every table, to see that nothing has changed. The inbox, which forgets by itself, is left out."""

    def look() -> Rows:
        with sqlite3.connect(tmp_path / "ebb.db") as connection:
            tables = [
                name
                for (name,) in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND name <> 'inbox'"
                )
            ]
            return {name: connection.execute(f"SELECT * FROM {name} ORDER BY 1").fetchall() for name in tables}  # noqa: S608

    return look
