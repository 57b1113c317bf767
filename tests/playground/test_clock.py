from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.clock import GoingBack, PlaygroundClock

START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


async def test_the_clock_goes_forward_only() -> None:
    clock = PlaygroundClock(lambda: START)
    clock.move_by(60)
    clock.move_to(START + timedelta(hours=1))
    assert (clock.now(), clock.offset) == (START + timedelta(hours=1), 3600)
    with pytest.raises(GoingBack, match="start the playground again"):
        clock.move_to(START)
    assert clock.offset == 3600


async def test_who_sleeps_wakes_when_the_clock_is_moved_far_enough() -> None:
    clock = PlaygroundClock(lambda: START)
    sleeper = asyncio.create_task(clock.sleep(100))
    await asyncio.sleep(0)
    clock.move_by(99)
    await asyncio.sleep(0.001)
    assert not sleeper.done()
    clock.move_by(1)
    await asyncio.wait_for(sleeper, 1)


async def test_real_time_wakes_a_sleeper_too() -> None:
    loop = asyncio.get_running_loop()
    begun = loop.time()
    clock = PlaygroundClock(lambda: START + timedelta(seconds=loop.time() - begun))
    await clock.sleep(0.02)
    assert loop.time() - begun >= 0.02


@pytest.mark.parametrize("turns", range(6))
async def test_a_sleeper_told_to_stop_just_as_the_clock_moves_stops(turns: int) -> None:
    """`asyncio.wait_for` of Python 3.11 forgets a cancellation that comes together with what it waits for."""
    clock = PlaygroundClock(lambda: START)
    sleeper = asyncio.create_task(clock.sleep(100))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    clock.move_by(1)
    for _ in range(turns):
        await asyncio.sleep(0)
    sleeper.cancel()
    done, _ = await asyncio.wait({sleeper}, timeout=0.2)
    assert done == {sleeper}
    assert sleeper.cancelled()
