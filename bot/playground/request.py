"""Hands python-telegram-bot's requests straight to a local BotApi, without HTTP.

The only file of the playground that knows the telegram library. Cut connections and silence become the library's
NetworkError and TimedOut, with the same causes the program's own road over HTTP gives.
"""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import httpx
from telegram._utils.defaultvalue import DefaultValue
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.playground.bot_api import Answer, BotApi
from bot.playground.catalogue import Upload

READ_TIMEOUT = 5.0


class InProcessRequest(BaseRequest):
    """A transport of python-telegram-bot whose other end is a BotApi in the same process."""

    def __init__(self, api: BotApi, read_timeout: float | None = READ_TIMEOUT) -> None:
        self._api = api
        self._read_timeout = read_timeout

    @property
    def read_timeout(self) -> float | None:
        """Seconds to wait for an answer."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Answer one request; `method` is GET for downloads, as in the library."""
        parts = httpx.URL(url).path.split("/")
        at = next(place for place, part in enumerate(parts) if part.startswith("bot"))
        token, rest = parts[at].removeprefix("bot"), "/".join(parts[at + 1 :])
        if "file" in parts[:at]:
            return self._download(token, rest)
        await asyncio.sleep(0)  # a request always lets others run, as a network would
        raw: dict[str, Any] = dict(request_data.json_parameters) if request_data else {}
        answer = await self._api.call(token, rest, raw, _uploads(request_data))
        patience = self._read_timeout if isinstance(read_timeout, DefaultValue) else read_timeout
        await _suffer(answer, patience)
        return answer.status, answer.body

    def _download(self, token: str, path: str) -> tuple[int, bytes]:
        stored = self._api.download(token, path)
        if stored is None:
            return 404, b'{"ok":false,"error_code":404,"description":"Not Found"}'
        return 200, stored.upload.content


async def _suffer(answer: Answer, patience: float | None) -> None:
    """Go through the arranged silence or cut; a silence longer than the timeout is not really waited for."""
    if answer.hang and patience is not None and answer.hang >= patience:
        raise TimedOut from aiohttp.SocketTimeoutError("no answer")
    if answer.hang:
        await asyncio.sleep(answer.hang)
    if answer.drop == "connect":
        raise NetworkError("The request failed.") from aiohttp.ConnectionTimeoutError("cannot connect")
    if answer.drop == "read":
        raise NetworkError("The request failed.") from aiohttp.ServerDisconnectedError


def _uploads(request_data: RequestData | None) -> dict[str, Upload]:
    if request_data is None or not request_data.contains_files:
        return {}
    uploads = {}
    for name, (file_name, content, mime_type) in request_data.multipart_data.items():
        body = content if isinstance(content, bytes) else content.read()
        uploads[name] = Upload(file_name, body, mime_type)
    return uploads
