"""Sixty-four people save at once: our one writer beside plain aiosqlite, which executes and commits for each.

Both write the same rows with the same settings. Each save is a transaction of its own, which on one plain connection
means one after the other, and it counts only when it is on disk.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter

import aiosqlite

from bot.storage.connection import WRITER
from bot.storage.storage import Storage
from tests.benchmarks.figures import Line, Target, ratio
from tests.benchmarks.sizes import Sizes
from tests.diary import files_at, opened

AT_ONCE = 64
PUT = "INSERT INTO facts (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
# Ours is so much quicker that it needs more to be measured by.
OURS_TIMES = 5

Save = Callable[[int], Awaitable[None]]


async def measure(sizes: Sizes, folder: Path, now: datetime) -> list[Line]:
    """Both in turn, round after round, each in a database of its own."""
    plain_file = files_at(folder / "plain" / "ebb.db")
    async with opened(plain_file, now):
        pass
    ours: list[float] = []
    plain: list[float] = []
    async with (
        opened(files_at(folder / "saves" / "ebb.db"), now) as storage,
        aiosqlite.connect(plain_file.database) as connection,
    ):
        for pragma in WRITER:
            await connection.execute(pragma.setting)
        for _ in range(sizes.rounds):
            ours.append(await _saves_a_second(_with_writer(storage), sizes.saves * OURS_TIMES))
            plain.append(await _saves_a_second(_plainly(connection), sizes.saves))
    what = f"Durable saves a second, {AT_ONCE} at once: aiosqlite"
    return [Line(what, median(ours), "", median(plain), ratio(ours, plain), Target("≥", 10))]


def _with_writer(storage: Storage) -> Save:
    async def save(number: int) -> None:
        await storage.database.write(lambda tx: storage.facts.put(tx, f"save {number % AT_ONCE}", str(number)))

    return save


def _plainly(connection: aiosqlite.Connection) -> Save:
    alone = asyncio.Lock()

    async def save(number: int) -> None:
        async with alone:
            await connection.execute(PUT, (f"save {number % AT_ONCE}", str(number)))
            await connection.commit()

    return save


async def _saves_a_second(save: Save, count: int) -> float:
    numbers = iter(range(count))

    async def one() -> None:
        for number in numbers:
            await save(number)

    begun_at = perf_counter()
    await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return count / (perf_counter() - begun_at)
