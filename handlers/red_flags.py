"""`/redflags`: signs that want a person soon. It needs no consent and no diary."""

from __future__ import annotations

from telegram import Update

from bot.screens.help_actions import OpenRedFlag, OpenRedFlags, OpenUrgency
from bot.screens.red_flags import red_flag_screen, red_flags_screen, urgency_screen
from handlers.context import EbbApplication, EbbContext, on_command, on_tap, tapped
from handlers.safety import known_country
from handlers.show import send_here, show


def register(application: EbbApplication) -> None:
    """How soon, which sign, what to do."""
    application.add_handler(on_command("redflags", on_red_flags))
    application.add_handler(on_tap(OpenRedFlags, on_red_flags_tap))
    application.add_handler(on_tap(OpenUrgency, on_urgency))
    application.add_handler(on_tap(OpenRedFlag, on_red_flag))


async def on_red_flags(update: Update, context: EbbContext) -> None:
    """`/redflags`: the three levels."""
    await send_here(update, context, red_flags_screen(context.words))


async def on_red_flags_tap(update: Update, context: EbbContext) -> None:
    """The three levels again, or from another screen, which stays."""
    await show(update, context, red_flags_screen(context.words).below())


async def on_urgency(update: Update, context: EbbContext) -> None:
    """The signs of one level."""
    urgency = tapped(OpenUrgency, update).urgency
    await show(update, context, urgency_screen(urgency, await known_country(context), context.words))


async def on_red_flag(update: Update, context: EbbContext) -> None:
    """One sign."""
    flag = context.words.red_flags.get(tapped(OpenRedFlag, update).flag_id)
    if flag is None:
        await show(update, context, red_flags_screen(context.words))
        return
    await show(update, context, red_flag_screen(flag, await known_country(context), context.words))
