"""A Bot API that costs almost nothing, so that it is the bots that are measured.

The playground keeps chats, checks every request and tells a browser; at a thousand taps a second that would be the
slowest part. This one speaks just enough HTTP, on connections that are kept open, and answers every method at once.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, cast
from urllib.parse import parse_qsl

HOST = "127.0.0.1"
BOT = {"id": 42, "is_bot": True, "first_name": "Bench", "username": "bench_bot", "supports_inline_queries": False}
BOT |= {"can_join_groups": False, "can_read_all_group_messages": False}
ANSWERS = {
    "getMe": BOT,
    "getMyCommands": [],
    "getWebhookInfo": {"url": "", "has_custom_certificate": False, "pending_update_count": 0},
}
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
MESSAGES = ("sendMessage", "editMessageText")
FIRST_ID = 1000

Fields = dict[str, Any]


@dataclass
class BotApi:
    """Updates for the bot to fetch, and a word to `on_message` about each message it sends or edits.

    `delay` is how long an answer travels; fetches are answered at once.
    """

    on_message: Callable[[int, float], None] = lambda _chat_id, _moment: None
    delay: float = 0.0
    port: int = 0
    calls: int = 0
    polled_at: float | None = None
    _updates: list[bytes] = field(default_factory=list)
    _confirmed: int = 0
    _poll: tuple[Callable[[bytes], None], int, int, asyncio.TimerHandle] | None = None

    @property
    def url(self) -> str:
        """Where bots reach it."""
        return f"http://{HOST}:{self.port}"

    def put(self, updates: list[dict[str, Any]]) -> None:
        """Let the bot have these updates; their ids are given here."""
        for update in updates:
            numbered = {"update_id": FIRST_ID + len(self._updates), **update}
            self._updates.append(json.dumps(numbered, separators=(",", ":")).encode())
        if self._poll is not None:
            reply, offset, limit, timer = self._poll
            timer.cancel()
            self._poll = None
            reply(self._batch(offset, limit))

    def answer(self, method: str, fields: Fields, reply: Callable[[bytes], None]) -> None:
        """Answer one call, by `reply`, now or when there is something."""
        if method.casefold() == "getupdates":
            self._on_poll(fields, reply)
            return
        self.calls += 1
        body = self._result(method, fields)
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, reply, body)
        else:
            reply(body)

    def _result(self, method: str, fields: Fields) -> bytes:
        if method not in MESSAGES:
            return b'{"ok":true,"result":%s}' % json.dumps(ANSWERS.get(method, True)).encode()
        chat_id = int(fields["chat_id"])
        self.on_message(chat_id, perf_counter())
        message = message_of(chat_id, fields["text"], int(fields.get("message_id", "1")))
        # The keyboard goes back as it came, like Telegram's.
        keyboard = fields.get("reply_markup", '{"inline_keyboard":[]}')
        keyboard = keyboard if isinstance(keyboard, str) else json.dumps(keyboard)
        return f'{{"ok":true,"result":{json.dumps(message)[:-1]},"reply_markup":{keyboard}}}}}'.encode()

    def _on_poll(self, fields: Fields, reply: Callable[[bytes], None]) -> None:
        if self.polled_at is None:
            self.polled_at = perf_counter()
        # A bot that sends no offset gets what nobody has confirmed.
        offset = max(int(fields.get("offset") or 0) - FIRST_ID, self._confirmed)
        limit, wait = int(fields.get("limit") or 100), float(fields.get("timeout") or 0)
        self._confirmed = offset
        if offset < len(self._updates) or wait == 0:
            reply(self._batch(offset, limit))
            return
        timer = asyncio.get_running_loop().call_later(wait, self._nothing_came)
        self._poll = reply, offset, limit, timer

    def _nothing_came(self) -> None:
        if self._poll is not None:
            reply, self._poll = self._poll[0], None
            reply(b'{"ok":true,"result":[]}')

    def _batch(self, offset: int, limit: int) -> bytes:
        return b'{"ok":true,"result":[%s]}' % b",".join(self._updates[offset : offset + limit])


class Connection(asyncio.Protocol):
    """One connection a bot keeps open; it sends its next request when it has the answer to the last."""

    def __init__(self, api: BotApi) -> None:
        self._api = api
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        for method, fields in self._requests():
            self._api.answer(method, fields, self._reply)

    def _requests(self) -> Iterator[tuple[str, Fields]]:
        while True:
            head, found, rest = self._received.partition(b"\r\n\r\n")
            if not found:
                return
            lines = head.decode("latin-1").split("\r\n")
            length = next((int(line[15:]) for line in lines if line[:15].casefold() == "content-length:"), 0)
            if len(rest) < length:
                return
            self._received = rest[length:]
            path, _, query = lines[0].split(" ")[1].partition("?")
            body = rest[:length].decode()
            fields = json.loads(body) if body.startswith("{") else dict(parse_qsl(body or query))
            yield path.rsplit("/", 1)[-1], fields

    def _reply(self, body: bytes) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(HEAD % len(body) + body)


def message_of(chat_id: int, text: str, message_id: int) -> dict[str, Any]:
    """A message of the bot's in a private chat."""
    chat = {"id": chat_id, "first_name": "Anna", "type": "private"}
    return {"message_id": message_id, "from": BOT, "chat": chat, "date": 1_790_000_000, "text": text}


@asynccontextmanager
async def serving(api: BotApi):  # noqa: ANN201 - an async iterator of nothing
    """Take calls on a free port."""
    server = await asyncio.get_running_loop().create_server(lambda: Connection(api), HOST, 0)
    api.port = server.sockets[0].getsockname()[1]
    try:
        yield
    finally:
        server.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(server.wait_closed(), 1)
