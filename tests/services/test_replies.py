"""Which day a typed line is about, and what becomes of a day begun after it was put away."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.checkin import Feeling
from bot.domain.person import Person
from bot.domain.prompts import PromptState
from bot.domain.replies import FeelingWord
from bot.domain.standing import Asking, Done
from tests.services.conftest import MONDAY, NOW, Services

TUESDAY = MONDAY + timedelta(days=1)


async def asked(ebb: Services) -> str:
    """The evening's prompt is sent; its code."""
    await ebb.prompts.fall_due(NOW)
    [(_, prompt)] = await ebb.prompts.claim(NOW)
    await ebb.prompts.sent(prompt, 7, NOW)
    return prompt.code


@pytest.mark.parametrize(("hours", "diary_on"), [(1, MONDAY), (13, MONDAY), (15.9, MONDAY), (16, TUESDAY)])
async def test_words_of_the_morning_after_belong_to_the_evening_they_were_asked_about(
    ebb: Services, anna: Person, hours: float, diary_on: object
) -> None:
    await asked(ebb)
    standing = await ebb.replies.take(anna, FeelingWord(Feeling.ROUGH), 50, NOW + timedelta(hours=hours))
    assert isinstance(standing, Asking)
    assert standing.checkin.diary_on == diary_on


async def test_words_of_the_morning_after_are_todays_once_today_was_begun(ebb: Services, anna: Person) -> None:
    await asked(ebb)
    morning = NOW + timedelta(hours=13)
    await ebb.prompts.ask_now(anna, morning)
    standing = await ebb.replies.take(anna, FeelingWord(Feeling.ROUGH), 50, morning)
    assert isinstance(standing, Asking)
    assert standing.checkin.diary_on == TUESDAY


async def test_a_skipped_day_begun_after_all_is_finished_when_its_window_closes(ebb: Services, anna: Person) -> None:
    code = await asked(ebb)
    await ebb.prompts.skip_day(anna, code, NOW)
    await ebb.checkins.begin(anna, code, Feeling.GOOD, NOW + timedelta(hours=1))
    await ebb.checkins.answer(anna, code, "pain", 4.0, now=NOW + timedelta(hours=1))
    assert (await ebb.prompt(code)).state is PromptState.SENT
    [(_, _, standing)] = await ebb.checkins.close_expired(NOW + timedelta(hours=25))
    assert isinstance(standing, Done)
    assert (await ebb.day(anna)).scores == {"pain": 4.0}
    assert (await ebb.day(anna)).is_finished
