"""Pacing as it is lived: a baseline and its first step up, none with PEM, timers over a restart, a big day, a flare."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot.domain.payback import Payback, Watch
from tests.conversations.conftest import Reads
from tests.world import Chat, World, running


async def check_in(chat: Chat, feeling: str = "Good", *, pain: int = 4, others: int = 5) -> None:
    """Answer today's prompt in full."""
    await chat.say("/checkin")
    await chat.tap(feeling)
    await chat.tap(str(pain))
    for _ in range(4):
        await chat.tap(str(others))


async def test_pace_baseline_to_first_growth(ebb: World, reads_as_expected: Reads) -> None:
    """Anna finds her amount on three mixed days, holds it a week, and is offered one small step."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/pace")
    await anna.tap("No, or rarely")
    await anna.tap("Add something")
    await anna.tap("Walking")
    for amount in ("12", "20", "15"):
        await anna.tap("Note today")
        await anna.tap(amount)
        await ebb.to("09:00")
        await anna.say("/pace")
        await anna.tap("Walking")
    with anna.without_telling("Seven days go by, each with a check-in; on one of them it was less."):
        for day in range(7):
            await check_in(anna)
            await anna.say("/pace")
            await anna.tap("Walking")
            await anna.tap("Less" if day == 2 else "Did it")
            await ebb.to("09:00")
        await check_in(anna)
    await anna.say("/pace")
    await anna.tap("Walking")
    await anna.tap("Look at the week")
    await anna.tap("Go to 13.5 minutes")
    await anna.tap("It is a harder time")
    await anna.tap("Back")
    reads_as_expected(anna)


async def test_pem_never_grows(ebb: World, reads_as_expected: Reads) -> None:
    """Small efforts cost Ben days: his amount is half, and a perfect week changes nothing."""
    ben = ebb.person("Ben")
    await ben.settle_in()
    await ben.say("/pace")
    await ben.tap("Yes, often")
    await ben.tap("Add something")
    await ben.tap("Cooking")
    for _ in range(3):
        await ben.tap("Note today")
        await ben.tap("12")
        await ebb.to("09:00")
        await ben.say("/pace")
        await ben.tap("Cooking")
    with ben.without_telling("Seven days go by, each with a check-in, each as planned."):
        for _ in range(7):
            await check_in(ben)
            await ben.say("/pace")
            await ben.tap("Cooking")
            await ben.tap("Did it")
            await ebb.to("09:00")
    await ben.say("/pace")
    await ben.tap("Cooking")
    await ben.tap("Look at the week")
    assert not any("Go to" in label for label in ben.last_buttons)
    await ben.tap("Stay at 6 minutes")
    await ben.tap_data("1pdw:1:1")
    reads_as_expected(ben)
    picture = await ebb.ebb.parts.pacing.look(await ben.person(), ebb.clock.now())
    assert picture.activities[0].amount == 6


async def walking(chat: Chat) -> None:
    """Pace walking with five minutes."""
    await chat.settle_in()
    await chat.say("/pace")
    await chat.tap("No, or rarely")
    await chat.tap("Add something")
    await chat.tap("Walking")
    await chat.tap("I don't know, start with 5 minutes")


async def test_timer_survives_restart(ebb: World, tmp_path: Path, reads_as_expected: Reads) -> None:
    """Ebb is started anew while Anna walks: she is still told to stop in time, and when her rest is over."""
    anna = ebb.person("Anna")
    await walking(anna)
    await anna.tap("Start the timer")
    await ebb.pass_time(minutes=2)
    await ebb.close()
    async with running(ebb.api, ebb.clock, tmp_path) as later:
        anna.world = later
        await later.pass_time(minutes=2, seconds=29)
        assert "Time to stop" not in anna.last_words
        await later.pass_time(seconds=1)
        assert "Time to stop" in anna.last_words
        await later.tick()
        await later.pass_time(minutes=5)
        assert "Your rest is over" in anna.last_words
        await later.tick()
        reads_as_expected(anna)
        assert sum("Time to stop" in event.text for event in anna.events if event.kind == "sent") == 1


async def test_a_timer_that_came_due_while_ebb_was_down_rings_at_once_and_says_it_is_late(
    ebb: World, tmp_path: Path
) -> None:
    anna = ebb.person("Anna")
    await walking(anna)
    await anna.tap("Start the timer")
    await ebb.close()
    ebb.clock.move_by(timedelta(minutes=40).total_seconds())
    async with running(ebb.api, ebb.clock, tmp_path) as later:
        anna.world = later
        await later.tick()
        assert "Time to stop" in anna.last_words
        assert "This comes late" in anna.last_words


async def test_a_timer_that_was_stopped_never_rings(ebb: World) -> None:
    anna = ebb.person("Anna")
    await walking(anna)
    await anna.tap("Start the timer")
    await anna.tap("Stop the timer")
    await ebb.pass_time(minutes=30)
    assert "Time to stop" not in anna.last_words


async def test_big_day_payback(ebb: World, reads_as_expected: Reads) -> None:
    """Anna marks big days; two days later there is one question, and with enough of them the counts are shown."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/pace")
    await anna.tap("No, or rarely")
    for day in range(20):
        with anna.without_telling("A day goes by, with a check-in."):
            await ebb.to("20:00")
            await check_in(anna, pain=8 if day in (14, 18) else 4)
        if day in (1, 12, 16):
            await anna.say("/pace")
            await anna.tap("Today was a big day")
        if day in (14, 18):
            assert "Two days ago" in str(anna.events)
            await anna.tap("Harder")
            await anna.tap("To pacing")
    await anna.say("/pace")
    await anna.tap("What I noticed")
    reads_as_expected(anna)
    assert sum("Two days ago" in event.text for event in anna.events if event.kind == "sent") == 2
    person = await anna.person()
    seen = (await ebb.ebb.parts.pacing.look(person, ebb.clock.now())).watch
    assert seen is not None
    assert (seen.harder, seen.big) == (2, 3)
    assert isinstance(seen, Watch)
    assert seen.base > 0
    assert Payback.HARDER.value == "harder"


