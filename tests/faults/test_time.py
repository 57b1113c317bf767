"""Clocks that are wrong, and rules of clocks that change."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo, reset_tzpath

import pytest
import tzdata

from bot import app
from bot.playground.bot_api import BotApi
from bot.playground.clock import PlaygroundClock
from tests.faults.conftest import restarted
from tests.world import MONDAY_EVENING, TOKEN, Chat, World, running

TWO_HOURS = timedelta(hours=2)
DAY = timedelta(days=1)


@pytest.mark.parametrize("off", [TWO_HOURS, -TWO_HOURS, timedelta(seconds=-3), timedelta(seconds=3)], ids=str)
@pytest.mark.parametrize("before", [timedelta(minutes=1), timedelta(minutes=-1)], ids=["before", "after"])
async def test_fault_32_a_clock_that_is_set_and_set_right_again_asks_once_a_day_and_skips_none(
    tmp_path: Path, off: timedelta, before: timedelta
) -> None:
    """Around the minute of the prompt, forwards and backwards."""
    shown = [MONDAY_EVENING]
    clock = PlaygroundClock(lambda: shown[0])
    async with running(BotApi(TOKEN, clock), clock, tmp_path) as ebb:
        anna = ebb.person("Anna")
        await anna.settle_in()
        prompt_at = MONDAY_EVENING.replace(hour=19, minute=0)
        for day in range(4):
            due_at = prompt_at + day * DAY
            for moment in (due_at - before, due_at - before + off, due_at + before, due_at + timedelta(hours=5)):
                shown[0] = moment
                ebb.ebb.clockwork.jumped()
                await ebb.tick()
                await ebb.tick()
        asked_on = [event.at.date() for event in anna.prompts()]
    assert len(asked_on) == len(set(asked_on)) == 4


@pytest.fixture
def other_rules(tmp_path: Path) -> Iterator[Path]:
    """Zones in which Berlin's clock shows what Lisbon's does, as if a law had changed."""
    original = Path(str(resources.files("tzdata") / "zoneinfo"))
    folder = tmp_path / "zones"
    (folder / "Europe").mkdir(parents=True)
    shutil.copyfile(original / "Europe" / "Lisbon", folder / "Europe" / "Berlin")
    yield folder
    reset_tzpath(())
    ZoneInfo.clear_cache()


async def test_fault_34_new_rules_for_a_zone_move_the_next_prompt_at_the_next_start(
    ebb: World, anna: Chat, tmp_path: Path, other_rules: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await next_prompt(anna) == MONDAY_EVENING.replace(hour=19, minute=0)

    def use_other_rules() -> None:
        reset_tzpath((str(other_rules),))
        ZoneInfo.clear_cache()

    monkeypatch.setattr(app, "use_pinned_zones", use_other_rules)
    monkeypatch.setattr(tzdata, "IANA_VERSION", "2099z")
    async with restarted(anna, tmp_path) as again:
        assert await next_prompt(again) == MONDAY_EVENING.replace(hour=20, minute=0)
        await again.world.at(MONDAY_EVENING.replace(hour=19, minute=59))
        assert again.prompts() == []
        await again.world.at(MONDAY_EVENING.replace(hour=20, minute=0))
        assert len(again.prompts()) == 1


async def next_prompt(chat: Chat) -> datetime | None:
    return await chat.world.ebb.parts.people.next_prompt_at(await chat.person())
