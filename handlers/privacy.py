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
    await send_here(update, context, privacy_screen(context.words, context.parts.contact, context.parts.retention_days))


async def on_delete(update: Update, context: EbbContext) -> None:
    """The first step, as a message of its own, so that what was on the screen stays."""
    screen = ask_delete_screen if await _is_kept(update, context) else nothing_to_delete_screen
    await show(update, context, screen(context.words).below())


async def on_delete_everything(update: Update, context: EbbContext) -> None:
    """The second step: gone at once."""
    user, words = update.effective_user, context.words
    if user is None or not await _is_kept(update, context):
        await show(update, context, nothing_to_delete_screen(words))
        return
    if context.person is not None:
        await stop_playing(context, context.person)
    await context.parts.safety.forget(user.id)
    context.person = None
    await show(update, context, deleted_screen(words))
    await forget_commands(context.bot, user.id)


async def on_keep_everything(update: Update, context: EbbContext) -> None:
    """No deletion after all."""
    await show(update, context, kept_screen(context.words))


async def _is_kept(update: Update, context: EbbContext) -> bool:
    """Whether there is anything to delete, also about somebody whose agreement has ended."""
    user = update.effective_user
    return user is not None and await context.parts.safety.keeps_something(user.id)
