from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.runtime.clock import OFFSET_HEADER, FollowingClock
from bot.runtime.clockwork import Clockwork, Job, _Every
from bot.runtime.metrics import Metrics

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
DAY = 86_400.0


class Diary:
    """What ran, when by the injected clock, and how many at once."""

    def __init__(self) -> None:
        self.ran: list[tuple[str, datetime]] = []
        self.most_at_once = 0
        self.fails = False
        self._at_once: dict[str, int] = {}
        self._more = asyncio.Condition()

    def names(self) -> list[str]:
        return [name for name, _ in self.ran]

    def job(self, name: str, every: float = DAY, takes: float = 0.0, fails: bool = False) -> Job:
        async def work(now: datetime) -> None:
            self._at_once[name] = self._at_once.get(name, 0) + 1
            self.most_at_once = max(self.most_at_once, self._at_once[name])
            try:
                await asyncio.sleep(takes)
                self.ran.append((name, now))
                async with self._more:
                    self._more.notify_all()
                if fails or self.fails:
                    raise RuntimeError("out of luck")
            finally:
                self._at_once[name] -= 1

        return Job(every, work)

    async def until(self, number: int) -> None:
        async with asyncio.timeout(5), self._more:
            await self._more.wait_for(lambda: len(self.ran) >= number)


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def clock() -> FollowingClock:
    return FollowingClock(lambda: NOON)


@pytest.fixture
async def build(clock) -> AsyncIterator[Callable[..., Clockwork]]:
    built: list[Clockwork] = []

    def make(**jobs: Job) -> Clockwork:
        built.append(Clockwork(jobs, clock, metrics=Metrics(), error_id=lambda: "e-23"))
        return built[-1]

    yield make
    for each in built:
        await each.stop(0)


async def test_all_jobs_run_once_in_order_and_are_told_the_moment(build, diary, clock):
    clock.follow({OFFSET_HEADER: "60"})
    await build(
        tick=diary.job("tick", takes=0.01), upkeep=diary.job("upkeep"), backup=diary.job("backup")
    ).run_all_once()
    moment = NOON + timedelta(seconds=60)
    assert diary.ran == [("tick", moment), ("upkeep", moment), ("backup", moment)]


async def test_every_job_runs_at_the_start_and_then_in_its_rhythm(build, diary):
    build(tick=diary.job("tick", every=0.02), backup=diary.job("backup")).start()
    await diary.until(6)
    assert diary.names()[:2] == ["tick", "backup"]
    assert diary.names().count("backup") == 1


async def test_a_job_that_fails_is_logged_by_id_and_runs_again(build, diary, caplog):
    clockwork = build(bad=diary.job("bad", every=0.02, fails=True), good=diary.job("good", every=0.02))
    clockwork.start()
    await diary.until(6)
    assert diary.names().count("bad") >= 2
    assert "The job bad failed, error e-23." in caplog.text
    assert clockwork.last_success_at("bad") is None
    assert clockwork.last_success_at("good") == NOON
    assert not clockwork.is_alive


async def test_a_slow_job_never_runs_beside_itself(build, diary, caplog):
    caplog.set_level(logging.CRITICAL, "apscheduler")
    clockwork = build(slow=diary.job("slow", every=0.01, takes=0.03))
    clockwork.start()
    await asyncio.gather(*(clockwork.run_all_once() for _ in range(3)))
    await diary.until(5)
    assert diary.most_at_once == 1


async def test_a_jump_of_the_clock_runs_everything_at_once_with_the_new_moment(build, diary, clock):
    clockwork = build(tick=diary.job("tick"), backup=diary.job("backup"))
    clock.listen(clockwork.jumped)
    clockwork.start()
    await diary.until(2)
    clock.follow({OFFSET_HEADER: "7200"})
    await diary.until(4)
    later = NOON + timedelta(hours=2)
    assert diary.ran[2:] == [("tick", later), ("backup", later)]


async def test_a_jump_during_a_run_is_followed_by_another_run(build, diary, clock):
    clockwork = build(tick=diary.job("tick", takes=0.03))
    clock.listen(clockwork.jumped)
    clockwork.start()
    await asyncio.sleep(0.01)
    for seconds in ("60", "120", "180"):
        clock.follow({OFFSET_HEADER: seconds})
    await diary.until(2)
    await asyncio.sleep(0.05)
    assert diary.ran == [("tick", NOON), ("tick", NOON + timedelta(minutes=3))]


