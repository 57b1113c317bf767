"""The webhook from both ends: the operator's command, and the real program that Telegram calls."""

from __future__ import annotations

import asyncio
import io
import json
from typing import Any

import aiohttp
import pytest

from bot.runtime.poller import ALLOWED_UPDATES
from bot.runtime.webhook import SECRET_HEADER
from tests.program import Ended, outcome
from tests.runtime.conftest import message
from tests.test_over_http import Phone, Town, diary, town
from tests.world import TOKEN

__all__ = ["town"]

SECRET = "a-long-secret-nobody-guesses"


@pytest.fixture
def called(town: Town) -> Town:
    """A town whose bot is called instead of asking."""
    town.settings |= {
        "EBB_MODE": "webhook",
        "EBB_WEBHOOK_URL": f"http://{town.settings['EBB_LISTEN']}/updates",
        "EBB_WEBHOOK_SECRET": SECRET,
    }
    town.api.webhook.first_retry_seconds = 0.05
    return town


async def webhook(town: Town, errand: str, **changed: str) -> Ended:
    return await outcome(town.folder, "webhook", errand, **town.settings | changed)


async def call(town: Town, update: dict[str, Any]) -> int:
    return await post(town, json.dumps(update).encode())


async def post(town: Town, body: bytes, secret: str | None = SECRET, kind: str = "application/json") -> int:
    """Call the bot with any body, with or without the secret."""
    headers = {"Content-Type": kind} | ({SECRET_HEADER: secret} if secret is not None else {})
    url = town.settings["EBB_WEBHOOK_URL"]
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=io.BytesIO(body), headers=headers) as answer,
    ):
        return answer.status


async def test_a_webhook_is_set_shown_and_deleted_by_command(called: Town) -> None:
    url = called.settings["EBB_WEBHOOK_URL"]
    called.api.say(called.api.add_person("Anna"), "/start")
    ended = await webhook(called, "set")
    assert (ended.code, ended.errors) == (0, [])
    assert url in ended.out[0]
    assert (called.api.webhook.url, called.api.webhook.secret) == (url, SECRET)
    assert called.api.updates.allowed == list(ALLOWED_UPDATES)
    assert SECRET not in str(ended.said)

    ended = await webhook(called, "show", EBB_MODE="polling")
    assert ended.out[0] == f"Telegram calls {url}. 1 updates wait there."
    assert ended.out[-1] == "EBB_MODE is polling, which gets nothing while a webhook is set."

    ended = await webhook(called, "delete")
    assert (ended.code, called.api.webhook.url) == (0, "")
    assert len(called.api.updates.waiting()) == 1, "what waits is never dropped"
    assert (await webhook(called, "show")).out == ["No webhook is set."]


async def test_a_webhook_that_cannot_be_set_says_why(called: Town) -> None:
    ended = await webhook(called, "set", EBB_MODE="polling", EBB_WEBHOOK_SECRET="")
    assert (ended.code, ended.said) == (
        78,
        ["EBB_WEBHOOK_URL and EBB_WEBHOOK_SECRET must both be set before the webhook can be."],
    )
    ended = await webhook(called, "set", EBB_BOT_TOKEN="")
    assert (ended.code, ended.said) == (78, ["EBB_BOT_TOKEN is not set."])
    ended = await webhook(called, "set", EBB_BOT_TOKEN=f"1{TOKEN}")
    assert ended.code == 78
    assert "does not know this bot token" in ended.said[0]
    called.api.fail_next("setWebhook", error_code=400, description="Bad Request: bad webhook: no")
    ended = await webhook(called, "set")
    assert (ended.code, ended.said) == (1, ["Telegram refused: Bad webhook: no."])
    called.api.go_offline()
    ended = await webhook(called, "show")
    assert ended.code == 75
    assert "cannot be reached" in ended.said[0]


def _answers(called: Town, person: Phone) -> int:
    """How often the words were answered."""
    return sum("simple program" in event.text for event in called.api.events_of(person.stranger))


async def test_the_program_lives_by_webhook_over_a_kill_and_duplicates(called: Town) -> None:
    await webhook(called, "set")
    anna = Phone(called.api, called.api.add_person("Anna"))
    async with called.run() as bot:
        await anna.settle_in()
        assert await called.page("healthz") == (200, '{"status": "ok"}')
        again = message(5, anna.stranger.chat_id, "words")
        assert await asyncio.gather(*(call(called, again) for _ in range(3))) == [200] * 3
        await anna.reads("I am a simple program")
        assert _answers(called, anna) == 1
        await bot.kill()
    called.api.say(anna.stranger, "/settings")
    async with called.run() as bot:
        await anna.reads("Your settings")
        # A kill right after a reply may repeat that reply once; the same update coming again may not.
        answers = _answers(called, anna)
        assert answers <= 2
        assert await call(called, again) == 200
        await anna.say("/helpnow", then="In danger right now?")
        assert _answers(called, anna) == answers
        assert await bot.stop() == 0
    async with diary(called) as storage:
        assert await storage.database.read(storage.inbox.count_waiting) == 0


async def test_bad_calls_to_the_running_program_are_refused_or_set_aside_and_the_next_good_one_is_handled(
    called: Town,
) -> None:
    await webhook(called, "set")
    anna = Phone(called.api, called.api.add_person("Anna"))
    good = json.dumps(message(5, anna.stranger.chat_id, "some private words")).encode()
    async with called.run() as bot:
        await anna.settle_in()
        assert [await post(called, good, secret) for secret in (None, "", "wrong", SECRET + "x")] == [403] * 4
        assert await post(called, good, kind="text/plain") == 415
        assert await post(called, b'{"update_id": 6, "x": "' + b"x" * 10_000_000 + b'"}') == 413
        assert await post(called, b'{"update_id": 7, some private words') == 200
        assert await call(called, {"update_id": 8, "from_the_future": {"text": "some private words"}}) == 200
        assert await call(called, {"update_id": 9, "message": {"text": "some private words"}}) == 200
        await anna.say("/helpnow", then="In danger right now?")
        _, metrics = await called.page("metrics")
        assert await bot.stop() == 0
        assert "private" not in bot.said
    assert "\nebb_webhook_refused_total 6\n" in metrics
    assert "\nebb_updates_quarantined_total 2\n" in metrics
    async with diary(called) as storage:
        assert await storage.database.read(storage.inbox.count_quarantined) == 2
        assert await storage.database.read(storage.inbox.count_waiting) == 0
