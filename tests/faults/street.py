"""A street full of people and the program they all talk to, which is killed again and again while they do."""

from __future__ import annotations

import asyncio
import random
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bot.app import real_now
from bot.playground.bot_api import BotApi
from bot.playground.chats import Person as Stranger
from bot.playground.clock import PlaygroundClock
from bot.playground.server import serve
from bot.services.people import People
from bot.services.presence import HEARD_AT
from bot.storage.storage import Storage
from tests.diary import files_of_program, joins, opened
from tests.faults.failpoints import ARMED, PASSED_TOGETHER
from tests.faults.ledger import Count, Ledger
from tests.faults.neighbours import Neighbour
from tests.faults.starts import Running, Starts
from tests.program import PATIENCE, free_port, until
from tests.world import TOKEN

POLLING, WEBHOOK = "polling", "webhook"
SECRET = "a-secret-of-this-street"
# Four groups of people, each asked at another time of the day.
ASKED_AT = (time(8), time(13), time(18), time(23))
NAMES = ("Anna", "Ben", "Carla", "Dev", "Esi", "Finn")
OPEN_INBOX = "SELECT count(*) FROM inbox WHERE state = 'waiting'"
OPEN_PROMPTS = "SELECT count(*) FROM prompts WHERE state IN ('due', 'claimed', 'unknown')"
CLAIMED = "SELECT code FROM prompts WHERE state = 'claimed'"
HEARD = "SELECT CAST(value AS INTEGER) FROM facts WHERE key = ?"
# Under the 150 seconds after which Ebb believes in an outage, over the two minutes of a claim's lease.
LEASE_IS_OVER = timedelta(seconds=130)
# How often a kill at any moment waits for people to talk; how long most of a check-in and most of a start take.
TALKED_TO, CHECKIN_SECONDS, START_SECONDS = 0.8, 0.4, 1.2
EVENINGS_TO_DIE = 12
LAST_STEP = timedelta(seconds=60)
# It writes down that it hears every 30 seconds.
NOTICED = timedelta(seconds=35)


