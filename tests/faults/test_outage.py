"""The bot, or its road to Telegram, is away for a while."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest

from bot.playground.events import Event
from bot.runtime import poller
from handlers.outage import OutageWatch
from tests.faults.conftest import Case, restarted
from tests.program import until
from tests.world import Chat, World


def sent(chat: Chat) -> list[Event]:
    return [event for event in chat.events if event.kind == "sent"]


def has_buttons(chat: Chat, message_id: int | None) -> bool:
    messages = chat.world.api.chat(chat.stranger)
    return bool(next(each for each in messages if each.message_id == message_id).keyboard)


async def test_fault_08_after_three_minutes_away_an_open_question_is_offered_again_once(
    ebb: World, anna: Chat, tmp_path: Path
) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    await ebb.pass_time(minutes=10)
    await ebb.close()
    ebb.api.tap(anna.stranger, "6")
    asked = sent(anna)[-1]
    async with restarted(anna, tmp_path, timedelta(minutes=3)) as again:
        assert ebb.api.updates.waiting() == [], "the tap is gone"
        for _ in range(3):
            await again.world.tick()
        assert sent(anna)[-2] == asked, "one new message"
        assert "How strong was your pain" in again.last_words
        assert not has_buttons(anna, asked.message_id)
        await again.tap("7")
        assert again.world.ebb.parts.metrics.count("prompts_offered_again") == 1
        checkin = await again.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 7}


async def test_fault_08_after_a_short_break_nothing_is_offered_again(ebb: World, anna: Chat, tmp_path: Path) -> None:
    await ebb.to("20:00")
    await ebb.pass_time(minutes=10)
    before = len(sent(anna))
    async with restarted(anna, tmp_path, timedelta(seconds=140)) as again:
        await again.world.tick()
        assert len(sent(anna)) == before, "taps of so short a break are still with Telegram"


@pytest.mark.parametrize("state", ["answered", "on a break", "skipped", "just asked"])
async def test_fault_08_nobody_is_bothered_who_has_nothing_to_answer(
    ebb: World, anna: Chat, tmp_path: Path, state: str
) -> None:
    away = timedelta(minutes=10)
    await ebb.to("19:59")
    if state == "just asked":
        async with restarted(anna, tmp_path, away) as again:
            await again.world.tick()
            await again.world.tick()
            assert len(anna.prompts()) == 1
        return
    await ebb.to("20:00")
    await ebb.pass_time(minutes=10)
    if state == "answered":
        await anna.tap("Rough")
        await anna.tap("7")
        await anna.tap("That's enough")
    elif state == "on a break":
        await ebb.ebb.parts.people.pause(await anna.person(), 3, ebb.clock.now())
    elif state == "skipped":
        await anna.tap("Not now")
        await anna.tap("Skip today")
    before = len(sent(anna))
    async with restarted(anna, tmp_path, away) as again:
        await again.world.tick()
        assert len(sent(anna)) == before


async def test_fault_08_an_outage_of_the_network_alone_is_noticed_too(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await ebb.pass_time(minutes=10)
    before, heard = len(sent(anna)), monotonic()
    watch = OutageWatch(ebb.ebb.parts, lambda: heard)
    await ebb.ebb.parts.presence.heard(ebb.clock.now())
    await watch.look(ebb.clock.now())
    heard += 149
    await watch.look(ebb.clock.now())
    await ebb.tick()
    assert len(sent(anna)) == before
    heard += 151
    await watch.look(ebb.clock.now())
    await watch.look(ebb.clock.now())
    await ebb.tick()
    assert len(sent(anna)) == before + 1


async def test_fault_09_after_three_days_away_there_is_one_current_prompt_and_old_words_count_for_their_day(
    ebb: World, anna: Chat, tmp_path: Path
) -> None:
    await ebb.to("20:00")
    await ebb.close()
    async with restarted(anna, tmp_path, timedelta(days=3, minutes=5)) as again:
        for _ in range(3):
            await again.world.tick()
        assert len(anna.prompts()) == 2
        await again.tap("Rough")
        assert await again.day("2026-03-05") is not None
        assert await again.day("2026-03-03") is None


async def test_fault_23_without_a_network_at_the_start_it_waits_and_comes_up_by_itself(case: Case) -> None:
    case.town.api.go_offline()
    async with case.run() as bot:
        await bot.line("Telegram cannot be reached")
        case.town.api.go_online()
        await case.anna.say("/start", then="Is that all right with you?")
        assert await bot.stop() == 0


async def test_fault_23_a_network_that_dies_for_ten_minutes_is_outlived_without_a_restart(
    ebb: World, anna: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poller.random, "uniform", lambda _low, _high: 0.01)
    ebb.api.go_offline()
    await until(lambda: ebb.ebb.parts.metrics.count("polls_failed") > 20)
    ebb.api.say(anna.stranger, "/help")
    ebb.clock.move_by(600)
    assert ebb.polling is not None
    assert not ebb.polling.done()
    ebb.api.go_online()
    await ebb.settle()
    assert "/checkin" in anna.last_words


async def test_fault_23_a_line_that_is_cut_in_the_middle_of_a_poll_is_taken_up_again(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("getUpdates", drop="read")
    ebb.api.updates.release()
    await anna.say("/help")
    assert "/checkin" in anna.last_words
    assert ebb.ebb.parts.metrics.count("polls_failed") == 1
