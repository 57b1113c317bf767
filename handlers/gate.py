"""Before every route: private chats only, and the buttons and commands that work for anybody."""

from __future__ import annotations

from telegram import Chat, ChatMember, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler

from bot.screens.safety import group_screen
from handlers.context import EbbApplication, EbbContext
from handlers.show import send

BEFORE_ALL = -1
OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


def register(application: EbbApplication) -> None:
    """One handler that sees every update first."""
    application.add_handler(TypeHandler(Update, on_any), group=BEFORE_ALL)


async def on_any(update: Update, context: EbbContext) -> None:
    """Leave groups politely; let nobody in whom the operator did not allow; who writes can be reached again."""
    chat = update.effective_chat
    if chat is not None and chat.type != Chat.PRIVATE:
        await _leave(update, context, chat)
        raise ApplicationHandlerStop
    allowed = context.parts.allowed_ids
    user = update.effective_user
    if user is None or (allowed and user.id not in allowed):
        raise ApplicationHandlerStop
    if update.my_chat_member is None and not context.is_storage_down and context.person is not None:
        context.person = await context.parts.people.reachable(context.person, context.now)


async def _leave(update: Update, context: EbbContext, chat: Chat) -> None:
    change = update.my_chat_member
    if change is not None and change.new_chat_member.status in OUTSIDE:
        return
    await send(context.bot, chat.id, group_screen(context.words))
    try:
        await context.bot.leave_chat(chat.id)
    except TelegramError:
        return
