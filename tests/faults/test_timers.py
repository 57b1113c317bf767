"""The program is taken away with a timer running or in the middle of a breath, and comes back as if it kept watch."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.playground.events import Event
from tests.faults.conftest import Case


async def start_the_timer(case: Case) -> None:
    """Pace walking with five minutes, and start."""
    anna = case.anna
    await anna.settle_in()
    await anna.say("/pace", then="One question first")
    await anna.tap("No, or rarely", then="What would you like to pace?")
    await anna.tap("Add something", then="One thing at a time")
    await anna.tap("Walking", then="On 3 mixed days")
    await anna.tap("I don't know, start small", then="We begin with 5 minutes")
    await anna.tap("Start the timer", then="the timer runs")


def let_pass(case: Case, **span: float) -> None:
    case.town.api.clock.move_by(timedelta(**span).total_seconds())


def sent(case: Case, words: str) -> list[Event]:
    events = case.town.api.events_of(case.anna.stranger)
    return [event for event in events if event.kind == "sent" and words in event.text]


@pytest.mark.parametrize(("down", "is_late"), [(timedelta(seconds=1), False), (timedelta(minutes=20), True)])
async def test_a_timer_that_ran_when_the_program_was_killed_rings_once_on_time_or_at_once(
    case: Case, down: timedelta, is_late: bool
) -> None:
    async with case.run() as bot:
        await start_the_timer(case)
        let_pass(case, minutes=2)
        await bot.kill()  # The tap may not be noted as handled yet; handled again, it must not start the timer anew.
    let_pass(case, seconds=down.total_seconds())
    async with case.run() as bot:
        await bot.line("Ebb is running")
        if not is_late:
            await asyncio.sleep(1.2)  # A tick or two of the clockwork.
            assert not sent(case, "Time to stop now"), "nobody is told before the time"
            let_pass(case, minutes=2, seconds=28)
        told = await case.anna.reads("Time to stop now")
        assert ("This comes late" in told.text) is is_late
        await asyncio.sleep(0.3)  # The rest begins when the word to stop has arrived.
        let_pass(case, minutes=5, seconds=1)
        await case.anna.reads("Your rest is over")
        await asyncio.sleep(0.3)
        await bot.kill()
    async with case.run() as bot:
        await bot.line("Ebb is running")
        let_pass(case, minutes=10)
        await asyncio.sleep(1.2)  # What rang before the second kill would ring again now.
        assert await bot.stop() == 0
    assert len(sent(case, "Time to stop now")) == 1
    assert len(sent(case, "Your rest is over")) == 1


async def test_a_breath_the_program_was_killed_in_ends_kindly_and_can_begin_again(case: Case) -> None:
    async with case.run() as bot:
        await case.anna.settle_in()
        await case.anna.say("/breathe", then="What would you like to try?")
        await case.anna.tap("Slow breath 4-6", then="9 rounds")
        begun = await case.anna.tap("Begin", then="Round 1 of 9")
        await asyncio.sleep(0.2)  # The last steps of this tap are to be passed.
        await bot.kill()
    async with case.run() as bot:
        told = await case.anna.reads("I had to restart")
        assert told.message_id == begun.message_id
        await case.anna.tap("Begin again", then="Round 1 of 9")
        await case.anna.tap("Stop", then="Stopped.")
        assert await bot.stop() == 0
