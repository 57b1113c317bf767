"""Two programs with one bot, on one database or on two."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.runtime import poller
from tests.program import outcome
from tests.test_over_http import Town
from tests.world import Chat, World


async def test_fault_18_a_second_program_on_the_same_database_does_not_start(town: Town) -> None:
    async with town.run() as first:
        await first.line("Ebb is running")
        ended = await outcome(town.folder, "run", **town.settings)
        assert ended.code == 1
        (line,) = ended.said
        assert "Another Ebb already runs on the database" in line
        assert await first.stop() == 0


async def test_fault_18_a_second_program_elsewhere_stops_prompts_and_is_told_in_log_and_health(
    ebb: World, anna: Chat, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(poller.random, "uniform", lambda _low, _high: 0.01)
    caplog.set_level(logging.WARNING)
    assert await ebb.ebb.health.not_alive() == ["clock"], "the clockwork stands still in this world"
    ebb.api.fail_next("getUpdates", error_code=409, description="Conflict: terminated by other getUpdates", times=2)
    ebb.api.updates.release()
    async with asyncio.timeout(5):
        while not ebb.ebb.poller.in_conflict:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await ebb.to("20:00")
    assert anna.prompts() == []
    assert "Another program takes this bot's updates" in caplog.text
    assert await ebb.ebb.health.not_alive() == ["polling", "alone", "clock"]
    await anna.say("/help")
    assert "/checkin" in anna.last_words, "what was taken is answered"

    monkeypatch.setattr(ebb.ebb.poller, "_last_conflict_at", None)
    await ebb.pass_time(minutes=2)
    assert len(anna.prompts()) == 1, "the other one has gone"
    assert await ebb.ebb.health.not_alive() == ["clock"]
