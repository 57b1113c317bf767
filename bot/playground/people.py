"""What people do: write, tap, edit, share, forward, block, and bring the bot into groups."""

from __future__ import annotations

import secrets
from typing import Any

from bot.playground.catalogue import Upload
from bot.playground.chats import Chat, Message, Person
from bot.playground.entities import typed_entities
from bot.playground.events import Event
from bot.playground.keyboards import find_button
from bot.playground.room import FIRST_GROUP, FIRST_PERSON, Room, Tap

Values = dict[str, Any]


class People:
    """The hands of everybody who talks to the bot; each doing becomes an update for it."""

    def __init__(self, room: Room) -> None:
        self.room = room

    def add_person(self, first_name: str, language_code: str = "en") -> Person:
        """Somebody new, with an empty chat."""
        person = Person(FIRST_PERSON + len(self.room.people()), first_name, language_code)
        self.room.open_chat(Chat(person.chat_id, "private", person=person))
        return person

    def chat(self, person: Person | Chat) -> list[Message]:
        """The messages of a chat, oldest first."""
        return list(self.room.chats[person.chat_id].messages.values())

    def events_of(self, person: Person | Chat, after: int = 0) -> list[Event]:
        """What happened in a chat after the event with number `after`."""
        return self.room.events.of(person.chat_id, after)

    def say(self, person: Person, text: str, chat: Chat | None = None) -> Message:
        """Write a text; commands and web addresses get their entities."""
        return self._write(person, chat, text=text, entities=typed_entities(text))

    def send(self, person: Person, **media: Any) -> Message:
        """Send anything that is not text, under the Bot API's field names, such as `dice={…}`."""
        return self._write(person, None, media=media)

    def share_location(self, person: Person, latitude: float, longitude: float) -> Message:
        """Send a place."""
        return self.send(person, location={"latitude": latitude, "longitude": longitude})

    def send_sticker(self, person: Person, emoji: str = "👍") -> Message:
        """Send a sticker that stands for an emoji."""
        shape = {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}
        return self.send(person, sticker=self._reference("sticker") | shape | {"emoji": emoji})

    def send_voice(self, person: Person, seconds: int = 3) -> Message:
        """Send a voice message of some length."""
        return self.send(person, voice=self._reference("voice") | {"duration": seconds, "mime_type": "audio/ogg"})

    def send_photo(self, person: Person, content: bytes = b"", caption: str = "") -> Message:
        """Send a picture; a grey stand-in when there is no content."""
        media: Values = {"photo": [self._reference("photo") | {"width": 320, "height": 240}]}
        if content:
            media = self.room.files.keep("photo", Upload("photo.jpg", content)).as_media()
        return self._write(person, None, text=caption, media=media)

    def send_document(self, person: Person, file_name: str, content: bytes, caption: str = "") -> Message:
        """Send a file."""
        stored = self.room.files.keep("document", Upload(file_name, content))
        return self._write(person, None, text=caption, media=stored.as_media())

    def send_contact(self, person: Person, phone_number: str = "+10000000000") -> Message:
        """Send a contact."""
        return self.send(person, contact={"phone_number": phone_number, "first_name": person.first_name})

    def forward(self, person: Person, text: str, from_name: str = "Someone else") -> Message:
        """Forward what somebody else once wrote."""
        origin = {"type": "hidden_user", "date": self._seconds(), "sender_user_name": from_name}
        return self._write(person, None, text=text, entities=typed_entities(text), extra={"forward_origin": origin})

    def edit(self, person: Person, message_id: int, new_text: str) -> Message:
        """Change an own message."""
        message = self.room.private_chat(person).messages[message_id]
        before = (message.html, message.labels)
        message.text, message.entities = new_text, typed_entities(new_text)
        message.edited_at = self.room.clock.now()
        self.room.events.note_message("person edited", message, before)
        self.room.updates.push("edited_message", message.as_json())
        return message

    def tap(self, person: Person, label: str = "", *, message_id: int | None = None, data: str | None = None) -> str:
        """Tap a button by its words (on the newest message that has it) or send raw `data`; gives the query's id.

        Raises LookupError when no message has such a button that calls back.
        """
        message = self._tapped_message(person, label, message_id)
        button = find_button(message.keyboard, label) if label else None
        if data is None and (button is None or "callback_data" not in button):
            raise LookupError(f"no button {label!r} under message {message.message_id}: {message.labels}")
        sent = data if data is not None else str((button or {})["callback_data"])
        query_id = str(secrets.randbelow(10**18))
        tap = Tap(query_id, person.chat_id, message.message_id, self.room.monotonic())
        self.room.taps[query_id] = tap
        words = button["text"] if button else _label_of(message, sent)
        self.room.events.note("tapped", person.chat_id, message_id=message.message_id, text=words, html=words)
        query = {"id": query_id, "from": person.as_user(), "message": message.as_json(), "data": sent}
        self.room.updates.push("callback_query", query | {"chat_instance": str(person.chat_id)})
        return query_id

    def block(self, person: Person) -> None:
        """Stop and block the bot."""
        person.is_blocking = True
        self.room.events.note("blocked", person.chat_id)
        self._membership(self.room.private_chat(person), person, "member", "kicked")

    def unblock(self, person: Person) -> None:
        """Let the bot write again."""
        person.is_blocking = False
        self.room.events.note("unblocked", person.chat_id)
        self._membership(self.room.private_chat(person), person, "kicked", "member")

    def deactivate(self, person: Person) -> None:
        """Delete the person's account; the bot is not told."""
        person.is_deactivated = True

    def add_to_group(self, person: Person, title: str = "A group", kind: str = "supergroup") -> Chat:
        """Bring the bot into a new group, supergroup or channel."""
        chat = self.room.open_chat(Chat(FIRST_GROUP - len(self.room.chats), kind, title))
        self.room.events.note("added to group", chat.chat_id, text=title)
        self._membership(chat, person, "left", "administrator" if kind == "channel" else "member")
        return chat

    def push_raw(self, update: Values) -> int:
        """Queue a hand-made update as it is; `update_id` is filled in when missing."""
        return self.room.updates.push_raw(update)

    def _write(self, person: Person, chat: Chat | None, **parts: Any) -> Message:
        if person.is_blocking:
            raise ValueError(f"{person.first_name} has blocked the bot; unblock it first")
        where = chat or self.room.private_chat(person)
        message = Message(self.room.next_message_id(), where, person.as_user(), self.room.clock.now(), **parts)
        self.room.add(message)
        self.room.events.note_message("said", message)
        self.room.updates.push("channel_post" if where.kind == "channel" else "message", message.as_json())
        return message

    def _tapped_message(self, person: Person, label: str, message_id: int | None) -> Message:
        messages = self.room.private_chat(person).messages
        if message_id is not None:
            return messages[message_id]
        with_keyboard = [each for each in messages.values() if each.keyboard]
        fitting = [each for each in with_keyboard if not label or find_button(each.keyboard, label)]
        if not fitting:
            seen = [each.labels for each in with_keyboard]
            raise LookupError(f"no message has a button {label!r}; there are {seen}")
        return fitting[-1]

    def _membership(self, chat: Chat, person: Person, old: str, new: str) -> None:
        change = {
            "chat": chat.as_json(),
            "from": person.as_user(),
            "date": self._seconds(),
            "old_chat_member": self._member(old),
            "new_chat_member": self._member(new),
        }
        self.room.updates.push("my_chat_member", change)

    def _member(self, status: str) -> Values:
        member: Values = {"user": self.room.bot_user, "status": status}
        if status == "kicked":
            return member | {"until_date": 0}
        if status == "administrator":
            return member | dict.fromkeys(_RIGHTS, False)
        return member

    def _reference(self, kind: str) -> Values:
        return {"file_id": f"stand-in-{kind}", "file_unique_id": f"stand-in-{kind}"}

    def _seconds(self) -> int:
        return int(self.room.clock.now().timestamp())


# A channel has administrators only, and Telegram spells out each of their rights.
_RIGHTS = (
    "can_be_edited",
    "is_anonymous",
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
)


def _label_of(message: Message, data: str) -> str:
    buttons = [button for row in message.keyboard or () for button in row]
    return next((str(button["text"]) for button in buttons if button.get("callback_data") == data), data)
