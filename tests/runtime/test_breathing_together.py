"""Many people breathe at once under the real sender, in virtual time: nobody's phase is late, or nobody more begins."""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import accumulate, cycle, islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.runtime.clock import SystemClock
from bot.runtime.limits import Limits
from bot.runtime.metrics import Metrics
from bot.runtime.player import Players, Scene
from bot.runtime.priority import Priority, at_priority
from bot.runtime.sender import Sender
from bot.runtime.timetable import LONGEST_WAIT, SLOT_SECONDS, Timetable
from tests.runtime.conftest import NOW
from tests.virtual_time import run_virtually

MOST_LATE = 0.5
LATENCY = 0.1
FOUR_ROUNDS = [0.0, *accumulate(islice(cycle((4.0, 7.0, 8.0)), 12))]


def now() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Hall:
    """People who breathe 4-7-8 together, over a Telegram that takes 25 messages a second."""

    late: list[float] = field(default_factory=list)
    refused_at: list[int] = field(default_factory=list)
    most: int = 0

    def __post_init__(self) -> None:
        clock = SystemClock(lambda: NOW + timedelta(seconds=now()))
        self.sender = Sender(Limits(25), None, clock, Metrics())  # type: ignore[arg-type]
        self.players = Players(clock, 25)

    async def edit(self, chat_id: int, due_at: float, priority: Priority = Priority.REPLY) -> None:
        async def request() -> None:
            self.late.append(now() - due_at)
            await asyncio.sleep(LATENCY)

        with at_priority(priority):
            await self.sender.process_request(request, (), {}, "editMessageText", {"chat_id": chat_id}, None)

    async def breathe(self, chat_id: int) -> None:
        """Begin if there is room, as the tap on *Begin* does."""
        seconds = self.players.begins_in(chat_id, FOUR_ROUNDS)
        if seconds is None:
            self.refused_at.append(len(self.players.playing))
            return
        await asyncio.sleep(seconds)
        await self.edit(chat_id, now())
        begun_at = now()
        self.players.play(chat_id, [Scene(at, self._scene(chat_id, begun_at + at)) for at in FOUR_ROUNDS[1:]])
        self.most = max(self.most, len(self.players.playing))

    def _scene(self, chat_id: int, due_at: float):  # type: ignore[no-untyped-def]
        return lambda: self.edit(chat_id, due_at)

    async def until_all_is_quiet(self) -> None:
        while self.players.playing:  # noqa: ASYNC110
            await asyncio.sleep(1)


@pytest.mark.parametrize("seed", range(3))
def test_of_600_who_come_within_five_minutes_about_150_breathe_at_once_and_no_phase_is_half_a_second_late(
    seed: int,
) -> None:
    async def evening() -> Hall:
        hall, chance = Hall(), random.Random(seed)  # noqa: S311 - a repeatable crowd
        async with asyncio.TaskGroup() as people:
            for chat_id in range(1, 601):
                people.create_task(hall.breathe(chat_id))
                await asyncio.sleep(chance.expovariate(2))
        await hall.until_all_is_quiet()
        return hall

    hall = run_virtually(evening())
    assert len(hall.late) > 4000
    assert max(hall.late) <= MOST_LATE
    assert hall.most >= 140
    assert hall.refused_at, "there is an end to it"
    assert min(hall.refused_at) >= 125


def test_prompts_that_go_out_meanwhile_make_no_phase_late() -> None:
    async def evening() -> Hall:
        hall, chance = Hall(), random.Random(7)  # noqa: S311 - a repeatable crowd
        async with asyncio.TaskGroup() as everybody:
            for chat_id in range(1, 301):
                everybody.create_task(hall.breathe(chat_id))
                everybody.create_task(prompt(hall, 1000 + chat_id))
                await asyncio.sleep(chance.expovariate(3))
        await hall.until_all_is_quiet()
        return hall

    async def prompt(hall: Hall, chat_id: int) -> None:
        async def request() -> None:
            await asyncio.sleep(LATENCY)

        with at_priority(Priority.PROMPT):
            await hall.sender.process_request(request, (), {}, "sendMessage", {"chat_id": chat_id}, None)

    hall = run_virtually(evening())
    assert hall.most >= 110
    assert max(hall.late) <= MOST_LATE


def test_without_a_timetable_the_same_crowd_would_be_late() -> None:
    """What the timetable is for: these 150 begin whenever they like."""

    async def evening() -> Hall:
        hall, chance = Hall(), random.Random(0)  # noqa: S311 - a repeatable crowd
        hall.players = Players(SystemClock(lambda: NOW + timedelta(seconds=now())))
        async with asyncio.TaskGroup() as people:
            for chat_id in range(1, 151):
                people.create_task(hall.breathe(chat_id))
                await asyncio.sleep(chance.expovariate(5))
        await hall.until_all_is_quiet()
        return hall

    assert max(run_virtually(evening()).late) > MOST_LATE


@given(st.lists(st.lists(st.floats(0, 60), min_size=1, max_size=12), max_size=40), st.integers(2, 30))
def test_nobody_waits_longer_than_three_seconds_and_no_half_second_is_promised_twice_over(
    plays: list[list[float]], rate: int
) -> None:
    timetable, promised = Timetable(rate), list[float]()
    for who, moments in enumerate(plays):
        seconds = timetable.wait(moments, 1000.0)
        if seconds is None:
            continue
        assert 0 <= seconds <= LONGEST_WAIT
        timetable.promise(who, moments, 1000.0 + seconds)
        promised.extend(1000.0 + seconds + moment for moment in moments)
    slots = [int(moment // SLOT_SECONDS) for moment in promised]
    assert all(slots.count(slot) <= max(1, rate / 2) for slot in set(slots))


def test_room_comes_back_when_somebody_stops_or_time_goes_by() -> None:
    timetable = Timetable(2)
    always = [place / 2 for place in range(20)]
    timetable.promise("Anna", always, 100.0)
    assert timetable.wait([1.0], 100.0) is None
    assert timetable.wait([1.0], 109.0) == 0.0
    timetable.promise("Ben", [1.0], 120.0)
    timetable.release("Ben")
    assert timetable.wait([1.0], 120.0) == 0.0


async def test_room_that_was_kept_is_given_back_when_nothing_is_played() -> None:
    players = Players(SystemClock(lambda: NOW), 2)
    always = [place / 2 for place in range(20)]
    assert players.begins_in("Anna", always) == 0.0
    assert players.begins_in("Ben", always) is None
    assert players.begins_in("Anna", always) == 0.0
    assert not await players.stop("Anna")
    assert players.begins_in("Ben", always) == 0.0
