"""Telegram says no, says nothing, or says it too late."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.prompts import Prompt, PromptState
from bot.runtime import sender
from bot.storage.not_before import ALL_CHATS
from tests.faults.conftest import Case, restarted
from tests.program import outcome, program, until
from tests.test_over_http import Town
from tests.world import TOKEN, Chat, World

WRONG_TOKEN = "987654321:somebody-else-has-this-token-or-nobody"


@pytest.fixture(autouse=True)
def _quick_retries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sender, "FIRST_PAUSE", 0.01)


async def prompt_of(chat: Chat) -> Prompt:
    events = chat.prompts()
    storage, person = chat.world.ebb.storage, await chat.person()
    day = chat.world.clock.now().date()
    found = await storage.database.read(lambda tx: storage.prompts.newest_for_day(tx, person.id, day))
    assert found is not None, events
    return found


async def test_fault_10_a_throttled_prompt_waits_as_long_as_told_and_over_a_restart(
    ebb: World, anna: Chat, tmp_path: Path
) -> None:
    ebb.api.fail_next("sendMessage", retry_after=7)
    await ebb.to("20:00")
    await ebb.pass_time(seconds=6)
    assert anna.prompts() == []
    storage = ebb.ebb.storage
    waits = await storage.database.write(lambda tx: storage.not_before.standing(tx, ebb.clock.now()))
    assert set(waits) == {anna.id}
    async with restarted(anna, tmp_path) as again:
        await again.world.tick()
        assert again.prompts() == []
        await again.world.pass_time(seconds=2)
        assert len(again.prompts()) == 1
        assert (await prompt_of(again)).attempts == 1, "being told to wait is no failure"


async def test_fault_10_when_several_are_throttled_everybody_waits_and_nothing_is_lost(ebb: World) -> None:
    people = [ebb.person(f"Person {number}") for number in range(5)]
    for person in people:
        await person.settle_in()
    for person in people[:2]:
        ebb.api.fail_next("sendMessage", retry_after=7, chat_id=person.id)
    await ebb.to("20:00")
    storage = ebb.ebb.storage
    waits = await storage.database.write(lambda tx: storage.not_before.standing(tx, ebb.clock.now()))
    assert ALL_CHATS in waits
    await ebb.pass_time(seconds=9)
    await ebb.pass_time(seconds=9)
    assert [len(person.prompts()) for person in people] == [1] * 5


async def test_fault_10_a_throttled_reply_waits_too_and_nothing_is_lost(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", retry_after=7)
    ebb.api.say(anna.stranger, "/help")
    await until(lambda: ebb.ebb.parts.metrics.count("requests_throttled") == 1)
    ebb.clock.move_by(6)
    assert anna.events[-1].kind == "said"
    await ebb.pass_time(seconds=1)
    assert "/checkin" in anna.last_words


BODIES: list[dict[str, Any]] = [
    {"error_code": 429, "description": "Too Many Requests"},
    {"error_code": 500, "description": "Internal Server Error"},
    {"error_code": 502, "body": "<html>Bad Gateway</html>"},
    {"error_code": 200, "body": "<html>Welcome to the hotel network</html>"},
]


async def test_fault_11_errors_without_advice_are_waited_out(case: Case) -> None:
    async with case.run() as bot:
        await case.ask()
        for body in BODIES:
            case.town.api.fail_next("sendMessage", **body)
            await case.anna.say("/help", then="/checkin")
        case.town.api.fail_next("editMessageText", **BODIES[2])
        await case.anna.tap("Good", then="1 of 5", message_id=case.prompt_id)
        case.town.api.fail_next("sendMessage", **BODIES[3])
        case.town.api.clock.move_by(timedelta(days=1).total_seconds())
        await case.anna.reads("How is today?")
        assert "Traceback" not in bot.said
        assert await bot.stop() == 0


@pytest.mark.parametrize("delivered", [True, False])
async def test_fault_12_a_prompt_nobody_knows_the_fate_of_is_sent_once_more_at_most(
    ebb: World, anna: Chat, delivered: bool
) -> None:
    ebb.api.fail_next("sendMessage", hang=60, deliver=delivered)
    await ebb.to("20:00")
    assert (await prompt_of(anna)).state is PromptState.UNKNOWN
    for _ in range(5):
        await ebb.pass_time(minutes=1)
    assert len(anna.prompts()) == (2 if delivered else 1)
    assert (await prompt_of(anna)).state is PromptState.SENT


GONE = [
    (403, "Forbidden: bot was blocked by the user"),
    (403, "Forbidden: user is deactivated"),
    (403, "Forbidden: bot can't initiate conversation with a user"),
    (400, "Bad Request: chat not found"),
]


@pytest.mark.parametrize(("code", "words"), GONE, ids=lambda value: str(value)[-20:])
async def test_fault_13_who_cannot_be_reached_is_left_alone_until_they_come_back(
    ebb: World, anna: Chat, code: int, words: str
) -> None:
    ebb.api.fail_next("sendMessage", error_code=code, description=words)
    await ebb.to("20:00")
    assert (await anna.person()).unreachable_at is not None
    await ebb.to("20:00")
    assert anna.prompts() == []
    await anna.say("/start")
    await ebb.to("20:00")
    assert len(anna.prompts()) == 1


async def test_fault_13_an_unknown_refusal_is_about_one_message_only(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", error_code=403, description="Forbidden: something new")
    await ebb.to("20:00")
    assert (await anna.person()).unreachable_at is None
    assert (await prompt_of(anna)).state is PromptState.FAILED
    await ebb.to("20:00")
    assert len(anna.prompts()) == 1


async def test_fault_14_blocked_and_back_again_loses_nothing(ebb: World, anna: Chat) -> None:
    before = await anna.person()
    await anna.block()
    await ebb.to("20:00")
    assert anna.prompts() == []
    await anna.unblock()
    await ebb.to("20:00")
    assert len(anna.prompts()) == 1
    assert await anna.person() == before


async def test_fault_15_an_edit_that_changes_nothing_is_fine(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    unchanged = "Bad Request: message is not modified: specified new message content is the same"
    ebb.api.fail_next("editMessageText", error_code=400, description=unchanged)
    before = len([event for event in anna.events if event.kind == "sent"])
    await anna.tap("Good")
    assert len([event for event in anna.events if event.kind == "sent"]) == before
    assert await anna.day("2026-03-02") is not None


async def test_fault_15_for_a_message_that_is_gone_there_is_a_new_one(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    ebb.api.fail_next("editMessageText", error_code=400, description="Bad Request: message to edit not found")
    await anna.tap("Good")
    assert anna.events[-1].kind == "sent"
    assert "How strong was your pain" in anna.last_words


async def test_fault_16_a_tap_answered_too_late_is_recorded_all_the_same(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    too_old = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    ebb.api.fail_next("answerCallbackQuery", error_code=400, description=too_old)
    await anna.tap("6")
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6}
    assert "How tired were you" in anna.last_words
    assert ebb.ebb.parts.metrics.count("updates_failed") == 0


async def test_fault_17_a_token_nobody_knows_is_one_clear_line_at_the_start(town: Town) -> None:
    ended = await outcome(town.folder, "run", **town.settings | {"EBB_BOT_TOKEN": WRONG_TOKEN})
    assert ended.code == 78
    assert ended.errors[-1].startswith("Telegram does not know this bot token.")
    assert WRONG_TOKEN not in str(ended.said)
    assert "Traceback" not in str(ended.said)


@pytest.mark.parametrize("status", [401, 404])
async def test_fault_17_a_token_taken_away_at_run_ends_the_program_with_one_clear_line(town: Town, status: int) -> None:
    async with program(town.folder, "run", **town.settings) as bot:
        await bot.line("Ebb is running")
        town.api.fail_next("getUpdates", error_code=status, times=None)
        town.api.updates.release()
        assert await bot.ended() == 78
        assert sum("does not know this bot token" in line for line in bot.errors) == 1
        assert TOKEN not in bot.said
        assert "Traceback" not in bot.said


async def test_fault_17_prompts_are_not_given_up_because_the_token_is_refused(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", error_code=401, description="Unauthorized")
    await ebb.to("20:00")
    assert (await prompt_of(anna)).state is PromptState.DUE
    await ebb.pass_time(minutes=1)
    assert len(anna.prompts()) == 1
    assert ebb.clock.now() - (await prompt_of(anna)).due_at < timedelta(minutes=2)
