"""The catch-all, last in the row: edits, pictures, unknown commands and dead buttons get a kind line or silence."""

from __future__ import annotations

from telegram import ChatMember, Update
from telegram.ext import CallbackQueryHandler, ChatMemberHandler, MessageHandler, filters

from bot.domain.text import clean_text
from bot.screens.checkin import expired_button_screen, note_changed_screen
from bot.screens.safety import edited_command_screen, edited_screen, media_screen, not_understood_screen
from handlers.context import PRIVATE, EbbApplication, EbbContext
from handlers.show import send_here, show
from handlers.start import show_next_step
from handlers.typed import LONGEST_NOTE

EDITED = filters.ChatType.PRIVATE & filters.UpdateType.EDITED_MESSAGE


def register(application: EbbApplication) -> None:
    """After everything else."""
    application.add_handler(ChatMemberHandler(on_membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(EDITED & filters.COMMAND, on_edited_command))
    application.add_handler(MessageHandler(EDITED, on_edited))
    application.add_handler(MessageHandler(PRIVATE & filters.COMMAND, on_unknown_command))
    application.add_handler(MessageHandler(PRIVATE & ~filters.StatusUpdate.ALL, on_media))
    application.add_handler(CallbackQueryHandler(on_dead_button))


async def on_membership(update: Update, context: EbbContext) -> None:
    """Blocked: nothing is sent, everything is kept. Back again: prompts go on."""
    change, person = update.my_chat_member, context.person
    if change is None or person is None:
        return
    if change.new_chat_member.status == ChatMember.MEMBER:
        await context.parts.people.reachable(person, context.now)
    else:
        await context.parts.people.unreachable(person.chat_id, context.now)


async def on_edited_command(update: Update, context: EbbContext) -> None:
    """An edited message never runs a command."""
    await send_here(update, context, edited_command_screen(context.words))


async def on_edited(update: Update, context: EbbContext) -> None:
    """An edited note is changed; any other edit changes nothing."""
    message, person = update.edited_message, context.person
    if message is None or person is None or not message.text:
        return
    note = clean_text(message.text, LONGEST_NOTE)
    changed = bool(note) and await context.parts.checkins.edit_note(person, message.message_id, note)
    await send_here(update, context, note_changed_screen(context.words) if changed else edited_screen(context.words))


async def on_unknown_command(update: Update, context: EbbContext) -> None:
    """A command there is none of."""
    if context.person is None:
        await show_next_step(update, context)
    else:
        await send_here(update, context, not_understood_screen(context.words))


async def on_media(update: Update, context: EbbContext) -> None:
    """A picture, sticker, voice note or file: not opened, not kept."""
    if context.person is None:
        await show_next_step(update, context)
    else:
        await send_here(update, context, media_screen(context.words))


async def on_dead_button(update: Update, context: EbbContext) -> None:
    """A button of an older version, or no button of ours at all: nothing is changed."""
    context.parts.metrics.add("buttons_dead")
    await show(update, context, expired_button_screen(context.words))
