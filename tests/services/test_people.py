"""People: agreeing, moving, choosing, pausing, leaving; each plans the next prompt anew."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from bot.domain.person import Person
from bot.domain.techniques import Course
from bot.services.people import MOST_TRACKED, TooFewSymptoms, TooManySymptoms
from bot.storage.storage import Transaction
from tests.services.conftest import NOW, WORDS, Services

ONE_DAY = timedelta(days=1)


async def test_agreeing_twice_changes_nothing(ebb: Services) -> None:
    first = await ebb.people.agree(100, "en", NOW)
    assert await ebb.people.agree(100, "de", NOW + ONE_DAY) == first


async def test_the_next_prompt_follows_the_time_and_the_zone(ebb: Services, anna: Person) -> None:
    assert await ebb.people.next_prompt_at(anna) == NOW
    anna = await ebb.people.check_in_at(anna, time(7, 30), NOW)
    assert await ebb.people.next_prompt_at(anna) == datetime(2026, 3, 3, 6, 30, tzinfo=UTC)
    anna = await ebb.people.move_to(anna, "Asia/Tokyo", NOW)
    assert await ebb.people.next_prompt_at(anna) == datetime(2026, 3, 2, 22, 30, tzinfo=UTC)


async def test_a_move_west_does_not_ask_for_the_same_day_again(ebb: Services, anna: Person) -> None:
    await ebb.prompts.fall_due(NOW)
    await ebb.prompts.claim(NOW)
    anna = await ebb.people.move_to(anna, "America/Los_Angeles", NOW + timedelta(hours=2))
    assert await ebb.people.next_prompt_at(anna) == datetime(2026, 3, 4, 4, 0, tzinfo=UTC)


async def test_a_break_ends_by_itself_or_when_said_and_nothing_piles_up(ebb: Services, anna: Person) -> None:
    anna = await ebb.people.pause(anna, 3, NOW - timedelta(hours=1))
    for day in range(3):
        await ebb.prompts.fall_due(NOW + day * ONE_DAY)
        assert await ebb.prompts.claim(NOW + day * ONE_DAY) == []
    await ebb.prompts.fall_due(NOW + 3 * ONE_DAY)
    assert len(await ebb.prompts.claim(NOW + 3 * ONE_DAY)) == 1
    anna = await ebb.people.pause(anna, 0, NOW + 4 * ONE_DAY)
    assert anna.is_paused(NOW + 4000 * ONE_DAY)
    anna = await ebb.people.resume(anna, NOW + 9 * ONE_DAY + timedelta(hours=1))
    assert anna.pause is None
    assert await ebb.people.next_prompt_at(anna) == NOW + 10 * ONE_DAY


async def test_one_symptom_stays_on_and_ten_are_the_most(ebb: Services, anna: Person) -> None:
    catalogue = WORDS.symptoms
    for symptom_id in anna.tracked[1:]:
        changed = await ebb.people.toggle_symptom(anna, symptom_id, catalogue)
        assert isinstance(changed, Person)
        anna = changed
    assert await ebb.people.toggle_symptom(anna, "pain", catalogue) == TooFewSymptoms()
    for symptom_id in [each for each in catalogue if each != "pain"][: MOST_TRACKED - 1]:
        changed = await ebb.people.toggle_symptom(anna, symptom_id, catalogue)
        assert isinstance(changed, Person)
        anna = changed
    assert len(anna.tracked) == MOST_TRACKED
    one_more = next(each for each in catalogue if each not in anna.tracked)
    assert await ebb.people.toggle_symptom(anna, one_more, catalogue) == TooManySymptoms()
    assert await ebb.people.find(anna.chat_id) == anna


async def test_a_symptom_that_is_none_changes_nothing(ebb: Services, anna: Person) -> None:
    assert await ebb.people.toggle_symptom(anna, "../etc", WORDS.symptoms) == anna


async def test_large_buttons_go_on_and_off(ebb: Services, anna: Person) -> None:
    anna = await ebb.people.toggle_large_buttons(anna)
    assert anna.large_buttons
    assert not (await ebb.people.toggle_large_buttons(anna)).large_buttons


async def test_who_was_gone_is_planned_for_again_on_return(ebb: Services, anna: Person) -> None:
    await ebb.people.unreachable(anna.chat_id, NOW)
    await ebb.people.unreachable(anna.chat_id, NOW + ONE_DAY)
    gone = await ebb.people.find(anna.chat_id)
    assert gone is not None
    assert gone.unreachable_at == NOW
    back = await ebb.people.reachable(gone, NOW + 5 * ONE_DAY + timedelta(hours=1))
    assert back.unreachable_at is None
    assert await ebb.people.next_prompt_at(back) == NOW + 6 * ONE_DAY
    assert await ebb.people.reachable(back, NOW) == back


async def test_a_stranger_who_cannot_be_reached_is_nothing(ebb: Services) -> None:
    await ebb.people.unreachable(12345, NOW)
    assert await ebb.people.find(12345) is None


async def test_new_clock_rules_plan_every_prompt_anew_once(ebb: Services, anna: Person, ben: Person) -> None:
    assert await ebb.people.replan_all("2026a", NOW - timedelta(hours=1)) == 0
    await ebb.storage.database.write(lambda tx: put_off(ebb, tx, anna))
    assert await ebb.people.replan_all("2026a", NOW - timedelta(hours=1)) == 0
    assert await ebb.people.replan_all("2026b", NOW - timedelta(hours=1)) == 1
    assert await ebb.people.next_prompt_at(anna) == NOW
    assert await ebb.people.replan_all("2026b", NOW - timedelta(hours=1)) == 0


async def put_off(ebb: Services, tx: Transaction, person: Person) -> None:
    """Plan a slot as rules that have changed since would have."""
    (slot,) = await ebb.storage.slots.of_person(tx, person.id)
    await ebb.storage.slots.advance(tx, slot.id, NOW + timedelta(hours=1))


async def test_forgetting_takes_everything_of_one_person_and_nothing_of_others(
    ebb: Services, anna: Person, ben: Person
) -> None:
    for person in (anna, ben):
        prompt, _ = await ebb.finished(person, {"pain": 3.0}, NOW)
        await ebb.checkins.add_note(person, prompt.code, "mine", 7, now=NOW)
        await ebb.calm.begin(person, WORDS.techniques["46"], Course(9), now=NOW)
    bens = await ebb.day(ben)
    await ebb.people.forget(anna)
    assert await ebb.people.find(anna.chat_id) is None
    assert await ebb.day(ben) == bens
    assert [each.person.id for each in await ebb.calm.interrupted(NOW)] == [ben.id]
    new = await ebb.people.agree(anna.chat_id, "en", NOW)
    assert new.id != anna.id
    assert new.zone is None
