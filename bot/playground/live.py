"""Live news for the web chat: every event of every chat, sent to each open page as server-sent events."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from aiohttp import web

from bot.playground.bot_api import BotApi
from bot.playground.chats import Message
from bot.playground.events import Event

KEEP_ALIVE_SECONDS = 15.0


class Live:
    """Passes news on to the open pages."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._pages: set[asyncio.Queue[str | None]] = set()
        api.events.listeners.append(self._tell_event)
        api.clock.when_moved(self.tell_clock)
        api.profile.on_change = lambda: self.tell("profile")

    def tell(self, kind: str, **news: Any) -> None:
        """Send one piece of news to every open page."""
        line = json.dumps({"kind": kind, **news}, ensure_ascii=False)
        for page in self._pages:
            page.put_nowait(line)

    def tell_clock(self) -> None:
        """Tell the playground's moment."""
        self.tell("clock", **clock_json(self._api))

    def close(self) -> None:
        """Let every open page go."""
        for page in self._pages:
            page.put_nowait(None)

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One page's stream, until it goes or the playground stops."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        page: asyncio.Queue[str | None] = asyncio.Queue()
        self._pages.add(page)
        try:
            await response.prepare(request)
            await response.write(b": hello\n\n")
            while (line := await self._next(page)) is not None:
                await response.write(f"data: {line}\n\n".encode() if line else b": still here\n\n")
        except ConnectionError:
            pass
        finally:
            self._pages.discard(page)
        return response

    async def _next(self, page: asyncio.Queue[str | None]) -> str | None:
        try:
            async with asyncio.timeout(KEEP_ALIVE_SECONDS):
                return await page.get()
        except TimeoutError:
            return ""

    def _tell_event(self, event: Event) -> None:
        chat = self._api.room.chats[event.chat_id]
        message = chat.messages.get(event.message_id or 0)
        self.tell(
            event.kind,
            number=event.number,
            chat_id=event.chat_id,
            message_id=event.message_id,
            text=event.text,
            message=message_json(message) if message else None,
        )


def clock_json(api: BotApi) -> dict[str, Any]:
    """The playground's moment as the page reads it."""
    return {"now": api.clock.now().timestamp(), "offset": api.clock.offset}


def message_json(message: Message) -> dict[str, Any]:
    """A message as the Bot API writes it, with what only the app on the phone knows."""
    return message.as_json() | {"is_from_bot": message.is_from_bot, "is_silent": message.is_silent}
