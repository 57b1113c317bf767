"""Chats that were asked something a moment ago."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.runtime.recent import LASTS, MOST_CHATS, Recent

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)


def test_a_chat_is_remembered_for_ten_minutes() -> None:
    recent = Recent()
    recent.note(1, NOW)
    assert recent.holds(1, NOW + LASTS - timedelta(seconds=1))
    assert not recent.holds(1, NOW + LASTS)
    assert not recent.holds(2, NOW)


def test_an_answered_chat_is_dropped() -> None:
    recent = Recent()
    recent.note(1, NOW)
    recent.drop(1)
    recent.drop(2)
    assert not recent.holds(1, NOW)


def test_the_oldest_go_when_there_are_very_many() -> None:
    recent = Recent()
    for chat_id in range(MOST_CHATS + 1):
        recent.note(chat_id, NOW)
    assert not recent.holds(0, NOW)
    assert recent.holds(1, NOW)
    assert recent.holds(MOST_CHATS, NOW)
