"""Calming techniques: choose one, read its caution, and breathe along while one message changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from telegram import Bot, Update

from bot.domain.person import Person
from bot.domain.techniques import Beat, Technique, beats
from bot.runtime.player import Scene
from bot.screens.actions import OpenCalm, OpenTechnique, Play, StopPlaying
from bot.screens.calm import (
    afterwards_screen,
    beat_screen,
    calm_screen,
    restarted_screen,
    stopped_screen,
    technique_screen,
)
from bot.screens.screen import Screen
from bot.services.calm import BrokenOff
from content.library import Words
from handlers.context import EbbApplication, EbbContext, Parts, for_settled, on_command, on_tap, tapped
from handlers.show import edit, send_here, show
from handlers.start import show_next_step

for_sitter = for_settled(otherwise=show_next_step)

FASTEST, SLOWEST = 50, 200


@dataclass(frozen=True, slots=True)
class Sitting:
    """One technique being played in one message."""

    bot: Bot
    parts: Parts
    person: Person
    technique: Technique
    pace: int
    message_id: int

    @property
    def words(self) -> Words:
        """The words of the person who sits."""
        return self.parts.library.words(self.person.language)

    def scenes(self, rest: Sequence[Beat]) -> list[Scene]:
        """Every beat after the first, and the end."""
        end_at = rest[-1].ends_at_seconds if rest else self.technique.seconds
        return [*(Scene(beat.at_seconds, partial(self.show, beat)) for beat in rest), Scene(end_at, self.finish)]

    async def show(self, beat: Beat) -> None:
        """Put one phase into the message."""
        await self._edit(beat_screen(self.technique, beat, self.words, pace=self.pace))

    async def finish(self) -> None:
        """The sitting is over."""
        await self.parts.calm.end(self.person, self.message_id)
        await self._edit(afterwards_screen(self.technique, self.words))

    async def _edit(self, screen: Screen) -> None:
        await edit(self.bot, self.person.chat_id, self.message_id, screen)


def register(application: EbbApplication) -> None:
    """The list, each technique, and the player."""
    for name in ("breathe", "calm", "relax"):
        application.add_handler(on_command(name, on_calm))
    application.add_handler(on_tap(OpenCalm, on_calm_tap))
    application.add_handler(on_tap(OpenTechnique, on_technique))
    application.add_handler(on_tap(Play, on_play))
    application.add_handler(on_tap(StopPlaying, on_stop))


@for_sitter
async def on_calm(update: Update, context: EbbContext, person: Person) -> None:
    """`/breathe`: what there is."""
    await send_here(update, context, calm_screen(context.words))


@for_sitter
async def on_calm_tap(update: Update, context: EbbContext, person: Person) -> None:
    """The list as a new message, so that a receipt keeps its place."""
    await show(update, context, calm_screen(context.words).below())


@for_sitter
async def on_technique(update: Update, context: EbbContext, person: Person) -> None:
    """What to expect of one technique."""
    technique = context.words.techniques.get(tapped(OpenTechnique, update).technique_id)
    if technique is None:
        await show(update, context, calm_screen(context.words))
        return
    knows = await context.parts.calm.knows_caution(person, technique.id)
    ticked = await context.parts.people.cautions(person)
    await show(update, context, technique_screen(technique, context.words, seen_before=knows, ticked=ticked))


@for_sitter
async def on_play(update: Update, context: EbbContext, person: Person) -> None:
    """Begin, or go on more slowly from the start."""
    tap = tapped(Play, update)
    technique = context.words.techniques.get(tap.technique_id)
    if technique is None or not FASTEST <= tap.pace <= SLOWEST:
        await show(update, context, calm_screen(context.words))
        return
    before = await _end(context, person)
    first, *rest = beats(technique, tap.pace / 100)
    message_id = await show(update, context, beat_screen(technique, first, context.words, pace=tap.pace))
    await _close(context, before, but=message_id)
    if message_id is None:
        return
    await context.parts.calm.begin(person, technique.id, message_id, context.now)
    sitting = Sitting(context.bot, context.parts, person, technique, tap.pace, message_id)
    context.parts.players.play(person.chat_id, sitting.scenes(rest))


@for_sitter
async def on_stop(update: Update, context: EbbContext, person: Person) -> None:
    """Stop at once."""
    technique = context.words.techniques.get(tapped(StopPlaying, update).technique_id)
    before = await _end(context, person)
    await _close(context, before, but=await show(update, context, stopped_screen(technique, context.words)))


async def stop_playing(context: EbbContext, person: Person) -> bool:
    """Stop what is being played and say so in its message; False when nothing was."""
    before = await _end(context, person)
    await _close(context, before)
    return before is not None


async def _end(context: EbbContext, person: Person) -> BrokenOff | None:
    await context.parts.players.stop(person.chat_id)
    return await context.parts.calm.end_any(person)


async def _close(context: EbbContext, sitting: BrokenOff | None, *, but: int | None = None) -> None:
    """Say in a sitting's own message that it was stopped, unless that message shows something newer."""
    if sitting is None or sitting.message_id == but:
        return
    screen = stopped_screen(context.words.techniques.get(sitting.technique_id), context.words)
    await edit(context.bot, sitting.person.chat_id, sitting.message_id, screen)


async def tell_interrupted(bot: Bot, parts: Parts) -> None:
    """After a start: say in each message that was being played that a restart broke it off."""
    for broken in await parts.calm.interrupted():
        words = parts.library.words(broken.person.language)
        screen = restarted_screen(words.techniques.get(broken.technique_id), words)
        await edit(bot, broken.person.chat_id, broken.message_id, screen)
