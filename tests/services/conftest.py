"""The services on a real database, one settled person in Berlin, and the words that ship."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import count
from pathlib import Path

import pytest

from bot.domain.checkin import Checkin, Feeling
from bot.domain.person import Person
from bot.domain.prompts import Prompt, Slot
from bot.domain.standing import Asking, Done, Standing
from bot.domain.symptom import Wording
from bot.services.calm import Calm
from bot.services.checkins import Checkins
from bot.services.people import People
from bot.services.prompts import Prompts
from bot.services.replies import Replies
from bot.services.tips import Tips
from bot.storage.storage import Storage, open_storage
from tests.diary import files_at
from tests.library import library

WORDS = library().words("en")
TIPS = {"en": WORDS.tips}
WORDINGS: dict[str, dict[str, Wording]] = {"en": {each.id: each.wording for each in WORDS.symptoms.values()}}
# Monday evening in Berlin, just when Anna is asked.
NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


@dataclass(frozen=True, repr=False)
class Services:
    """All services over one storage."""

    storage: Storage
    people: People
    checkins: Checkins
    prompts: Prompts
    replies: Replies
    tips: Tips
    calm: Calm

    async def settle(self, chat_id: int, zone: str, wall_time: time, now: datetime) -> Person:
        """Somebody whose first minute is over."""
        person = await self.people.agree(chat_id, "en", now)
        person = await self.people.move_to(person, zone, now)
        return await self.people.check_in_at(person, wall_time, now)

    async def day(self, person: Person, diary_on: date = MONDAY) -> Checkin:
        """One day of the diary, which must be there."""
        checkin = await self.storage.database.read(lambda tx: self.storage.checkins.find(tx, person.id, diary_on))
        assert checkin is not None
        return checkin

    async def finished(self, person: Person, scores: dict[str, float], now: datetime) -> tuple[Prompt, Done]:
        """A day answered whole: the given scores, the rest skipped."""
        prompt = await self.prompts.ask_now(person, now)
        standing: Standing = await self.checkins.begin(person, prompt.code, Feeling.GOOD, now)
        while isinstance(standing, Asking):
            score = scores.get(standing.symptom_id)
            standing = await self.checkins.answer(person, prompt.code, standing.symptom_id, score, now=now)
        assert isinstance(standing, Done)
        return prompt, standing

    async def prompt(self, code: str) -> Prompt:
        """A prompt as it now is."""
        found = await self.storage.database.read(lambda tx: self.storage.prompts.find_by_code(tx, code))
        assert found is not None
        return found

    async def slots(self, person: Person) -> list[Slot]:
        """A person's check-in times."""
        return await self.storage.database.read(lambda tx: self.storage.slots.of_person(tx, person.id))

    def reworded(self, symptom_id: str, question: str) -> Checkins:
        """The same check-ins after an editor has put one question differently."""
        wordings = dict(self.checkins.wordings["en"])
        wordings[symptom_id] = replace(wordings[symptom_id], question=question)
        return replace(self.checkins, wordings={"en": wordings})


def codes() -> Iterator[str]:
    """Codes in order, so that a failing test names the same one each time."""
    return (f"code{number:04}" for number in count(1))


@pytest.fixture
async def ebb(tmp_path: Path) -> AsyncIterator[Services]:
    """The services, started on Monday morning."""
    storage = await open_storage(files_at(tmp_path / "data" / "ebb.db"), create=True, now=NOW)
    made = codes()
    checkins, prompts = Checkins(storage, TIPS, WORDINGS), Prompts(storage, lambda: next(made))
    yield Services(
        storage, People(storage), checkins, prompts, Replies(checkins, prompts), Tips(storage, TIPS), Calm(storage)
    )
    await storage.close()


@pytest.fixture
async def anna(ebb: Services) -> Person:
    """One check-in a day at eight, in Berlin; today's falls due now."""
    return await ebb.settle(100, "Europe/Berlin", time(20), NOW.replace(hour=12))


@pytest.fixture
async def ben(ebb: Services) -> Person:
    """Somebody else."""
    return await ebb.settle(200, "Europe/Berlin", time(21), NOW.replace(hour=12))
