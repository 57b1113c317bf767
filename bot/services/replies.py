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

    async def take(
        self, person: Person, reply: Reply, message_id: int, now: datetime
    ) -> Standing | NothingAsked | None:
        """Where the day stands after a typed answer; None when the line answers nothing."""
        asking = await self.checkins.open_question(person, now)
        match reply:
            case FeelingWord(feeling):
                prompt = asking.prompt if asking else await self.prompts.meant(person, now)
                return await self.checkins.begin(person, prompt.code, feeling, now)
            case Scores() if reply.scores:
                return await self._scores(person, reply, message_id, asking=asking, now=now)
            case Score() | SkipWord() | BackWord() | StopWord() if asking is not None:
                return await self._to_question(person, reply, asking, now)
            case Score():
                return await self._first_tap(person, now)
            case SkipWord():
                return await self._skip_day(person, now)
            case _:
                return None

    async def _to_question(
        self, person: Person, reply: Score | SkipWord | BackWord | StopWord, asking: Asking, now: datetime
    ) -> Standing:
        code, symptom_id = asking.prompt.code, asking.symptom_id
        match reply:
            case Score(value):
                return await self.checkins.answer(person, code, symptom_id, value, now=now)
            case SkipWord():
                return await self.checkins.answer(person, code, symptom_id, None, now=now)
            case BackWord():
                return await self.checkins.back(person, code, symptom_id, now)
            case StopWord():
                return await self.checkins.finish(person, code, now)

    async def _first_tap(self, person: Person, now: datetime) -> Standing | NothingAsked:
        """A lone number before the first tap: show the first tap, also on a day put off or skipped."""
        prompt = await self.prompts.meant(person, now)
        standing = await self.checkins.look(person, prompt.code, now)
        return NothingAsked(standing) if isinstance(standing, Done) else FirstTapOpen(prompt)

    async def _skip_day(self, person: Person, now: datetime) -> Standing | None:
        """Skip the day that waits for its first tap; None when none does."""
        prompt = await self.prompts.waiting(person, now)
        if prompt is None or not await self.prompts.skip_day(person, prompt.code, now):
            return None
        return await self.checkins.look(person, prompt.code, now)

    async def _scores(
        self, person: Person, reply: Scores, message_id: int, *, asking: Asking | None, now: datetime
    ) -> Standing:
        """Named scores, with or without words around them, which become the day's note."""
        prompt = asking.prompt if asking else await self.prompts.meant(person, now)
        standing = await self.checkins.write_down(person, prompt.code, reply.scores, now)
        if reply.note and isinstance(standing, Asking | Done):
            standing = await self.checkins.add_note(person, prompt.code, reply.note, message_id, now=now)
        return standing
