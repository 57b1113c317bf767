from __future__ import annotations

import asyncio
import gzip
import hmac
import io
import json
from typing import Any

import aiohttp
import pytest

from bot.runtime import webhook as webhook_module
from bot.runtime.health import LARGEST_REQUEST, Health
from bot.runtime.poller import TokenRefused
from bot.runtime.webhook import SECRET_HEADER, Webhook
from bot.storage.errors import StorageUnavailable
from tests.runtime.conftest import message

SECRET = "a-long-secret-nobody-guesses"
JSON = "application/json"


class Door:
    """A webhook that is being served, and everything that came through it."""

    def __init__(self, bot, metrics) -> None:
        self.accepted: list[dict[str, Any]] = []
        self.put_aside: list[bytes] = []
        self.is_broken = self.is_full = False
        self.metrics = metrics
        self.webhook = Webhook(
            bot,
            "/updates",
            SECRET,
            accept=self._accept,
            put_aside=self._put_aside,
            is_full=lambda: self.is_full,
            metrics=metrics,
        )
        self.health = Health({}, metrics)
        self.url = ""

    async def call(self, body: Any, secret: str | None = SECRET, content_type: str = JSON, **headers: str) -> int:
        sent = {"Content-Type": content_type, **headers} | ({SECRET_HEADER: secret} if secret is not None else {})
        async with aiohttp.ClientSession() as session, session.post(self.url, data=body, headers=sent) as answer:
            return answer.status

    async def _accept(self, updates: list[dict[str, Any]]) -> None:
        if self.is_broken:
            raise StorageUnavailable("the disk is full")
        self.accepted += updates

    async def _put_aside(self, raw: bytes) -> None:
        if self.is_broken:
            raise StorageUnavailable("the disk is full")
        self.put_aside.append(raw)


@pytest.fixture
async def door(bot, metrics):
    door = Door(bot, metrics)
    port = await door.health.start("127.0.0.1", 0, door.webhook)
    door.url = f"http://127.0.0.1:{port}/updates"
    running = asyncio.create_task(door.webhook.run())
    await asyncio.sleep(0)
    yield door
    running.cancel()
    await asyncio.wait({running})
    await door.health.stop()


UPDATE = json.dumps(message(1, 7)).encode()


async def test_an_update_from_telegram_is_accepted(door):
    assert await door.call(UPDATE) == 200
    assert await door.call(UPDATE, content_type="application/json; charset=utf-8") == 200
    assert door.accepted == [message(1, 7)] * 2


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "gehe\udce4m"])
async def test_fault_20_without_the_right_secret_nothing_is_even_read(door, secret):
    assert await door.call(b"x" * 100, secret=secret, content_type="text/plain") == 403
    assert await door.call(UPDATE, secret=secret) == 403
    assert (door.accepted, door.put_aside) == ([], [])
    assert door.metrics.count("webhook_refused") == 2


async def test_fault_20_the_secret_is_compared_in_constant_time(door, monkeypatch):
    compared: list[tuple[bytes, bytes]] = []

    def compare(given: bytes, secret: bytes) -> bool:
        compared.append((given, secret))
        return False

    monkeypatch.setattr(hmac, "compare_digest", compare)
    assert await door.call(UPDATE) == 403
    assert compared == [(SECRET.encode(), SECRET.encode())]


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "text/json"]
)
async def test_fault_20_another_content_type_is_refused(door, kind):
    assert await door.call(UPDATE, content_type=kind) == 415
    assert (door.accepted, door.put_aside) == ([], [])


async def test_fault_20_a_huge_body_is_refused_however_it_comes(door):
    huge = b'{"update_id": 1, "x": "' + b"x" * 10_000_000 + b'"}'
    assert await door.call(io.BytesIO(huge)) == 413

    async def in_pieces():
        for begin in range(0, len(huge), 100_000):
            yield huge[begin : begin + 100_000]

    assert await door.call(in_pieces()) == 413
    assert await door.call(gzip.compress(huge), **{"Content-Encoding": "gzip"}) == 413
    assert (door.accepted, door.put_aside) == ([], [])
    assert await door.call(io.BytesIO(b'{"update_id": 1, "x": "' + b"x" * (LARGEST_REQUEST - 100) + b'"}')) == 200


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
async def test_fault_20_only_posts_are_calls(door, method):
    async with aiohttp.ClientSession() as session, session.request(method, door.url) as answer:
        assert answer.status == 405


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"17", b'{"no": "id"}', b'{"update_id": "7"}', b"\xff\xfe", b"[" * 100_000],
    ids=range(9),
)
async def test_what_is_no_update_is_put_aside_and_not_asked_for_again(door, body):
    assert await door.call(body) == 200
    assert (door.accepted, door.put_aside) == ([], [body])


@pytest.mark.parametrize("body", [UPDATE, b"{"])
async def test_while_nothing_can_be_kept_telegram_is_asked_to_come_again(door, body, caplog):
    door.is_broken = True
    assert await door.call(body) == 503
    door.is_broken = False
    assert await door.call(body) == 200
    assert "StorageUnavailable" in caplog.text
    assert "hello" not in caplog.text


async def test_a_full_backlog_asks_telegram_to_come_again(door):
    door.is_full = True
    assert await door.call(UPDATE) == 503
    assert door.accepted == []


async def test_the_door_is_closed_before_and_after_it_runs(bot, metrics):
    door = Door(bot, metrics)
    door.url = f"http://127.0.0.1:{await door.health.start('127.0.0.1', 0, door.webhook)}/updates"
    assert not door.webhook.is_alive
    assert door.webhook.last_success_at is None
    assert await door.call(UPDATE) == 503
    running = asyncio.create_task(door.webhook.run())
    await asyncio.sleep(0.01)
    assert door.webhook.is_alive
    assert door.webhook.last_success_at is not None
    running.cancel()
    await asyncio.wait({running})
    assert await door.call(UPDATE) == 503
    await door.health.stop()


async def test_a_token_taken_away_is_noticed(door, telegram, monkeypatch):
    monkeypatch.setattr(webhook_module, "CHECK_SECONDS", 0.01)
    telegram.will_answer("getMe", b"<html>", status=502)
    telegram.will_refuse("getMe", 401, "Unauthorized")
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(door.webhook.run(), 3)
