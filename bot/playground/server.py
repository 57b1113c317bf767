"""Serves the local Bot API over real HTTP, and the web chat, on this machine only."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.playground.bot_api import BotApi
from bot.playground.catalogue import Upload
from bot.playground.clock import OFFSET_HEADER
from bot.playground.errands import AfterMove, Errands, Patience
from bot.playground.guard import HEADERS, check_loopback, only_this_machine
from bot.playground.live import Live
from bot.playground.web_chat import WebChat

STATIC = Path(__file__).parent / "static"
LARGEST_REQUEST = 60 * 1024 * 1024
SHUTDOWN_SECONDS = 0.5


@dataclass(frozen=True)
class BotRoutes:
    """The addresses a bot talks to."""

    api: BotApi

    async def method(self, request: web.Request) -> web.StreamResponse:
        """One request to the Bot API, by GET or POST, as form, multipart or JSON."""
        raw, uploads = await _parameters(request)
        answer = await self.api.call(request.match_info["token"], request.match_info["method"], raw, uploads)
        if answer.hang:
            await asyncio.sleep(answer.hang)
        if answer.drop and request.transport is not None:
            request.transport.abort()
        return web.Response(status=answer.status or 500, body=answer.body, content_type="application/json")

    async def file(self, request: web.Request) -> web.StreamResponse:
        """The bytes of a file the bot asked for with getFile."""
        stored = self.api.download(request.match_info["token"], request.match_info["path"])
        if stored is None:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=stored.upload.content, content_type="application/octet-stream")


async def _parameters(request: web.Request) -> tuple[dict[str, Any], dict[str, Upload]]:
    raw: dict[str, Any] = dict(request.query)
    uploads: dict[str, Upload] = {}
    if request.content_type == "application/json":
        try:
            body = await request.json()
        except ValueError:
            body = None
        return raw | (body if isinstance(body, dict) else {}), uploads
    form: Mapping[str, Any] = await request.post()
    for name, value in form.items():
        if isinstance(value, web.FileField):
            uploads[name] = Upload(value.filename, value.file.read(), value.content_type)
        else:
            raw[name] = value
    return raw, uploads


def playground_app(
    api: BotApi, after_move: AfterMove | None = None, patience: Patience | None = None
) -> web.Application:
    """The whole playground as one application: the bot's addresses, the page, and the page's own addresses.

    `after_move` is awaited after each move of the clock, for a bot in the same process that can catch up at once.
    """
    app = web.Application(middlewares=[only_this_machine], client_max_size=LARGEST_REQUEST)
    live = Live(api)
    errands = Errands(api, live.tell, after_move, patience or Patience())
    bot = BotRoutes(api)
    app.router.add_route("GET", "/bot{token:[^/]+}/{method}", bot.method)
    app.router.add_route("POST", "/bot{token:[^/]+}/{method}", bot.method)
    app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", bot.file)
    app.router.add_routes(WebChat(api, live, errands).routes())
    app.router.add_get("/", _page)
    app.router.add_static("/static", STATIC)

    async def head(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers[OFFSET_HEADER] = str(api.clock.offset)
        response.headers.update({name: value for name, value in HEADERS.items() if name not in response.headers})

    async def close(_app: web.Application) -> None:
        live.close()
        await errands.stop()
        await api.close()

    app.on_response_prepare.append(head)
    app.on_shutdown.append(close)
    return app


async def _page(_request: web.Request) -> web.FileResponse:
    return web.FileResponse(STATIC / "index.html")


@dataclass(frozen=True)
class Playground:
    """A playground that is being served."""

    url: str
    port: int
    runner: web.AppRunner

    async def close(self) -> None:
        """Stop serving; open long polls and pages are let go within a second."""
        await self.runner.cleanup()


async def serve(
    api: BotApi,
    host: str = "127.0.0.1",
    port: int = 8081,
    *,
    after_move: AfterMove | None = None,
    patience: Patience | None = None,
) -> Playground:
    """Open the playground on a loopback address; port 0 takes a free one. Raises NotLoopback and OSError."""
    check_loopback(host)
    runner = web.AppRunner(
        playground_app(api, after_move, patience), access_log=None, shutdown_timeout=SHUTDOWN_SECONDS
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError:
        await runner.cleanup()
        raise
    taken = int(runner.addresses[0][1])
    shown = f"[{host}]" if ":" in host else host
    return Playground(f"http://{shown}:{taken}", taken, runner)
