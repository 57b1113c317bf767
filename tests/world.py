"""A small world for tests: the whole program, a local Bot API in memory, people with names, and a clock that is moved.

Only Telegram and the clock are stand-ins. SQLite is real, in a file; updates travel through the real poll loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.app import Ebb, Transport, build
from bot.domain.checkin import Checkin
from bot.domain.person import Person
from bot.playground.bot_api import BotApi
from bot.playground.chats import Chat as Group
from bot.playground.chats import Person as Stranger
from bot.playground.clock import PlaygroundClock
from bot.playground.events import Event
from bot.playground.request import InProcessRequest
from bot.runtime import poller
from bot.runtime.limits import Limits
from bot.runtime.poller import Polling
from bot.settings import Settings
from bot.storage.errors import StorageUnavailable
from tests.at_work import at_work
from tests.overheard import nothing_private_is_logged

TOKEN = "123456789:a-token-that-opens-nothing-anywhere"
MONDAY_EVENING = datetime(2026, 3, 2, 17, 40, tzinfo=UTC)
INDENT = "    "
# Nobody is told to wait in these tests, unless a test is about waiting.
BOUNDLESS = Limits(1e6, chat_burst=None, messages_a_minute=None, taps_a_minute=None)
# Long enough for a machine that is busy with much else.
LONGEST_WAIT = 60.0
# Waiting without a pause would keep the thread that writes the database from running.
BREATH = 0.0005


@dataclass(repr=False)
class Chat:
    """One person's private chat with the bot, and what they see in it."""

    world: World
    stranger: Stranger
    zone: str
    untold: list[tuple[int, int, str]] = field(default_factory=list)
    remembered: dict[str, str] = field(default_factory=dict)

    @property
    def id(self) -> int:
        """The chat's id, which is the person's."""
        return self.stranger.chat_id

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

    async def send(self, **media: Any) -> None:
        """Send anything that is not text, under the Bot API's names, such as `sticker={…}` or `location={…}`."""
        self.world.api.send(self.stranger, **media)
        await self.world.settle()

    async def edit(self, text: str, *, message_id: int | None = None) -> None:
        """Change an own message, the newest one unless another is named."""
        self.world.api.edit(self.stranger, message_id or self.last_said_id, text)
        await self.world.settle()

    async def block(self) -> None:
        """Stop and block the bot."""
        self.world.api.block(self.stranger)
        await self.world.settle()

    async def unblock(self) -> None:
        """Let the bot write again."""
        self.world.api.unblock(self.stranger)
        await self.world.settle()

    async def push(self, update: dict[str, Any]) -> None:
        """Let a hand-made update reach the bot."""
        self.world.api.push_raw(update)
        await self.world.settle()

    async def sees(self, words: str) -> None:
        """Wait until the bot, by itself, has written these words last."""
        async with asyncio.timeout(LONGEST_WAIT):
            while words not in self.last_words:  # noqa: ASYNC110
                await asyncio.sleep(BREATH)

    @property
    def events(self) -> list[Event]:
        """Everything that happened in this chat."""
        return self.world.api.events_of(self.stranger)

    @property
    def last_message_id(self) -> int:
        """The bot's newest message."""
        return next(event.message_id for event in reversed(self.events) if event.kind == "sent" and event.message_id)

    @property
    def last_said_id(self) -> int:
        """The person's newest message."""
        return next(event.message_id for event in reversed(self.events) if event.kind == "said" and event.message_id)

    @property
    def last_words(self) -> str:
        """What the bot wrote last, as sent or edited."""
        return self._shown_last().text

    @property
    def last_buttons(self) -> list[str]:
        """The labels on what the bot wrote last."""
        return [label for row in self._shown_last().labels for label in row]

    def _shown_last(self) -> Event:
        """The last new words; taking the buttons off an older message says nothing new."""
        return next(
            event
            for event in reversed(self.events)
            if event.kind == "sent" or (event.kind == "edited" and (event.labels or event.html != event.before))
        )

    def data_of(self, label: str) -> str:
        """The callback data of a button on the newest message that has it; a tap on it later is told by its label."""
        rows = [row for message in self.world.api.chat(self.stranger) for row in message.keyboard or ()]
        data = next(str(each["callback_data"]) for row in reversed(rows) for each in row if each["text"] == label)
        self.remembered[data] = label
        return data

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

    async def day(self, diary_on: str) -> Checkin | None:
        """What the diary holds for one day (YYYY-MM-DD), taken back or not."""
        storage, person = self.world.ebb.storage, await self.person()
        day = date.fromisoformat(diary_on)
        return await storage.database.read(lambda tx: storage.checkins.find(tx, person.id, day))

    def transcript(self) -> str:
        """The chat as one would read it aloud, with the time on the person's own clock wherever it has moved on."""
        everything = [self._as_seen(event) for event in self.events]
        told: list[str] = []
        start = 0
        for first, last, instead in (*self.untold, (len(everything), len(everything), "")):
            told.extend(_told(everything[start:first], self.stranger.first_name, ZoneInfo(self.zone)))
            told.extend([f"({instead})", ""] if instead else [])
            start = last
        return "\n".join(told) + "\n"

    @contextmanager
    def without_telling(self, instead: str) -> Iterator[None]:
        """Leave what happens meanwhile out of the transcript, with one line in its place."""
        first = len(self.events)
        yield
        self.untold.append((first, len(self.events), instead))

    def _as_seen(self, event: Event) -> Event:
        """A tap on a button that has gone since shows raw data in its place; tell it by the label it had."""
        label = self.remembered.get(event.text)
        return event if label is None else replace(event, text=f"{label}, as it was before")

    async def settle_in(self, *, at: str = "20:00") -> None:
        """Have the first minute behind them: agreed, zone and check-in time (HH:MM) chosen."""
        people, now = self.world.ebb.parts.people, self.world.clock.now()
        person = await people.agree(self.id, self.stranger.language_code, now)
        person = await people.move_to(person, self.zone, now)
        await people.check_in_at(person, time.fromisoformat(at), now)


