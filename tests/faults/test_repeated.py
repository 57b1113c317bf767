"""Telegram, or somebody's phone, says the same thing twice."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.faults.conftest import restarted
from tests.world import Chat, World


async def test_fault_06_a_duplicate_update_id_is_ignored(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    ebb.api.say(anna.stranger, "/checkin")
    (update,) = [each.update for each in ebb.api.updates.waiting()]
    await ebb.settle()
    seen = len(anna.events)
    await asyncio.gather(*(ebb.ebb.worker.accept([update]) for _ in range(3)))
    ebb.api.updates.push_raw(update)
    await ebb.settle()
    assert len(anna.events) == seen
    assert ebb.ebb.parts.metrics.count("updates_repeated") == 3


async def test_fault_06_a_duplicate_is_ignored_after_a_restart_too(ebb: World, anna: Chat, tmp_path: Path) -> None:
    ebb.api.say(anna.stranger, "/help")
    (update,) = [each.update for each in ebb.api.updates.waiting()]
    await ebb.settle()
    seen = len(anna.events)
    async with restarted(anna, tmp_path) as again:
        ebb.api.updates.push_raw(update)
        await again.world.settle()
        assert len(anna.events) == seen
        assert again.world.ebb.parts.metrics.count("updates_repeated") == 1


async def test_fault_07_the_same_tap_with_a_new_id_is_one_answer(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    data, other, message_id = anna.data_of("6"), anna.data_of("7"), anna.last_message_id
    await anna.tap_data(data, message_id=message_id)
    after_one = anna.last_words
    await anna.tap_data(data, message_id=message_id)
    await anna.tap_data(other, message_id=message_id)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6}
    assert anna.last_words == after_one
    assert anna.last_toast == "Pain is saved as 6. Back changes it."
