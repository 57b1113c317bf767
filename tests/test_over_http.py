"""The real program beside a Bot API it only knows by address: one person's days, and every way it can be stopped."""

from __future__ import annotations

import asyncio
import json
import re
import signal
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest

from bot.app import real_now
from bot.domain.checkin import Checkin, Feeling
from bot.domain.person import Person
from bot.playground.bot_api import BotApi
from bot.playground.chats import Person as Stranger
from bot.playground.clock import PlaygroundClock
from bot.playground.events import Event
from bot.playground.server import serve
from bot.storage.storage import Storage, Transaction, open_storage
from tests.diary import files_of_program
from tests.program import PATIENCE, Program, free_port, program, until
from tests.world import TOKEN

TOKYO = ZoneInfo("Asia/Tokyo")
HEALTH_WORDS = re.compile(r"pain|fatigue|tired|sleep|fog|mood|flare|anna", re.IGNORECASE)


@dataclass
class Phone:
    """Somebody's phone. Each doing names words that are then to be read, in what Ebb writes or changes."""

    api: BotApi
    stranger: Stranger
    seen: int = 0

    async def say(self, text: str, then: str) -> Event:
        """Write a line."""
        self.seen = self.api.events.last_number
        self.api.say(self.stranger, text)
        return await self.reads(then)

    async def tap(self, label: str, then: str, message_id: int | None = None) -> Event:
        """Tap a button, on the newest message that has it."""
        self.seen = self.api.events.last_number
        self.api.tap(self.stranger, label, message_id=message_id)
        return await self.reads(then)

    async def reads(self, words: str) -> Event:
        """Wait for words to appear."""
        event = await self.api.events.next(self._shows(words), self.seen, PATIENCE)
        assert event is not None, f"never read {words!r}: {self.api.events_of(self.stranger, self.seen)}"
        self.seen = event.number
        return event

    def _shows(self, words: str) -> Any:
        return lambda event: (
            event.chat_id == self.stranger.chat_id and event.kind in ("sent", "edited") and words in event.text
        )

    async def settle_in(self) -> None:
        """Start, agree, name the zone and the time."""
        await self.say("/start", then="Is that all right with you?")
        await self.tap("I agree", then="What time is it for you now?")
        await self.say("Tokyo", then="Which one is closest")
        await self.tap("Tokyo, Japan", then="Your clock shows 17:4")
        await self.tap("Yes, that's right", then="When would you like")
        await self.say("20:00", then="All set.")


@dataclass
class Town:
    """A Bot API of the test's own at an address, and one folder for the bot that uses it."""

    api: BotApi
    folder: Path
    settings: dict[str, str]

    def run(self) -> AbstractAsyncContextManager[Program]:
        """Start the bot."""
        return program(self.folder, "run", **self.settings)

    @property
    def today(self) -> date:
        """The date in Tokyo."""
        return self.api.clock.now().astimezone(TOKYO).date()

    def tomorrow_at(self, wall_time: str) -> datetime:
        """A wall time on the next date in Tokyo."""
        return datetime.fromisoformat(f"{self.today + timedelta(days=1)}T{wall_time}").replace(tzinfo=TOKYO)

    async def page(self, name: str) -> tuple[int, str]:
        """One of the operator's pages."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://{self.settings['EBB_LISTEN']}/{name}") as page,
        ):
            return page.status, await page.text()


@pytest.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    """Everybody's clock shows 17:40 in Tokyo, whatever time it is where the tests run."""
    api = BotApi(TOKEN, PlaygroundClock(real_now))
    now = api.clock.now().astimezone(TOKYO)
    afternoon = now.replace(hour=17, minute=40, second=0)
    api.clock.move_to(afternoon if afternoon > now else afternoon + timedelta(days=1))
    site = await serve(api, "127.0.0.1", 0)
    listen = f"127.0.0.1:{free_port()}"
    yield Town(api, tmp_path, {"EBB_BOT_TOKEN": TOKEN, "EBB_API_URL": site.url, "EBB_LISTEN": listen})
    await site.close()
    assert not api.violations


@asynccontextmanager
async def diary(town: Town) -> AsyncIterator[Storage]:
    """What the program left on the disk."""
    storage = await open_storage(files_of_program(town.folder), create=False, now=real_now())
    try:
        yield storage
    finally:
        await storage.close()


async def whole_diary(town: Town, chat_id: int) -> tuple[Person, dict[date, Checkin], dict[str, int]]:
    """The person, their check-ins by day, and how many rows each table of people's words has."""

    async def work(tx: Transaction) -> tuple[Person, dict[date, Checkin], dict[str, int]]:
        person = await storage.people.find_by_chat(tx, chat_id)
        assert person is not None
        days = [town.today - timedelta(days=back) for back in range(3)]
        found = [await storage.checkins.find(tx, person.id, day) for day in days]
        tables = ("people", "consents", "checkins", "answers", "notes", "tips_seen")
        counts = {table: tx.execute(COUNTS[table], ()).fetchone()[0] for table in tables}
        return person, {checkin.diary_on: checkin for checkin in found if checkin}, counts

    async with diary(town) as storage:
        return await storage.database.read(work)


