"""A tiny Bot API server whose answers each test writes down, and real bots that talk to it."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from telegram.ext import Application, ApplicationBuilder, ExtBot

from bot.runtime.clock import SystemClock
from bot.runtime.inbox import Inbox
from bot.runtime.metrics import Metrics
from bot.runtime.request import AiohttpRequest, Timeouts
from bot.storage.storage import Storage, open_storage
from tests.diary import files_at

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-pc"
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


class ScriptedTelegram:
    """Answers each method with what was scripted for it, then with success; getUpdates then waits in silence."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.headers: dict[str, str] = {}
        self.url = ""
        self._scripts: dict[str, deque[Answer]] = defaultdict(deque)
        self._called = asyncio.Condition()

    def will_answer(self, method: str, *answers: Any, status: int = 200) -> None:
        for answer in answers:
            self._scripts[method].append(answer if callable(answer) else _json_answer(answer, status))

    def will_send(self, *updates: dict[str, Any]) -> None:
        self.will_answer("getUpdates", {"ok": True, "result": list(updates)})

    def will_refuse(self, method: str, status: int, description: str = "no", **parameters: Any) -> None:
        body: dict[str, Any] = {"ok": False, "error_code": status, "description": description}
        if parameters:
            body["parameters"] = parameters
        self.will_answer(method, body, status=status)

    def calls_of(self, method: str) -> list[dict[str, Any]]:
        return [fields for name, fields in self.calls if name == method]

    async def until_called(self, method: str, times: int) -> None:
        async with asyncio.timeout(5), self._called:
            await self._called.wait_for(lambda: len(self.calls_of(method)) >= times)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        method = request.path.rsplit("/", 1)[-1]
        fields: dict[str, Any] = await request.json() if request.content_type == "application/json" else {}
        for name, value in (await request.post()).items():
            fields[name] = (
                (value.filename, value.content_type, value.file.read()) if isinstance(value, web.FileField) else value
            )
        async with self._called:
            self.calls.append((method, fields))
            self._called.notify_all()
        script = self._scripts[method]
        if script:
            return await script.popleft()(request)
        if method == "getUpdates":
            await asyncio.sleep(min(float(fields.get("timeout", 0)), 0.1))
            return web.json_response({"ok": True, "result": []}, headers=self.headers)
        return web.json_response({"ok": True, "result": _usual(method)}, headers=self.headers)


def _json_answer(body: Any, status: int) -> Answer:
    async def answer(_request: web.Request) -> web.StreamResponse:
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return web.Response(body=content, status=status)

    return answer


def _usual(method: str) -> Any:
    if method == "getMe":
        return {"id": 123456789, "is_bot": True, "first_name": "Ebb", "username": "ebb_bot"}
    if method.startswith("send"):
        return {"message_id": 1, "date": 0, "chat": {"id": 7, "type": "private"}}
    return True


@pytest.fixture
async def telegram() -> AsyncIterator[ScriptedTelegram]:
    scripted = ScriptedTelegram()
    site = web.Application(client_max_size=64 * 2**20)
    site.router.add_route("*", "/{path:.*}", scripted.serve)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=0.01)
    await runner.setup()
    listening = web.TCPSite(runner, "127.0.0.1", 0)
    await listening.start()
    host, port = runner.addresses[0][:2]
    scripted.url = f"http://{host}:{port}"
    yield scripted
    await runner.cleanup()


@pytest.fixture
async def make_bot(telegram: ScriptedTelegram) -> AsyncIterator[Callable[..., ExtBot[None]]]:
    opened: list[AiohttpRequest] = []

    def make(timeouts: Timeouts | None = None, **options: Any) -> ExtBot[None]:
        requests = [AiohttpRequest(timeouts=timeouts, **options) for _ in range(2)]
        opened.extend(requests)
        return ExtBot(TOKEN, base_url=f"{telegram.url}/bot", request=requests[0], get_updates_request=requests[1])

    yield make
    for request in opened:
        await request.shutdown()


@pytest.fixture
async def bot(make_bot: Callable[..., ExtBot[None]]) -> ExtBot[None]:
    bot = make_bot()
    await bot.initialize()
    return bot


@pytest.fixture
async def storage(tmp_path: Path) -> AsyncIterator[Storage]:
    opened = await open_storage(files_at(tmp_path / "data" / "ebb.db"), create=True, now=NOW)
    yield opened
    await opened.close()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def inbox(storage: Storage, metrics: Metrics) -> AsyncIterator[Inbox]:
    inbox = Inbox(storage, SystemClock(lambda: NOW), metrics=metrics, error_id=lambda: "e-17")
    yield inbox
    await inbox.close()


@pytest.fixture
async def application(bot: ExtBot[None]) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    await application.initialize()
    yield application
    await application.shutdown()


def message(update_id: int, person: int, text: str = "hello") -> dict[str, Any]:
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 0,
            "chat": {"id": person, "type": "private"},
            "from": {"id": person, "is_bot": False, "first_name": "Ada"},
            "text": text,
        },
    }


def tap(update_id: int, person: int) -> dict[str, Any]:
    someone = {"id": person, "is_bot": False, "first_name": "Ada"}
    return {"update_id": update_id, "callback_query": {"id": "1", "from": someone, "chat_instance": "1", "data": "x"}}
