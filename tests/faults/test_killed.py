"""The program is taken away at the worst points, and comes back."""

from __future__ import annotations

import asyncio
import signal
from datetime import timedelta

import pytest

from bot.app import real_now
from bot.playground.chats import Person as Stranger
from bot.playground.events import Event
from bot.storage.storage import open_storage
from tests.diary import files_of_program
from tests.faults.conftest import Case
from tests.program import until


async def taken_away(case: Case, point: str, label: str) -> None:
    """Run to the first question, arm, tap, and see the program die of it."""
    async with case.run_until(point) as bot:
        await case.ask()
        await case.anna.tap("Good", then="1 of 5")
        await asyncio.sleep(0.2)  # The last steps of this tap are to be passed.
        case.arm()
        case.tap(label)
        assert await bot.ended() == -signal.SIGKILL
    case.disarm()


async def test_fault_01_an_update_that_was_fetched_and_not_kept_comes_again_and_is_recorded_once(case: Case) -> None:
    await taken_away(case, "fetched", "2")
    assert await case.scores() == {}
    async with case.run() as bot:
        await case.anna.reads("2 of 5")
        assert await bot.stop() == 0
    assert await case.scores() == {"pain": 2}


async def test_fault_02_an_update_that_was_kept_and_not_handled_needs_telegram_no_more(case: Case) -> None:
    await taken_away(case, "kept", "2")
    storage = await open_storage(files_of_program(case.town.folder), create=False, now=real_now())
    assert await storage.database.read(storage.inbox.count_waiting) == 1
    await storage.close()
    case.town.api.updates.forget_all()
    async with case.run() as bot:
        await case.anna.reads("2 of 5")
        assert await bot.stop() == 0
    assert await case.scores() == {"pain": 2}


@pytest.mark.parametrize("point", ["recorded", "handled"])
async def test_fault_03_an_answer_that_was_recorded_and_not_shown_is_shown_and_stays_one(
    case: Case, point: str
) -> None:
    await taken_away(case, point, "2")
    assert await case.scores() == {"pain": 2}
    async with case.run() as bot:
        if point == "recorded":
            await case.anna.reads("2 of 5")
        await case.anna.tap("4", then="3 of 5")
        assert await bot.stop() == 0
    assert await case.scores() == {"pain": 2, "fatigue": 4}


async def test_fault_04_a_prompt_sent_and_not_written_down_is_doubled_once_at_most_and_both_work(case: Case) -> None:
    async with case.run_until("sent") as bot:
        await case.anna.settle_in()
        case.arm()
        case.town.api.clock.move_by(timedelta(hours=3).total_seconds())
        await case.anna.reads("How is today?")
        assert await bot.ended() == -signal.SIGKILL
    case.disarm()
    async with case.run() as bot:
        case.town.api.clock.move_by(timedelta(minutes=5).total_seconds())
        await case.anna.reads("How is today?")
        await asyncio.sleep(2.5)  # A second repetition would come after two.
        first, second = case.prompts()
        await case.anna.tap("Good", then="1 of 5", message_id=first)
        await case.anna.tap("2", then="2 of 5", message_id=first)
        await case.anna.tap("Rough", then="How tired were you", message_id=second)
        assert await bot.stop() == 0
    assert await case.scores() == {"pain": 2}


async def test_fault_05_a_stop_in_the_middle_of_500_updates_is_quick_and_loses_none(case: Case) -> None:
    api = case.town.api
    case.town.settings["EBB_SEND_RATE"] = "400"
    others = [api.add_person(f"Person {number}") for number in range(50)]
    async with case.run() as bot:
        await case.ask()
        await case.anna.tap("Good", then="1 of 5")
        for number in range(499):
            api.say(others[number % 50], f"words {number}")
        case.tap("2")
        await until(lambda: len(api.updates.waiting()) < 400)
        bot.send(signal.SIGTERM)
        bot.send(signal.SIGTERM)
        assert await bot.ended() == 0
    async with case.run() as bot:
        await case.anna.reads("2 of 5")
        await until(lambda: all(len(replies(case, other)) == 10 - (other is others[49]) for other in others))
        assert await bot.stop() == 0
    assert await case.scores() == {"pain": 2}


def replies(case: Case, stranger: Stranger) -> list[Event]:
    """What one of the others was sent."""
    return [event for event in case.town.api.events_of(stranger) if event.kind == "sent"]