@dataclass(repr=False)
class World:
    """The program and everybody who talks to it."""

    api: BotApi
    clock: PlaygroundClock
    ebb: Ebb
    chats: list[Chat] = field(default_factory=list)
    polling: asyncio.Task[None] | None = None
    is_diary_broken: bool = False

    def person(self, first_name: str, zone: str = "Europe/Berlin", language: str = "en") -> Chat:
        """Somebody new, living by the clock of `zone`."""
        chat = Chat(self, self.api.add_person(first_name, language), zone)
        self.chats.append(chat)
        return chat

    def listen(self, group: Group) -> Chat:
        """A group as everybody in it sees it."""
        return Chat(self, Stranger(group.chat_id, group.title), "Europe/Berlin")

    async def tap_first(self, chat: Chat) -> None:
        """Tap the first button of what the bot wrote last."""
        await chat.tap(chat.last_buttons[0])

    async def settle(self) -> None:
        """Wait until every update was handled and the poll loop waits for more."""
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await (self._settle_unkept() if self.is_diary_broken else self._settle())
        except TimeoutError as late:
            raise AssertionError(f"never settled:\n{at_work()}") from late

    async def _settle(self) -> None:
        while not (self.api.updates.is_polled and self.ebb.worker.is_idle):  # noqa: ASYNC110
            await asyncio.sleep(BREATH)

    async def _settle_unkept(self) -> None:
        """Nothing can be confirmed, so every poll is refused; after two more the newest update was in one."""
        counts = self.ebb.parts.metrics
        refused = counts.count("polls_failed") + 2
        while counts.count("polls_failed") < refused or not self.ebb.worker.is_idle:  # noqa: ASYNC110
            await asyncio.sleep(BREATH)

    @contextmanager
    def broken_diary(self) -> Iterator[None]:
        """Meanwhile nothing can be read or written, as when the disk is gone."""

        async def gone(_database: object, _work: object) -> None:
            raise StorageUnavailable("the disk is gone")

        with patch.multiple(type(self.ebb.storage.database), read=gone, write=gone):
            self.is_diary_broken = True
            yield
        self.is_diary_broken = False

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

    async def breathe(self) -> None:
        """Let whatever is being played catch up with the clock."""
        for _ in range(20):
            await asyncio.sleep(0)

    async def close(self) -> None:
        """Stop the program; its database and the chats stay."""
        if self.polling is not None:
            self.polling.cancel()
            await asyncio.gather(self.polling, return_exceptions=True)
            self.polling = None
            await self.ebb.stop()


