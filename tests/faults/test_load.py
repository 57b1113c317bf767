"""Too much at once: from one person, and for everybody at the same second."""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.app import real_now
from bot.domain.prompts import PromptState
from bot.runtime import flood
from bot.runtime.clock import SystemClock
from bot.runtime.clockwork import Clockwork, Job
from bot.runtime.limits import Limits
from bot.runtime.metrics import Metrics
from bot.runtime.worker import MOST_IN_LANE
from bot.screens.screen import Screen
from bot.services.prompts import MOST_ATTEMPTS
from bot.storage.checkup import look_over
from handlers import clock as clock_handlers
from tests.faults.test_refusals import prompt_of
from tests.program import until
from tests.world import World, world

# The pace of a single chat would only make this slower.
TELEGRAM = Limits(25, chat_burst=None)
# Messages a second.
RATE = 50


async def test_fault_48_one_person_s_flood_is_hushed_and_the_others_are_answered_at_once(tmp_path: Path) -> None:
    async with world(tmp_path, limits=TELEGRAM) as ebb:
        anna, ben = ebb.person("Anna"), ebb.person("Ben")
        await anna.settle_in()
        await ben.settle_in()
        for number in range(1000):
            ebb.api.say(anna.stranger, f"words {number}")
        ebb.api.say(ben.stranger, "/help")
        await until(lambda: "/checkin" in ben.events[-1].text)
        replies = [event for event in anna.events if event.kind == "sent"]
        assert len(replies) <= 31
        assert ebb.ebb.worker.unfinished <= MOST_IN_LANE + 1, "hers, and his own that is just being finished"


async def test_fault_48_in_a_flood_answers_still_count_and_one_kind_line_is_said(tmp_path: Path) -> None:
    limits = Limits(1e6, chat_burst=None, messages_a_minute=5, taps_a_minute=5)
    async with world(tmp_path, limits=limits) as ebb:
        anna = ebb.person("Anna")
        await anna.settle_in()
        await ebb.to("20:00")
        await anna.tap("Good")
        for _ in range(8):
            await anna.say("/tips")
        assert [event.text[:10] for event in anna.events[-4:]] == ["/tips", "One moment", "/tips", "/tips"]
        await anna.say("6")
        checkin = await anna.day("2026-03-02")
        assert checkin is not None
        assert checkin.scores == {"pain": 6}, "what is typed is kept, although nothing is said"
        assert anna.events[-1].kind == "said"
        await anna.say("/helpnow")
        assert anna.last_words.startswith("In danger right now?"), "human help is never hushed"


async def test_fault_48_taps_in_a_flood_count_and_their_spinner_stops(tmp_path: Path) -> None:
    limits = Limits(1e6, chat_burst=None, messages_a_minute=5, taps_a_minute=2)
    async with world(tmp_path, limits=limits) as ebb:
        anna = ebb.person("Anna")
        await anna.settle_in()
        await ebb.to("20:00")
        await anna.tap("Good")
        await anna.tap("6")
        await anna.tap("7")
        assert anna.last_toast == "One moment, please."
        checkin = await anna.day("2026-03-02")
        assert checkin is not None
        assert checkin.scores == {"pain": 6, "fatigue": 7}


async def test_fault_48_a_flood_is_over_after_a_quiet_minute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1000.0
    monkeypatch.setattr(flood, "monotonic", lambda: now)
    one = flood.Flood(3)
    assert [one.judge(7).value for _ in range(5)] == ["welcome"] * 3 + ["first too many", "too many"]
    assert one.judge(8) is flood.Verdict.WELCOME
    now += 61
    assert [one.judge(7).value for _ in range(4)] == ["welcome"] * 3 + ["first too many"]
    now += 1000
    one.judge(9)
    assert set(one._came_at) == {9}, "who fell silent is forgotten"


@pytest.mark.parametrize("people", [120])
async def test_fault_49_many_due_at_one_second_are_all_asked_at_the_rate_and_replies_stay_quick(
    tmp_path: Path, people: int
) -> None:
    """A small crowd in real time; 10,000 in virtual time are tried where the sender is."""
    async with world(tmp_path, limits=Limits(RATE)) as ebb:
        await _move_in(ebb, people)
        chat = ebb.person("Anna")
        sending = asyncio.create_task(ebb.to("20:00"))
        waited_for = []
        while not sending.done():
            seen, before = len(chat.events), len(ebb.api.requests)
            ebb.api.say(chat.stranger, "/help")
            await until(lambda: len(chat.events) > seen + 1 or sending.done())  # noqa: B023 - asked at once
            waited_for.append(len(ebb.api.requests) - before)
            await asyncio.sleep(0.3)
        await sending
        prompts = [event for event in ebb.api.events.events if event.kind == "sent" and "Good" in str(event.labels)]
        assert len(prompts) == len({event.chat_id for event in prompts}) == people
        assert max(waited_for) < RATE / 2, "what is sent in half a second"


async def _move_in(ebb: World, people: int) -> None:
    chats = [ebb.person(f"Person {number}") for number in range(people)]
    await asyncio.gather(*(chat.settle_in() for chat in chats))


async def test_fault_53_a_prompt_that_always_breaks_is_given_up_named_by_the_doctor_and_holds_up_nobody(
    ebb: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    anna, ben = ebb.person("Anna"), ebb.person("Ben")
    await anna.settle_in()
    await ben.settle_in()
    poisoned = (await anna.person()).id
    draw = clock_handlers.checkin_screen

    def breaks(standing: object, person: object, words: object) -> Screen:
        if getattr(person, "id", 0) == poisoned:
            raise LookupError("out of luck")
        return draw(standing, person, words)  # type: ignore[arg-type]

    monkeypatch.setattr(clock_handlers, "checkin_screen", breaks)
    await ebb.to("20:00")
    assert len(ben.prompts()) == 1
    for _ in range(2 * MOST_ATTEMPTS):
        await ebb.pass_time(minutes=6)
    assert (await prompt_of(anna)).state is PromptState.FAILED
    assert caplog.text.count("A prompt could not be sent, error ") == MOST_ATTEMPTS
    assert ebb.ebb.parts.metrics.count("prompts_failed") == 1
    assert look_over(ebb.ebb.storage.upkeep.files, ebb.clock.now()).dead_prompts == 1
    await ben.tap("Good")
    assert await ben.day("2026-03-02") is not None
    monkeypatch.setattr(clock_handlers, "checkin_screen", draw)
    await ebb.to("20:00")
    assert len(anna.prompts()) == 1, "the next day is a new chance"


async def test_fault_54_whatever_holds_the_program_up_is_noticed_and_no_job_is_lost(
    caplog: pytest.LogCaptureFixture,
) -> None:
    ran: list[datetime] = []
    metrics = Metrics()

    async def work(now: datetime) -> None:
        ran.append(now)

    clockwork = Clockwork(
        {"due": Job(0.1, work)}, SystemClock(real_now), metrics=metrics, error_id=str, watch_seconds=0.05
    )
    clockwork.start()
    await until(lambda: len(ran) > 2)
    with caplog.at_level(logging.WARNING):
        time.sleep(1.3)  # noqa: ASYNC251 - this is the fault
        before = len(ran)
        await until(lambda: len(ran) > before + 2)
    await clockwork.stop()
    assert "Everything was held up for 1." in caplog.text
    assert metrics.count("held_up") == 1
