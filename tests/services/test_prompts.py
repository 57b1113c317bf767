"""Asking at the right moment: due, claimed, sent, doubted, put off, skipped, expired; never twice, never a burst."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.domain.checkin import Feeling
from bot.domain.person import Expectation, Expecting, Person
from bot.domain.prompts import EVERY_DAY, Prompt, PromptState
from bot.domain.standing import FirstTapOpen, Snoozed
from bot.services.prompts import LEASE
from bot.storage.storage import Transaction
from tests.services.conftest import NOW, Services

SECOND = timedelta(seconds=1)
ONE_DAY = timedelta(days=1)


async def test_a_slot_falls_due_once_and_is_due_again_tomorrow(ebb: Services, anna: Person) -> None:
    assert await ebb.prompts.fall_due(NOW - SECOND) == 0
    assert await ebb.prompts.fall_due(NOW) == 1
    assert await ebb.prompts.fall_due(NOW) == 0
    assert [slot.next_due_at for slot in await ebb.slots(anna)] == [NOW + ONE_DAY]


async def test_two_times_that_fall_due_together_ask_once(ebb: Services, anna: Person) -> None:
    async def another_time(tx: Transaction) -> None:
        wall_time = time(19, 59)
        await ebb.storage.slots.set_time(
            tx, anna.id, "afternoon", wall_time=wall_time, weekdays=EVERY_DAY, next_due_at=NOW - timedelta(minutes=1)
        )

    await ebb.storage.database.write(another_time)
    assert await ebb.prompts.fall_due(NOW) == 2
    assert len(await ebb.prompts.claim(NOW)) == 1


async def test_a_time_of_somebody_without_a_zone_is_put_to_rest(ebb: Services, anna: Person) -> None:
    await ebb.storage.database.write(lambda tx: forget_zone(tx, anna))
    assert await ebb.prompts.fall_due(NOW) == 1
    assert await ebb.prompts.fall_due(NOW + ONE_DAY) == 0
    assert [slot.next_due_at for slot in await ebb.slots(anna)] == [None]


async def forget_zone(tx: Transaction, person: Person) -> None:
    """As no screen can do it."""
    tx.execute("UPDATE people SET zone = NULL WHERE id = ?", (person.id,))


async def test_a_claimed_prompt_is_nobody_elses_until_its_lease_runs_out(ebb: Services, anna: Person) -> None:
    first = await claimed(ebb, NOW)
    assert first.state is PromptState.CLAIMED
    assert await ebb.prompts.claim(NOW + LEASE - SECOND) == []
    ((_, again),) = await ebb.prompts.claim(NOW + LEASE)
    assert again.code == first.code
    assert again.doubts == 1


async def test_a_sent_prompt_is_not_sent_again(ebb: Services, anna: Person) -> None:
    prompt = await claimed(ebb, NOW)
    await ebb.prompts.sent(prompt, 7, NOW)
    assert await ebb.prompts.claim(NOW + timedelta(hours=23)) == []
    assert (await ebb.prompt(prompt.code)).message_id == 7


async def test_a_wait_telegram_asked_for_is_kept_and_is_no_attempt(ebb: Services, anna: Person) -> None:
    prompt = await claimed(ebb, NOW)
    await ebb.prompts.not_sent(prompt, timedelta(seconds=40), NOW)
    assert await ebb.prompts.claim(NOW + timedelta(seconds=39)) == []
    ((_, again),) = await ebb.prompts.claim(NOW + timedelta(seconds=40))
    assert again.attempts == 1


async def test_pauses_between_attempts_are_random_and_their_longest_grows_up_to_five_minutes(
    ebb: Services, anna: Person
) -> None:
    async def pauses(chance: float) -> list[float]:
        prompts, now, seen = replace(ebb.prompts, chance=lambda: chance), NOW, []
        ((_, prompt),) = await prompts.claim(now)
        for _ in range(12):
            await prompts.not_sent(prompt, None, now)
            due_at = (await ebb.prompt(prompt.code)).due_at
            seen.append((due_at - now).total_seconds())
            now = due_at
            ((_, prompt),) = await prompts.claim(now)
        await ebb.storage.database.write(lambda tx: ebb.storage.prompts.retry_at(tx, prompt.id, NOW, attempts=0))
        return seen

    await ebb.prompts.fall_due(NOW)
    longest, halves, shortest = await pauses(1.0), await pauses(0.5), await pauses(0.0)
    assert longest == sorted(longest)
    assert (longest[0], longest[-1]) == (4, 300)
    assert (halves[0], halves[-1]) == (2, 150)
    assert set(shortest) == {1}, "never at once"


async def test_a_doubtful_prompt_is_tried_once_more_with_the_same_code(ebb: Services, anna: Person) -> None:
    prompt = await claimed(ebb, NOW)
    await ebb.prompts.unclear(prompt, NOW)
    ((_, again),) = await ebb.prompts.claim(NOW + timedelta(seconds=2))
    assert again.code == prompt.code
    await ebb.prompts.unclear(again, NOW + timedelta(seconds=2))
    assert await ebb.prompts.claim(NOW + timedelta(hours=1)) == []
    assert isinstance(await ebb.checkins.look(anna, prompt.code, NOW + timedelta(hours=1)), FirstTapOpen)


async def test_an_unsent_prompt_is_never_sent_after_its_window(ebb: Services, anna: Person) -> None:
    await ebb.prompts.fall_due(NOW)
    assert await ebb.prompts.claim(NOW + ONE_DAY) == []


async def test_days_the_program_slept_through_bring_one_prompt_at_most(ebb: Services, anna: Person) -> None:
    late = NOW + 5 * ONE_DAY + timedelta(hours=1)
    assert await ebb.prompts.fall_due(late) == 1
    assert [prompt.diary_on for _, prompt in await ebb.prompts.claim(late)] == [date(2026, 3, 7)]
    assert [slot.next_due_at for slot in await ebb.slots(anna)] == [NOW + 6 * ONE_DAY]


async def test_no_prompt_for_a_day_that_is_done_undone_or_skipped(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, {}, NOW - timedelta(hours=3))
    await ebb.prompts.fall_due(NOW)
    assert await ebb.prompts.claim(NOW) == []
    tomorrow = NOW + ONE_DAY
    prompt = await ebb.prompts.ask_now(anna, tomorrow - timedelta(hours=4))
    assert await ebb.prompts.skip_day(anna, prompt.code, tomorrow - timedelta(hours=4))
    await ebb.prompts.fall_due(tomorrow)
    assert await ebb.prompts.claim(tomorrow) == []


async def test_a_check_in_begun_by_hand_and_left_is_asked_for_in_the_evening(ebb: Services, anna: Person) -> None:
    await ebb.prompts.ask_now(anna, NOW - timedelta(hours=6))
    await ebb.prompts.fall_due(NOW)
    assert len(await ebb.prompts.claim(NOW)) == 1


async def test_a_check_in_under_way_is_not_asked_for(ebb: Services, anna: Person) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW - timedelta(minutes=5))
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW - timedelta(minutes=5))
    await ebb.prompts.fall_due(NOW)
    assert await ebb.prompts.claim(NOW) == []


async def test_who_finishes_before_the_sending_is_left_in_peace(ebb: Services, anna: Person) -> None:
    await ebb.prompts.fall_due(NOW)
    prompt = await ebb.prompts.ask_now(anna, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW)
    await ebb.checkins.finish(anna, prompt.code, NOW)
    assert await ebb.prompts.claim(NOW) == []
    assert (await ebb.prompt(prompt.code)).state is PromptState.ANSWERED


@pytest.mark.parametrize("what", ["paused", "unreachable"])
async def test_who_is_silent_or_gone_is_not_sent_anything(ebb: Services, anna: Person, what: str) -> None:
    await ebb.prompts.fall_due(NOW)
    if what == "paused":
        await ebb.people.pause(anna, 1, NOW)
    else:
        await ebb.people.unreachable(anna.chat_id, NOW)
    assert await ebb.prompts.claim(NOW) == []
    await ebb.prompts.fall_due(NOW + ONE_DAY - SECOND)
    assert await ebb.prompts.claim(NOW + ONE_DAY - SECOND) == []


async def test_a_prompt_takes_back_what_the_next_line_was_to_mean(ebb: Services, anna: Person, ben: Person) -> None:
    for person in (anna, ben):
        await ebb.people.expect(person, Expectation(Expecting.NOTE, "code0000"))
    await claimed(ebb, NOW)
    found = [await ebb.people.find(chat_id) for chat_id in (anna.chat_id, ben.chat_id)]
    assert [person.expecting.kind if person else None for person in found] == [Expecting.NOTHING, Expecting.NOTE]


async def test_asking_by_hand_uses_the_open_prompt_of_the_day(ebb: Services, anna: Person) -> None:
    prompt = await claimed(ebb, NOW)
    await ebb.prompts.sent(prompt, 7, NOW)
    assert (await ebb.prompts.ask_now(anna, NOW + timedelta(hours=3))).code == prompt.code
    morning = NOW + timedelta(hours=9)
    new = await ebb.prompts.ask_now(anna, morning)
    assert new.code != prompt.code
    assert new.diary_on == prompt.diary_on + ONE_DAY
    assert (await ebb.prompts.ask_now(anna, morning)).code == new.code


async def test_the_night_before_four_belongs_to_the_day_before(ebb: Services, anna: Person) -> None:
    night = NOW + timedelta(hours=7, minutes=59)
    assert (await ebb.prompts.ask_now(anna, night)).diary_on == date(2026, 3, 2)
    assert (await ebb.prompts.ask_now(anna, night + timedelta(minutes=1))).diary_on == date(2026, 3, 3)


async def test_a_snooze_asks_again_in_the_same_window(ebb: Services, anna: Person) -> None:
    prompt = await claimed(ebb, NOW)
    await ebb.prompts.sent(prompt, 7, NOW)
    assert await ebb.prompts.snooze(anna, prompt.code, 30, NOW)
    assert isinstance(await ebb.checkins.look(anna, prompt.code, NOW), Snoozed)
    assert await ebb.prompts.claim(NOW + timedelta(minutes=30) - SECOND) == []
    ((_, again),) = await ebb.prompts.claim(NOW + timedelta(minutes=30))
    assert (again.code, again.expires_at) == (prompt.code, prompt.expires_at)


@pytest.mark.parametrize("minutes", [0, -5, 31, 10**9])
async def test_a_snooze_that_is_not_offered_is_none(ebb: Services, anna: Person, minutes: int) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    assert not await ebb.prompts.snooze(anna, prompt.code, minutes, NOW)
    assert await ebb.prompt(prompt.code) == prompt


async def test_a_snooze_beyond_the_window_is_none(ebb: Services, anna: Person) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    assert not await ebb.prompts.snooze(anna, prompt.code, 120, NOW + timedelta(hours=22))
    assert await ebb.prompts.snooze(anna, prompt.code, 30, NOW + timedelta(hours=22))


async def test_a_day_that_has_begun_is_not_skipped(ebb: Services, anna: Person) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW)
    assert not await ebb.prompts.skip_day(anna, prompt.code, NOW)
    assert (await ebb.prompt(prompt.code)).state is PromptState.SENT


async def test_a_skipped_day_can_be_done_after_all(ebb: Services, anna: Person) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    assert await ebb.prompts.skip_day(anna, prompt.code, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW)
    await ebb.checkins.finish(anna, prompt.code, NOW)
    assert (await ebb.prompt(prompt.code)).state is PromptState.ANSWERED


async def test_what_waits_for_an_answer_is_todays_or_else_yesterdays(ebb: Services, anna: Person) -> None:
    assert await ebb.prompts.waiting(anna, NOW) is None
    prompt = await claimed(ebb, NOW)
    await ebb.prompts.sent(prompt, 7, NOW)
    morning = await ebb.prompts.waiting(anna, NOW + timedelta(hours=12))
    assert morning is not None
    assert morning.code == prompt.code
    assert await ebb.prompts.waiting(anna, NOW + ONE_DAY) is None


async def claimed(ebb: Services, now: datetime) -> Prompt:
    """The one prompt that is due, taken for sending."""
    await ebb.prompts.fall_due(now)
    ((_, prompt),) = await ebb.prompts.claim(now)
    return prompt
