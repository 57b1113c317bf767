import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from bot.domain.person import Person
from bot.domain.prompts import LastPrompt, Prompt, PromptState, Slot
from bot.storage.prompts import SETTLED
from bot.storage.storage import Storage, Transaction

DAY = timedelta(days=1)
LEASE = timedelta(minutes=2)
OPEN = [PromptState.DUE, PromptState.CLAIMED, PromptState.SENT, PromptState.UNKNOWN]
ENDS = [state for state in PromptState if state not in OPEN]


class Desk:
    """The prompts of one person, one call a line."""

    def __init__(self, storage: Storage, slot: Slot, now: datetime) -> None:
        self.storage, self.slot, self.now = storage, slot, now
        self.made = 0

    async def plan(self, days: int = 0, *, by_slot: bool = True, due_at: datetime | None = None) -> Prompt | None:
        self.made += 1
        due_at = due_at or self.now + days * DAY
        return await self.storage.database.write(
            lambda tx: self.storage.prompts.add_if_absent(
                tx,
                code=f"code{self.made:04}",
                person_id=self.slot.person_id,
                slot_id=self.slot.id if by_slot else None,
                diary_on=self.now.date() + days * DAY,
                zone="Europe/Berlin",
                due_at=due_at,
                expires_at=due_at + DAY,
            )
        )

    async def planned(self, days: int = 0, *, by_slot: bool = True) -> Prompt:
        prompt = await self.plan(days, by_slot=by_slot)
        assert prompt is not None
        return prompt

    async def claim(self, limit: int = 10, after: timedelta = timedelta()) -> list[Prompt]:
        now = self.now + after
        return await self.storage.database.write(
            lambda tx: self.storage.prompts.claim(tx, lease_until=now + LEASE, limit=limit, now=now)
        )

    async def settle(self, prompt: Prompt, state: PromptState) -> bool:
        return await self.storage.database.write(lambda tx: self.storage.prompts.settle(tx, prompt.id, state, self.now))

    async def sent(self, prompt: Prompt, message_id: int = 77, after: timedelta = timedelta()) -> None:
        await self.storage.database.write(
            lambda tx: self.storage.prompts.settle_sent(tx, prompt.id, message_id, self.now + after)
        )

    async def found(self, prompt: Prompt) -> Prompt:
        found = await self.storage.database.read(lambda tx: self.storage.prompts.find(tx, prompt.id))
        assert found is not None
        return found

    async def put_into(self, prompt: Prompt, state: PromptState) -> None:
        if state in SETTLED:
            await self.settle(prompt, state)
        elif state is not PromptState.DUE:
            await self.claim()
        if state is PromptState.SENT:
            await self.sent(prompt)
        if state is PromptState.UNKNOWN:
            await self.storage.database.write(lambda tx: self.storage.prompts.doubt(tx, prompt.id, self.now))
        assert (await self.found(prompt)).state is state


@pytest.fixture
def desk(storage: Storage, evening: Slot, now: datetime) -> Desk:
    return Desk(storage, evening, now)


async def test_a_planned_prompt_is_found_by_id_and_by_code(desk: Desk, storage: Storage) -> None:
    prompt = await desk.planned()

    assert prompt == Prompt(
        prompt.id,
        "code0001",
        desk.slot.person_id,
        desk.slot.id,
        desk.now.date(),
        "Europe/Berlin",
        PromptState.DUE,
        desk.now,
        desk.now + DAY,
    )
    assert await desk.found(prompt) == prompt
    assert await storage.database.read(lambda tx: storage.prompts.find_by_code(tx, "code0001")) == prompt
    assert await storage.database.read(lambda tx: storage.prompts.find_by_code(tx, "code0002")) is None


async def test_a_slot_asks_only_once_for_a_day_whatever_became_of_it(desk: Desk) -> None:
    first = await desk.planned()
    assert await desk.plan() is None
    await desk.settle(first, PromptState.MISSED)
    assert await desk.plan() is None
    assert await desk.plan(days=1) is not None


async def test_a_person_may_ask_for_a_day_as_often_as_they_like(desk: Desk) -> None:
    own = [await desk.planned(by_slot=False) for _ in range(2)]
    assert [prompt.slot_id for prompt in own] == [None, None]
    assert await desk.plan() is not None


async def test_the_same_code_never_stands_for_two_prompts(desk: Desk) -> None:
    await desk.planned()
    desk.made = 0
    with pytest.raises(Exception, match="code"):
        await desk.plan(days=1)


async def test_open_for_day_is_the_newest_that_is_not_settled(desk: Desk, storage: Storage) -> None:
    async def open_now(day: date) -> Prompt | None:
        person_id = desk.slot.person_id
        return await storage.database.read(lambda tx: storage.prompts.open_for_day(tx, person_id, day))

    scheduled = await desk.planned()
    own = await desk.planned(by_slot=False)
    today = desk.now.date()

    assert await open_now(today) == own
    await desk.settle(own, PromptState.ANSWERED)
    assert await open_now(today) == scheduled
    await desk.settle(scheduled, PromptState.EXPIRED)
    assert await open_now(today) is None
    assert await open_now(today + DAY) is None


