"""The methods that put messages into a chat: text, pictures, animations, documents, and "typing…"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.playground.chats import Chat, Message
from bot.playground.entities import Entity, trimmed, utf16_length
from bot.playground.keyboards import keyboard_of
from bot.playground.markup import parse_html, parse_plain
from bot.playground.refusals import bad_request
from bot.playground.room import Room

Values = dict[str, Any]

TEXT_UNITS = 4096
CAPTION_UNITS = 1024
MOST_ENTITIES = 100
CHAT_ACTIONS = {
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
}


def read_text(values: Values, name: str = "text", entities_name: str = "entities") -> tuple[str, list[Entity]]:
    """The text of a request after entity parsing; raises when it is too long or badly marked up."""
    mode = values.get("parse_mode", "")
    if mode and mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    source = values.get(name, "")
    if not mode and values.get(entities_name):
        text, entities = trimmed(source, values[entities_name])
    else:
        text, entities = parse_html(source) if mode else parse_plain(source)
    is_caption = name == "caption"
    if utf16_length(text) > (CAPTION_UNITS if is_caption else TEXT_UNITS):
        raise bad_request("message caption is too long" if is_caption else "message is too long")
    return text, entities[:MOST_ENTITIES]


@dataclass(frozen=True)
class Sending:
    """Each method takes the checked values of a request and returns its result."""

    room: Room

    def send_message(self, values: Values) -> Values:
        """Text with an optional inline keyboard."""
        chat = self.room.chat_to_write_to(values["chat_id"])
        text, entities = read_text(values)
        if not text:
            raise bad_request("message text is empty")
        return self._deliver(chat, values, text, entities)

    def send_photo(self, values: Values) -> Values:
        """A picture with an optional caption."""
        return self._send_file("photo", values)

    def send_animation(self, values: Values) -> Values:
        """A moving picture with an optional caption."""
        return self._send_file("animation", values)

    def send_document(self, values: Values) -> Values:
        """A file with an optional caption."""
        return self._send_file("document", values)

    def send_chat_action(self, values: Values) -> bool:
        """Show "typing…" and the like for five seconds."""
        chat = self.room.chat_to_write_to(values["chat_id"])
        if values["action"] not in CHAT_ACTIONS:
            raise bad_request("wrong parameter action in request")
        self.room.events.note("chat action", chat.chat_id, text=values["action"])
        return True

    def _send_file(self, kind: str, values: Values) -> Values:
        chat = self.room.chat_to_write_to(values["chat_id"])
        text, entities = read_text(values, "caption", "caption_entities")
        stored = self.room.files.keep(kind, values[kind])
        return self._deliver(chat, values, text, entities, media=stored.as_media())

    def _deliver(
        self, chat: Chat, values: Values, text: str, entities: list[Entity], *, media: Values | None = None
    ) -> Values:
        keyboard = keyboard_of(values.get("reply_markup"))
        extra: Values = {}
        if replied := self._replied_to(chat, values.get("reply_parameters")):
            extra["reply_to_message"] = replied
        if "link_preview_options" in values:
            extra["link_preview_options"] = values["link_preview_options"]
        message = Message(
            self.room.next_message_id(),
            chat,
            self.room.bot_user,
            self.room.clock.now(),
            text=text,
            entities=entities,
            media=media or {},
            keyboard=keyboard,
            is_silent=values.get("disable_notification", False),
            is_protected=values.get("protect_content", False),
            extra=extra,
        )
        self.room.add(message)
        self.room.events.note_message("sent", message)
        return message.as_json()

    def _replied_to(self, chat: Chat, reply: Values | None) -> Values | None:
        if reply is None:
            return None
        replied = chat.messages.get(reply["message_id"])
        if replied is None and not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        if replied is None:
            return None
        return {name: part for name, part in replied.as_json().items() if name != "reply_to_message"}
