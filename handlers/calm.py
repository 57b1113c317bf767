"""Calming techniques: choose one, read its caution, and breathe along while one message changes."""

from __future__ import annotations

from dataclasses import replace

from telegram import Update

from bot.domain.person import Person
from bot.domain.sittings import Footing, Sitting
from bot.domain.techniques import NORMAL_PACE, PACES, Technique, counted_with, without_area
from bot.screens.actions import OpenCalm, OpenTechnique, Play, StopPlaying
from bot.screens.calm import (
    calm_screen,
    hidden_screen,
    more_screen,
    not_for_me_screen,
    rate_before_screen,
    rated_screen,
    stopped_screen,
    technique_screen,
    whole_text_screen,
)
from bot.screens.calm_actions import (
    BeginRated,
    CautionApplies,
    ChangePace,
    MoreOn,
    NotMyTechnique,
    OfferAgain,
    PlayRounds,
    RateAfter,
    RateBefore,
    ReadWhole,
    ShowHidden,
    SkipPart,
)
from bot.screens.screen import Screen
from bot.services.calm import BrokenOff
from handlers.circle import send_circle
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.playing import Playing, moments
from handlers.show import edit, send_here, show
from handlers.start import show_next_step

for_sitter = for_settled(otherwise=show_next_step)


def register(application: EbbApplication) -> None:
    """The list, each technique, and the player."""
    for name in ("breathe", "calm", "relax"):
        application.add_handler(on_command(name, on_calm))
    application.add_handler(on_tap(OpenCalm, on_calm_tap))
    application.add_handler(on_tap(ShowHidden, on_hidden))
    application.add_handler(on_tap(OfferAgain, on_offer_again))
    application.add_handler(on_tap(OpenTechnique, on_technique))
    application.add_handler(on_tap(CautionApplies, on_caution))
    application.add_handler(on_tap(MoreOn, on_more))
    application.add_handler(on_tap(NotMyTechnique, on_not_for_me))
    application.add_handler(on_tap(ReadWhole, on_read_whole))
    application.add_handler(on_tap(RateBefore, on_rate_before))
    application.add_handler(on_tap(BeginRated, on_begin_rated))
    application.add_handler(on_tap(RateAfter, on_rate_after))
    application.add_handler(on_tap(Play, on_play))
    application.add_handler(on_tap(PlayRounds, on_play_rounds))
    application.add_handler(on_tap(ChangePace, on_change_pace))
    application.add_handler(on_tap(SkipPart, on_skip_part))
    application.add_handler(on_tap(StopPlaying, on_stop))


@for_sitter
async def on_calm(update: Update, context: EbbContext, person: Person) -> None:
    """`/calm`: what there is, what eased this person first."""
    await send_here(update, context, await _menu(context, person))


@for_sitter
async def on_calm_tap(update: Update, context: EbbContext, person: Person) -> None:
    """The list as a new message, so that a receipt keeps its place."""
    await show(update, context, (await _menu(context, person)).below())


@for_sitter
async def on_hidden(update: Update, context: EbbContext, person: Person) -> None:
    """What is not for this person."""
    await show(update, context, hidden_screen(context.words, await context.parts.calm.liking(person)))


@for_sitter
async def on_offer_again(update: Update, context: EbbContext, person: Person) -> None:
    """A hidden one may be offered again."""
    await context.parts.calm.bring_back(person, tapped(OfferAgain, update).technique_id)
    await show(update, context, await _menu(context, person))


@for_sitter
async def on_technique(update: Update, context: EbbContext, person: Person) -> None:
    """What to expect of one technique."""
    await show(update, context, await _technique(context, person, tapped(OpenTechnique, update).technique_id))


@for_sitter
async def on_caution(update: Update, context: EbbContext, person: Person) -> None:
    """One of the cautions means this person: the gentler one from now on. Or none does."""
    tap = tapped(CautionApplies, update)
    technique = context.words.techniques.get(tap.technique_id)
    if technique is not None:
        await context.parts.calm.mark_caution(person, technique.id, bool(tap.applies), context.now)
    gentler = technique.gentler if technique is not None and tap.applies else None
    await show(update, context, await _technique(context, person, gentler or tap.technique_id))