@dataclass
class Street:
    """Everybody, their Telegram, and the folder of the program."""

    api: BotApi
    folder: Path
    mode: str
    settings: dict[str, str]
    first_on: date
    chance: random.Random
    ledger: Ledger = field(default_factory=Ledger)
    neighbours: list[Neighbour] = field(default_factory=list)
    passer_by: Stranger = field(init=False)
    evenings: int = 0
    kills: int = 0

    def __post_init__(self) -> None:
        self.passer_by = self.api.add_person("Somebody")

    async def move_in(self, people_a_group: int, types: float) -> None:
        """Everybody has agreed and chosen a time; every other one types too, as often as `types` says."""
        files, now = files_of_program(self.folder), self.api.clock.now()
        async with opened(files, now) as storage:
            for place in range(people_a_group * len(ASKED_AT)):
                asked_at = ASKED_AT[place % len(ASKED_AT)]
                stranger = self.api.add_person(f"{NAMES[place % len(NAMES)]} {place}")
                chance = random.Random(self.chance.random())  # noqa: S311 - what people choose is no secret
                often = types if place // len(ASKED_AT) % 2 == 0 else 0.0
                neighbour = Neighbour(self.api, stranger, asked_at, self.ledger, chance, often)
                self.neighbours.append(neighbour)
                self.api.events.listeners.append(neighbour.see)
                await _agrees(storage, stranger.chat_id, asked_at, now)

    async def killed(self, starts: Starts, failpoint: str | None) -> None:
        """One kill, at a failpoint or at any moment."""
        await (self._killed_at(starts, failpoint) if failpoint else self._killed_sometime(starts))
        self.kills += 1
        self.ledger.killed_while(code for (code,) in self._rows(CLAIMED))
        (self.folder / ARMED).unlink(missing_ok=True)

    async def _killed_at(self, starts: Starts, failpoint: str) -> None:
        """Run until the program dies at a failpoint, the first time it comes there or a later one."""
        passings = str(self.chance.randint(1, 1 if failpoint in PASSED_TOGETHER else 3))
        running = await self._start(starts, failpoint)
        for _ in range(EVENINGS_TO_DIE):
            await self._evening(running, passings)
            if await self._gone_within(running, 0.3):
                break
        assert await self._gone_within(running, PATIENCE), f"{failpoint} was never reached"
        assert await running.ended() == -signal.SIGKILL

    async def _killed_sometime(self, starts: Starts) -> None:
        """Take the program away while it starts, or while people talk to it."""
        running = await self._start(starts, None)
        is_talked_to = self.chance.random() < TALKED_TO
        if is_talked_to:
            await self._evening(running)
        await asyncio.sleep(self.chance.uniform(0, CHECKIN_SECONDS if is_talked_to else START_SECONDS))
        running.send(signal.SIGKILL)
        assert await running.ended() == -signal.SIGKILL

    async def settle(self, starts: Starts, patience: float = PATIENCE) -> Count:
        """Start once more, let everything come to its end, stop in peace, and count."""
        running = await self._start(starts, None)
        await until(lambda: running.is_ready or running.has_ended)
        assert not running.has_ended, await running.ended()
        await self._move_and_hear(NOTICED, running)
        await self._move_by(LEASE_IS_OVER, running)
        with suppress(TimeoutError):
            await until(self._comes_to_rest, patience)
        running.send(signal.SIGTERM)
        assert await running.ended() == 0
        async with opened(files_of_program(self.folder), self.api.clock.now(), create=False) as storage:
            count = await self.ledger.compare(storage, self._due())
            assert not await storage.database.read(storage.inbox.count_quarantined)
        count.kills = self.kills
        count.left_waiting = sum(len(each.unfinished) for each in self.neighbours)
        return count

    def _due(self) -> int:
        """How many prompts have fallen due since everybody moved in; the first morning is that of the first day."""
        now = self.api.clock.now()
        days = (now.date() - self.first_on).days
        return sum(days + (each.asked_at <= now.time()) for each in self.neighbours)

    async def _start(self, starts: Starts, failpoint: str | None) -> Running:
        running = await starts.start(failpoint)
        if self.mode == WEBHOOK:
            self.api.webhook.set({"url": self.settings["EBB_WEBHOOK_URL"], "secret_token": SECRET})
        return running

    async def _evening(self, running: Running, passings: str = "") -> None:
        """The next group is asked, and how often a failpoint is passed counts from there.

        On the way there the program must live: killed before it has written down that it hears, it would rightly
        believe in an outage of hours, and offer every open question again.
        """
        (self.folder / ARMED).unlink(missing_ok=True)
        asked_at = ASKED_AT[self.evenings % len(ASKED_AT)]
        group = [each for each in self.neighbours if each.asked_at == asked_at]
        await until(lambda: running.has_ended or (running.is_ready and all(each.is_at_rest for each in group)))
        self.evenings += 1
        now = self.api.clock.now()
        due_at = datetime.combine(now.date(), asked_at, UTC)
        due_at += timedelta(days=due_at <= now + 2 * LAST_STEP)
        for step in (NOTICED, due_at - NOTICED - LAST_STEP - now):
            await self._move_and_hear(step, running)
        for each in self.neighbours:
            each.come_back()
        if passings:
            (self.folder / ARMED).write_text(passings)
        await self._move_by(LAST_STEP + timedelta(seconds=1), running)

    async def _move_and_hear(self, step: timedelta, running: Running) -> None:
        """Move the clock, and wait until the program has written down that it hears."""
        if await self._move_by(step, running):
            moved_to = int(self.api.clock.now().timestamp())
            await until(lambda: running.has_ended or self._asked(HEARD, HEARD_AT) >= moved_to - 1)

    async def _move_by(self, step: timedelta, running: Running) -> bool:
        """Move the clock, but never away from under a tap that nobody has fetched: it would not live to be."""
        await until(lambda: running.has_ended or not self.api.updates.waiting())
        if running.has_ended:
            return False
        self.api.clock.move_by(step.total_seconds())
        if self.mode == WEBHOOK:
            # Who is called hears what time it is only in the answers to what it sends itself.
            self.api.say(self.passer_by, "/start")
        return True

    async def _gone_within(self, running: Running, seconds: float) -> bool:
        with suppress(TimeoutError):
            await until(lambda: running.has_ended, seconds)
        return running.has_ended

    def _comes_to_rest(self) -> bool:
        """Whether nothing is under way, and everybody, whoever had left something for later too, is at rest."""
        for each in self.neighbours:
            each.come_back()
        if self.api.updates.waiting() or not all(each.is_at_rest for each in self.neighbours):
            return False
        return not self._asked(OPEN_INBOX) and not self._asked(OPEN_PROMPTS)

    def _asked(self, question: str, *values: str) -> int:
        """A number that only the database knows."""
        rows = self._rows(question, *values)
        return int(rows[0][0]) if rows else 0

    def _rows(self, question: str, *values: str) -> list[tuple[Any, ...]]:
        """Rows read from outside, beside the program or after it."""
        database = files_of_program(self.folder).database
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            return connection.execute(question, values).fetchall()


async def _agrees(storage: Storage, chat_id: int, asked_at: time, now: datetime) -> None:
    people = People(storage)
    person = await people.move_to(await joins(storage, chat_id, now), "UTC", now)
    await people.check_in_at(person, asked_at, now)


@asynccontextmanager
async def street(
    folder: Path, mode: str, seed: str, *, people_a_group: int = 3, types: float = 0.5
) -> AsyncIterator[Street]:
    """A street in a folder of its own, early in the morning."""
    api = BotApi(TOKEN, PlaygroundClock(real_now))
    first_on = api.clock.now().date() + timedelta(days=1)
    api.clock.move_to(datetime.combine(first_on, time(3), UTC))
    api.webhook.first_retry_seconds = 0.02
    site = await serve(api, "127.0.0.1", 0)
    listen = f"127.0.0.1:{free_port()}"
    settings = {"EBB_BOT_TOKEN": TOKEN, "EBB_API_URL": site.url, "EBB_LISTEN": listen, "EBB_SEND_RATE": "100"}
    if mode == WEBHOOK:
        settings |= {"EBB_MODE": mode, "EBB_WEBHOOK_URL": f"http://{listen}/in", "EBB_WEBHOOK_SECRET": SECRET}
    chance = random.Random(seed)  # noqa: S311 - a plan of kills is no secret
    everybody = Street(api, folder, mode, settings, first_on, chance)
    everybody.ledger.watch(api.updates)
    await everybody.move_in(people_a_group, types)
    yield everybody
    await site.close()
    assert not api.violations