@asynccontextmanager
async def world(
    folder: Path, start_at: datetime = MONDAY_EVENING, *, limits: Limits = BOUNDLESS, admin_ids: tuple[int, ...] = ()
) -> AsyncIterator[World]:
    """Start the whole program on a database in `folder`; the clockwork runs only when the clock is moved."""
    moment = start_at
    clock = PlaygroundClock(lambda: moment)
    api = BotApi(TOKEN, clock)
    async with running(api, clock, folder, limits=limits, admin_ids=admin_ids) as ebb:
        yield ebb


@asynccontextmanager
async def running(
    api: BotApi,
    clock: PlaygroundClock,
    folder: Path,
    *,
    limits: Limits = BOUNDLESS,
    admin_ids: tuple[int, ...] = (),
) -> AsyncIterator[World]:
    """The program against a Bot API that may outlive it, as after a restart."""
    settings = Settings(
        bot_token=SecretStr(TOKEN),
        database=folder / "ebb.db",
        master_key_file=folder / "keys" / "master.key",
        contact="The test clinic",
        admin_ids=admin_ids,
    )
    transport = Transport(InProcessRequest(api), InProcessRequest(api, read_timeout=60))
    ebb = await build(settings, clock, transport, polling=Polling(wait=50), limits=limits)
    everything = World(api, clock, ebb)
    # Every move of the clock ends a long poll at once; the poller need not be wary of this server for it.
    at_once = patch.multiple(poller, _BREATH=BREATH, _UNKEPT_PAUSE=BREATH)
    with nothing_private_is_logged(api), at_once, patch.object(ebb.worker, "_pauses", (0, 0)):
        try:
            await ebb.prepare()
            everything.polling = asyncio.create_task(ebb.poller.run())
            await everything.settle()
            yield everything
            assert not api.violations
        finally:
            await everything.close()


def _told(events: list[Event], name: str, zone: ZoneInfo) -> Iterator[str]:
    shown_at, newest = "", 0
    for event in events:
        lines = _lines(event, name, newest)
        if lines and (clock := _clock(event, zone)) != shown_at:
            shown_at = clock
            yield f"— {clock} —"
        yield from lines
        if event.kind == "sent" and event.message_id:
            newest = event.message_id


def _lines(event: Event, name: str, newest: int) -> list[str]:
    match event.kind:
        case "said":
            return [f"{name}: {event.text or f'({event.media})'}"]
        case "tapped":
            return [f"{name} taps [{event.text}]" + ("" if event.message_id == newest else " on an older message")]
        case "person edited":
            return [f"{name} changes an own message to: {event.text}"]
        case "sent":
            return ["Ebb:", *_shown(event)]
        case "edited":
            return _changed(event, "that" if event.message_id == newest else "an older")
        case "toast" | "alert":
            return [f"(Ebb, for a moment: {event.text})"]
        case "blocked" | "unblocked":
            return [f"({name} has {event.kind} Ebb)"]
        case "left":
            return ["(Ebb leaves)"]
        case _:
            return []


def _changed(event: Event, which: str) -> list[str]:
    if event.html == event.before and not event.labels:
        return [f"(Ebb takes the buttons off {which} message)", ""]
    return [f"Ebb changes {which} message to:", *_shown(event)]


def _shown(event: Event) -> list[str]:
    words = [f"{INDENT}{line}".rstrip() for line in event.text.splitlines()]
    return [*words, *(INDENT + " ".join(f"[{label}]" for label in row) for row in event.labels), ""]


def _clock(event: Event, zone: ZoneInfo) -> str:
    local = event.at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B}, " + f"{local:%H:%M:%S}".removesuffix(":00")
