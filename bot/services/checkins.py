"""Answering a check-in: every tap and typed line is one transaction, and its result is where the day now stands.

Taps may come twice, late, from old messages or from somebody else's; each method says what then holds.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.domain.appointment import LOOKED_BACK, Cause, cause_to_ask, is_looked_at
from bot.domain.checkin import (
    AlreadyAnswered,
    Answer,
    Checkin,
    Feeling,
    TooLateToChange,
    answered,
    finished,
    moved_on,
    plan_for,
    stepped_back,
)
from bot.domain.person import Expectation, Person
from bot.domain.prompts import Prompt, PromptState
from bot.domain.standing import Asking, Closed, Done, FirstTapOpen, Standing, Undone, Unknown, untouched
from bot.domain.symptom import HIGHEST_SCORE, LOWEST_SCORE, Wording
from bot.domain.tip_choice import choose_tip, picture_of
from bot.domain.tips import Tip
from bot.domain.usual import USUAL_WINDOW_DAYS, Usual, usuals_before
from bot.storage.storage import Storage, Transaction

Wordings = Mapping[str, Wording]
MOST_AT_ONCE = 200
# Four weeks in, one receipt says once more what Ebb is not (content facts, section 6.4).
REMINDED_AFTER = timedelta(days=28)
Step = Callable[[Transaction, Prompt, Checkin], Awaitable[Standing]]


def _nobody_counts() -> None:
    return None


@dataclass(frozen=True, slots=True)
class Checkins:
    """`tips` and `wordings` hold, for each language, the tips to choose from and the questions by symptom id.

    `note_answered` is called whenever a prompt has been answered.
    """

    storage: Storage
    tips: Mapping[str, tuple[Tip, ...]]
    wordings: Mapping[str, Wordings]
    note_answered: Callable[[], None] = _nobody_counts

    async def look(self, person: Person, code: str, now: datetime) -> Standing:
        """Where the day of one prompt stands."""

        async def work(tx: Transaction) -> Standing:
            prompt = await self._prompt(tx, person, code)
            return await self._standing(tx, person, prompt, now) if prompt else Unknown()

        return await self.storage.database.read(work)

    async def begin(
        self, person: Person, code: str, feeling: Feeling, now: datetime, *, update_id: int | None = None
    ) -> Standing:
        """Record the first tap. A second one plans the questions anew and keeps every answer already given.

        A finished check-in stays as it is; one that was undone begins again, empty.
        """

        async def work(tx: Transaction) -> Standing:
            await self.storage.inbox.mark_counted(tx, update_id)
            prompt = await self._prompt(tx, person, code)
            if prompt is None:
                return Unknown()
            known = await self.storage.checkins.find(tx, person.id, prompt.diary_on)
            is_empty = known is None or known.undone_at is not None
            if is_empty and now >= prompt.expires_at:
                return Closed(prompt)
            if known is not None and known.is_finished:
                return await self._standing(tx, person, prompt, now)
            checkin = await self._begun(tx, person, prompt, known, feeling=feeling, now=now)
            return await self._kept(tx, person, prompt, checkin, now=now)

        return await self.storage.database.write(work)

    async def answer(
        self,
        person: Person,
        code: str,
        symptom_id: str,
        score: float | None,
        *,
        now: datetime,
        update_id: int | None = None,
    ) -> Standing:
        """Record one score, or None for a question passed over."""

        async def step(tx: Transaction, prompt: Prompt, checkin: Checkin) -> Standing:
            wording = self.wordings[person.language].get(symptom_id)
            if wording is None or not (score is None or LOWEST_SCORE <= score <= HIGHEST_SCORE):
                return Unknown()
            if not checkin.is_finished and now >= prompt.expires_at:
                return await self._closed(tx, person, prompt, checkin, now=now)
            given = Answer(symptom_id, score, now)
            after = answered(checkin, given, now)
            if isinstance(after, AlreadyAnswered | TooLateToChange):
                return await self._standing(tx, person, prompt, now, stray=after)
            await self.storage.checkins.put_answer(tx, after, given, wording)
            return await self._kept(tx, person, prompt, after, now=now)

        return await self._step(person, code, step, now, update_id=update_id)

    async def write_down(
        self,
        person: Person,
        code: str,
        scores: Mapping[str, float],
        now: datetime,
        *,
        note: tuple[int, str] | None = None,
        update_id: int | None = None,
    ) -> Standing:
        """Record several named scores at once, over earlier ones; before the first tap they begin the check-in.

        `note` is what else the same message said, with the message's id.
        """

        async def work(tx: Transaction) -> Standing:
            await self.storage.inbox.mark_counted(tx, update_id)
            standing = await self._written_down(tx, person, code, scores, now=now)
            if note is None or not isinstance(standing, Asking | Done):
                return standing
            await self._put_note(tx, standing.checkin, *note, now=now)
            return await self._standing(tx, person, standing.prompt, now, stray=standing.stray)

        return await self.storage.database.write(work)

    async def _written_down(
        self, tx: Transaction, person: Person, code: str, scores: Mapping[str, float], *, now: datetime
    ) -> Standing:
        prompt = await self._prompt(tx, person, code)
        if prompt is None:
            return Unknown()
        checkin = await self.storage.checkins.find(tx, person.id, prompt.diary_on)
        if checkin is None or checkin.undone_at is not None:
            checkin = await self._begun(tx, person, prompt, checkin, feeling=None, now=now)
        for symptom_id in scores.keys() & self.wordings[person.language].keys():
            given = Answer(symptom_id, scores[symptom_id], now)
            after = answered(replace(checkin, asking=symptom_id), given, now)
            if isinstance(after, AlreadyAnswered | TooLateToChange):
                return await self._standing(tx, person, prompt, now, stray=after)
            checkin = after
            await self.storage.checkins.put_answer(tx, checkin, given, self.wordings[person.language][symptom_id])
        return await self._kept(tx, person, prompt, checkin, now=now)

    async def back(
        self, person: Person, code: str, symptom_id: str, now: datetime, *, update_id: int | None = None
    ) -> Standing:
        """Return to the question before; before the first one that is the first tap."""

        async def step(tx: Transaction, prompt: Prompt, checkin: Checkin) -> Standing:
            if checkin.is_finished:
                return await self._kept(tx, person, prompt, replace(checkin, asking=None), now=now)
            before = stepped_back(checkin, symptom_id)
            if before is None:
                return FirstTapOpen(prompt)
            return await self._kept(tx, person, prompt, before, now=now)

        return await self._step(person, code, step, now, update_id=update_id)

    async def reask(self, person: Person, code: str, symptom_id: str, now: datetime) -> Standing:
        """Put one answered question on the screen again."""

        async def step(tx: Transaction, prompt: Prompt, checkin: Checkin) -> Standing:
            if checkin.answer_to(symptom_id) is None:
                return await self._standing(tx, person, prompt, now)
            if not checkin.may_change(now):
                return await self._standing(tx, person, prompt, now, stray=TooLateToChange(checkin))
            return await self._kept(tx, person, prompt, replace(checkin, asking=symptom_id), now=now)

        return await self._step(person, code, step, now)

    async def finish(self, person: Person, code: str, now: datetime, *, update_id: int | None = None) -> Standing:
        """Stop with what is answered."""

        async def step(tx: Transaction, prompt: Prompt, checkin: Checkin) -> Standing:
            return await self._kept(tx, person, prompt, finished(checkin, now), now=now)

        return await self._step(person, code, step, now, update_id=update_id)

    async def receipt(self, person: Person, code: str, now: datetime) -> Standing:
        """Leave a change undone and show the receipt; a check-in under way stays where it is."""

        async def step(tx: Transaction, prompt: Prompt, checkin: Checkin) -> Standing:
            if not checkin.is_finished:
                return await self._standing(tx, person, prompt, now)
            return await self._kept(tx, person, prompt, replace(checkin, asking=None), now=now)

        return await self._step(person, code, step, now)

    async def undo(self, person: Person, code: str, now: datetime) -> Standing:
        """Take the check-in out of the diary; it can be brought back."""

        async def step(tx: Transaction, prompt: Prompt, checkin: Checkin) -> Standing:
            if not checkin.may_change(now):
                return await self._standing(tx, person, prompt, now, stray=TooLateToChange(checkin))
            return await self._kept(tx, person, prompt, replace(checkin, asking=None, undone_at=now), now=now)

        return await self._step(person, code, step, now)

    async def bring_back(self, person: Person, code: str, now: datetime) -> Standing:
        """Put an undone check-in back, as it was."""

        async def work(tx: Transaction) -> Standing:
            prompt = await self._prompt(tx, person, code)
            if prompt is None:
                return Unknown()
            checkin = await self.storage.checkins.find(tx, person.id, prompt.diary_on)
            if checkin is not None and checkin.undone_at is not None:
                back = replace(checkin, undone_at=None)
                return await self._kept(tx, person, prompt, finished(back, now), now=now)
            return await self._standing(tx, person, prompt, now)

        return await self.storage.database.write(work)

    async def close_expired(self, now: datetime) -> list[tuple[Person, Prompt, Standing]]:
        """End every prompt whose window is over; what was answered until then is kept and finished."""

        async def work(tx: Transaction) -> list[tuple[Person, Prompt, Standing]]:
            closed: list[tuple[Person, Prompt, Standing]] = []
            for prompt in await self.storage.prompts.expired(tx, limit=MOST_AT_ONCE, now=now):
                person = await self.storage.people.find(tx, prompt.person_id)
                checkin = await self.storage.checkins.find(tx, prompt.person_id, prompt.diary_on)
                await self.storage.prompts.settle(tx, prompt.id, PromptState.EXPIRED, now)
                if person is None:
                    continue
                if checkin is None:
                    closed.append((person, prompt, Closed(prompt)))
                elif not checkin.is_finished and checkin.undone_at is None:
                    closed.append(
                        (person, prompt, await self._kept(tx, person, prompt, finished(checkin, now), now=now))
                    )
            return closed

        return await self.storage.database.write(work)

    async def open_question(self, person: Person, now: datetime) -> Asking | None:
        """The question that is on the screen of the newest check-in, if one is; typed scores belong to it."""

        async def work(tx: Transaction) -> Asking | None:
            checkin = await self.storage.checkins.latest(tx, person.id)
            if checkin is None or checkin.asking is None or checkin.undone_at is not None:
                return None
            prompt = await self.storage.prompts.newest_for_day(tx, person.id, checkin.diary_on)
            if prompt is None or (now >= prompt.expires_at and not checkin.is_finished):
                return None
            return Asking(prompt, checkin, checkin.asking)

        return await self.storage.database.read(work)

    async def add_note(
        self, person: Person, code: str, note: str, message_id: int, *, now: datetime, update_id: int | None = None
    ) -> Standing:
        """Keep a few of the person's own words with the day; the same message twice is one note."""

        async def step(tx: Transaction, prompt: Prompt, checkin: Checkin) -> Standing:
            await self._put_note(tx, checkin, message_id, note, now=now)
            await self.storage.people.expect(tx, person.id, Expectation())
            return await self._standing(tx, person, prompt, now)

        return await self._step(person, code, step, now, update_id=update_id)

    async def _put_note(self, tx: Transaction, checkin: Checkin, message_id: int, note: str, *, now: datetime) -> None:
        if not await self.storage.checkins.edit_note(tx, checkin.person_id, message_id, note):
            await self.storage.checkins.add_note(tx, checkin, note, message_id=message_id, now=now)

    async def edit_note(self, person: Person, message_id: int, note: str) -> bool:
        """Change the note that a message became; False when that message was no note."""
        return await self.storage.database.write(
            lambda tx: self.storage.checkins.edit_note(tx, person.id, message_id, note)
        )

    async def _step(
        self, person: Person, code: str, step: Step, now: datetime, *, update_id: int | None = None
    ) -> Standing:
        """Run one step on a check-in that has begun and stands; otherwise say where the day is instead."""

        async def work(tx: Transaction) -> Standing:
            await self.storage.inbox.mark_counted(tx, update_id)
            prompt = await self._prompt(tx, person, code)
            if prompt is None:
                return Unknown()
            checkin = await self.storage.checkins.find(tx, person.id, prompt.diary_on)
            if checkin is None or checkin.undone_at is not None:
                return await self._standing(tx, person, prompt, now)
            return await step(tx, prompt, checkin)

        return await self.storage.database.write(work)

    async def _prompt(self, tx: Transaction, person: Person, code: str) -> Prompt | None:
        prompt = await self.storage.prompts.find_by_code(tx, code)
        return prompt if prompt is not None and prompt.person_id == person.id else None

    async def _begun(
        self,
        tx: Transaction,
        person: Person,
        prompt: Prompt,
        known: Checkin | None,
        *,
        feeling: Feeling | None,
        now: datetime,
    ) -> Checkin:
        asked = tuple(each for each in person.tracked if each in self.wordings[person.language])
        plan = () if person.flare_since_at else plan_for(feeling, asked)
        await self.storage.prompts.reopen(tx, prompt.id)
        if known is None:
            new = Checkin(0, person.id, prompt.diary_on, prompt.zone, feeling, plan, None, now)
            return moved_on(await self.storage.checkins.save(tx, new), now)
        if known.undone_at is not None:
            await self.storage.checkins.erase_answers(tx, known.id)
            known = replace(known, answers=(), begun_at=now, finished_at=None, undone_at=None, tip_id=None)
        return moved_on(replace(known, feeling=feeling, plan=plan), now)

    async def _kept(
        self, tx: Transaction, person: Person, prompt: Prompt, checkin: Checkin, *, now: datetime
    ) -> Standing:
        """Save a check-in as it now is; the first time it is finished its prompt is settled and its tip chosen."""
        if checkin.is_finished and checkin.tip_id is None:
            await self.storage.safety.remind(tx, person.id, checkin.diary_on, before=now - REMINDED_AFTER)
            tip = None if person.is_resting(now) else await self._tip_for(tx, person, checkin, now)
            if tip is not None:
                checkin = replace(checkin, tip_id=tip.id)
                await self.storage.tips.mark_seen(tx, person.id, tip.id, now)
            if await self.storage.prompts.settle(tx, prompt.id, PromptState.ANSWERED, now):
                self.note_answered()
        return await self._standing_of(tx, person, prompt, await self.storage.checkins.save(tx, checkin), now=now)

    async def _closed(
        self, tx: Transaction, person: Person, prompt: Prompt, checkin: Checkin, *, now: datetime
    ) -> Standing:
        """The window is over: what was answered is kept as it is."""
        return await self._kept(tx, person, prompt, finished(checkin, now), now=now)

    async def _standing(
        self,
        tx: Transaction,
        person: Person,
        prompt: Prompt,
        now: datetime,
        *,
        stray: AlreadyAnswered | TooLateToChange | None = None,
    ) -> Standing:
        checkin = await self.storage.checkins.find(tx, person.id, prompt.diary_on)
        return await self._standing_of(tx, person, prompt, checkin, now=now, stray=stray)

    async def _standing_of(
        self,
        tx: Transaction,
        person: Person,
        prompt: Prompt,
        checkin: Checkin | None,
        *,
        now: datetime,
        stray: AlreadyAnswered | TooLateToChange | None = None,
    ) -> Standing:
        if checkin is None:
            return untouched(prompt, now)
        if checkin.undone_at is not None:
            return Undone(prompt, checkin)
        may_change = checkin.may_change(now)
        if checkin.asking is not None and may_change:
            return Asking(prompt, checkin, checkin.asking, stray)
        usuals, cause = await self._looked_back(tx, checkin)
        tip = next((tip for tip in self.tips[person.language] if tip.id == checkin.tip_id), None)
        reminds = await self.storage.safety.reminded_on(tx, person.id) == checkin.diary_on
        return Done(prompt, checkin, usuals, tip, may_change, stray, reminds, cause)

    async def _looked_back(self, tx: Transaction, checkin: Checkin) -> tuple[dict[str, Usual], Cause | None]:
        """What was usual before this day; once a week also whether the weeks up to it speak for an appointment."""
        person_id, diary_on = checkin.person_id, checkin.diary_on
        is_looked_at_today = is_looked_at(person_id, diary_on)
        back = LOOKED_BACK if is_looked_at_today else timedelta(days=USUAL_WINDOW_DAYS)
        scores = await self.storage.checkins.scores_since(tx, person_id, diary_on - back, diary_on)
        cause = cause_to_ask(scores, diary_on) if is_looked_at_today else None
        return usuals_before(scores, diary_on), cause

    async def _tip_for(self, tx: Transaction, person: Person, checkin: Checkin, now: datetime) -> Tip | None:
        seen = await self.storage.tips.seen(tx, person.id)
        cautions = await self.storage.cautions.of(tx, person.id)
        is_big = await self.storage.pacing.is_big(tx, person.id, checkin.diary_on)
        day = picture_of(person, checkin, checkin.diary_on, cautions=cautions, did_too_much=is_big)
        return choose_tip(self.tips[person.language], day, seen, now)