async def test_newest_for_day_counts_settled_ones_too(desk: Desk, storage: Storage, ben: Person) -> None:
    async def newest(person_id: int) -> Prompt | None:
        return await storage.database.read(lambda tx: storage.prompts.newest_for_day(tx, person_id, desk.now.date()))

    await desk.planned()
    own = await desk.planned(by_slot=False)
    await desk.settle(own, PromptState.ANSWERED)

    assert await newest(desk.slot.person_id) == replace(own, state=PromptState.ANSWERED)
    assert await newest(ben.id) is None


async def test_the_last_of_a_slot_is_its_latest_day_and_when_it_was_asked(desk: Desk, storage: Storage) -> None:
    async def last() -> LastPrompt | None:
        return await storage.database.read(lambda tx: storage.prompts.last_of_slot(tx, desk.slot.id))

    assert await last() is None
    await desk.planned(days=-1)
    await desk.planned(by_slot=False, days=3)
    today = await desk.planned()
    assert await last() == LastPrompt(desk.now.date(), desk.now)

    await desk.claim()
    await desk.sent(today, after=timedelta(minutes=9))
    assert await last() == LastPrompt(desk.now.date(), desk.now + timedelta(minutes=9))


async def test_a_claim_takes_what_is_due_longest_overdue_first(desk: Desk) -> None:
    for minutes in (-5, -50, 0, 1):
        await desk.plan(by_slot=False, due_at=desk.now + timedelta(minutes=minutes))

    first = await desk.claim(limit=2)
    second = await desk.claim(limit=2)

    assert [prompt.due_at - desk.now for prompt in first] == [timedelta(minutes=-50), timedelta(minutes=-5)]
    assert [prompt.due_at - desk.now for prompt in second] == [timedelta()]
    assert {prompt.state for prompt in first} == {PromptState.CLAIMED}
    assert {prompt.attempts for prompt in first} == {1}
    assert await desk.claim() == []


async def test_two_senders_never_claim_the_same_prompt(desk: Desk) -> None:
    for _ in range(20):
        await desk.plan(by_slot=False)

    claims = await asyncio.gather(*(desk.claim(limit=3) for _ in range(10)))

    taken = [prompt.id for claim in claims for prompt in claim]
    assert len(taken) == 20
    assert len(set(taken)) == 20


async def test_nothing_is_sent_after_its_window(desk: Desk) -> None:
    await desk.planned()
    assert await desk.claim(after=DAY) == []
    assert len(await desk.claim(after=DAY - timedelta(seconds=1))) == 1


async def test_a_sent_prompt_knows_its_message(desk: Desk) -> None:
    prompt = await desk.planned()
    await desk.claim()
    await desk.sent(prompt)

    assert await desk.found(prompt) == replace(prompt, state=PromptState.SENT, message_id=77, attempts=1)
    assert await desk.claim(after=timedelta(hours=1)) == []


async def test_a_prompt_answered_while_on_its_way_stays_answered(desk: Desk) -> None:
    prompt = await desk.planned()
    await desk.claim()
    await desk.settle(prompt, PromptState.ANSWERED)
    await desk.sent(prompt)

    assert await desk.found(prompt) == replace(prompt, state=PromptState.ANSWERED, message_id=77, attempts=1)


@pytest.mark.parametrize("before", OPEN)
@pytest.mark.parametrize("after", ENDS)
async def test_every_open_prompt_can_be_settled_in_every_way(
    desk: Desk, before: PromptState, after: PromptState
) -> None:
    prompt = await desk.planned()
    await desk.put_into(prompt, before)

    assert await desk.settle(prompt, after)
    assert (await desk.found(prompt)).state is after
    assert await desk.claim(after=timedelta(hours=1)) == []


@pytest.mark.parametrize("before", ENDS)
@pytest.mark.parametrize("after", ENDS)
async def test_what_is_settled_stays_except_for_a_late_answer(
    desk: Desk, before: PromptState, after: PromptState
) -> None:
    prompt = await desk.planned()
    await desk.put_into(prompt, before)
    is_late_answer = after is PromptState.ANSWERED and before is not PromptState.ANSWERED

    assert await desk.settle(prompt, after) is is_late_answer
    assert (await desk.found(prompt)).state is (after if is_late_answer else before)


@pytest.mark.parametrize("state", OPEN)
async def test_an_open_state_is_no_way_to_settle(desk: Desk, state: PromptState) -> None:
    prompt = await desk.planned()
    with pytest.raises(ValueError, match=state.name):
        await desk.settle(prompt, state)