@for_sitter
async def on_more(update: Update, context: EbbContext, person: Person) -> None:
    """What else there is to a technique."""
    technique = context.words.techniques.get(tapped(MoreOn, update).technique_id)
    if technique is None:
        await show(update, context, await _menu(context, person))
        return
    footing = await _footing(context, person, technique)
    await show(update, context, more_screen(technique, context.words, footing))


@for_sitter
async def on_not_for_me(update: Update, context: EbbContext, person: Person) -> None:
    """Never offer this one again by itself."""
    technique = context.words.techniques.get(tapped(NotMyTechnique, update).technique_id)
    if technique is None:
        await show(update, context, await _menu(context, person))
        return
    await context.parts.calm.hide(person, technique.id, context.now)
    await show(update, context, not_for_me_screen(technique, context.words))


@for_sitter
async def on_read_whole(update: Update, context: EbbContext, person: Person) -> None:
    """The exercise in one text."""
    technique = context.words.techniques.get(tapped(ReadWhole, update).technique_id)
    screen = whole_text_screen(technique, context.words) if technique else await _menu(context, person)
    await show(update, context, screen)


@for_sitter
async def on_rate_before(update: Update, context: EbbContext, person: Person) -> None:
    """How tense, before it begins."""
    technique = context.words.techniques.get(tapped(RateBefore, update).technique_id)
    screen = rate_before_screen(technique, person, context.words) if technique else await _menu(context, person)
    await show(update, context, screen)


@for_sitter
async def on_begin_rated(update: Update, context: EbbContext, person: Person) -> None:
    """So tense; begin."""
    tap = tapped(BeginRated, update)
    await _begin(update, context, person, tap.technique_id, before=tap.tension)


@for_sitter
async def on_rate_after(update: Update, context: EbbContext, person: Person) -> None:
    """So tense afterwards."""
    tap = tapped(RateAfter, update)
    sitting = await context.parts.calm.tell_after(person, tap.sitting_id, tap.tension)
    liking = await context.parts.calm.liking(person)
    if sitting is None or sitting.before is None:
        await show(update, context, calm_screen(context.words, liking))
        return
    technique = context.words.techniques.get(sitting.technique_id)
    footing = await _footing(context, person, technique) if technique else None
    await show(update, context, rated_screen(technique, context.words, sitting, footing))


@for_sitter
async def on_play(update: Update, context: EbbContext, person: Person) -> None:
    """Begin."""
    tap = tapped(Play, update)
    await _begin(update, context, person, tap.technique_id, pace=tap.pace)


@for_sitter
async def on_play_rounds(update: Update, context: EbbContext, person: Person) -> None:
    """Begin with more rounds, as many as are allowed by now."""
    tap = tapped(PlayRounds, update)
    await _begin(update, context, person, tap.technique_id, rounds=tap.rounds)


@for_sitter
async def on_change_pace(update: Update, context: EbbContext, person: Person) -> None:
    """Go on more slowly or faster, from the beginning of this part."""
    tap = tapped(ChangePace, update)
    sitting = await context.parts.calm.on(person, tap.sitting_id)
    if sitting is None or tap.pace not in PACES or tap.part < 0:
        await show(update, context, await _menu(context, person))
        return
    await _go_on(
        update, context, person, replace(sitting, course=replace(sitting.course, pace=tap.pace, first_part=tap.part))
    )


@for_sitter
async def on_skip_part(update: Update, context: EbbContext, person: Person) -> None:
    """Leave this part out, now and for the rest of the sitting."""
    tap = tapped(SkipPart, update)
    sitting = await context.parts.calm.on(person, tap.sitting_id)
    technique = context.words.techniques.get(sitting.technique_id) if sitting else None
    if sitting is None or technique is None:
        await show(update, context, await _menu(context, person))
        return
    await _go_on(update, context, person, replace(sitting, course=without_area(technique, sitting.course, tap.part)))


