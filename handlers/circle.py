"""The moving circle of a breath, as a message of its own."""

from __future__ import annotations

from telegram import Update

from bot.domain.person import Person
from bot.domain.techniques import Technique
from bot.screens.calm import circle_screen, whole_text_screen
from bot.screens.calm_actions import ShowCircle
from bot.screens.circle import draw_circle
from handlers.context import EbbApplication, EbbContext, for_settled, on_tap, tapped
from handlers.show import answer_tap, send_animation, send_here
from handlers.start import show_next_step

for_watcher = for_settled(otherwise=show_next_step)


def register(application: EbbApplication) -> None:
    """One button."""
    application.add_handler(on_tap(ShowCircle, on_circle))


@for_watcher
async def on_circle(update: Update, context: EbbContext, person: Person) -> None:
    """The circle with its words below; where it cannot be sent, the words alone, which are complete."""
    technique = context.words.techniques.get(tapped(ShowCircle, update).technique_id)
    if technique is None or not technique.motion:
        await show_next_step(update, context)
        return
    await answer_tap(update)
    if not await send_circle(context, person, technique):
        await send_here(update, context, whole_text_screen(technique, context.words))


async def send_circle(context: EbbContext, person: Person, technique: Technique) -> bool:
    """Send it by its id, or the picture itself when Telegram does not have it (any more)."""
    circles, words = context.parts.circles, circle_screen(technique, context.words)
    known = await circles.file_id(context.bot.id, technique)
    if known is not None and await send_animation(context.bot, person.chat_id, known, words):
        return True
    picture = await circles.picture(technique, draw_circle)
    file_id = await send_animation(context.bot, person.chat_id, picture, words)
    await circles.remember(context.bot.id, technique, file_id or "")
    return file_id is not None