async def test_a_prompt_that_was_not_sent_is_due_again_later(desk: Desk, storage: Storage) -> None:
    prompt = await desk.planned()
    later = desk.now + timedelta(seconds=30)
    await desk.claim()

    assert await storage.database.write(lambda tx: storage.prompts.retry_at(tx, prompt.id, later, attempts=0))
    assert await desk.found(prompt) == replace(prompt, due_at=later)
    assert await desk.claim(after=timedelta(seconds=29)) == []
    assert [claimed.attempts for claimed in await desk.claim(after=timedelta(seconds=30))] == [1]


async def test_a_prompt_in_doubt_is_sent_again_and_says_so(desk: Desk, storage: Storage) -> None:
    prompt = await desk.planned()
    later = desk.now + timedelta(seconds=30)
    await desk.claim()

    assert await storage.database.write(lambda tx: storage.prompts.doubt(tx, prompt.id, later))
    assert await desk.claim(after=timedelta(seconds=29)) == []
    again = await desk.claim(after=timedelta(seconds=30))
    assert again == [replace(prompt, state=PromptState.CLAIMED, due_at=later, attempts=2, doubts=1)]


async def test_a_released_claim_counts_as_never_taken(desk: Desk, storage: Storage) -> None:
    prompt = await desk.planned()
    await desk.claim()

    assert await storage.database.write(lambda tx: storage.prompts.release(tx, prompt.id))
    assert await desk.found(prompt) == prompt


async def test_a_released_claim_keeps_an_earlier_doubt(desk: Desk, storage: Storage) -> None:
    prompt = await desk.planned()
    await desk.put_into(prompt, PromptState.UNKNOWN)
    before = await desk.found(prompt)
    await desk.claim()

    await storage.database.write(lambda tx: storage.prompts.release(tx, prompt.id))
    assert await desk.found(prompt) == before


@pytest.mark.parametrize("state", [state for state in PromptState if state is not PromptState.CLAIMED])
async def test_a_sender_that_lost_its_claim_changes_nothing(desk: Desk, storage: Storage, state: PromptState) -> None:
    prompt = await desk.planned()
    await desk.put_into(prompt, state)
    before = await desk.found(prompt)

    async def work(tx: Transaction) -> list[bool]:
        return [
            await storage.prompts.retry_at(tx, prompt.id, desk.now, attempts=9),
            await storage.prompts.doubt(tx, prompt.id, desk.now),
            await storage.prompts.release(tx, prompt.id),
        ]

    assert await storage.database.write(work) == [False, False, False]
    assert await desk.found(prompt) == before


async def test_a_dead_senders_lease_runs_out(desk: Desk, storage: Storage) -> None:
    prompt = await desk.planned()
    await desk.claim()

    async def take_back(at: datetime) -> int:
        return await storage.database.write(lambda tx: storage.prompts.take_back_expired_leases(tx, at))

    assert await take_back(desk.now + LEASE - timedelta(seconds=1)) == 0
    assert await take_back(desk.now + LEASE) == 1
    assert await take_back(desk.now + LEASE) == 0
    assert await desk.found(prompt) == replace(prompt, state=PromptState.UNKNOWN, attempts=1, doubts=1)
    assert len(await desk.claim(after=LEASE)) == 1


@pytest.mark.parametrize("state", OPEN)
async def test_an_open_prompt_can_be_snoozed_and_starts_afresh(
    desk: Desk, storage: Storage, state: PromptState
) -> None:
    prompt = await desk.planned()
    await desk.put_into(prompt, state)
    later = desk.now + timedelta(minutes=30)

    assert await storage.database.write(lambda tx: storage.prompts.snooze(tx, prompt.id, later))
    assert replace(await desk.found(prompt), message_id=None) == replace(prompt, due_at=later)
    assert await desk.claim(after=timedelta(minutes=29)) == []
    assert [claimed.attempts for claimed in await desk.claim(after=timedelta(minutes=30))] == [1]


@pytest.mark.parametrize("state", ENDS)
async def test_a_settled_prompt_cannot_be_snoozed(desk: Desk, storage: Storage, state: PromptState) -> None:
    prompt = await desk.planned()
    await desk.put_into(prompt, state)

    assert not await storage.database.write(lambda tx: storage.prompts.snooze(tx, prompt.id, desk.now + DAY))
    assert (await desk.found(prompt)).state is state


async def test_the_oldest_windows_close_first(desk: Desk, storage: Storage) -> None:
    async def expired(at: datetime, limit: int) -> list[int]:
        prompts = await storage.database.read(lambda tx: storage.prompts.expired(tx, limit=limit, now=at))
        return [prompt.id for prompt in prompts]

    newer, older, settled = await desk.planned(), await desk.planned(days=-1), await desk.planned(days=-2)
    await desk.settle(settled, PromptState.ANSWERED)

    assert await expired(desk.now - timedelta(seconds=1), 10) == []
    assert await expired(desk.now, 10) == [older.id]
    assert await expired(desk.now + DAY, 10) == [older.id, newer.id]
    assert await expired(desk.now + DAY, 1) == [older.id]


def test_every_state_is_either_open_or_an_end() -> None:
    assert set(ENDS) == SETTLED
