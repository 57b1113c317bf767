"""One tap with nothing between: through python-telegram-bot, the services, SQLite on disk and back to the chat.

A person answers a check-in a day; a tap lasts from its leaving the chat to the edit or message that answers it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

from bot.playground.bot_api import BotApi
from bot.runtime import garbage
from tests.benchmarks.figures import Line, Target
from tests.benchmarks.sizes import Sizes
from tests.world import Chat, World, world

SHOWING = ("editMessageText", "sendMessage")
TAPS = ("So-so", "5", "5", "5", "5", "5")
# The first days make what is kept from then on, such as the tree of phrases.
WARM_UP_DAYS = 2
DAYS_A_ROUND = 6


async def measure(sizes: Sizes, folder: Path) -> list[Line]:
    """The middle tap of all days but the first."""
    async with world(folder) as ebb:
        anna = ebb.person("Anna")
        await anna.settle_in()
        await ebb.to("20:00")
        garbage.pass_over_what_is_there()  # as the program does when it has started
        with told_when_shown(ebb.api) as shown:
            days = [await _a_day(ebb, anna, shown) for _ in range(WARM_UP_DAYS + DAYS_A_ROUND * sizes.rounds)]
    taken = median(seconds for day in days[WARM_UP_DAYS:] for seconds in day)
    return [Line("The middle tap within one process", 1000 * taken, "ms", target=Target("≤", 5, " ms"))]


async def _a_day(ebb: World, anna: Chat, shown: asyncio.Event) -> list[float]:
    taken = []
    for label in TAPS:
        shown.clear()
        begun_at = perf_counter()
        ebb.api.tap(anna.stranger, label)
        await shown.wait()
        taken.append(perf_counter() - begun_at)
        await ebb.settle()
    await ebb.pass_time(days=1)
    return taken


@contextmanager
def told_when_shown(api: BotApi) -> Iterator[asyncio.Event]:
    """Set whenever the bot has shown something."""
    shown, call = asyncio.Event(), api.call

    async def heard(token: str, method: str, *rest: Any) -> Any:
        answer = await call(token, method, *rest)
        if method.casefold() in [each.casefold() for each in SHOWING]:
            shown.set()
        return answer

    with patch.object(api, "call", heard):
        yield shown
