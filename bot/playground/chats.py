"""People, chats and messages as Telegram keeps them, in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.playground.entities import Entity, as_html
from bot.playground.keyboards import Rows, labels_of


@dataclass
class Person:
    """Somebody who has a private chat with the bot."""

    chat_id: int
    first_name: str
    language_code: str = "en"
    is_blocking: bool = False
    is_deactivated: bool = False

    def as_user(self) -> dict[str, Any]:
        """The Bot API's User."""
        return {
            "id": self.chat_id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }


@dataclass
class Message:
    """One message; `media` holds what it carries besides text, under the Bot API's names."""

    message_id: int
    chat: Chat
    sender: dict[str, Any]
    sent_at: datetime
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    media: dict[str, Any] = field(default_factory=dict)
    keyboard: Rows | None = None
    edited_at: datetime | None = None
    is_silent: bool = False
    is_protected: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def is_from_bot(self) -> bool:
        """Whether the bot sent it."""
        return bool(self.sender.get("is_bot"))

    @property
    def html(self) -> str:
        """The text with its marks."""
        return as_html(self.text, self.entities)

    @property
    def labels(self) -> tuple[tuple[str, ...], ...]:
        """The words on the buttons, row by row."""
        return labels_of(self.keyboard)

    @property
    def has_caption(self) -> bool:
        """Whether the text belongs to a picture or a file."""
        return any(kind in self.media for kind in ("photo", "animation", "document", "voice"))

    def as_json(self) -> dict[str, Any]:
        """The Bot API's Message."""
        names = ("caption", "caption_entities") if self.has_caption else ("text", "entities")
        body: dict[str, Any] = {
            "message_id": self.message_id,
            "from": self.sender,
            "chat": self.chat.as_json(),
            "date": int(self.sent_at.timestamp()),
            **self.extra,
            **self.media,
        }
        if self.edited_at:
            body["edit_date"] = int(self.edited_at.timestamp())
        if self.text:
            body[names[0]] = self.text
        if self.entities:
            body[names[1]] = [dict(entity) for entity in self.entities]
        if self.keyboard:
            body["reply_markup"] = {"inline_keyboard": [[dict(button) for button in row] for row in self.keyboard]}
        if self.is_protected:
            body["has_protected_content"] = True
        return body


@dataclass
class Chat:
    """A private chat with one person, or a group or channel; messages by id, in order."""

    chat_id: int
    kind: str
    title: str = ""
    person: Person | None = None
    messages: dict[int, Message] = field(default_factory=dict)
    bot_is_member: bool = True

    def as_json(self) -> dict[str, Any]:
        """The Bot API's Chat."""
        if self.person is not None:
            return {"id": self.chat_id, "type": "private", "first_name": self.person.first_name}
        return {"id": self.chat_id, "type": self.kind, "title": self.title}
