"""Flare days: begun and ended by the person, never by the bot."""

from __future__ import annotations

from telegram import Update

from bot.domain.flare import LONGEST_FLARE_NOTE
from bot.domain.person import Expectation, Expecting, Person
from bot.domain.text import utf16_length
from bot.screens.actions import EndFlare, StartFlare
from bot.screens.flare import (
    ask_flare_note_screen,
    flare_ended_screen,
    flare_goes_on_screen,
    flare_note_kept_screen,
    flare_screen,
    flare_started_screen,
    flare_summed_up_screen,
)
from bot.screens.pacing_actions import FlareDone, FlareGoesOn, ToggleHelped, WriteFlareNote
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.show import send_here, show
from handlers.start import show_next_step

for_flaring = for_settled(otherwise=show_next_step)

# What the next typed line is, told apart from the 8 characters of a prompt's code by its colon.
FLARE_NOTE = "note:flare"


def register(application: EbbApplication) -> None:
    """One tap a day, and back."""
    application.add_handler(on_command("flare", on_flare))
    application.add_handler(on_tap(StartFlare, on_start_flare))
    application.add_handler(on_tap(EndFlare, on_end_flare))
    application.add_handler(on_tap(FlareGoesOn, on_goes_on))
    application.add_handler(on_tap(ToggleHelped, on_helped))
    application.add_handler(on_tap(FlareDone, on_done))
    application.add_handler(on_tap(WriteFlareNote, on_write_note))


@for_flaring
async def on_flare(update: Update, context: EbbContext, person: Person) -> None:
    """`/flare`: on or off, as the person says."""
    await send_here(update, context, flare_screen(person, context.words, await context.parts.flares.note(person)))


@for_flaring
async def on_start_flare(update: Update, context: EbbContext, person: Person) -> None:
    """A flare is on; what they wrote for it is given back."""
    _, note = await context.parts.flares.begin(person, context.now)
    await show(update, context, flare_started_screen(context.words, note).below())


@for_flaring
async def on_end_flare(update: Update, context: EbbContext, person: Person) -> None:
    """The flare is over."""
    _, summary = await context.parts.flares.end(person, context.now)
    await show(update, context, flare_ended_screen(context.words, summary).below())


@for_flaring
async def on_goes_on(update: Update, context: EbbContext, person: Person) -> None:
    """Still on; asked again in three days."""
    await context.parts.flares.goes_on(person, context.now)
    await show(update, context, flare_goes_on_screen(context.words))


@for_flaring
async def on_helped(update: Update, context: EbbContext, person: Person) -> None:
    """This helped, or did not after all."""
    tap = tapped(ToggleHelped, update)
    summary = await context.parts.flares.toggle_helped(person, tap.flare_id, tap.helped, context.now)
    await show(update, context, flare_ended_screen(context.words, summary))


@for_flaring
async def on_done(update: Update, context: EbbContext, person: Person) -> None:
    """That is all that helped."""
    summary = await context.parts.flares.look(person, tapped(FlareDone, update).flare_id, context.now)
    words = context.words
    await show(update, context, flare_summed_up_screen(summary, words) if summary else flare_ended_screen(words))


@for_flaring
async def on_write_note(update: Update, context: EbbContext, person: Person) -> None:
    """The next typed line is the note to the flare self."""
    await context.parts.people.expect(person, Expectation(Expecting.NOTE, FLARE_NOTE))
    await show(update, context, ask_flare_note_screen(context.words, await context.parts.flares.note(person)))


async def note_typed(update: Update, context: EbbContext, person: Person, text: str) -> None:
    """The note that was asked for."""
    await context.parts.flares.write_note(person, text, context.now)
    await context.parts.people.expect(person, Expectation())
    is_long = utf16_length(text) > LONGEST_FLARE_NOTE
    await send_here(update, context, flare_note_kept_screen(context.words, shortened=is_long))
