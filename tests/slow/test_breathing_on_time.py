"""Real seconds: four rounds of 4-7-8 over HTTP, and eight minutes in which no phase may drift."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from statistics import fmean

import pytest

from bot.app import real_now
from bot.domain.techniques import Course, beats
from bot.playground.bot_api import BotApi
from bot.playground.clock import PlaygroundClock
from bot.playground.events import Event
from bot.playground.server import serve
from bot.runtime.clock import SystemClock
from bot.runtime.player import Players, Scene
from content.loader import load
from tests.program import free_port, program
from tests.test_over_http import Phone
from tests.world import TOKEN

pytestmark = pytest.mark.slow

SECONDS = 76.0
MOST_DRIFT = 0.25


@pytest.fixture
async def api() -> AsyncIterator[tuple[BotApi, str]]:
    """A local Bot API at an address, on real time."""
    local = BotApi(TOKEN, PlaygroundClock(real_now))
    site = await serve(local, "127.0.0.1", 0)
    yield local, site.url
    await site.close()


async def test_four_rounds_of_4_7_8_take_76_seconds_over_http(api: tuple[BotApi, str], tmp_path: Path) -> None:
    local, url = api
    listen = f"127.0.0.1:{free_port()}"
    anna = Phone(local, local.add_person("Anna"))
    async with program(tmp_path, "run", EBB_BOT_TOKEN=TOKEN, EBB_API_URL=url, EBB_LISTEN=listen) as bot:
        await bot.line("Ebb is running")
        await settle_in(anna)
        await anna.say("/breathe", then="What would you like")
        await anna.tap("4-7-8 breath", then="4 rounds, about 76 seconds")
        begun = await anna.tap("Begin", then="Round 1 of 4")
        shown = [begun]
        async with asyncio.timeout(SECONDS + 20):
            while "That is all." not in shown[-1].text:
                shown.append(await next_edit(anna))
    passed = (shown[-1].at - begun.at).total_seconds()
    wanted = [4.0, 7.0, 8.0] * 4
    steps = [(after.at - before.at).total_seconds() for before, after in pairwise(shown)]
    assert len(steps) == len(wanted)
    worst = max(abs(step - seconds) for step, seconds in zip(steps, wanted, strict=True))
    print(f"four rounds: {passed:.2f} s, the worst phase {worst * 1000:.0f} ms beside its time")  # noqa: T201
    assert abs(passed - SECONDS) <= 1.0
    assert worst <= 0.5


async def test_eight_minutes_do_not_drift() -> None:
    technique = load().words("en").techniques["muscles16"]
    clock, late = SystemClock(real_now), list[float]()
    begun_at: list[datetime] = []

    def scene(at_seconds: float) -> Scene:
        async def note() -> None:
            late.append((clock.now() - begun_at[0]).total_seconds() - at_seconds)

        return Scene(at_seconds, note)

    played = list(beats(technique, Course(technique.rounds)))
    players = Players(clock)
    begun_at.append(clock.now())
    players.play("Anna", [*(scene(beat.at_seconds) for beat in played[1:]), scene(played[-1].ends_at_seconds)])
    await asyncio.sleep(played[-1].ends_at_seconds + 1)
    print(f"480 seconds: mean {fmean(late) * 1000:.1f} ms late, worst {max(late) * 1000:.1f} ms")  # noqa: T201
    assert len(late) == len(played)
    assert max(late) <= MOST_DRIFT


async def settle_in(anna: Phone) -> None:
    """Agree and choose zone and time, whatever time it is."""
    await anna.say("/start", then="Is that all right with you?")
    await anna.tap("I agree", then="What time is it for you now?")
    await anna.say("Tokyo", then="Which one is closest")
    await anna.tap("Tokyo, Japan", then="Your clock shows")
    await anna.tap("Yes, that's right", then="When would you like")
    await anna.say("20:00", then="All set.")


async def next_edit(anna: Phone) -> Event:
    """The next change of the message that is being played."""
    event = await anna.api.events.next(lambda event: event.kind == "edited", anna.seen, SECONDS)
    assert event is not None
    anna.seen = event.number
    return event
