"""Words that are not meant for us, not from this person, or more than words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.handlers.conftest import Rows, rows
from tests.world import Chat, World

__all__ = ["rows"]

COMMANDS = ("/delete", "/checkin", "/settings", "/start", "/flare", "/pause")
NOT_UNDERSTOOD = "I am a simple program and can't read that."
SQL = (
    "'; DROP TABLE people; --",
    '" OR ""="',
    "1); DELETE FROM answers WHERE (1=1",
    "Robert'); DROP TABLE notes;--",
    ":person_id; %s; ?; {note}",
)


@pytest.mark.parametrize("command", COMMANDS)
async def test_fault_41_a_forwarded_command_is_never_run(
    ebb: World, anna: Chat, rows: Callable[[], Rows], command: str
) -> None:
    before = rows()
    ebb.api.forward(anna.stranger, command, "Somebody else")
    await ebb.settle()
    assert anna.last_words.startswith(NOT_UNDERSTOOD)
    bot = {"id": 42, "is_bot": True, "first_name": "Inline", "username": "inline_bot"}
    await anna.push({"message": message(anna, command) | {"via_bot": bot}})
    assert anna.last_words.startswith(NOT_UNDERSTOOD)
    assert rows() == before


async def test_fault_41_human_help_is_shown_to_whoever_forwards_for_it(ebb: World, anna: Chat) -> None:
    ebb.api.forward(anna.stranger, "/helpnow", "Somebody else")
    await ebb.settle()
    assert anna.last_words.startswith("In danger right now?")


async def test_fault_41_forwarded_words_and_replies_count_as_words(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    ebb.api.forward(anna.stranger, "6", "Somebody else")
    await ebb.settle()
    other = message(anna, "an older question") | {"message_id": 1}
    await anna.push({"message": message(anna, "7") | {"reply_to_message": other}})
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6, "fatigue": 7}


@pytest.mark.parametrize("text", SQL)
async def test_fault_44_what_looks_like_sql_is_a_note_like_any_other(ebb: World, anna: Chat, text: str) -> None:
    await ebb.to("20:00")
    await anna.tap("Rough")
    await anna.tap("7")
    await anna.tap("That's enough")
    await anna.tap("Add a note")
    await anna.say(text)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert [note.text for note in checkin.notes] == [text]
    for command in ("/learn", "/tip", "/helpnow"):
        await anna.say(f"{command} {text}")
    assert await anna.day("2026-03-02") == checkin
    assert ebb.ebb.parts.metrics.count("updates_failed") == 0


STRANGE_CHATS: dict[str, dict[str, Any]] = {
    "group": {"type": "group", "title": "A group"},
    "supergroup": {"type": "supergroup", "title": "A group"},
    "channel": {"type": "channel", "title": "A channel"},
}


@pytest.mark.parametrize("kind", ["somebody", "nobody", "anonymous"])
@pytest.mark.parametrize("chat", STRANGE_CHATS)
async def test_fault_47_outside_of_a_private_chat_there_is_one_refusal_and_nothing_is_kept(
    ebb: World, anna: Chat, rows: Callable[[], Rows], chat: str, kind: str
) -> None:
    group = ebb.api.add_to_group(anna.stranger)
    await ebb.settle()
    everybody = ebb.listen(group)
    assert [event.kind for event in everybody.events if event.is_by_bot] == ["sent", "left"]
    before, seen = rows(), len(anna.events)
    where = STRANGE_CHATS[chat] | {"id": -1009}
    sender: dict[str, Any] = {"somebody": {"from": anna.stranger.as_user()}, "nobody": {}}.get(
        kind, {"sender_chat": where}
    )
    for text in ("/delete", "6", "hello"):
        await anna.push({"message": {"message_id": 900, "date": 0, "chat": where, "text": text} | sender})
    assert rows() == before
    assert len(anna.events) == seen, "nothing of it reaches the private chat"
    assert ebb.ebb.parts.metrics.count("updates_failed") == 0


def message(chat: Chat, text: str) -> dict[str, Any]:
    """A message that this person seems to write, as the Bot API has it."""
    entities = [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    where = {"id": chat.id, "type": "private", "first_name": "Anna"}
    return {
        "message_id": 900,
        "date": 0,
        "chat": where,
        "from": chat.stranger.as_user(),
        "text": text,
        "entities": entities,
    }
