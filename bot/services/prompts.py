"""Asking at the right moment: slots fall due, prompts are claimed, sent and settled, and the person can put them off.

What is claimed is committed before anything is sent, so a crash costs at most one duplicate and never a prompt.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import random
from zoneinfo import ZoneInfo

from bot.domain.checkin import Checkin
from bot.domain.person import Expectation, Person
from bot.domain.prompts import (
    SNOOZES,
    Ask,
    Due,
    LastPrompt,
    NewPrompt,
    Pass,
    Prompt,
    PromptState,
    Slot,
    decide,
    diary_date,
    due_of,
    expiry,
    replanned,
)
from bot.storage.storage import Storage, Transaction

MOST_AT_ONCE, HANDFUL = 500, 50
LEASE = timedelta(minutes=2)
FIRST_RETRY = timedelta(seconds=2)
LONGEST_RETRY = timedelta(minutes=5)
LEAST_RETRY = timedelta(seconds=1)
# An unclear send may have arrived, so it is tried once more and then left alone.
MOST_DOUBTS = 1
# What breaks this often by our own fault breaks always.
MOST_ATTEMPTS = 5
# A check-in begun without a prompt and untouched for this long was left, not finished.
LEFT_AFTER = timedelta(hours=2)
TYPED_LATE = timedelta(hours=16)


@dataclass(frozen=True, slots=True)
class Prompts:
    """`new_code` makes the random code that a prompt's buttons carry; `chance` gives a number from 0 to 1."""

    storage: Storage
    new_code: Callable[[], str]
    chance: Callable[[], float] = random

    async def fall_due(self, now: datetime) -> int:
        """Turn every slot whose moment has come into a prompt, or pass it over; how many slots were due.

        One transaction for at most 500 slots: the prompt and the slot's next moment are committed together.
        """

        async def work(tx: Transaction) -> int:
            passed = 0
            while passed < MOST_AT_ONCE and (some := await self._some_fall_due(tx, now)):
                passed += some
            return passed

        return await self.storage.database.write(work)

    async def claim(self, now: datetime, limit: int = MOST_AT_ONCE) -> list[tuple[Person, Prompt]]:
        """Take the prompts to be sent now. Nobody else takes them until the lease of two minutes runs out.

        Those whose person is silent, gone or finished meanwhile are settled without a word. A prompt asks anew, so
        what the next typed line was to mean before is no longer expected.
        """

        async def work(tx: Transaction) -> list[tuple[Person, Prompt]]:
            await self.storage.prompts.take_back_expired_leases(tx, now)
            claimed = await self.storage.prompts.claim(tx, lease_until=now + LEASE, limit=limit, now=now)
            looked_at = [(await self._still_wanted(tx, prompt, now), prompt) for prompt in claimed]
            wanted = [(person, prompt) for person, prompt in looked_at if person is not None]
            for person, _ in wanted:
                await self.storage.people.expect(tx, person.id, Expectation())
            return wanted

        return await self.storage.database.write(work)

    async def sent(self, prompt: Prompt, message_id: int, now: datetime) -> None:
        """Telegram took it: remember the message, so that it can be edited."""
        await self.storage.database.write(lambda tx: self.storage.prompts.settle_sent(tx, prompt.id, message_id, now))

    async def not_sent(self, prompt: Prompt, wait: timedelta | None, now: datetime) -> None:
        """It certainly did not arrive: try again after `wait`, or after a random part of twice as long as last time.

        Random, because what broke for many at once should not come back for all of them at once.
        """
        longest = min(FIRST_RETRY * 2 ** min(prompt.attempts, 8), LONGEST_RETRY)
        pause = max(wait or self.chance() * longest, LEAST_RETRY)
        attempts = prompt.attempts if wait is None else prompt.attempts - 1
        await self.storage.database.write(
            lambda tx: self.storage.prompts.retry_at(tx, prompt.id, now + pause, attempts=max(attempts, 0))
        )

    async def unclear(self, prompt: Prompt, now: datetime) -> None:
        """It may have arrived: send it once more later with the same buttons, and after that count it as sent."""

        async def work(tx: Transaction) -> None:
            if prompt.doubts < MOST_DOUBTS:
                await self.storage.prompts.doubt(tx, prompt.id, now + FIRST_RETRY)
            else:
                await self.storage.prompts.settle(tx, prompt.id, PromptState.FAILED, now)

        await self.storage.database.write(work)

    async def broke(self, prompt: Prompt, now: datetime) -> bool:
        """Making or sending it failed by our own fault: tried a few times more, then given up. Whether that is now."""
        if prompt.attempts < MOST_ATTEMPTS:
            await self.not_sent(prompt, None, now)
            return False
        await self.never(prompt, now)
        return True

    async def never(self, prompt: Prompt, now: datetime) -> None:
        """It can never arrive: leave it."""
        await self.storage.database.write(
            lambda tx: self.storage.prompts.settle(tx, prompt.id, PromptState.FAILED, now)
        )

    async def ask_now(self, person: Person, now: datetime) -> Prompt:
        """The prompt for today's diary day, for a person who does not wait to be asked; at most one is open a day."""

        async def work(tx: Transaction) -> Prompt:
            zone = person.zone or "UTC"
            diary_on = diary_date(now, ZoneInfo(zone))
            known = await self.storage.prompts.newest_for_day(tx, person.id, diary_on)
            if known is not None and now < known.expires_at:
                return known
            new = await self.storage.prompts.add_if_absent(
                tx,
                code=self.new_code(),
                person_id=person.id,
                slot_id=None,
                diary_on=diary_on,
                zone=zone,
                due_at=now,
                expires_at=expiry(now),
                state=PromptState.SENT,
            )
            assert new is not None, "a prompt without a slot never collides"  # noqa: S101
            return new

        return await self.storage.database.write(work)

    async def waiting(self, person: Person, now: datetime) -> Prompt | None:
        """The newest prompt of this diary day, or of the one before, that can still be answered; it makes none."""
        today = diary_date(now, ZoneInfo(person.zone or "UTC"))

        async def work(tx: Transaction) -> Prompt | None:
            for diary_on in (today, today - timedelta(days=1)):
                prompt = await self.storage.prompts.open_for_day(tx, person.id, diary_on)
                if prompt is not None and now < prompt.expires_at:
                    return prompt
            return None

        return await self.storage.database.read(work)

    async def newest(self, person: Person, now: datetime) -> Prompt | None:
        """The newest prompt of this diary day, or of the one before, however it stands; it makes none."""
        today = diary_date(now, ZoneInfo(person.zone or "UTC"))

        async def work(tx: Transaction) -> Prompt | None:
            newest = await self.storage.prompts.newest_for_day(tx, person.id, today)
            return newest or await self.storage.prompts.newest_for_day(tx, person.id, today - timedelta(days=1))

        return await self.storage.database.read(work)

    async def meant(self, person: Person, now: datetime) -> Prompt:
        """The prompt that a typed line answers: today's, or last evening's while nothing was asked since.

        Words typed the morning after still belong to the evening they were asked about; 16 hours later they are
        today's, and the prompt for today is made.
        """
        today = diary_date(now, ZoneInfo(person.zone or "UTC"))

        async def work(tx: Transaction) -> Prompt | None:
            if await self.storage.prompts.newest_for_day(tx, person.id, today) is not None:
                return None
            last = await self.storage.prompts.open_for_day(tx, person.id, today - timedelta(days=1))
            return last if last is not None and now < min(last.expires_at, last.due_at + TYPED_LATE) else None

        return await self.storage.database.read(work) or await self.ask_now(person, now)

    async def snooze(self, person: Person, code: str, minutes: int, now: datetime) -> bool:
        """Ask again in some minutes; False, and no change, when the window closes before or the day is settled."""
        pause = timedelta(minutes=minutes)

        async def work(tx: Transaction) -> bool:
            prompt = await self._of(tx, person, code)
            if prompt is None or pause not in SNOOZES or now + pause >= prompt.expires_at:
                return False
            return await self.storage.prompts.snooze(tx, prompt.id, now + pause)

        return await self.storage.database.write(work)

    async def skip_day(self, person: Person, code: str, now: datetime, *, update_id: int | None = None) -> bool:
        """No check-in for this day; it can still be done after all. False when it has begun or the day is settled."""

        async def work(tx: Transaction) -> bool:
            await self.storage.inbox.mark_counted(tx, update_id)
            prompt = await self._of(tx, person, code)
            if prompt is None or await self.storage.checkins.find(tx, person.id, prompt.diary_on) is not None:
                return False
            return await self.storage.prompts.settle(tx, prompt.id, PromptState.SKIPPED, now)

        return await self.storage.database.write(work)

    async def _of(self, tx: Transaction, person: Person, code: str) -> Prompt | None:
        prompt = await self.storage.prompts.find_by_code(tx, code)
        return prompt if prompt is not None and prompt.person_id == person.id else None

    async def _some_fall_due(self, tx: Transaction, now: datetime) -> int:
        """A handful at a time, so that SQLite still has at hand what was read when it is written."""
        slots = await self.storage.slots.due(tx, limit=HANDFUL, now=now)
        people = await self.storage.people.without_habits(tx, [slot.person_id for slot in slots])
        moments: dict[int, datetime | None] = {}
        planned: list[tuple[Slot, Person, Due]] = []
        for slot in slots:
            person = people.get(slot.person_id)
            if person is None or person.zone is None:
                moments[slot.id] = None
            elif (due := due_of(slot, ZoneInfo(person.zone), now)) is not None:
                planned.append((slot, person, due))
        known = await self.storage.prompts.known_days(tx, [(person.id, due.diary_on) for _, person, due in planned])
        new: list[NewPrompt] = []
        for slot, person, due in planned:
            day = person.id, due.diary_on
            if day in known:
                await self.storage.prompts.put_due(tx, new)
                new.clear()
                is_asked = await self._is_asked_again(tx, person, slot, due=due, now=now)
            else:
                asked = self._asked(person, slot, due, decide(person, due, is_done=False, open_prompt=None, now=now))
                new += asked
                is_asked = bool(asked)
            known.add(day)
            last, zone = LastPrompt(due.diary_on, now), ZoneInfo(person.zone or "UTC")
            moments[slot.id] = replanned(slot, zone, last, now) if is_asked else due.next_at
        await self.storage.prompts.put_due(tx, new)
        await self.storage.slots.advance_all(tx, moments)
        return len(slots)

    async def _is_asked_again(self, tx: Transaction, person: Person, slot: Slot, *, due: Due, now: datetime) -> bool:
        """Whether a slot leads to a new prompt for a day that was asked about or answered before."""
        checkin = await self.storage.checkins.find(tx, person.id, due.diary_on)
        newest = await self.storage.prompts.newest_for_day(tx, person.id, due.diary_on)
        is_skipped = newest is not None and newest.state is PromptState.SKIPPED
        is_done = is_skipped or (checkin is not None and checkin.finished_at is not None)
        open_prompt = await self._under_way(tx, person, checkin, due=due, now=now)
        decision = decide(person, due, is_done=is_done, open_prompt=open_prompt, now=now)
        return await self.storage.prompts.put_due(tx, self._asked(person, slot, due, decision)) > 0

    def _asked(self, person: Person, slot: Slot, due: Due, decision: Ask | Pass) -> list[NewPrompt]:
        if not isinstance(decision, Ask):
            return []
        zone, expires_at = person.zone or "UTC", decision.expires_at
        return [NewPrompt(self.new_code(), person.id, slot.id, decision.diary_on, zone, due.due_at, expires_at)]

    async def _under_way(
        self, tx: Transaction, person: Person, checkin: Checkin | None, *, due: Due, now: datetime
    ) -> Prompt | None:
        """The open prompt of that day that makes another one needless.

        One the person asked for earlier in the day and then left is not: the evening's prompt still comes.
        """
        prompt = await self.storage.prompts.open_for_day(tx, person.id, due.diary_on)
        if prompt is None or prompt.slot_id is not None:
            return prompt
        touched_at = max([prompt.due_at, *(answer.answered_at for answer in (checkin.answers if checkin else ()))])
        return prompt if now - touched_at < LEFT_AFTER else None

    async def _still_wanted(self, tx: Transaction, prompt: Prompt, now: datetime) -> Person | None:
        person = await self.storage.people.find(tx, prompt.person_id)
        checkin = await self.storage.checkins.find(tx, prompt.person_id, prompt.diary_on)
        if checkin is not None and checkin.finished_at is not None:
            await self.storage.prompts.settle(tx, prompt.id, PromptState.ANSWERED, now)
            return None
        if person is None or person.is_paused(now) or person.is_resting(now) or person.unreachable_at is not None:
            await self.storage.prompts.settle(tx, prompt.id, PromptState.MISSED, now)
            return None
        return person