async def test_flare_start_to_end(ebb: World, reads_as_expected: Reads) -> None:
    """On a good day Anna writes to herself; a flare starts, is asked about gently, and ended by her alone."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/flare")
    await anna.tap("Write to my flare self")
    await anna.say("The blanket helps. It passed every time.")
    await ebb.to("09:00")
    await anna.say("/flare")
    await anna.tap("Flare days: one tap")
    for _ in range(4):
        await ebb.to("20:00")
    await anna.tap("Still on")
    for _ in range(3):
        await ebb.to("20:00")
    await ebb.to("21:00")
    await anna.tap("The flare is over")
    await anna.tap("Warmth")
    await anna.tap("Rest")
    await anna.tap("✓ Rest")
    await anna.tap("That's all")
    reads_as_expected(anna)
    asked = [event for event in anna.events if event.kind == "sent" and "How is it going" in event.text]
    assert len(asked) == 2
    assert (await anna.person()).flare_since_at is None


async def test_energy_in_ones_own_unit(ebb: World, reads_as_expected: Reads) -> None:
    """Ben counts spoons: nine in the morning, eleven gone by the evening."""
    ben = ebb.person("Ben")
    await ben.settle_in()
    await ben.say("/pace")
    await ben.tap("No, or rarely")
    await ben.tap("Energy today")
    await ben.tap("Spoons")
    await ben.tap("9")
    await ben.tap("Energy today")
    await ben.tap("11")
    await ben.tap("Energy today")
    reads_as_expected(ben)


async def test_an_activity_in_ones_own_words_is_a_name_and_never_markup(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/pace")
    await anna.tap("No, or rarely")
    await anna.tap("Add something")
    await anna.tap("Own, times")
    await anna.say("<b>Stairs</b> & doors, up and down again")
    assert "<b>Stairs</b> & doors" in anna.last_words
    await anna.tap("Note today")
    await anna.tap("3")
    await anna.tap("Stop pacing this")
    assert "What would you like to pace?" in anna.last_words
    for data in ("1pop:1", "1pld:1:did", "1pst:1:0:0", "1prw:99", "1pfa:1:6", "1pun:1", "1psb:1", "1fht:5:rest"):
        await anna.tap_data(data)
    assert (await anna.person()).expecting.about == ""
