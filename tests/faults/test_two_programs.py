"""Two programs with one bot, on one database or on two."""

from __future__ import annotations

import asyncio
import logging

import pytest

from bot.runtime import poller
from tests.program import outcome, program
from tests.test_over_http import Phone, Town
from tests.world import TOKEN, Chat, World


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


SOMEWHERE = "https://ebb.example.org/updates"
CALLED = {"EBB_MODE": "webhook", "EBB_WEBHOOK_URL": SOMEWHERE, "EBB_WEBHOOK_SECRET": "a-long-secret-nobody-guesses"}


async def test_fault_19_a_webhook_left_set_is_named_and_goes_by_command_only(town: Town) -> None:
    await town.api.call(TOKEN, "setWebhook", {"url": SOMEWHERE})
    anna = Phone(town.api, town.api.add_person("Anna"))
    async with town.run() as bot:
        await bot.line("Another program takes this bot's updates, or a webhook is set.")
        assert (await town.page("healthz"))[0] == 503
        assert town.api.webhook.url == SOMEWHERE, "a start takes nothing away"
        told = await outcome(town.folder, "doctor", **town.settings)
        assert "A webhook is still set, so polling gets nothing. Run: python -m bot webhook delete" in str(told.said)
        assert (await outcome(town.folder, "webhook", "delete", **town.settings)).code == 0
        await anna.say("/start", then="Is that all right with you?")
        assert await bot.stop() == 0


async def test_fault_19_a_webhook_that_is_missing_is_named_and_set_by_command_only(town: Town) -> None:
    async with program(town.folder, "run", **town.settings | CALLED) as bot:
        await bot.line("Ebb is running")
        told = await outcome(town.folder, "doctor", **town.settings | CALLED)
        assert "The webhook at Telegram is not EBB_WEBHOOK_URL. Run: python -m bot webhook set" in str(told.said)
        assert town.api.webhook.url == "", "a start sets nothing"
        assert await bot.stop() == 0
    assert (await outcome(town.folder, "webhook", "set", **town.settings | CALLED)).code == 0
    assert town.api.webhook.url == SOMEWHERE
