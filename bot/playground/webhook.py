"""Webhook delivery: one update after the other, with the secret header, again until the bot says 2xx."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.playground.refusals import bad_request
from bot.playground.updates import UpdateQueue, Waiting

Values = dict[str, Any]
Post = Callable[[str, dict[str, str], bytes], Awaitable[int]]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
LONGEST_RETRY_SECONDS = 60.0
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


async def post_json(url: str, headers: dict[str, str], body: bytes) -> int:
    """POST over a fresh connection and give the status back."""
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
        return answer.status


@dataclass
class Webhook:
    """Where updates are delivered to, if anywhere."""

    updates: UpdateQueue
    post: Post = post_json
    first_retry_seconds: float = 1.0
    url: str = ""
    secret: str = ""
    last_error: str = ""
    _task: asyncio.Task[None] | None = None
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_set(self) -> bool:
        """Whether updates are delivered instead of fetched."""
        return bool(self.url)

    def set(self, values: Values) -> bool:
        """Carry out setWebhook; plain HTTP is taken on this machine only."""
        url = values["url"]
        secret = values.get("secret_token", "")
        if secret and not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        if values.get("drop_pending_updates"):
            self.updates.forget_all()
        self.updates.allowed = values.get("allowed_updates", self.updates.allowed)
        self._stop()
        self.url, self.secret, self.last_error = url, secret, ""
        if not url:
            return True
        parts = urlsplit(url)
        if parts.scheme != "https" and parts.hostname not in LOOPBACK:
            self.url = ""
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self.updates.release()
        self._task = asyncio.get_running_loop().create_task(self._deliver())
        return True

    def delete(self, values: Values) -> bool:
        """Carry out deleteWebhook."""
        return self.set({"url": "", "drop_pending_updates": values.get("drop_pending_updates", False)})

    def info(self, _values: Values) -> Values:
        """What getWebhookInfo answers."""
        known: Values = {
            "url": self.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.updates.waiting()),
        }
        if self.updates.allowed:
            known["allowed_updates"] = list(self.updates.allowed)
        return known | ({"last_error_message": self.last_error} if self.last_error else {})

    def notice(self) -> None:
        """There may be something new to deliver."""
        self._news.set()

    async def close(self) -> None:
        """Stop delivering."""
        task = self._task
        self._stop()
        if task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
        self._task = None

    async def _deliver(self) -> None:
        pause = self.first_retry_seconds
        while True:
            waiting = self.updates.waiting()
            if not waiting:
                self._news.clear()
                await self._news.wait()
                continue
            if await self._try(waiting[0]):
                self.updates.confirm(waiting[0].update_id)
                pause = self.first_retry_seconds
            else:
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_RETRY_SECONDS)

    async def _try(self, waiting: Waiting) -> bool:
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers[SECRET_HEADER] = self.secret
        try:
            status = await self.post(self.url, headers, json.dumps(waiting.update).encode())
        except (OSError, aiohttp.ClientError):
            self.last_error = "Connection refused"
            return False
        if 200 <= status < 300:
            return True
        self.last_error = f"Wrong response from the webhook: {status}"
        return False
