"""What rings by itself, when it cannot: broken, throttled, blocked, late, or for somebody whose flare is over."""

from __future__ import annotations

from typing import NoReturn

import pytest

from bot.domain.alarms import MOST_ATTEMPTS, Alarm, AlarmKind
from bot.playground.faults import Fault
from handlers import alarms
from tests.world import Chat, World

STOP = "Time to stop now"


async def timed(chat: Chat) -> None:
    """Walking, with its timer running."""
    await chat.say("/pace")
    await chat.tap("No, or rarely")
    await chat.tap("Add something")
    await chat.tap("Walking")
    await chat.tap("I don't know, start small")
    await chat.tap("Start the timer")


async def open_alarms(world: World, chat: Chat) -> list[Alarm]:
    """What is still to ring for somebody."""
    person, storage = await chat.person(), world.ebb.storage
    return await storage.database.read(lambda tx: storage.alarms.open_of(tx, person.id))


def rings(chat: Chat) -> int:
    """How often somebody was told to stop."""
    return sum(event.kind == "sent" and event.text.startswith(STOP) for event in chat.events)


async def test_what_always_breaks_is_given_up_after_a_few_attempts_and_holds_nobody_up(
    ebb: World, anna: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_named: object) -> NoReturn:
        raise ValueError("no screen today")

    await timed(anna)
    with monkeypatch.context() as patch:
        patch.setattr(alarms, "stop_screen", broken)
        for attempt in range(1, MOST_ATTEMPTS + 3):
            await ebb.pass_time(minutes=6)
            assert ebb.ebb.parts.metrics.count("alarms_failed") == min(attempt, MOST_ATTEMPTS)
            assert bool(await open_alarms(ebb, anna)) is (attempt < MOST_ATTEMPTS)
    assert rings(anna) == 0
    await anna.say("/pace")
    await anna.tap("✓ Walking" if "✓ Walking" in anna.last_buttons else "Walking")
    await anna.tap("Start the timer")
    await ebb.pass_time(minutes=6)
    assert rings(anna) == 1


async def test_what_broke_once_rings_a_lease_later(ebb: World, anna: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_named: object) -> NoReturn:
        raise ValueError("not this time")

    await timed(anna)
    with monkeypatch.context() as patch:
        patch.setattr(alarms, "stop_screen", broken)
        await ebb.pass_time(minutes=6)
    assert rings(anna) == 0
    await ebb.pass_time(minutes=2)
    assert rings(anna) == 1


async def test_a_throttled_word_to_stop_comes_when_telegram_says(ebb: World, anna: Chat) -> None:
    await timed(anna)
    ebb.api.faults.plan(Fault("sendMessage", error_code=429, description="Too Many Requests", retry_after=90))
    await ebb.pass_time(minutes=6)
    assert rings(anna) == 0
    (alarm,) = await open_alarms(ebb, anna)
    assert alarm.attempts == 0, "Telegram's no is no fault of ours"
    await ebb.pass_time(seconds=95)
    assert rings(anna) == 1
    assert [each.kind for each in await open_alarms(ebb, anna)] == [AlarmKind.REST]


async def test_nothing_rings_for_who_has_blocked_the_bot(ebb: World, anna: Chat) -> None:
    await timed(anna)
    ebb.api.block(anna.stranger)
    await ebb.pass_time(minutes=6)
    assert rings(anna) == 0
    assert await open_alarms(ebb, anna) == []
    assert (await anna.person()).unreachable_at is not None


async def test_a_flare_is_asked_about_by_its_day_and_not_when_it_is_over(ebb: World, anna: Chat) -> None:
    await anna.say("/flare")
    await anna.tap("Flare days: one tap")
    await ebb.pass_time(days=3, hours=2)
    assert any(event.text.startswith("Day 4") for event in anna.events)
    await anna.say("/flare")
    await anna.tap("The flare is over")
    asked = len([event for event in anna.events if event.text.startswith("Day ")])
    await ebb.pass_time(days=4)
    assert len([event for event in anna.events if event.text.startswith("Day ")]) == asked
