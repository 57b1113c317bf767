"""The player: one technique, one message, edited at each phase."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from telegram import Bot

from bot.domain.person import Person
from bot.domain.sittings import Outcome, Sitting
from bot.domain.techniques import Beat, Technique, ticks
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
    message_id: int

    @property
    def words(self) -> Words:
        """The words of the person who sits."""
        return self.parts.library.words(self.person.language)

    def scenes(self, played: Iterable[Beat]) -> list[Scene]:
        """Every beat but the first, which is on the screen already; how far long ones are; and the end."""
        scenes: list[Scene] = []
        end_at = 0.0
        for beat in played:
            moments = (0.0, *ticks(beat.phase.seconds))
            scenes.extend(Scene(beat.at_seconds + passed, partial(self.show, beat, passed)) for passed in moments)
            end_at = beat.ends_at_seconds
        return [*scenes[1:], Scene(end_at, self.finish)]

    async def show(self, beat: Beat, passed: float) -> None:
        """Put one phase into the message."""
        await self._edit(beat_screen(self.technique, beat, self.words, self.sitting, passed=passed))

    async def finish(self) -> None:
        """The sitting is over."""
        await self.parts.calm.end(self.sitting, Outcome.WHOLE, self.parts.clock.now())
        await self._edit(afterwards_screen(self.technique, self.words, self.sitting, self.person))

    async def _edit(self, screen: Screen) -> None:
        await edit(self.bot, self.person.chat_id, self.message_id, screen)


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