COUNTS = {
    table: f"SELECT count(*) FROM {table}"  # noqa: S608 - names from here
    for table in ("people", "consents", "checkins", "answers", "notes", "tips_seen")
}


async def test_a_newcomer_lives_two_days_over_a_restart_and_the_diary_holds_exactly_that(town: Town) -> None:
    anna = Phone(town.api, town.api.add_person("Anna"))
    async with town.run() as bot:
        await first_day(anna)
        await operators_see_it_alive_and_nothing_about_people(town, anna)
        town.api.clock.move_to(town.tomorrow_at("20:00"))
        prompt = await anna.reads("How is today?")
        assert town.api.clock.now() - prompt.at < timedelta(seconds=5)
        await stopped_twice_in_the_middle_of_an_answer(bot, anna)
        assert_says_nothing_private(bot.said, anna)

    person, days, counts = await whole_diary(town, anna.stranger.chat_id)
    first, second = (days[day] for day in sorted(days))
    assert (person.zone, f"{person.checkin_time:%H:%M}") == ("Asia/Tokyo", "20:00")
    assert first.feeling is Feeling.SO_SO
    scores = {answer.symptom_id: answer.score for answer in first.answers}
    assert scores == {"pain": 6, "fatigue": 7, "sleep": 3, "fog": None, "mood": 5}
    assert [note.text for note in first.notes] == ["Rained all day. 💧"]
    assert (second.feeling, second.answers) == (Feeling.ROUGH, ())
    assert counts == {"people": 1, "consents": 1, "checkins": 2, "answers": 5, "notes": 1, "tips_seen": 2}

    async with town.run() as bot:
        await bot.line("Ebb is running")
        await anna.tap("8", then="Both questions are optional", message_id=prompt.message_id)
        await anna.tap("That's enough", then="Pain: 8")
        assert await bot.stop() == 0

    _, days, counts = await whole_diary(town, anna.stranger.chat_id)
    assert days[second.diary_on].scores == {"pain": 8}
    assert days[first.diary_on] == first
    assert (counts["checkins"], counts["answers"]) == (2, 6)


async def first_day(anna: Phone) -> None:
    """From nothing to a whole check-in with a note, a tip and a few breaths."""
    await anna.settle_in()
    await anna.tap("Yes, try it now", then="How is today?")
    await anna.tap("So-so", then="1 of 5")
    for score, then in (("6", "2 of 5"), ("7", "3 of 5"), ("3", "4 of 5"), ("Skip", "5 of 5")):
        await anna.tap(score, then=then)
    await anna.tap("5", then="Sleep last night: 3")
    await anna.tap("Add a note", then="Write your note now")
    await anna.say("Rained all day. 💧", then="Your note is saved.")
    assert "Not for me" in str((await anna.say("/tip sleep", then="")).labels)
    await breathe(anna)


async def stopped_twice_in_the_middle_of_an_answer(bot: Program, anna: Phone) -> None:
    """The second signal comes while the first one's drain waits for Telegram, and does not break it."""
    anna.api.fail_next("editMessageText", deliver=True, hang=0.6)
    await anna.tap("Rough", then="How strong was your pain")
    bot.send(signal.SIGTERM)
    await asyncio.sleep(0.2)
    bot.send(signal.SIGTERM)
    assert await bot.ended(seconds=5) == 0
    assert "Ebb is stopping." in bot.said
    warnings = [line for line in bot.errors if re.search("WARNING|ERROR|Traceback", line)]
    assert all("A new master key was made" in line for line in warnings)


async def breathe(anna: Phone) -> None:
    """A few phases of the slow breath, each at its moment."""
    await anna.say("/breathe", then="You can stop at any time.")
    await anna.tap("Slow breath 4-6", then="9 rounds")
    assert "Round 1 of 9" in (await anna.tap("Begin", then="Breathe in")).text
    anna.api.clock.move_by(4)
    await anna.reads("Breathe out")
    anna.api.clock.move_by(6)
    assert "Round 2 of 9" in (await anna.reads("Breathe in")).text
    await anna.tap("Stop", then="Stopped.")


async def operators_see_it_alive_and_nothing_about_people(town: Town, anna: Phone) -> None:
    """The health page says that all is well; the numbers are numbers only."""
    status, health = await town.page("healthz")
    assert (status, json.loads(health)) == (200, {"status": "ok"})
    status, metrics = await town.page("metrics")
    assert status == 200
    assert re.search(r"^ebb_updates_handled_total [1-9]\d*$", metrics, re.MULTILINE)
    assert_says_nothing_private(metrics + health, anna)
    assert not HEALTH_WORDS.search(metrics + health)


def assert_says_nothing_private(text: str, anna: Phone) -> None:
    """No token, no id, no name, no words."""
    for private in (*TOKEN.split(":"), str(anna.stranger.chat_id), anna.stranger.first_name, "Rained"):
        assert private not in text


