"""`/privacy` for anybody, `/delete` in two steps."""

from __future__ import annotations

from telegram import Update

from bot.screens.actions import AskDelete, DeleteEverything, KeepEverything
from bot.screens.privacy import (
    ask_delete_screen,
    deleted_screen,
    kept_screen,
    nothing_to_delete_screen,
    privacy_screen,
)
from handlers.calm import stop_playing
from handlers.context import EbbApplication, EbbContext, on_command, on_tap
from handlers.profile import forget_commands
from handlers.show import send_here, show


def register(application: EbbApplication) -> None:
    """These need no stage: leaving is as easy as coming."""
    application.add_handler(on_command("privacy", on_privacy))
    application.add_handler(on_command("delete", on_delete))
    application.add_handler(on_tap(AskDelete, on_delete))
    application.add_handler(on_tap(DeleteEverything, on_delete_everything))
    application.add_handler(on_tap(KeepEverything, on_keep_everything))


async def on_privacy(update: Update, context: EbbContext) -> None:
    """What is kept, where, and how to have it gone."""
    await send_here(update, context, privacy_screen(context.words, context.parts.contact))


async def on_delete(update: Update, context: EbbContext) -> None:
    """The first step, as a message of its own, so that what was on the screen stays."""
    words = context.words
    screen = nothing_to_delete_screen(words) if context.person is None else ask_delete_screen(words)
    await show(update, context, screen.below())


async def on_delete_everything(update: Update, context: EbbContext) -> None:
    """The second step: gone at once."""
    if context.person is None:
        await show(update, context, nothing_to_delete_screen(context.words))
        return
    person, words = context.person, context.words
    await stop_playing(context, person)
    await context.parts.people.forget(person)
    context.person = None
    await show(update, context, deleted_screen(words))
    await forget_commands(context.bot, person.chat_id)


async def on_keep_everything(update: Update, context: EbbContext) -> None:
    """No deletion after all."""
    await show(update, context, kept_screen(context.words))
