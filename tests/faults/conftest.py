"""One settled person in a small world, the same over HTTP, and the real program killed at a point of one's choice."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from tests.program import Program, program
from tests.test_over_http import Phone, Town, town, whole_diary
from tests.world import Chat, World, running

__all__ = ["town"]

KILLED_AT = str(Path(__file__).parent / "killed_at.py")


@pytest.fixture
async def anna(ebb: World) -> Chat:
    """One check-in a day at eight, in Berlin."""
    chat = ebb.person("Anna")
    await chat.settle_in()
    return chat


@dataclass
class Case:
    """Anna over HTTP, asked how her day is, and a program that can be made to die."""

    town: Town
    anna: Phone
    prompt_id: int = 0

    def run(self) -> AbstractAsyncContextManager[Program]:
        """Start the program as it is."""
        return self.town.run()

    def run_until(self, point: str) -> AbstractAsyncContextManager[Program]:
        """Start the program that dies at `point` once it is armed."""
        self.disarm()
        return program(self.town.folder, point, "run", started_by=(KILLED_AT,), **self.town.settings)

    def arm(self) -> None:
        """The next time the point is reached is the last."""
        (self.town.folder / "armed").touch()

    def disarm(self) -> None:
        """Let the point be passed."""
        (self.town.folder / "armed").unlink(missing_ok=True)

    async def ask(self) -> None:
        """Live until the first prompt."""
        await self.anna.settle_in()
        self.town.api.clock.move_by(timedelta(hours=3).total_seconds())
        event = await self.anna.reads("How is today?")
        assert event.message_id is not None
        self.prompt_id = event.message_id

    def tap(self, label: str) -> None:
        """Tap a button of the prompt, and wait for nothing."""
        self.town.api.tap(self.anna.stranger, label, message_id=self.prompt_id)

    def prompts(self) -> list[int]:
        """Every message that asked how the day is."""
        events = self.town.api.events_of(self.anna.stranger)
        return [event.message_id or 0 for event in events if event.kind == "sent" and "Good" in str(event.labels)]

    async def scores(self) -> dict[str, float | None]:
        """What today's check-in holds, once the program has ended, and that it holds it once."""
        _, days, counts = await whole_diary(self.town, self.anna.stranger.chat_id)
        checkin = days.get(self.town.today)
        found = checkin.scores if checkin else {}
        assert counts["checkins"] <= 1
        assert counts["answers"] == len(found)
        return dict(found)


@pytest.fixture
def case(town: Town) -> Case:
    return Case(town, Phone(town.api, town.api.add_person("Anna")))


@asynccontextmanager
async def restarted(chat: Chat, folder: Path, away: timedelta = timedelta()) -> AsyncIterator[Chat]:
    """Stop the program, let some time pass, start it again; the same chat."""
    before = chat.world
    await before.close()
    before.clock.move_by(away.total_seconds())
    async with running(before.api, before.clock, folder) as after:
        yield Chat(after, chat.stranger, chat.zone)
