"""What follows from a crisis text, on a real database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.checkin import Feeling
from bot.domain.person import Expectation, Expecting, Person
from bot.domain.prompts import PromptState
from bot.domain.standing import Done
from bot.services.safety import Safety
from tests.services.conftest import MONDAY, NOW, Services

DAY = timedelta(days=1)


@pytest.fixture
def safety(ebb: Services) -> Safety:
    return Safety(ebb.storage)


async def test_prompts_rest_for_a_day_and_then_go_on(ebb: Services, anna: Person, safety: Safety) -> None:
    rested = await safety.rest(anna, NOW - timedelta(minutes=1))
    assert rested.is_resting(NOW)
    assert await ebb.prompts.fall_due(NOW) == 1
    assert await ebb.prompts.claim(NOW) == []
    assert await ebb.prompts.fall_due(NOW + DAY) == 1
    assert len(await ebb.prompts.claim(NOW + DAY)) == 1


async def test_a_prompt_that_was_due_already_is_not_sent_into_a_rest(
    ebb: Services, anna: Person, safety: Safety
) -> None:
    await ebb.prompts.fall_due(NOW)
    await safety.rest(anna, NOW)
    assert await ebb.prompts.claim(NOW) == []
    prompt = await ebb.prompts.ask_now(anna, NOW)
    assert prompt.state is PromptState.MISSED


async def test_no_tip_comes_with_a_receipt_during_a_rest(ebb: Services, anna: Person, safety: Safety) -> None:
    resting = await safety.rest(anna, NOW)
    prompt = await ebb.prompts.ask_now(resting, NOW)
    await ebb.checkins.begin(resting, prompt.code, Feeling.FLARE, NOW)
    done = await ebb.checkins.finish(resting, prompt.code, NOW)
    assert isinstance(done, Done)
    assert done.tip is None
    assert (await ebb.day(anna, MONDAY)).tip_id is None


async def test_a_rest_ends_when_the_check_had_it_wrong(anna: Person, safety: Safety) -> None:
    rested = await safety.rest(anna, NOW)
    await safety.look_in_tomorrow(rested, NOW)
    awake = await safety.go_on(rested)
    assert not awake.is_resting(NOW)
    assert await safety.due_look_ins(NOW + 2 * DAY) == []


async def test_a_note_that_was_asked_for_is_not_expected_any_more(ebb: Services, anna: Person, safety: Safety) -> None:
    expecting = await ebb.people.expect(anna, Expectation(Expecting.NOTE, "AAAAAAAA"))
    assert (await safety.rest(expecting, NOW)).expecting == Expectation()
    found = await ebb.people.find(anna.chat_id)
    assert found is not None
    assert found.expecting == Expectation()


async def test_a_question_of_the_first_minute_stays(ebb: Services, anna: Person, safety: Safety) -> None:
    expecting = await ebb.people.expect(anna, Expectation(Expecting.ZONE))
    assert (await safety.rest(expecting, NOW)).expecting.kind is Expecting.ZONE


async def test_a_look_in_comes_once_by_day(anna: Person, safety: Safety) -> None:
    at = await safety.look_in_tomorrow(anna, NOW)
    assert at == datetime(2026, 3, 3, 9, tzinfo=UTC)
    assert await safety.due_look_ins(at - timedelta(seconds=1)) == []
    assert [person.id for person in await safety.due_look_ins(at)] == [anna.id]
    assert await safety.due_look_ins(at) == []


async def test_a_look_in_that_did_not_arrive_is_tried_again(anna: Person, safety: Safety) -> None:
    at = await safety.look_in_tomorrow(anna, NOW)
    await safety.due_look_ins(at)
    await safety.look_in_again(anna, at)
    assert await safety.due_look_ins(at) == []
    assert len(await safety.due_look_ins(at + timedelta(minutes=10))) == 1


async def test_nobody_is_looked_in_on_who_is_silent_gone_or_forgotten(
    ebb: Services, anna: Person, safety: Safety
) -> None:
    at = await safety.look_in_tomorrow(anna, NOW)
    await ebb.people.pause(anna, 0, NOW)
    assert await safety.due_look_ins(at) == []
    await ebb.people.resume(anna, NOW)
    await safety.look_in_tomorrow(anna, NOW)
    await ebb.people.unreachable(anna.chat_id, NOW)
    assert await safety.due_look_ins(at) == []
    await safety.look_in_tomorrow(anna, NOW)
    await safety.forget(anna.chat_id)
    assert await safety.due_look_ins(at) == []


async def test_the_country_is_remembered(anna: Person, safety: Safety) -> None:
    assert await safety.country(anna) is None
    await safety.live_in(anna, "DE")
    assert await safety.country(anna) == "DE"


async def test_nothing_is_kept_or_asked_after_an_age_below_eighteen(
    ebb: Services, anna: Person, safety: Safety
) -> None:
    await safety.look_in_tomorrow(anna, NOW)
    await safety.stop_keeping(anna, NOW)
    assert await ebb.people.find(anna.chat_id) is None
    assert await ebb.prompts.fall_due(NOW) == 0
    assert await safety.due_look_ins(NOW + 2 * DAY) == []
    assert await safety.keeps_something(anna.chat_id)
    again = await ebb.people.agree(anna.chat_id, "en", NOW)
    assert again.id == anna.id


async def test_everything_is_forgotten_also_without_an_agreement(anna: Person, safety: Safety) -> None:
    await safety.stop_keeping(anna, NOW)
    await safety.forget(anna.chat_id)
    assert not await safety.keeps_something(anna.chat_id)
    await safety.forget(anna.chat_id)


async def test_one_receipt_after_four_weeks_says_what_ebb_is_not(ebb: Services, anna: Person) -> None:
    reminded = []
    for days in (0, 27, 28, 29):
        _, done = await ebb.finished(anna, {"pain": 5}, NOW + timedelta(days=days))
        reminded.append(done.reminds)
    assert reminded == [False, False, True, False]
