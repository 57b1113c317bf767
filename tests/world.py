"""A small world for tests: the whole program, a local Bot API in memory, people with names, and a clock that is moved.

Only Telegram and the clock are stand-ins. SQLite is real, in a file; updates travel through the real poll loop.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import Ebb, Transport, build
from bot.domain.person import Person
from bot.playground.bot_api import BotApi
from bot.playground.chats import Person as Stranger
from bot.playground.clock import PlaygroundClock
from bot.playground.events import Event, Labels
from bot.playground.request import InProcessRequest
from bot.runtime.poller import Polling
from bot.settings import Settings

TOKEN = "123456789:a-token-that-opens-nothing-anywhere"
MONDAY_EVENING = datetime(2026, 3, 2, 17, 40, tzinfo=UTC)
INDENT = "    "
LONGEST_WAIT = 5.0


@dataclass
class Chat:
    """One person's private chat with the bot, and what they see in it."""

    world: World
    stranger: Stranger
    zone: str

    @property
    def id(self) -> int:
        """The chat's id, which is the person's."""
        return self.stranger.id

    async def say(self, text: str) -> None:
        """Type a line, and wait for whatever comes of it."""
        self.world.api.say(self.stranger, text)
        await self.world.settle()

    async def tap(self, label: str, *, message_id: int | None = None) -> None:
        """Tap the button with this label, on the newest message that has it."""
        self.world.api.tap(self.stranger, label, message_id=message_id)
        await self.world.settle()

    async def tap_data(self, data: str, *, message_id: int | None = None) -> None:
        """Send callback data of one's own making, as a hostile client can."""
        message_id = message_id or self.last_message_id
        self.world.api.tap(self.stranger, data=data, message_id=message_id)
        await self.world.settle()

    @property
    def events(self) -> list[Event]:
        """Everything that happened in this chat."""
        return self.world.api.events_of(self.stranger)

    @property
    def last_message_id(self) -> int:
        """The bot's newest message."""
        return next(event.message_id for event in reversed(self.events) if event.kind == "sent" and event.message_id)

    @property
    def last_words(self) -> str:
        """What the bot wrote last, as sent or edited."""
        return next(event.text for event in reversed(self.events) if event.kind in ("sent", "edited"))

    @property
    def last_buttons(self) -> list[str]:
        """The labels on what the bot wrote last."""
        shown = next(event for event in reversed(self.events) if event.kind in ("sent", "edited"))
        return [label for row in shown.labels for label in row]

    @property
    def last_toast(self) -> str:
        """The short line shown over the chat last."""
        return next((event.text for event in reversed(self.events) if event.kind in ("toast", "alert")), "")

    def prompts(self) -> list[Event]:
        """Every message that asked how the day is."""
        return [event for event in self.events if event.kind == "sent" and "Good" in str(event.labels)]

    async def person(self) -> Person:
        """This person as the diary has them."""
        person = await self.world.ebb.parts.people.find(self.id)
        assert person is not None
        return person

    def transcript(self) -> str:
        """The chat as one would read it aloud."""
        return "\n".join(line for event in self.events for line in _lines(event, self.stranger.first_name, self.zone))

    async def settle_in(self, *, at: str = "20:00") -> None:
        """Live through the first minute quickly."""
        await self.say("/start")
        await self.tap("I agree")
        await self.say(f"{self.world.clock.now().astimezone(ZoneInfo(self.zone)):%H:%M}")
        await self.say(self.zone.rpartition("/")[2].replace("_", " "))
        await self.world.tap_first(self)
        await self.tap("Yes, that's right")
        await self.say(at)


