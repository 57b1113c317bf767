"""Too much at once: from one person, and for everybody at the same second."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic

import pytest

from bot.runtime import flood
from bot.runtime.limits import Limits
from tests.program import until
from tests.world import World, world

# The pace of a single chat would only make this slower.
TELEGRAM = Limits(25, chat_burst=None)


async def test_fault_48_one_person_s_flood_is_hushed_and_the_others_are_answered_at_once(tmp_path: Path) -> None:
    async with world(tmp_path, limits=TELEGRAM) as ebb:
        anna, ben = ebb.person("Anna"), ebb.person("Ben")
        await anna.settle_in()
        await ben.settle_in()
        for number in range(1000):
            ebb.api.say(anna.stranger, f"words {number}")
        begun_at = monotonic()
        ebb.api.say(ben.stranger, "/help")
        await until(lambda: "/checkin" in ben.events[-1].text)
        assert monotonic() - begun_at < 2
        replies = [event for event in anna.events if event.kind == "sent"]
        assert len(replies) <= 31
        assert ebb.ebb.worker.unfinished <= 500


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
    async with world(tmp_path, limits=Limits(50)) as ebb:
        await _move_in(ebb, people)
        chat = ebb.person("Anna")
        sending = asyncio.create_task(ebb.to("20:00"))
        waits = []
        begun_at = monotonic()
        while not sending.done():
            asked_at = monotonic()
            seen = len(chat.events)
            ebb.api.say(chat.stranger, "/help")
            await until(lambda: len(chat.events) > seen + 1 or sending.done())  # noqa: B023 - asked at once
            waits.append(monotonic() - asked_at)
            await asyncio.sleep(0.3)
        await sending
        took = monotonic() - begun_at
        prompts = [event for event in ebb.api.events.events if event.kind == "sent" and "Good" in str(event.labels)]
        assert len(prompts) == len({event.chat_id for event in prompts}) == people
        assert took < people / 50 + 2
        assert max(waits) < 0.5


async def _move_in(ebb: World, people: int) -> None:
    chats = [ebb.person(f"Person {number}") for number in range(people)]
    await asyncio.gather(*(chat.settle_in() for chat in chats))
