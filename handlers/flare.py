"""Flare days: begun and ended by the person, never by the bot."""

from __future__ import annotations

from telegram import Update

from bot.domain.person import Person
from bot.screens.actions import EndFlare, StartFlare
from bot.screens.settings import flare_ended_screen, flare_screen, flare_started_screen
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap
from handlers.show import send_here, show
from handlers.start import show_next_step

for_flaring = for_settled(otherwise=show_next_step)


def register(application: EbbApplication) -> None:
    """One tap a day, and back."""
    application.add_handler(on_command("flare", on_flare))
    application.add_handler(on_tap(StartFlare, on_start_flare))
    application.add_handler(on_tap(EndFlare, on_end_flare))


@for_flaring
async def on_flare(update: Update, context: EbbContext, person: Person) -> None:
    """`/flare`: on or off, as the person says."""
    await send_here(update, context, flare_screen(person, context.words))


@for_flaring
async def on_start_flare(update: Update, context: EbbContext, person: Person) -> None:
    """A flare is on."""
    if person.flare_since_at is None:
        await context.parts.people.set_flare(person, context.now)
    await show(update, context, flare_started_screen(context.words).below())


@for_flaring
async def on_end_flare(update: Update, context: EbbContext, person: Person) -> None:
    """The flare is over."""
    await context.parts.people.set_flare(person, None)
    await show(update, context, flare_ended_screen(context.words).below())