async def test_kills_lose_nothing_and_double_nothing(town: Town) -> None:
    anna = Phone(town.api, town.api.add_person("Anna"))
    async with town.run() as bot:
        await anna.settle_in()
        town.api.clock.move_by(timedelta(hours=3).total_seconds())
        prompt = await anna.reads("How is today?")
        await anna.tap("Good", then="1 of 5")
        await anna.tap("2", then="2 of 5")
        # Taken away before it has heard of the tap.
        town.api.fail_next("getUpdates", deliver=True, hang=30)
        town.api.updates.release()
        await until(lambda: not town.api.faults.planned)
        town.api.tap(anna.stranger, "4", message_id=prompt.message_id)
        await bot.kill()
        assert bot.process.returncode == -signal.SIGKILL

    async with town.run() as bot:
        await anna.reads("3 of 5")
        # Taken away when the answer is in the diary and the person has not been shown so.
        town.api.fail_next("editMessageText", hang=30)
        town.api.tap(anna.stranger, "5", message_id=prompt.message_id)
        await until(lambda: not town.api.faults.planned)
        await bot.kill()
    _, days, _ = await whole_diary(town, anna.stranger.chat_id)
    assert days[town.today].scores == {"pain": 2, "fatigue": 4, "sleep": 5}

    async with town.run() as bot:
        await anna.reads("4 of 5")
        await anna.tap("1", then="5 of 5", message_id=prompt.message_id)
        await anna.tap("7", then="Mood: 7", message_id=prompt.message_id)
        assert await bot.stop() == 0
    _, days, counts = await whole_diary(town, anna.stranger.chat_id)
    assert days[town.today].scores == {"pain": 2, "fatigue": 4, "sleep": 5, "fog": 1, "mood": 7}
    assert (counts["people"], counts["checkins"], counts["answers"]) == (1, 1, 5)


@dataclass
class Page:
    """What the web page does, without its looks: the playground's own addresses."""

    session: aiohttp.ClientSession
    url: str
    chat_id: int = 0

    async def join(self, name: str) -> None:
        """Add a person."""
        self.chat_id = (await self._post("people", first_name=name))["chat_id"]

    async def say(self, text: str) -> None:
        """Write a line."""
        await self._post(f"people/{self.chat_id}/say", text=text)

    async def tap(self, label: str) -> None:
        """Tap a button on the newest message that has it."""
        for message in reversed(await self.messages()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == label:
                        where = {"message_id": message["message_id"], "data": button["callback_data"]}
                        await self._post(f"people/{self.chat_id}/tap", **where)
                        return
        raise LookupError(label)

    async def reads(self, words: str) -> None:
        """Wait until the newest message holds these words."""
        async with asyncio.timeout(PATIENCE):
            while words not in (await self.messages())[-1].get("text", ""):  # noqa: ASYNC110 - asked over HTTP
                await asyncio.sleep(0.02)

    async def messages(self) -> list[dict[str, Any]]:
        """The chat."""
        async with self.session.get(f"{self.url}/playground/state") as answer:
            people = (await answer.json())["people"]
        return next(each["messages"] for each in people if each["chat_id"] == self.chat_id)

    async def first_words(self) -> None:
        """From nothing to a check-in time that can be chosen."""
        await self.join("Ben")
        await self.say("/start")
        await self.reads("Is that all right with you?")
        await self.tap("I agree")
        await self.reads("What time is it for you now?")

    async def _post(self, address: str, **body: Any) -> Any:
        async with self.session.post(f"{self.url}/playground/{address}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


async def test_a_bot_started_by_itself_talks_to_a_playground_started_by_itself(tmp_path: Path) -> None:
    (tmp_path / "bot").mkdir()
    async with program(tmp_path, "playground", "--serve-only", "--port", "0") as playground:
        command = await playground.line("EBB_API_URL=")
        settings = dict(re.findall(r"(EBB_\w+)=(\S+)", command)) | {"EBB_LISTEN": f"127.0.0.1:{free_port()}"}
        async with (
            program(tmp_path / "bot", "run", **settings) as bot,
            aiohttp.ClientSession() as session,
        ):
            await Page(session, settings["EBB_API_URL"]).first_words()
            assert await bot.stop() == 0
        assert await playground.stop() == 0
    assert (tmp_path / "bot" / "data" / "ebb.db").exists()
    assert not playground.errors


def databases(folder: Path) -> list[Path]:
    """Every diary anywhere under a folder."""
    return list(folder.rglob("*.db"))


async def test_the_playground_brings_its_own_bot_and_leaves_no_diary_behind(tmp_path: Path) -> None:
    async with program(tmp_path, "playground", "--port", "0") as playground:
        found = re.search(r"http://127\.0\.0\.1:[1-9]\d*", await playground.line("The playground is open at"))
        assert found
        async with aiohttp.ClientSession() as session:
            await Page(session, found[0]).first_words()
        assert "ebb.db" in [path.name for path in databases(tmp_path)]
        assert await playground.stop() == 0
    assert not databases(tmp_path)
    assert "Traceback" not in playground.said