@pytest.mark.parametrize("seconds", [7200, -7200])
async def test_a_machine_clock_that_was_set_is_noticed(diary, seconds):
    wall = [NOON]
    clock = FollowingClock(lambda: wall[0])
    jobs = {"tick": diary.job("tick")}
    clockwork = Clockwork(jobs, clock, metrics=Metrics(), error_id=lambda: "e-23", watch_seconds=0.01)
    clockwork.start()
    await diary.until(1)
    wall[0] += timedelta(seconds=seconds)
    await diary.until(2)
    await asyncio.sleep(0.05)
    assert diary.ran[1:] == [("tick", wall[0])]
    await clockwork.stop()


async def test_a_beat_planned_by_an_older_time_is_planned_anew_after_a_jump(build, diary):
    clockwork = build(tick=diary.job("tick", every=60))
    clockwork.start()
    planned = clockwork._scheduler.get_job("tick")
    soon = planned.next_run_time
    planned.modify(next_run_time=soon + timedelta(hours=2))
    clockwork.jumped()
    assert clockwork._scheduler.get_job("tick").next_run_time - soon < timedelta(seconds=10)


async def test_stopping_lets_a_running_job_end_and_starts_nothing_more(build, diary):
    clockwork = build(slow=diary.job("slow", takes=0.05), after=diary.job("after"))
    clockwork.start()
    await asyncio.sleep(0.01)
    await clockwork.stop(2)
    assert diary.names() == ["slow"]
    await asyncio.sleep(0.03)
    assert diary.names() == ["slow"]


async def test_stopping_does_not_wait_for_ever(build, diary):
    clockwork = build(endless=diary.job("endless", takes=60))
    clockwork.start()
    await asyncio.sleep(0.01)
    await asyncio.wait_for(clockwork.stop(0.01), 1)
    assert diary.ran == []


async def test_stopping_twice_or_before_the_start_is_harmless(build, diary):
    clockwork = build(tick=diary.job("tick"))
    await clockwork.stop()
    clockwork.start()
    clockwork.start()
    await clockwork.stop()
    await clockwork.stop()


async def test_a_jump_before_the_start_runs_nothing(build, diary):
    build(tick=diary.job("tick")).jumped()
    await asyncio.sleep(0.01)
    assert diary.ran == []


async def test_it_is_alive_while_started_and_frequent_jobs_succeed(build, diary):
    clockwork = build(tick=diary.job("tick", every=1), backup=diary.job("backup", fails=True))
    assert not clockwork.is_alive
    clockwork.start()
    assert not clockwork.is_alive
    await diary.until(2)
    assert clockwork.is_alive, "a failed backup is no reason to restart the bot"
    await clockwork.stop()
    assert not clockwork.is_alive


async def test_a_frequent_job_that_no_longer_succeeds_is_noticed(diary, clock):
    jobs = {"tick": diary.job("tick", every=0.05)}
    clockwork = Clockwork(jobs, clock, metrics=Metrics(), error_id=lambda: "e-23", frequent_seconds=0.15)
    clockwork.start()
    await diary.until(3)
    assert clockwork.is_alive
    diary.fails = True
    await asyncio.sleep(0.25)
    assert not clockwork.is_alive
    diary.fails = False
    await asyncio.sleep(0.1)
    assert clockwork.is_alive
    await clockwork.stop()


@pytest.mark.parametrize(("late", "next_beat"), [(0, 10), (3, 10), (10, 20), (10_000_000 * 10 + 1, 10_000_001 * 10)])
def test_missed_beats_are_skipped_in_one_step(late, next_beat):
    assert _Every(10).get_next_fire_time(NOON, NOON + timedelta(seconds=late)) == NOON + timedelta(seconds=next_beat)


def test_a_beat_that_lies_in_the_future_is_counted_from_now():
    assert _Every(10).get_next_fire_time(NOON + timedelta(hours=2), NOON) == NOON + timedelta(seconds=10)
    assert _Every(10).get_next_fire_time(None, NOON) == NOON + timedelta(seconds=10)


async def test_durations_and_failures_are_counted(diary, clock):
    metrics = Metrics()
    jobs: dict[str, Any] = {"bad": diary.job("bad", fails=True), "good": diary.job("good")}
    await Clockwork(jobs, clock, metrics=metrics, error_id=lambda: "e").run_all_once()
    assert metrics.count("jobs_failed") == 1
    assert "ebb_job_seconds_count 2" in metrics.text()
