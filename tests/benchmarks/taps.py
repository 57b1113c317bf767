"""Whole taps, bot beside bot: how many a second, what one costs, and how long one takes at a steady rate.

A tap of Ebb's is everything it does for one: the update sealed and committed before Telegram is told so, the step of
the check-in in one transaction that is on disk before anything is shown, the answer to the tap, the edit. Its people
have a month of days behind them. The other bots only answer and edit, and keep nothing.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median

from tests.benchmarks.bot_api import BotApi, serving
from tests.benchmarks.child import Child, ebb_command, ebb_settings, running
from tests.benchmarks.diaries import TAPS_OF_A_CHECKIN, make_tappers
from tests.benchmarks.figures import Line, Target, percentile, side_by_side
from tests.benchmarks.load import Load, Tap
from tests.benchmarks.sizes import Sizes
from tests.program import free_port

STOCK, OVER_AIOHTTP, AIOGRAM, TELEBOT = "bare PTB", "bare PTB on our backend", "bare aiogram", "bare pyTelegramBotAPI"
# The bot writes down what it has handled a moment after it answered.
SETTLING_SECONDS = 0.2
ALONE = 100
ALONE_A_SECOND = 20.0


@dataclass(frozen=True)
class Round:
    """What one bot did in one round. `cpu` is milliseconds a tap; `alone` and `p99` are milliseconds."""

    taps_a_second: float
    cpu: float
    alone: float
    p99: float


async def measure(sizes: Sizes, folder: Path, *, others: str | None, core: int | None, now: datetime) -> list[Line]:
    """Every bot in turn, round after round."""
    wanted = sizes.warm_up_taps + sizes.taps + ALONE + sizes.steady_taps
    taps = await make_tappers(folder / "tappers", wanted // TAPS_OF_A_CHECKIN + 1, now)
    rounds: Mapping[str, list[Round]] = defaultdict(list)
    for number in range(sizes.rounds):
        for name, command in {"Ebb": ebb_command(), **_bare_bots(others)}.items():
            home = folder / f"round-{number}"
            shutil.copytree(folder / "tappers", home)
            rounds[name].append(await _round(command, home, taps, sizes, core=core))
            shutil.rmtree(home)
    return _lines(rounds)


def _bare_bots(others: str | None) -> dict[str, list[str]]:
    """The commands that start them, without the address they talk to."""
    bots = "tests.benchmarks.bots"
    commands = {STOCK: [sys.executable, "-m", f"{bots}.stock_ptb"]}
    if others:
        commands[AIOGRAM] = [others, "-m", f"{bots}.aiogram_bot"]
        commands[TELEBOT] = [others, "-m", f"{bots}.telebot_bot"]
    return commands | {OVER_AIOHTTP: [sys.executable, "-m", f"{bots}.stock_ptb", "over aiohttp"]}


async def _round(command: list[str], home: Path, taps: list[Tap], sizes: Sizes, *, core: int | None) -> Round:
    api = BotApi()
    load, left = Load(api), iter(taps)

    def some(count: int) -> list[Tap]:
        return [next(left) for _ in range(count)]

    async with serving(api):
        if command == ebb_command():
            settings = ebb_settings(api, free_port())
        else:
            settings, command = {}, [*command[:3], api.url, *command[3:]]
        async with running(command, home, settings, core=core) as bot:
            await bot.polls(api)
            await load.all_at_once(some(sizes.warm_up_taps))
            await asyncio.sleep(SETTLING_SECONDS)
            seconds, cpu = await _at_once(bot, load, some(sizes.taps))
            alone = await load.steadily(some(ALONE), ALONE_A_SECOND)
            steady = await load.steadily(some(sizes.steady_taps), sizes.taps_a_second)
    return Round(sizes.taps / seconds, 1000 * cpu / sizes.taps, 1000 * median(alone), 1000 * percentile(steady, 99))


async def _at_once(bot: Child, load: Load, taps: list[Tap]) -> tuple[float, float]:
    """Seconds and processor seconds for all of them."""
    before = bot.cpu_seconds
    seconds = await load.all_at_once(taps)
    await asyncio.sleep(SETTLING_SECONDS)
    return seconds, bot.cpu_seconds - before


def _lines(rounds: Mapping[str, list[Round]]) -> list[Line]:
    def figures(of: str) -> dict[str, list[float]]:
        return {name: [getattr(each, of) for each in done] for name, done in rounds.items()}

    speed, cpu, p99 = figures("taps_a_second"), figures("cpu"), figures("p99")
    least = {STOCK: Target("≥", 2.5), AIOGRAM: Target("≥", 1.5), OVER_AIOHTTP: Target("≥", 0.75), TELEBOT: None}
    names = [name for name in (STOCK, AIOGRAM, OVER_AIOHTTP, TELEBOT) if name in rounds]
    lines = [side_by_side("Taps a second", "", speed, other=name, target=least[name]) for name in names]
    for name in names:
        target = Target("≤", 0.5) if name == STOCK else None
        lines.append(side_by_side("Processor time of a tap", "ms", cpu, other=name, target=target))
    for name in names:
        target = Target("≤", 0.5) if name == STOCK else None
        lines.append(side_by_side("99 % of taps at 200 a second take at most", "ms", p99, other=name, target=target))
    alone = figures("alone")["Ebb"]
    return [*lines, Line("The middle tap over HTTP when nobody else taps", median(alone), "ms")]
