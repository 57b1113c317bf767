"""A local Telegram Bot API in memory, with Telegram's limits, errors and lifetimes.

The same object serves tests in their own process and real HTTP (`server.py`), so both meet one behaviour.
"""

from __future__ import annotations

import inspect
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from bot.playground.catalogue import Upload, load_catalogue
from bot.playground.clock import PlaygroundClock
from bot.playground.editing import Editing
from bot.playground.events import EventLog
from bot.playground.faults import Drop, Fault, Faults
from bot.playground.files import StoredFile
from bot.playground.people import People
from bot.playground.profile import LENGTHS, Profile
from bot.playground.refusals import NOT_FOUND, UNAUTHORIZED, WEBHOOK_IS_SET, Refusal, bad_request
from bot.playground.room import Room
from bot.playground.sending import Sending
from bot.playground.updates import UpdateQueue
from bot.playground.webhook import Post, Webhook, post_json

Values = dict[str, Any]
Method = Callable[[Values], Any | Awaitable[Any]]
REQUESTS_KEPT = 10_000


@dataclass(frozen=True)
class Answer:
    """What the wire carries back; `hang` and `drop` tell the transport to be late or to cut the connection."""

    status: int
    body: bytes
    hang: float = 0.0
    drop: Drop | None = None


@dataclass(frozen=True)
class Request:
    """One request the bot made."""

    method: str
    values: Values = field(default_factory=dict)


def _answer(status: int, body: Mapping[str, Any] | bytes, hang: float = 0.0) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Answer(status, raw, hang)


class BotApi(People):
    """One bot's Telegram: `call` is its side, the methods of `People` are everybody else's.

    `violations` lists every way in which a request strayed from the Bot API; a strict BotApi also answers 400.
    """

    def __init__(
        self,
        token: str,
        clock: PlaygroundClock,
        *,
        name: str = "Ebb",
        strict: bool = True,
        monotonic: Callable[[], float] = time.monotonic,
        post: Post = post_json,
    ) -> None:
        bot_id = int(token.split(":", maxsplit=1)[0])
        user = {"id": bot_id, "is_bot": True, "first_name": name, "username": f"{name.lower()}_playground_bot"}
        self.token = token
        self.clock = clock
        self.strict = strict
        self.updates = UpdateQueue(clock.now)
        super().__init__(Room(user, clock, monotonic, self.updates, EventLog(clock.now)))
        self.events = self.room.events
        self.webhook = Webhook(self.updates, post)
        self.profile = Profile(self.room)
        self.faults = Faults()
        self.violations: list[str] = []
        self.requests: deque[Request] = deque(maxlen=REQUESTS_KEPT)
        self._catalogue = load_catalogue()
        self._methods = self._table()
        self.updates.on_push = self.webhook.notice
        clock.when_moved(self.updates.release)

    def _table(self) -> dict[str, Method]:
        sending, editing, profile = Sending(self.room), Editing(self.room), self.profile
        table: dict[str, Method] = {
            "getMe": profile.get_me,
            "getUpdates": self._get_updates,
            "sendMessage": sending.send_message,
            "sendPhoto": sending.send_photo,
            "sendAnimation": sending.send_animation,
            "sendDocument": sending.send_document,
            "sendChatAction": sending.send_chat_action,
            "editMessageText": editing.edit_message_text,
            "editMessageCaption": editing.edit_message_caption,
            "editMessageReplyMarkup": editing.edit_message_reply_markup,
            "deleteMessage": editing.delete_message,
            "deleteMessages": editing.delete_messages,
            "answerCallbackQuery": editing.answer_callback_query,
            "setMyCommands": profile.set_my_commands,
            "getMyCommands": profile.get_my_commands,
            "deleteMyCommands": profile.delete_my_commands,
            "setChatMenuButton": profile.set_chat_menu_button,
            "getChatMenuButton": profile.get_chat_menu_button,
            "getChat": profile.get_chat,
            "leaveChat": profile.leave_chat,
            "getFile": profile.get_file,
            "setWebhook": self.webhook.set,
            "deleteWebhook": self.webhook.delete,
            "getWebhookInfo": self.webhook.info,
            "logOut": self._log_out,
            "close": lambda _values: True,
        }
        for kind in LENGTHS:
            words = "".join(part.title() for part in kind.split("_"))
            table[f"setMy{words}"] = partial(profile.set_text, kind)
            table[f"getMy{words}"] = partial(profile.get_text, kind)
        return table

    async def call(
        self, token: str, method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload] | None = None
    ) -> Answer:
        """Answer one request; `raw` holds strings from a form or values from JSON."""
        fault = self.faults.take(method, raw)
        if fault is not None and not fault.deliver:
            return self._failed(fault)
        answer = await self._carry_out(token, method, raw, uploads or {})
        if fault is None:
            return answer
        if fault.has_answer or fault.drop:
            return self._failed(fault)
        return Answer(answer.status, answer.body, fault.hang)

    def download(self, token: str, path: str) -> StoredFile | None:
        """The file behind a download address; None for a wrong token or path."""
        return self.room.files.at_path(path) if token == self.token else None

    def fail_next(self, method: str, **how: Any) -> None:
        """Arrange a failure of the next request for `method` ("*": any); see `Fault` for the ways to fail.

        Without any way given the answer is a 500.
        """
        fault = Fault(method, **how)
        if not (fault.has_answer or fault.hang or fault.drop):
            fault.error_code = 500
        self.faults.plan(fault)

    def go_offline(self) -> None:
        """Every request fails to connect, and the open long poll is let go."""
        self.faults.is_offline = True
        self.updates.release()

    def go_online(self) -> None:
        """Requests come through again."""
        self.faults.is_offline = False

    async def close(self) -> None:
        """Let every waiting request go and stop delivering."""
        self.updates.release()
        await self.webhook.close()

    def _failed(self, fault: Fault) -> Answer:
        if fault.drop or (fault.hang and not fault.has_answer):
            return Answer(0, b"", fault.hang, fault.drop or "read")
        return _answer(fault.status, fault.answer_body(), fault.hang)

    async def _carry_out(
        self, token: str, method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload]
    ) -> Answer:
        try:
            result = await self._result(token, method, raw, uploads)
        except Refusal as refusal:
            return _answer(refusal.code, refusal.as_json())
        return _answer(200, {"ok": True, "result": result})

    async def _result(self, token: str, spelled: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload]) -> Any:
        if token != self.token:
            raise Refusal(401, UNAUTHORIZED)
        method = self._catalogue.name_of(spelled)
        if method is None:
            self.violations.append(f"{spelled}: not a method this bot should need")
            raise Refusal(404, NOT_FOUND)
        values, problems = self._catalogue.read(method, raw, uploads)
        self.requests.append(Request(method, values))
        self.violations += problems
        if problems and self.strict:
            raise bad_request(problems[0])
        result = self._methods[method](values)
        return await result if inspect.isawaitable(result) else result

    async def _get_updates(self, values: Values) -> list[Values]:
        if self.webhook.is_set:
            raise Refusal(409, WEBHOOK_IS_SET)
        self.updates.allowed = values.get("allowed_updates", self.updates.allowed)
        return await self.updates.fetch(values.get("offset", 0), values.get("limit", 100), values.get("timeout", 0))

    def _log_out(self, _values: Values) -> bool:
        self.updates.forget_all()
        return True
