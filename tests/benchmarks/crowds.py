"""What many people cost who only wait: the due tick, the start, the memory, and a backup of many answers.

The due tick turns check-in times that have come into prompts, and plans the next ones; it happens each second. Its
people are spread over the minutes of a day, and one minute's share is due at a time, fifty people at least.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter

from bot.app import real_now
from bot.storage.backup import back_up
from bot.storage.storage import Storage
from tests.benchmarks.bot_api import BotApi, serving
from tests.benchmarks.child import ebb_command, ebb_settings, running
from tests.benchmarks.diaries import MINUTES, Waiting, add_waiting, claim, fall_due
from tests.benchmarks.figures import Line, Target
from tests.benchmarks.sizes import Sizes
from tests.diary import files_of_program, opened
from tests.program import free_port

LEAST_DUE = 50
TIMES_DUE = 5
EMPTY_TICKS = 200
RESTING_SECONDS = 2.0


async def measure(sizes: Sizes, folder: Path, *, core: int | None) -> list[Line]:
    """Every size in turn; what is promised is promised for the largest."""
    lines: list[Line] = []
    for people in sizes.people:
        home, is_largest = folder / f"crowd-{people}", people == sizes.people[-1]
        now = real_now()
        home.mkdir()
        await add_waiting(home, Waiting(people), now)
        await asyncio.to_thread(back_up, files_of_program(home), now)
        lines += await _starts(sizes, home, people, core=core, is_promised=is_largest)
        lines += await _ticks(home, people, real_now(), is_promised=is_largest)
    home = folder / "answers"
    home.mkdir()
    return [*lines, await _backup(sizes, home)]


async def _starts(sizes: Sizes, home: Path, people: int, *, core: int | None, is_promised: bool) -> list[Line]:
    seconds: list[float] = []
    megabytes: list[float] = []
    for _ in range(sizes.starts):
        api = BotApi()
        async with serving(api), running(ebb_command(), home, ebb_settings(api, free_port()), core=core) as bot:
            seconds.append(await bot.polls(api))
            await asyncio.sleep(RESTING_SECONDS)
            megabytes.append(bot.megabytes)
    within, below = (Target("≤", 1, " s"), Target("≤", 90, " MB")) if is_promised else (None, None)
    return [
        Line(f"From start to first poll with {people:,} people", median(seconds), "s", target=within),
        Line(f"Memory at rest with {people:,} people", median(megabytes), "MB", target=below),
    ]


async def _ticks(home: Path, people: int, now: datetime, *, is_promised: bool) -> list[Line]:
    async with opened(files_of_program(home), now, create=False) as storage:
        # Whoever fell due since the bot ended goes first, so that the ticks after it find nobody.
        await fall_due(storage, now)
        await claim(storage, now)
        empty = [await _seconds_of_nothing(storage, now) for _ in range(EMPTY_TICKS)]
        each = await _per_due(storage, people, now)
    quick, cheap = (Target("≤", 1, " ms"), Target("≤", 50, " µs")) if is_promised else (None, None)
    return [
        Line(f"An empty due tick with {people:,} people", 1e3 * median(empty), "ms", target=quick),
        Line(f"Each person due with {people:,} people", 1e6 * median(each), "µs", target=cheap),
    ]


async def _per_due(storage: Storage, people: int, now: datetime) -> Sequence[float]:
    """Seconds for each person due, some minutes after the other."""
    minutes = max(1, LEAST_DUE * MINUTES // people)
    each: list[float] = []
    for turn in range(TIMES_DUE):
        moment = now + timedelta(minutes=(turn + 1) * minutes)
        begun_at = perf_counter()
        due = await fall_due(storage, moment)
        each.append((perf_counter() - begun_at) / due)
        await claim(storage, moment)
    return each


async def _seconds_of_nothing(storage: Storage, now: datetime) -> float:
    """Nothing is due, and nothing is to be sent."""
    begun_at = perf_counter()
    await fall_due(storage, now)
    await claim(storage, now)
    return perf_counter() - begun_at


async def _backup(sizes: Sizes, home: Path) -> Line:
    now = real_now()
    people = sizes.answers // 140 + 1
    await add_waiting(home, Waiting(people, answers=sizes.answers), now)
    taken: list[float] = []
    for turn in range(sizes.starts):
        begun_at = perf_counter()
        await asyncio.to_thread(back_up, files_of_program(home), now + timedelta(seconds=turn))
        taken.append(perf_counter() - begun_at)
    return Line(f"A backup of {sizes.answers:,} answers, checked", median(taken), "s")
