"""The event log: everything that happened in a chat, in order, as a person would tell it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from bot.playground.chats import Message

Labels = tuple[tuple[str, ...], ...]

Kind = Literal[
    "said",  # the person wrote, or sent a picture, a place, …
    "person edited",
    "tapped",
    "blocked",
    "unblocked",
    "added to group",
    "sent",  # the bot wrote, or sent a picture, an animation, a document
    "edited",
    "deleted",
    "toast",  # the bot answered a tap with words
    "alert",  # the same, in a box that must be closed
    "answered",  # the bot answered a tap without words
    "chat action",
    "left",
]
BY_THE_BOT = {"sent", "edited", "deleted", "toast", "alert", "answered", "chat action", "left"}


@dataclass(frozen=True)
class Event:
    """One thing that happened. `before` and `labels_before` are set for edits and deletions."""

    number: int
    kind: Kind
    chat_id: int
    at: datetime
    message_id: int | None = None
    text: str = ""
    html: str = ""
    labels: Labels = ()
    before: str = ""
    labels_before: Labels = ()
    media: str = ""
    file_name: str = ""
    is_silent: bool = False

    @property
    def is_by_bot(self) -> bool:
        """Whether the bot did it."""
        return self.kind in BY_THE_BOT


@dataclass
class EventLog:
    """All events of all chats; listeners hear each one, and `after` waits for the next."""

    now: Callable[[], datetime]
    events: list[Event] = field(default_factory=list)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, kind: Kind, chat_id: int, **details: object) -> Event:
        """Write down something that is not about the words of a message."""
        event = Event(len(self.events) + 1, kind, chat_id, self.now(), **details)  # type: ignore[arg-type]
        self.events.append(event)
        news, self._news = self._news, asyncio.Event()
        news.set()
        for listener in tuple(self.listeners):
            listener(event)
        return event

    def note_message(self, kind: Kind, message: Message, before: tuple[str, Labels] = ("", ())) -> Event:
        """Write down what happened to a message; `before` is its former text and labels."""
        media = next((name for name in message.media if name != "document" or len(message.media) == 1), "")
        document = message.media.get("document") or {}
        return self.note(
            kind,
            message.chat.chat_id,
            message_id=message.message_id,
            text=message.text,
            html=message.html,
            labels=message.labels,
            before=before[0],
            labels_before=before[1],
            media=media,
            file_name=document.get("file_name", ""),
            is_silent=message.is_silent,
        )

    @property
    def last_number(self) -> int:
        """The number of the newest event."""
        return len(self.events)

    def of(self, chat_id: int, after: int = 0) -> list[Event]:
        """The events of one chat with a number above `after`."""
        return [event for event in self.events[after:] if event.chat_id == chat_id]

    async def next(self, wanted: Callable[[Event], bool], after: int, seconds: float) -> Event | None:
        """The first wanted event with a number above `after`; None when none comes within `seconds` of real time."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + seconds
        while True:
            found = next((event for event in self.events[after:] if wanted(event)), None)
            left = deadline - loop.time()
            if found is not None or left <= 0:
                return found
            after = len(self.events)
            try:
                async with asyncio.timeout(left):
                    await self._news.wait()
            except TimeoutError:
                return None