@dataclass
class World:
    """The program and everybody who talks to it."""

    api: BotApi
    clock: PlaygroundClock
    ebb: Ebb
    chats: list[Chat] = field(default_factory=list)
    polling: asyncio.Task[None] | None = None

    def person(self, first_name: str, zone: str = "Europe/Berlin", language: str = "en") -> Chat:
        """Somebody new, living by the clock of `zone`."""
        chat = Chat(self, self.api.add_person(first_name, language), zone)
        self.chats.append(chat)
        return chat

    async def tap_first(self, chat: Chat) -> None:
        """Tap the first button of what the bot wrote last."""
        await chat.tap(chat.last_buttons[0])

    async def settle(self) -> None:
        """Wait until every update was handled and the poll loop waits for more."""
        async with asyncio.timeout(LONGEST_WAIT):
            while not (self.api.updates.is_polled and self.ebb.worker.unfinished == 0):
                await asyncio.sleep(0)

    async def to(self, wall_time: str, zone: str = "Europe/Berlin") -> None:
        """Move the clock to the next time it is this late in a zone, and let the clockwork run."""
        hour, minute = map(int, wall_time.split(":"))
        local = self.clock.now().astimezone(ZoneInfo(zone))
        day = local.date() if local.time() < time(hour, minute) else local.date() + timedelta(days=1)
        await self.at(datetime.combine(day, time(hour, minute), ZoneInfo(zone)))

    async def at(self, moment: datetime) -> None:
        """Move the clock to a moment, and let the clockwork run."""
        self.clock.move_to(moment)
        await self.tick()

    async def pass_time(self, **span: float) -> None:
        """Let some time pass, and let the clockwork run."""
        self.clock.move_by(timedelta(**span).total_seconds())
        await self.tick()

    async def tick(self) -> None:
        """What the clockwork does every second, once."""
        await self.ebb.clockwork.run_all_once()
        await self.settle()


@asynccontextmanager
async def world(folder: Path, start_at: datetime = MONDAY_EVENING) -> AsyncIterator[World]:
    """Start the whole program on a database in `folder`; the clockwork runs only when the clock is moved."""
    moment = start_at
    clock = PlaygroundClock(lambda: moment)
    api = BotApi(TOKEN, clock)
    async with running(api, clock, folder) as ebb:
        yield ebb


@asynccontextmanager
async def running(api: BotApi, clock: PlaygroundClock, folder: Path) -> AsyncIterator[World]:
    """The program against a Bot API that may outlive it, as after a restart."""
    settings = Settings(bot_token=SecretStr(TOKEN), database=folder / "ebb.db", contact="The test clinic")
    transport = Transport(InProcessRequest(api), InProcessRequest(api, read_timeout=60))
    ebb = await build(settings, clock, transport, polling=Polling(wait=50))
    everything = World(api, clock, ebb)
    try:
        await ebb.prepare()
        everything.polling = asyncio.create_task(ebb.poller.run())
        await everything.settle()
        yield everything
        assert not api.violations
    finally:
        if everything.polling is not None:
            everything.polling.cancel()
            await asyncio.gather(everything.polling, return_exceptions=True)
        await ebb.stop()


def _lines(event: Event, name: str, zone: str) -> list[str]:
    match event.kind:
        case "said":
            return [f"{name}: {event.text or f'({event.media})'}"]
        case "tapped":
            return [f"{name} taps [{event.text}]"]
        case "person edited":
            return [f"{name} edits: {event.text}"]
        case "sent":
            return [f"Ebb, {_clock(event, zone)}", *_shown(event)]
        case "edited" if event.text == event.before:
            return ["(Ebb takes the buttons off an older message)"] if not event.labels else _edited(event)
        case "edited":
            return _edited(event)
        case "toast" | "alert":
            return [f"(Ebb, for a moment: {event.text})"]
        case "blocked" | "unblocked":
            return [f"({name} has {event.kind} Ebb)"]
        case _:
            return []


def _edited(event: Event) -> list[str]:
    return ["Ebb changes that message to", *_shown(event)]


def _shown(event: Event) -> list[str]:
    words = [f"{INDENT}{line}".rstrip() for line in event.text.splitlines()]
    return [*words, *_keyboard(event.labels), ""]


def _keyboard(labels: Labels) -> list[str]:
    return [INDENT + " ".join(f"[{label}]" for label in row) for row in labels]


def _clock(event: Event, zone: str) -> str:
    return re.sub(r"\s+", " ", f"{event.at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}")
