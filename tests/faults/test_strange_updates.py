"""Updates that nobody could have expected."""

from __future__ import annotations

from typing import Any

import pytest

from tests.world import Chat, World

WORDS = "zebra"
MALFORMED: list[dict[str, Any]] = [
    {"message": WORDS},
    {"message": {"message_id": 1, "date": WORDS, "chat": {"id": 1, "type": "private"}}},
    {"callback_query": {"id": "1", "from": None, "data": WORDS}},
    {"callback_query": [WORDS]},
    {"my_chat_member": {"chat": WORDS}},
]
UNKNOWN: list[dict[str, Any]] = [
    {"rich_message_draft": {"id": 1, "blocks": [WORDS]}},
    {"from_the_future": {"message_id": 1, "text": WORDS}},
    {},
]


@pytest.mark.parametrize("malformed", MALFORMED, ids=str)
async def test_fault_21_a_malformed_update_is_quarantined_and_the_rest_of_its_batch_goes_on(
    ebb: World, anna: Chat, caplog: pytest.LogCaptureFixture, malformed: dict[str, Any]
) -> None:
    await ebb.to("20:00")
    ebb.api.tap(anna.stranger, "Good")
    ebb.api.updates.push_raw(dict(malformed))
    ebb.api.say(anna.stranger, "6")
    await ebb.settle()
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6}
    assert ebb.api.updates.waiting() == [], "the offset has moved on"
    storage = ebb.ebb.storage
    assert await storage.database.read(storage.inbox.count_quarantined) == 1
    assert "could not be read" in caplog.text
    assert WORDS not in caplog.text


@pytest.mark.parametrize("unknown", UNKNOWN, ids=str)
async def test_fault_22_an_unknown_kind_of_update_is_ignored(ebb: World, anna: Chat, unknown: dict[str, Any]) -> None:
    seen = len(anna.events)
    ebb.api.updates.push_raw(dict(unknown))
    await ebb.settle()
    assert len(anna.events) == seen
    assert ebb.ebb.parts.metrics.count("updates_failed") == 0
    storage = ebb.ebb.storage
    assert await storage.database.read(storage.inbox.count_quarantined) == 0


async def test_fault_22_unknown_fields_of_a_known_update_do_no_harm(ebb: World, anna: Chat) -> None:
    person = {"id": anna.id, "is_bot": False, "first_name": "Anna", "mood_ring": {"colour": "blue"}}
    chat = {"id": anna.id, "type": "private", "first_name": "Anna", "is_new_here": [1, None]}
    message = {
        "message_id": 900,
        "date": 0,
        "chat": chat,
        "from": person,
        "rich_message": {"blocks": [{"text": WORDS}]},
    }
    ebb.api.updates.push_raw({"message": message})
    await ebb.settle()
    assert ebb.ebb.parts.metrics.count("updates_failed") == 0
    await anna.say("/help")
    assert "/checkin" in anna.last_words
