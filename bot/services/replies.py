"""Typed answers: whatever way a person writes it, it lands on the right question of the right day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.person import Person
from bot.domain.replies import BackWord, FeelingWord, Reply, Score, Scores, SkipWord, StopWord
from bot.domain.standing import Asking, Done, FirstTapOpen, Standing
from bot.services.checkins import Checkins
from bot.services.prompts import Prompts


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """A lone score although the day is done: nothing was changed."""

    done: Done


@dataclass(frozen=True, slots=True)
class Replies:
    """Turns the meaning of a typed line into the same steps that taps take."""

    checkins: Checkins
    prompts: Prompts

    async def is_counted(self, update_id: int) -> bool:
        """Whether a typed line had its effect before the program was taken away. What it said then belongs to the
        question of that moment; read again, it would answer another one."""
        inbox = self.checkins.storage.inbox
        return await self.checkins.storage.database.read(lambda tx: inbox.is_counted(tx, update_id))

    async def again(self, person: Person, now: datetime) -> Standing | None:
        """Where the day stands for somebody who may not have been shown what their line led to.

        None when nothing of the day is answered: then the line was about something else.
        """
        asking = await self.checkins.open_question(person, now)
        prompt = None if asking else await self.prompts.newest(person, now)
        standing = await self.checkins.look(person, prompt.code, now) if prompt else asking
        return None if isinstance(standing, FirstTapOpen) else standing

    async def take(
        self, person: Person, reply: Reply, message_id: int, now: datetime, *, update_id: int | None = None
    ) -> Standing | NothingAsked | None:
        """Where the day stands after a typed answer; None when the line answers nothing."""
        asking = await self.checkins.open_question(person, now)
        match reply:
            case FeelingWord(feeling):
                prompt = asking.prompt if asking else await self.prompts.meant(person, now)
                return await self.checkins.begin(person, prompt.code, feeling, now, update_id=update_id)
            case Scores() if reply.scores:
                prompt = asking.prompt if asking else await self.prompts.meant(person, now)
                note = (message_id, reply.note) if reply.note else None
                return await self.checkins.write_down(
                    person, prompt.code, reply.scores, now, note=note, update_id=update_id
                )
            case Score() | SkipWord() | BackWord() | StopWord() if asking is not None:
                return await self._to_question(person, reply, asking, now, update_id=update_id)
            case Score():
                return await self._first_tap(person, now)
            case SkipWord():
                return await self._skip_day(person, now, update_id)
            case _:
                return None

    async def _to_question(
        self,
        person: Person,
        reply: Score | SkipWord | BackWord | StopWord,
        asking: Asking,
        now: datetime,
        *,
        update_id: int | None,
    ) -> Standing:
        code, symptom_id = asking.prompt.code, asking.symptom_id
        match reply:
            case Score(value):
                return await self.checkins.answer(person, code, symptom_id, value, now=now, update_id=update_id)
            case SkipWord():
                return await self.checkins.answer(person, code, symptom_id, None, now=now, update_id=update_id)
            case BackWord():
                return await self.checkins.back(person, code, symptom_id, now, update_id=update_id)
            case StopWord():
                return await self.checkins.finish(person, code, now, update_id=update_id)

    async def _first_tap(self, person: Person, now: datetime) -> Standing | NothingAsked:
        """A lone number before the first tap: show the first tap, also on a day put off or skipped."""
        prompt = await self.prompts.meant(person, now)
        standing = await self.checkins.look(person, prompt.code, now)
        return NothingAsked(standing) if isinstance(standing, Done) else FirstTapOpen(prompt)

    async def _skip_day(self, person: Person, now: datetime, update_id: int | None) -> Standing | None:
        """Skip the day that waits for its first tap; None when none does."""
        prompt = await self.prompts.waiting(person, now)
        if prompt is None or not await self.prompts.skip_day(person, prompt.code, now, update_id=update_id):
            return None
        return await self.checkins.look(person, prompt.code, now)
