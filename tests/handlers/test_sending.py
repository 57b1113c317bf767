"""Prompts on a bad line: each reaches its person at most once more than needed, and both copies work once."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path

import pytest

from bot.domain.prompts import Prompt, PromptState
from tests.world import Chat, World

BAD_MARKS = "Bad Request: can't parse entities: Unsupported start tag"


async def test_a_prompt_telegram_holds_up_comes_after_the_wait_it_asked_for(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", retry_after=40)
    await ebb.to("20:00")
    assert anna.prompts() == []
    await ebb.pass_time(seconds=39)
    assert anna.prompts() == []
    await ebb.pass_time(seconds=1)
    assert len(anna.prompts()) == 1
    assert (await prompt_of(anna)).attempts == 1


async def test_a_prompt_that_could_not_leave_is_tried_again_with_growing_pauses(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", error_code=502, times=3)
    await ebb.to("20:00")
    for seconds in (4, 8, 16):
        assert anna.prompts() == []
        await ebb.pass_time(seconds=seconds)
    assert len(anna.prompts()) == 1
    assert (await prompt_of(anna)).state is PromptState.SENT


async def test_a_prompt_that_may_have_arrived_is_sent_once_more_and_both_copies_work_once(
    ebb: World, anna: Chat
) -> None:
    ebb.api.fail_next("sendMessage", drop="read", deliver=True)
    await ebb.to("20:00")
    await ebb.pass_time(seconds=3)
    await ebb.pass_time(hours=1)
    first, second = anna.prompts()
    assert first.message_id is not None
    assert second.message_id is not None
    await anna.tap("Rough", message_id=first.message_id)
    await anna.tap("7", message_id=first.message_id)
    await anna.tap("Good", message_id=second.message_id)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 7}
    assert "How tired were you" in anna.last_words


async def test_a_prompt_in_doubt_twice_is_left_alone(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", drop="read", times=2)
    await ebb.to("20:00")
    await ebb.pass_time(seconds=3)
    await ebb.pass_time(hours=1)
    assert anna.prompts() == []
    assert (await prompt_of(anna)).doubts == 1
    await anna.say("/checkin")
    assert len(anna.prompts()) == 1


async def test_a_prompt_with_marks_telegram_cannot_read_comes_as_plain_text(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", error_code=400, description=BAD_MARKS)
    await ebb.to("20:00")
    assert len(anna.prompts()) == 1
    ebb.api.fail_next("sendMessage", error_code=400, description=BAD_MARKS)
    await anna.say("/helpnow")
    assert anna.events[-1].text.startswith("In danger right now? Call your emergency number")
    assert anna.events[-1].html == anna.events[-1].text


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
    ],
)
async def test_a_person_who_cannot_be_reached_is_left_in_peace_until_they_write(
    ebb: World, anna: Chat, code: int, description: str
) -> None:
    ebb.api.fail_next("sendMessage", error_code=code, description=description)
    await ebb.to("20:00")
    assert (await anna.person()).unreachable_at is not None
    await ebb.to("20:00")
    assert anna.prompts() == []
    await anna.say("/help")
    assert (await anna.person()).unreachable_at is None
    await ebb.to("20:00")
    assert len(anna.prompts()) == 1


async def test_a_message_telegram_refuses_for_good_is_not_sent_again(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", error_code=400, description="Bad Request: message is too long")
    await ebb.to("20:00")
    await ebb.pass_time(hours=1)
    assert anna.prompts() == []
    assert (await prompt_of(anna)).state is PromptState.FAILED


async def test_everything_the_bot_sends_is_silent(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Flare")
    await anna.say("/tip")
    assert all(event.is_silent for event in anna.events if event.kind == "sent")


async def test_one_person_who_cannot_be_reached_holds_up_nobody(ebb: World, anna: Chat) -> None:
    ben = ebb.person("Ben")
    await ben.settle_in()
    ebb.api.fail_next("sendMessage", chat_id=anna.id, drop="read", times=None)
    await ebb.to("20:00")
    assert len(ben.prompts()) == 1


async def test_a_failure_of_ours_is_said_kindly_with_a_code_and_without_what_was_written(
    ebb: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    with sqlite3.connect(tmp_path / "ebb.db") as connection:
        connection.execute("UPDATE people SET zone = 'Mars/Olympus_Mons'")
    await anna.say("pain 6 zebra")
    words = anna.last_words
    assert words.startswith("Something went wrong on my side.")
    code = words.partition("(Code ")[2].rstrip(")")
    assert f"A handler failed, error {code}." in caplog.text
    assert not {"Error", "Traceback", "Mars", "zebra"} & set(words.replace("/", " ").split())
    await anna.say("/helpnow")
    assert anna.last_words.startswith("In danger right now?")


async def test_without_the_diary_help_still_comes_and_nobody_is_taken_for_a_newcomer(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    for reader in ebb.ebb.storage.database.readers:
        await reader.close()
    await anna.say("/helpnow")
    assert anna.last_words.startswith("In danger right now?")
    await anna.say("/delete")
    assert anna.last_words.startswith("I can't reach your diary just now.")
    await anna.tap("Good")
    assert anna.last_words.startswith("I can't reach your diary just now.")
    await anna.tap("Help now")
    assert anna.last_words.startswith("In danger right now?")
    await anna.say("/privacy")
    assert anna.last_words.startswith("What I keep")


async def prompt_of(chat: Chat) -> Prompt:
    """The newest prompt of the first Monday."""
    storage, person = chat.world.ebb.storage, await chat.person()
    found = await storage.database.read(lambda tx: storage.prompts.newest_for_day(tx, person.id, date(2026, 3, 2)))
    assert found is not None
    return found
