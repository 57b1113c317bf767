"""The methods that change what is already in a chat: edits, deletions, answers to taps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.playground.chats import Chat, Message
from bot.playground.entities import Entity
from bot.playground.keyboards import Rows, keyboard_of
from bot.playground.refusals import NOT_MODIFIED, QUERY_TOO_OLD, bad_request
from bot.playground.room import Room
from bot.playground.sending import read_text

Values = dict[str, Any]

DELETABLE_FOR = timedelta(hours=48)
TAP_ANSWERABLE_SECONDS = 15.0
TAP_ANSWER_CHARACTERS = 200
MOST_DELETIONS = 100


@dataclass(frozen=True)
class Editing:
    """Each method takes the checked values of a request and returns its result."""

    room: Room

    def edit_message_text(self, values: Values) -> Values:
        """New words and keyboard; a keyboard left out is taken away."""
        message = self._editable(values)
        if message.has_caption:
            raise bad_request("there is no text in the message to edit")
        text, entities = read_text(values)
        if not text:
            raise bad_request("message text is empty")
        return self._change(message, text, entities, keyboard_of(values.get("reply_markup")))

    def edit_message_caption(self, values: Values) -> Values:
        """New caption and keyboard under a picture or file."""
        message = self._editable(values)
        if not message.has_caption:
            raise bad_request("there is no caption in the message to edit")
        text, entities = read_text(values, "caption", "caption_entities")
        return self._change(message, text, entities, keyboard_of(values.get("reply_markup")))

    def edit_message_reply_markup(self, values: Values) -> Values:
        """A new keyboard, or none."""
        message = self._editable(values)
        return self._change(message, message.text, message.entities, keyboard_of(values.get("reply_markup")))

    def delete_message(self, values: Values) -> bool:
        """Take one message away, up to 48 hours after it was sent."""
        chat = self.room.chat_of(values["chat_id"])
        message = chat.messages.get(values["message_id"])
        if message is None:
            raise bad_request("message to delete not found")
        if not self._may_delete(message):
            raise bad_request("message can't be deleted for everyone")
        self._delete(message)
        return True

    def delete_messages(self, values: Values) -> bool:
        """Take up to 100 messages away; what is not there or too old is passed over."""
        chat = self.room.chat_of(values["chat_id"])
        ids = values["message_ids"]
        if not ids:
            raise bad_request("message identifiers are not specified")
        if len(ids) > MOST_DELETIONS:
            raise bad_request("too many message identifiers specified")
        for message in [chat.messages[each] for each in ids if each in chat.messages]:
            if self._may_delete(message):
                self._delete(message)
        return True

    def answer_callback_query(self, values: Values) -> bool:
        """Stop the button's waiting sign, with words or without; only once and only for 15 seconds."""
        text = values.get("text", "")
        if len(text) > TAP_ANSWER_CHARACTERS:
            raise bad_request("MESSAGE_TOO_LONG")
        tap = self.room.taps.pop(values["callback_query_id"], None)
        if tap is None or self.room.monotonic() - tap.tapped_at > TAP_ANSWERABLE_SECONDS:
            raise bad_request(QUERY_TOO_OLD)
        shown = ("alert" if values.get("show_alert") else "toast") if text else "answered"
        self.room.events.note(shown, tap.chat_id, message_id=tap.message_id, text=text, html=text)  # type: ignore[arg-type]
        return True

    def _editable(self, values: Values) -> Message:
        if "inline_message_id" in values:
            raise bad_request("MESSAGE_ID_INVALID")
        if "chat_id" not in values or "message_id" not in values:
            raise bad_request("message identifier is not specified")
        chat: Chat = self.room.chat_of(values["chat_id"])
        message = chat.messages.get(values["message_id"])
        if message is None:
            raise bad_request("message to edit not found")
        if not message.is_from_bot:
            raise bad_request("message can't be edited")
        return message

    def _change(self, message: Message, text: str, entities: list[Entity], keyboard: Rows | None) -> Values:
        if (text, entities, keyboard) == (message.text, message.entities, message.keyboard):
            raise bad_request(NOT_MODIFIED)
        before = (message.html, message.labels)
        is_new_text = (text, entities) != (message.text, message.entities)
        message.text, message.entities, message.keyboard = text, entities, keyboard
        if is_new_text:
            message.edited_at = self.room.clock.now()
        self.room.events.note_message("edited", message, before)
        return message.as_json()

    def _may_delete(self, message: Message) -> bool:
        return self.room.clock.now() - message.sent_at <= DELETABLE_FOR

    def _delete(self, message: Message) -> None:
        del message.chat.messages[message.message_id]
        self.room.events.note_message("deleted", message, (message.html, message.labels))
