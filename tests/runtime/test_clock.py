from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.runtime.clock import OFFSET_HEADER, FollowingClock, SystemClock

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class Wall:
    """A machine clock that tests turn by hand."""

    def __init__(self) -> None:
        self.moment = NOON

    def now(self) -> datetime:
        return self.moment


def says(seconds: float | str) -> dict[str, str]:
    return {OFFSET_HEADER: str(seconds)}


def seconds_passed(since: float) -> float:
    return asyncio.get_running_loop().time() - since


async def test_the_system_clock_is_the_machine_s():
    wall = Wall()
    clock = SystemClock(wall.now)
    wall.moment += timedelta(hours=3)
    assert clock.now() == NOON + timedelta(hours=3)


async def test_the_system_clock_sleeps_real_seconds():
    begun = asyncio.get_running_loop().time()
    await SystemClock(Wall().now).sleep(0.05)
    assert 0.04 < seconds_passed(begun) < 0.5


async def test_a_following_clock_shows_the_server_s_moment():
    clock = FollowingClock(Wall().now)
    assert clock.now() == NOON
    clock.follow(says(90.5))
    assert clock.now() == NOON + timedelta(seconds=90.5)
    clock.follow(says(-3600))
    assert clock.now() == NOON - timedelta(hours=1)
    assert clock.offset == timedelta(hours=-1)


@pytest.mark.parametrize("headers", [{}, says(""), says("soon"), says("nan"), says("inf"), says("1e300")])
async def test_headers_without_a_sensible_offset_change_nothing(headers):
    clock = FollowingClock(Wall().now)
    clock.follow(says(60))
    clock.follow(headers)
    assert clock.now() == NOON + timedelta(seconds=60)


async def test_a_sleeper_whose_moment_is_jumped_over_wakes_at_once():
    clock = FollowingClock(Wall().now)
    begun = asyncio.get_running_loop().time()
    sleeping = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0.01)
    clock.follow(says(3600))
    await asyncio.wait_for(sleeping, 1)
    assert seconds_passed(begun) < 0.5


async def test_a_sleeper_whose_moment_is_still_ahead_sleeps_on():
    clock = FollowingClock(Wall().now)
    sleeping = asyncio.create_task(clock.sleep(3600))
    await asyncio.sleep(0.01)
    clock.follow(says(3599))
    await asyncio.sleep(0.02)
    assert not sleeping.done()
    clock.follow(says(3601))
    await asyncio.wait_for(sleeping, 1)


async def test_every_sleeper_wakes_after_a_jump():
    clock = FollowingClock(Wall().now)
    sleeping = [asyncio.create_task(clock.sleep(60 * minutes)) for minutes in range(1, 11)]
    await asyncio.sleep(0.01)
    clock.follow(says(86_400))
    await asyncio.wait_for(asyncio.gather(*sleeping), 1)


async def test_a_clock_set_back_does_not_lengthen_a_sleep():
    clock = FollowingClock(Wall().now)
    sleeping = asyncio.create_task(clock.sleep(0.1))
    await asyncio.sleep(0.01)
    clock.follow(says(-86_400))
    await asyncio.wait_for(sleeping, 1)


async def test_a_sleep_of_nothing_still_lets_others_run():
    others = asyncio.create_task(asyncio.sleep(0))
    await FollowingClock(Wall().now).sleep(0)
    await asyncio.sleep(0)
    assert others.done()


async def test_listeners_hear_jumps_of_a_second_or_more_in_both_directions():
    clock, heard = FollowingClock(Wall().now), []
    clock.listen(lambda: heard.append(clock.offset.total_seconds()))
    for seconds in (0.4, 1.2, 2.3, 1.0, 1.0, 4.0):
        clock.follow(says(seconds))
    assert heard == [2.3, 1.0, 4.0]


async def test_a_cancelled_sleeper_is_gone_at_once():
    sleeping = asyncio.create_task(FollowingClock(Wall().now).sleep(3600))
    await asyncio.sleep(0)
    sleeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeping
