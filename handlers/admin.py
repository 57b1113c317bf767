"""`/admin` for those the operator named. To everybody else it is a command there is none of."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler, filters

from bot.screens.admin import figures_screen
from handlers.context import OWN, EbbApplication, EbbContext
from handlers.show import send_here


def register(application: EbbApplication) -> None:
    """One route, which only matches for them."""
    admins = filters.User(application.parts.admin_ids)
    application.add_handler(CommandHandler("admin", on_admin, filters=OWN & admins))


async def on_admin(update: Update, context: EbbContext) -> None:
    """Counts, and nothing about anybody."""
    figures = await context.parts.counting.figures(context.now)
    await send_here(update, context, figures_screen(figures, context.words))
