"""The way to human help, and the pages that answer in any state."""

from __future__ import annotations

from telegram import Update

from bot.screens.actions import HelpNow
from bot.screens.safety import help_screen, helpnow_screen
from handlers.context import EbbApplication, EbbContext, on_command, on_tap
from handlers.show import send_here, show


def register(application: EbbApplication) -> None:
    """These need no consent, no stage and no diary."""
    application.add_handler(on_command("helpnow", on_helpnow))
    application.add_handler(on_tap(HelpNow, on_helpnow_tap))
    application.add_handler(on_command("help", on_help))


async def on_helpnow(update: Update, context: EbbContext) -> None:
    """`/helpnow`: emergency text first, always."""
    await show(update, context, helpnow_screen(context.words))


async def on_helpnow_tap(update: Update, context: EbbContext) -> None:
    """The button: a new message, so that what was on the screen stays."""
    await show(update, context, helpnow_screen(context.words).below())


async def on_help(update: Update, context: EbbContext) -> None:
    """`/help`: what there is."""
    await send_here(update, context, help_screen(context.words))
