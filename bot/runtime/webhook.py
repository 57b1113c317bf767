"""Takes updates from Telegram by webhook: refuses whoever is not Telegram, and says 200 only when an update is safe."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable
from time import monotonic

from aiohttp import web
from telegram import Bot
from telegram.error import EndPointNotFound, InvalidToken, TelegramError

from bot.runtime.health import LARGEST_REQUEST
from bot.runtime.inbox import RawUpdate, has_id
from bot.runtime.metrics import Metrics
from bot.runtime.poller import TokenRefused
from bot.storage.errors import StorageError

logger = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
CHECK_SECONDS = 60.0


class Webhook:
    """One address that Telegram calls.

    `accept` commits updates, `put_aside` keeps what is none, `is_full` tells that too much waits already; then, and
    while the storage is down, the answer is 503 and Telegram calls again.
    """

    def __init__(
        self,
        bot: Bot,
        path: str,
        secret: str,
        *,
        accept: Callable[[list[RawUpdate]], Awaitable[None]],
        put_aside: Callable[[bytes], Awaitable[None]],
        is_full: Callable[[], bool],
        metrics: Metrics,
    ) -> None:
        self._bot = bot
        self._path = path or "/"
        self._secret = secret.encode()
        self._accept = accept
        self._put_aside = put_aside
        self._is_full = is_full
        self._metrics = metrics
        self._is_open = False

    @property
    def is_alive(self) -> bool:
        """Whether calls are taken."""
        return self._is_open

    @property
    def last_success_at(self) -> float | None:
        """When updates last could come through, on the monotonic clock."""
        return monotonic() if self._is_open else None

    def add_routes(self, site: web.Application) -> None:
        """Put the address on a site."""
        site.router.add_post(self._path, self._on_call)

    async def run(self) -> None:
        """Take calls until cancelled, asking now and then whether Telegram still knows the token: TokenRefused."""
        self._is_open = True
        try:
            while True:
                await asyncio.sleep(CHECK_SECONDS)
                try:
                    await self._bot.get_me()
                except (InvalidToken, EndPointNotFound) as error:
                    raise TokenRefused("Telegram refused the bot token.") from error
                except TelegramError as error:
                    logger.warning("Telegram cannot be reached (%s).", type(error).__name__)
        finally:
            self._is_open = False

    async def _on_call(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            return self._refused(403)
        if request.content_type != "application/json":
            return self._refused(415)
        if (request.content_length or 0) > LARGEST_REQUEST:
            return self._refused(413)
        if not self._is_open or self._is_full():
            return web.Response(status=503)
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            return self._refused(413)
        return await self._kept(body)

    async def _kept(self, body: bytes) -> web.Response:
        update = _read(body)
        try:
            if update is None:
                # Saying anything but 200 would make Telegram send it again and again, and hold the rest back.
                await self._put_aside(body)
            else:
                await self._accept([update])
        except StorageError as error:
            logger.error("An update could not be kept (%s); Telegram will send it again.", type(error).__name__)
            return web.Response(status=503)
        return web.Response()

    def _refused(self, status: int) -> web.Response:
        self._metrics.add("webhook_refused")
        return web.Response(status=status)


def _read(body: bytes) -> RawUpdate | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if has_id(update) else None
