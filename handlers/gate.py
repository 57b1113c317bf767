"""Before every route: private chats only, and the buttons and commands that work for anybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from telegram import Chat, ChatMember, Update, User
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler, filters

from bot.runtime.flood import Verdict
from bot.screens.actions import HelpNow
from bot.screens.callback_data import decode
from bot.screens.safety import group_screen, one_moment_screen
from handlers.context import EbbApplication, EbbContext
from handlers.show import send, send_here

BEFORE_ALL = -1
# Typed words may be an answer or a note, and so are never dropped.
WORDS = filters.TEXT & ~filters.COMMAND
OUTSIDE = (ChatMember.LEFT, ChatMember.BANNED)


def register(application: EbbApplication) -> None:
    """One handler that sees every update first."""
    application.add_handler(TypeHandler(Update, on_any), group=BEFORE_ALL)


async def on_any(update: Update, context: EbbContext) -> None:
    """Leave groups politely; let nobody in whom the operator did not allow; who writes can be reached again.

    Whoever sends far too much is hushed for a while.
    """
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
    if update.my_chat_member is None and not _asks_for_help(update):
        await _hush_floods(update, context, user)


async def _hush_floods(update: Update, context: EbbContext, user: User) -> None:
    """Beyond what a person can mean: words and taps still count, but are not answered; all else is dropped."""
    parts = context.parts
    flood = parts.taps_flood if update.callback_query is not None else parts.messages_flood
    verdict = flood.judge(user.id)
    if verdict is Verdict.WELCOME:
        return
    if verdict is Verdict.FIRST_TOO_MANY:
        await send_here(update, context, one_moment_screen(context.words))
    parts.metrics.add("updates_hushed")
    context.is_hushed = True
    if update.callback_query is None and not WORDS.check_update(update):
        raise ApplicationHandlerStop


def _asks_for_help(update: Update) -> bool:
    """Human help is shown whatever is broken here, and however often it is asked for."""
    query, message = update.callback_query, update.message
    return _means_help(query.data if query else None, message.text if message else None)


def is_urgent(update: Mapping[str, Any]) -> bool:
    """Whether an update, as it came, asks for human help: then it is answered even if it cannot be kept."""
    query, message = update.get("callback_query"), update.get("message")
    data = query.get("data") if isinstance(query, dict) else None
    text = message.get("text") if isinstance(message, dict) else None
    return _means_help(data, text)


def _means_help(data: object, text: object) -> bool:
    is_command = isinstance(text, str) and text.startswith("/help")
    return is_command or (isinstance(data, str) and isinstance(decode(data), HelpNow))


async def _leave(update: Update, context: EbbContext, chat: Chat) -> None:
    change = update.my_chat_member
    if change is not None and change.new_chat_member.status in OUTSIDE:
        return
    await send(context.bot, chat.id, group_screen(context.words))
    try:
        await context.bot.leave_chat(chat.id)
    except TelegramError:
        return
