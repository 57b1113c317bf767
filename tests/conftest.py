"""Fixtures that every folder of tests may use.

The process that only hands out tests reads this file too, so what it needs of the program is imported where it is used.
"""

from __future__ import annotations

import gc
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from functools import cache, partial
from pathlib import Path
from shutil import disk_usage
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from bot.storage.schema import Migration
    from tests.commands import Commands
    from tests.world import World

# The same examples every time, so that a change is judged by them and not by luck; `make test-slow` looks further.
settings.register_profile("house", max_examples=50, deadline=None, derandomize=True, database=None)
settings.register_profile("thorough", max_examples=3_000, deadline=None, print_blob=True)
settings.load_profile("house")

# A disk in memory, as Linux has one, and what must be free there.
MEMORY, MEMORY_NEEDED_BYTES = Path("/dev/shm"), 2**30
# In objects; Python's own 700 is meant for programs with far fewer of them.
GARBAGE_LOOKED_FOR_EVERY = 20_000


def pytest_configure() -> None:
    """Write to memory where that is possible: no test can tell, and waiting for the disk takes a fifth of the time."""
    if MEMORY.is_dir() and disk_usage(MEMORY).free >= MEMORY_NEEDED_BYTES:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


def pytest_xdist_auto_num_workers() -> int:
    """Twice as many processes as processors: many tests wait for a program, or for time to pass."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """All that was read until now stays to the end, so looking for garbage in it again and again is for nothing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(GARBAGE_LOOKED_FOR_EVERY)


def pytest_sessionfinish() -> None:
    """One look at the end finds what was thrown away last; pytest looks five times more, and need not go far."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def _one_process_stands_for_many() -> Iterator[None]:
    """Words and queries are read at every start; a thousand starts here would read the same, so they are kept.

    So is the empty database that the migrations make; each new one is a copy of it.

    The library's switch is what our HTTP transport sets for real; the one in memory leaves it to us. And a test that
    fails with a database open must not keep the run from ending.
    """
    import aiosqlite

    from bot import app, doctor
    from bot.storage import creation, storage
    from bot.storage.transaction import load_queries
    from content.replies import load_reply_words
    from tests.library import library

    with pytest.MonkeyPatch.context() as patch:
        for reader in (app, doctor):
            patch.setattr(reader, "load", library)
        patch.setattr(app, "load_reply_words", cache(load_reply_words))
        patch.setattr(storage, "load_queries", cache(load_queries))
        patch.setattr(creation, "migrate", cache_of_an_empty_database())
        patch.setattr(aiosqlite.core, "Thread", partial(Thread, daemon=True))
        patch.setenv("PTB_TIMEDELTA", "true")
        yield


def cache_of_an_empty_database() -> Callable[..., None]:
    """`migrate` for a database that is being made: SQLite copies one that was made before."""
    from bot.storage.schema import migrate

    made = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)

    def copy(connection: sqlite3.Connection, steps: tuple[Migration, ...], *rest: Any) -> None:
        migrate(made, steps, *rest)
        made.backup(connection)

    return copy


@pytest.fixture
async def ebb(tmp_path: Path) -> AsyncIterator[World]:
    """The whole program, on a Monday evening in March."""
    from tests.world import world

    async with world(tmp_path) as everything:
        yield everything


@pytest.fixture
def commands(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Commands:
    """The command line, in a folder of its own."""
    from tests.commands import Commands

    return Commands(tmp_path, capsys, monkeypatch)
