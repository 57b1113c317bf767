"""A broadcast to everybody who is due at once, while some people tap: is the limit on sends used, and kept?

Once over HTTP in real time, the whole program with a send limit of 25 a second and answers that travel for a while;
once the sender alone with ten thousand prompts in virtual time, where no other work of the machine disturbs it.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

from bot.runtime.clock import SystemClock
from bot.runtime.limits import Limits
from bot.runtime.metrics import Metrics
from bot.runtime.priority import Priority, at_priority
from bot.runtime.sender import Sender
from tests.benchmarks.bot_api import BotApi, serving
from tests.benchmarks.child import ebb_command, ebb_settings, running
from tests.benchmarks.diaries import Waiting, add_waiting, make_tappers
from tests.benchmarks.figures import Line, Target, most_in_a_second, percentile
from tests.benchmarks.load import Load
from tests.benchmarks.sizes import Sizes
from tests.program import free_port
from tests.virtual_time import run_virtually

RATE = 25
TAPS_A_SECOND = 5.0
# There and back again.
TRAVEL_SECONDS = 0.1
WARM_UP_SECONDS = 2.0
PROMPTS = 10_000
AT_ONCE = 32


@dataclass(frozen=True)
class Broadcast:
    """When messages left, and how long replies took or waited; all in seconds."""

    moments: Sequence[float]
    replies: Sequence[float]

    def lines(self, how: str, what: str) -> list[Line]:
        """Use of the limit, its keeping, and the replies."""
        share = 100 * (len(self.moments) - 1) / (RATE * (self.moments[-1] - self.moments[0]))
        return [
            Line(f"{how}: share of the send limit used", share, "%", target=Target("≥", 98, " %")),
            Line(f"{how}: most sends in any second", most_in_a_second(self.moments), "", target=Target("≤", RATE)),
            Line(f"{how}: {what}, the middle one", 1000 * percentile(self.replies, 50), "ms"),
            Line(
                f"{how}: {what}, 99 % at most",
                1000 * percentile(self.replies, 99),
                "ms",
                target=Target("≤", 300, " ms"),
            ),
        ]


async def measure(sizes: Sizes, folder: Path, *, core: int | None, now: datetime) -> list[Line]:
    """Both."""
    real = await _over_http(sizes, folder / "broadcast", core=core, now=now)
    virtual = await asyncio.to_thread(run_virtually, _virtual())
    return [
        *real.lines("Over HTTP", "from a tap to its answer"),
        *virtual.lines(f"{PROMPTS:,} prompts in virtual time", "a reply's wait for its turn"),
    ]


async def _over_http(sizes: Sizes, home: Path, *, core: int | None, now: datetime) -> Broadcast:
    count = int(sizes.broadcast_seconds * TAPS_A_SECOND)
    taps = (await make_tappers(home, count, now))[:count]
    await add_waiting(home, Waiting(sizes.broadcast_people, due=sizes.broadcast_people), now)
    api = BotApi(delay=TRAVEL_SECONDS)
    load = Load(api)
    async with serving(api):
        settings = ebb_settings(api, free_port(), send_rate=RATE)
        async with running(ebb_command(), home, settings, core=core) as bot:
            await bot.polls(api)
            while not load.messages:  # noqa: ASYNC110 - the bot begins when it is ready
                bot.must_run()
                await asyncio.sleep(0.05)
            await asyncio.sleep(WARM_UP_SECONDS)
            begun_at = perf_counter()
            replies = await load.steadily(taps, TAPS_A_SECOND, by_chance=True)
            ended_at = perf_counter()
    return Broadcast([each for each in load.messages if begun_at <= each < ended_at], replies)


def _sender(loop: asyncio.AbstractEventLoop) -> Sender:
    """Nothing here is told to wait, so nothing is written down and no storage is asked."""
    begin = datetime.fromisoformat("2026-11-20T19:00:00+00:00")
    clock = SystemClock(lambda: begin + timedelta(seconds=loop.time()))
    return Sender(Limits(RATE), None, clock, Metrics())  # type: ignore[arg-type]


async def _virtual() -> Broadcast:
    loop = asyncio.get_running_loop()
    sender = _sender(loop)
    places, chance = asyncio.Semaphore(AT_ONCE), random.Random(7)  # noqa: S311 - a repeatable mixture
    moments: list[float] = []
    waits: list[float] = []

    async def send(chat_id: int, priority: Priority) -> float:
        asked_at, turn_at = loop.time(), 0.0

        async def request() -> bool:
            nonlocal turn_at
            turn_at = loop.time()
            moments.append(turn_at)
            await asyncio.sleep(TRAVEL_SECONDS * chance.uniform(0.5, 1.5))
            return True

        with at_priority(priority):
            await sender.process_request(request, (), {}, "sendMessage", {"chat_id": chat_id}, None)
        return turn_at - asked_at

    async def prompt(number: int) -> None:
        async with places:
            await send(1_000 + number, Priority.PROMPT)

    async def reply() -> None:
        waits.append(await send(chance.randrange(200), Priority.REPLY))

    async def people(replies: asyncio.TaskGroup) -> None:
        while True:
            await asyncio.sleep(chance.expovariate(TAPS_A_SECOND))
            replies.create_task(reply())

    async with asyncio.TaskGroup() as replies:
        talking = replies.create_task(people(replies))
        await asyncio.gather(*(prompt(number) for number in range(PROMPTS)))
        talking.cancel()
    return Broadcast(moments, waits)
