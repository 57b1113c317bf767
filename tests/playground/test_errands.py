from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person
from bot.playground.errands import Errands, Patience, next_evening
from bot.playground.sample_month import STORY, Day, choose

QUICK = Patience(step=0.001, prompt=0.02, tap=0.2, calm=0)
NUMBERS = (("0", "1", "2", "3", "4", "5"), ("6", "7", "8", "9", "10"), ("Back", "Skip"))
FEELINGS = (("Good", "So-so"), ("Rough", "Flare"), ("Not now",))


def markup(rows: Any) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in row] for row in rows])


class Diary:
    """A small bot: a feeling, two numbers, a screen to skip, a receipt."""

    def __init__(self, bot: Bot) -> None:
        self.bot = bot
        self.said: list[str] = []
        self.screens = [NUMBERS, NUMBERS, (("Add a note", "Skip"),), (("Undo", "Change", "Calm", "More"),)]

    async def run(self) -> None:
        offset = 0
        while True:
            for update in await self.bot.get_updates(offset=offset, timeout=10):
                offset = update.update_id + 1
                if update.message:
                    self.said.append("asked")
                    await update.message.reply_text("How was today?", reply_markup=markup(FEELINGS))
                else:
                    await self.answer(update.callback_query)

    async def answer(self, query: Any) -> None:
        self.said.append(query.data)
        step = len(self.said) - 1 - max(i for i, word in enumerate(self.said) if word == "asked")
        await query.edit_message_text(f"screen {step}", reply_markup=markup(self.screens[step - 1]))


@pytest.mark.parametrize(
    ("labels", "answered", "chosen"),
    [
        (FEELINGS, 0, "Rough"),
        (FEELINGS, 3, None),
        (NUMBERS, 1, "6"),
        ((("0", "2", "4", "6", "8", "10"),), 1, "6"),
        ((("Add a note", "Skip this"),), 4, "Skip this"),
        ((("18:30", "19:00", "19:30", "20:00"),), 0, None),
        ((("I agree",), ("Read more", "No thanks"), ("Help now",)), 0, None),
        ((("I agree",), ("Read more", "No thanks"), ("Help now", "Other")), 0, None),
        ((("Add a note", "Change an answer"), ("Undo", "Something calming")), 0, None),
        ((("30 min", "2 h", "Skip today"),), 1, "Skip today"),
        ((), 0, None),
    ],
)
def test_the_person_taps_what_is_there(labels: Any, answered: int, chosen: str | None) -> None:
    assert choose(labels, Day(2, 7, 7), answered) == chosen


def test_a_scale_whose_10_is_the_good_end_is_read_the_other_way_round() -> None:
    bad_day = Day(2, 8, 7)
    assert choose(NUMBERS, bad_day, 1, "0 = none\n10 = the worst there is") == "7"
    assert choose(NUMBERS, bad_day, 1, "0 = very bad\n10 = the best sleep I can have") == "3"


def test_the_story_has_thirty_days_two_rough_ones_and_one_flare() -> None:
    feelings = [day.feeling for day in STORY]
    assert (len(STORY), feelings.count(2), feelings.count(3)) == (30, 2, 1)
    assert all(3 <= day.score <= 6 for day in STORY if day.feeling < 2)


def test_the_next_evening_is_the_persons_own() -> None:
    vienna = timedelta(hours=1)
    assert next_evening(datetime(2026, 3, 2, 12, tzinfo=UTC), vienna) == datetime(2026, 3, 2, 19, 1, tzinfo=UTC)
    assert next_evening(datetime(2026, 3, 2, 19, 1, tzinfo=UTC), vienna) == datetime(2026, 3, 3, 19, 1, tzinfo=UTC)


async def finished(errands: Errands) -> str:
    while errands.is_running:  # noqa: ASYNC110 - an errand has no event of its own
        await asyncio.sleep(0.005)
    return str(errands.progress["outcome"])


async def test_a_month_is_lived_evening_by_evening(api: BotApi, bot: Bot, ada: Person) -> None:
    diary = Diary(bot)
    running = asyncio.create_task(diary.run())
    api.say(ada, "/start")
    await api.events.next(lambda event: event.kind == "sent", after=0, seconds=1)
    told: list[int] = []
    errands = Errands(api, lambda kind, **news: told.append(news["done"]), patience=QUICK)
    errands.start_month(ada, 60)
    assert await finished(errands) == "filled"
    running.cancel()
    assert told[-1] == 30
    assert diary.said.count("asked") == 31
    assert diary.said.count("Flare") == 1
    assert (api.clock.offset / 86400) > 29


async def test_who_has_not_started_is_told_so(api: BotApi, ada: Person) -> None:
    errands = Errands(api, lambda *_a, **_k: None, patience=QUICK)
    errands.start_month(ada, 0)
    assert await finished(errands) == "not started"
    assert api.clock.offset == 0
    api.say(ada, "/start")
    errands = Errands(api, lambda *_a, **_k: None, patience=Patience(0.001, 0.001, 0.001, 0))
    errands.start_month(ada, 0)
    assert await finished(errands) == "not started"


async def test_a_jump_ends_with_the_bots_next_words_or_after_26_hours(api: BotApi, bot: Bot, ada: Person) -> None:
    async def catch_up() -> None:
        if api.clock.offset >= 5 * 3600 and len(api.chat(ada)) == 0:
            await bot.send_message(ada.chat_id, "How was today?")

    errands = Errands(api, lambda *_a, **_k: None, after_move=catch_up, patience=QUICK)
    errands.start_jump()
    assert await finished(errands) == "spoke"
    assert api.clock.offset == 5 * 3600 + 5
    errands.start_jump()
    assert await finished(errands) == "silent"


async def test_an_errand_can_be_stopped_and_only_one_runs(api: BotApi) -> None:
    errands = Errands(api, lambda *_a, **_k: None, patience=Patience(step=10))
    errands.start_jump()
    with pytest.raises(ValueError, match="Stop it first"):
        errands.start_jump()
    await errands.stop()
    assert errands.progress["outcome"] == "stopped"
    assert not errands.is_running
