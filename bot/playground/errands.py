"""Longer walks through time for the web chat: to the bot's next message, and through a month of sample diary.

Everything here uses only what a person at a phone could do: wait, read the buttons, tap, write.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.playground.bot_api import BotApi
from bot.playground.chats import Message, Person
from bot.playground.events import Event
from bot.playground.sample_month import STORY, Day, choose

JUMP_HOURS = 26
EVENING = timedelta(hours=20, minutes=1)
MOST_TAPS_A_DAY = 30

Tell = Callable[..., None]
AfterMove = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Patience:
    """How long to wait for the bot, in real seconds."""

    step: float = 1.2
    prompt: float = 1.5
    tap: float = 4.0
    calm: float = 0.15


@dataclass
class Errands:
    """One errand at a time; `tell` reports progress to the open pages.

    `after_move` is awaited after each move of the clock, for a program in the same process that can catch up at once.
    """

    api: BotApi
    tell: Tell
    after_move: AfterMove | None = None
    patience: Patience = field(default_factory=Patience)
    progress: dict[str, Any] = field(default_factory=lambda: {"is_running": False})
    _task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether an errand is under way."""
        return self._task is not None and not self._task.done()

    def start_jump(self) -> None:
        """Go forward hour by hour until the bot writes by itself, 26 hours at most."""
        self._start("jump", self._jump())

    def start_month(self, person: Person, utc_offset_minutes: int) -> None:
        """Let the person live the sample month, evening by evening in the given zone offset."""
        self._start("month", self._month(person, timedelta(minutes=utc_offset_minutes)))

    async def stop(self) -> None:
        """End the errand under way, if any."""
        task, self._task = self._task, None
        if task is None or task.done():
            return
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        self._report(outcome="stopped", is_running=False)

    def _start(self, name: str, errand: Coroutine[Any, Any, None]) -> None:
        if self.is_running:
            errand.close()
            raise ValueError("Something is already under way. Stop it first.")
        self.progress = {"name": name}
        self._report(outcome="", is_running=True, done=0, of=JUMP_HOURS if name == "jump" else len(STORY))
        self._task = asyncio.get_running_loop().create_task(errand)

    def _report(self, **progress: Any) -> None:
        self.progress |= progress
        self.tell("errand", **self.progress)

    async def _move_to(self, moment: datetime) -> None:
        self.api.clock.move_to(max(moment, self.api.clock.now()))
        if self.after_move is not None:
            await self.after_move()

    async def _jump(self) -> None:
        for hour in range(JUMP_HOURS):
            seen = self.api.events.last_number
            next_hour = self.api.clock.now().replace(minute=0, second=5, microsecond=0) + timedelta(hours=1)
            await self._move_to(next_hour)
            self._report(done=hour + 1)
            spoke = await self.api.events.next(lambda event: event.kind == "sent", seen, self.patience.step)
            if spoke is not None:
                self._report(outcome="spoke", is_running=False, chat_id=spoke.chat_id)
                return
        self._report(outcome="silent", is_running=False)

    async def _month(self, person: Person, zone_offset: timedelta) -> None:
        if person.is_blocking or not self.api.chat(person):
            self._report(outcome="blocked" if person.is_blocking else "not started", is_running=False)
            return
        for number, day in enumerate(STORY, start=1):
            if not await self._evening(person, day, zone_offset):
                self._report(outcome="not started" if number == 1 else "no question", is_running=False)
                return
            self._report(done=number)
        self._report(outcome="filled", is_running=False)

    async def _evening(self, person: Person, day: Day, zone_offset: timedelta) -> bool:
        seen = self.api.events.last_number
        await self._move_to(next_evening(self.api.clock.now(), zone_offset))
        asked = await self._question(person, seen, self.patience.prompt)
        if asked is None:
            seen = self.api.events.last_number
            self.api.say(person, "/checkin")
            asked = await self._question(person, seen, self.patience.tap)
        if asked is None:
            return False
        await self._answer(person, asked, day)
        return True

    async def _question(self, person: Person, seen: int, seconds: float) -> Message | None:
        def asks(event: Event) -> bool:
            is_new = event.chat_id == person.chat_id and event.kind == "sent"
            return is_new and choose(event.labels, Day(0, 0), answered=0) is not None

        event = await self.api.events.next(asks, seen, seconds)
        if event is None:
            return None
        return self.api.room.private_chat(person).messages.get(event.message_id or 0)

    async def _answer(self, person: Person, message: Message, day: Day) -> None:
        chat = self.api.room.private_chat(person)
        for answered in range(MOST_TAPS_A_DAY):
            label = choose(message.labels, day, answered, message.text)
            if label is None or message.message_id not in chat.messages:
                return
            seen = self.api.events.last_number
            self.api.tap(person, label, message_id=message.message_id)
            changed = await self._after_tap(person, message, seen)
            if changed is None:
                return
            message = changed

    async def _after_tap(self, person: Person, message: Message, seen: int) -> Message | None:
        def moves_on(event: Event) -> bool:
            is_edit = event.kind == "edited" and event.message_id == message.message_id
            is_new = event.kind == "sent" and bool(event.labels)
            return event.chat_id == person.chat_id and (is_edit or is_new)

        event = await self.api.events.next(moves_on, seen, self.patience.tap)
        if event is None:
            return None
        await asyncio.sleep(self.patience.calm)
        return self.api.room.private_chat(person).messages.get(event.message_id or 0)


def next_evening(now: datetime, zone_offset: timedelta) -> datetime:
    """The next 20:01 in a zone that is `zone_offset` ahead of UTC."""
    local = now + zone_offset
    evening = local.replace(hour=0, minute=0, second=0, microsecond=0) + EVENING
    return (evening if evening > local else evening + timedelta(days=1)) - zone_offset