@for_sitter
async def on_stop(update: Update, context: EbbContext, person: Person) -> None:
    """Stop at once."""
    technique = context.words.techniques.get(tapped(StopPlaying, update).technique_id)
    before = await _end(context, person)
    screen = stopped_screen(technique, context.words, before.sitting if before else None, person)
    await _close(context, before, but=await show(update, context, screen))


async def stop_playing(context: EbbContext, person: Person) -> bool:
    """Stop what is being played and say so in its message; False when nothing was."""
    before = await _end(context, person)
    await _close(context, before)
    return before is not None


async def _begin(
    update: Update,
    context: EbbContext,
    person: Person,
    technique_id: str,
    *,
    pace: int = NORMAL_PACE,
    rounds: int | None = None,
    before: int | None = None,
) -> None:
    technique = context.words.techniques.get(technique_id)
    if technique is None or pace not in PACES:
        await show(update, context, await _menu(context, person))
        return
    earlier = await _end(context, person)
    footing = await _footing(context, person, technique)
    if not footing.may_play:
        screen = technique_screen(technique, context.words, footing)
        await _close(context, earlier, but=await show(update, context, screen))
        return
    course = footing.course(technique, rounds, pace)
    seconds = context.parts.players.begins_in(person.chat_id, moments(technique, course))
    if seconds is None:
        shown_in = await show(update, context, whole_text_screen(technique, context.words, is_busy=True))
        if technique.motion:
            await send_circle(context, person, technique)
    else:
        await context.parts.clock.sleep(seconds)
        sitting = await context.parts.calm.begin(person, technique, course, before=before, now=context.now)
        shown_in = await _play(update, context, person, sitting)
    await _close(context, earlier, but=shown_in)


async def _go_on(update: Update, context: EbbContext, person: Person, sitting: Sitting) -> None:
    """Who has begun goes on, whether there is room or not."""
    technique = context.words.techniques[sitting.technique_id]
    await context.parts.players.stop(person.chat_id)
    await context.parts.calm.go_on(sitting, technique, sitting.course, context.now)
    await _play(update, context, person, sitting)


async def _play(update: Update, context: EbbContext, person: Person, sitting: Sitting) -> int | None:
    """Show the first moment and let the clock show the others."""
    technique = context.words.techniques[sitting.technique_id]
    playing = Playing(context.bot, context.parts, person, technique, sitting)
    first = playing.first_screen()
    message_id = await show(update, context, first) if first else sitting.message_id
    if message_id is None:
        await context.parts.players.stop(person.chat_id)
        return None
    await context.parts.calm.shown_in(sitting, message_id)
    context.parts.players.play(person.chat_id, playing.scenes(message_id))
    return message_id


async def _menu(context: EbbContext, person: Person) -> Screen:
    return calm_screen(context.words, await context.parts.calm.liking(person))


async def _footing(context: EbbContext, person: Person, technique: Technique) -> Footing:
    alike = counted_with(context.words.techniques, technique)
    return await context.parts.calm.footing(person, technique, alike, context.now)


async def _technique(context: EbbContext, person: Person, technique_id: str) -> Screen:
    technique = context.words.techniques.get(technique_id)
    if technique is None:
        return await _menu(context, person)
    footing = await _footing(context, person, technique)
    return technique_screen(technique, context.words, footing)


async def _end(context: EbbContext, person: Person) -> BrokenOff | None:
    await context.parts.players.stop(person.chat_id)
    return await context.parts.calm.end_any(person, context.now)


async def _close(context: EbbContext, earlier: BrokenOff | None, *, but: int | None = None) -> None:
    """Say in a sitting's own message that it was stopped, unless that message shows something newer."""
    if earlier is None or earlier.sitting.message_id in (None, but):
        return
    screen = stopped_screen(context.words.techniques.get(earlier.sitting.technique_id), context.words)
    await edit(context.bot, earlier.person.chat_id, earlier.sitting.message_id, screen)
