"""The player: one technique, one message, edited at each phase."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from telegram import Bot

from bot.domain.person import Person
from bot.domain.sittings import Outcome, Sitting
from bot.domain.techniques import Beat, Course, Technique, beats, counted_with, ticks
from bot.runtime.player import Scene
from bot.screens.calm import afterwards_screen, restarted_screen
from bot.screens.playing import beat_screen
from bot.screens.screen import Screen
from bot.services.calm import BrokenOff
from content.library import Words
from handlers.context import Parts
from handlers.show import edit


@dataclass(frozen=True, slots=True)
class Playing:
    """One sitting as it is played in one message."""

    bot: Bot
    parts: Parts
    person: Person
    technique: Technique
    sitting: Sitting

    @property
    def words(self) -> Words:
        """The words of the person who sits."""
        return self.parts.library.words(self.person.language)

    def first_screen(self) -> Screen | None:
        """The first beat; None when nothing is left to play."""
        beat = next(beats(self.technique, self.sitting.course), None)
        return None if beat is None else self._screen(beat, 0.0)

    def scenes(self, message_id: int) -> list[Scene]:
        """Every beat but the first, which is on the screen already; how far long ones are; and the end."""
        shown = [
            Scene(at_seconds, partial(self._show, beat, passed, message_id))
            for at_seconds, beat, passed in _shown(self.technique, self.sitting.course)
        ]
        *_, end_at = moments(self.technique, self.sitting.course)
        return [*shown[1:], Scene(end_at, partial(self._finish, message_id))]

    def _screen(self, beat: Beat, passed: float) -> Screen:
        return beat_screen(self.technique, beat, self.words, self.sitting, passed=passed)

    async def _show(self, beat: Beat, passed: float, message_id: int) -> None:
        await edit(self.bot, self.person.chat_id, message_id, self._screen(beat, passed))

    async def _finish(self, message_id: int) -> None:
        now = self.parts.clock.now()
        await self.parts.calm.end(self.sitting, Outcome.WHOLE, now)
        alike = counted_with(self.words.techniques, self.technique)
        footing = await self.parts.calm.footing(self.person, self.technique, alike, now)
        screen = afterwards_screen(
            self.technique, self.words, self.sitting, self.person, is_enough=footing.is_enough_today
        )
        await edit(self.bot, self.person.chat_id, message_id, screen)


def moments(technique: Technique, course: Course) -> list[float]:
    """When a sitting changes its message, in seconds from its beginning; the end is the last of them."""
    shown = list(_shown(technique, course))
    return [*(at_seconds for at_seconds, _, _ in shown), shown[-1][1].ends_at_seconds if shown else 0.0]


def _shown(technique: Technique, course: Course) -> Iterator[tuple[float, Beat, float]]:
    """Each beat as it begins and, where it is long, as it goes on: the moment, the beat, how much of it is over."""
    for beat in beats(technique, course):
        for passed in (0.0, *ticks(beat.phase.seconds)):
            yield beat.at_seconds + passed, beat, passed


async def tell_interrupted(bot: Bot, parts: Parts) -> None:
    """After a start: say in each message that was being played that a restart broke it off."""
    await _tell(bot, parts, await parts.calm.interrupted(parts.clock.now()))


async def tell_overdue(bot: Bot, parts: Parts) -> None:
    """Say it in the messages whose play died on the way, too."""
    playing = frozenset(each for each in parts.players.playing if isinstance(each, int))
    await _tell(bot, parts, await parts.calm.overdue(playing, parts.clock.now()))


async def _tell(bot: Bot, parts: Parts, broken_off: Iterable[BrokenOff]) -> None:
    for broken in broken_off:
        if broken.sitting.message_id is not None:
            words = parts.library.words(broken.person.language)
            screen = restarted_screen(words.techniques.get(broken.sitting.technique_id), words)
            await edit(bot, broken.person.chat_id, broken.sitting.message_id, screen)
