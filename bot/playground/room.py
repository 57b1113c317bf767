"""The shared state behind the local Bot API: one bot, its people and chats, its files and its updates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.chats import Chat, Message, Person
from bot.playground.clock import PlaygroundClock
from bot.playground.events import EventLog
from bot.playground.files import FileStore
from bot.playground.refusals import BLOCKED, DEACTIVATED, bad_request, forbidden
from bot.playground.updates import UpdateQueue

FIRST_PERSON = 7_000_000_001
FIRST_GROUP = -1_002_000_000_001


@dataclass
class Tap:
    """A tap the bot may still answer; `tapped_at` is monotonic seconds, so a moved clock does not age it."""

    query_id: str
    chat_id: int
    message_id: int
    tapped_at: float


@dataclass
class Room:
    """Everything there is on Telegram's side."""

    bot_user: dict[str, Any]
    clock: PlaygroundClock
    monotonic: Callable[[], float]
    updates: UpdateQueue
    events: EventLog
    files: FileStore = field(default_factory=FileStore)
    chats: dict[int, Chat] = field(default_factory=dict)
    taps: dict[str, Tap] = field(default_factory=dict)
    message_count: int = 0

    def private_chat(self, person: Person) -> Chat:
        """The person's chat with the bot."""
        return self.chats[person.chat_id]

    def open_chat(self, chat: Chat) -> Chat:
        """Add a chat."""
        self.chats[chat.chat_id] = chat
        return chat

    def people(self) -> list[Person]:
        """Everybody with a private chat, in the order they came."""
        return [chat.person for chat in self.chats.values() if chat.person is not None]

    def add(self, message: Message) -> Message:
        """Put a message into its chat."""
        message.chat.messages[message.message_id] = message
        return message

    def next_message_id(self) -> int:
        """Message ids rise over all chats."""
        self.message_count += 1
        return self.message_count

    def chat_of(self, chat_id: Any) -> Chat:
        """The chat a request names; raises Telegram's refusal when there is none."""
        try:
            chat = self.chats.get(int(chat_id))
        except ValueError:
            chat = None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def chat_to_write_to(self, chat_id: Any) -> Chat:
        """The chat a request writes to; raises when the person blocked the bot, is gone, or the bot left."""
        chat = self.chat_of(chat_id)
        if chat.person is not None and chat.person.is_deactivated:
            raise forbidden(DEACTIVATED)
        if chat.person is not None and chat.person.is_blocking:
            raise forbidden(BLOCKED)
        if not chat.bot_is_member:
            raise forbidden(f"bot is not a member of the {chat.kind} chat")
        return chat
