"""Before every route: private chats only, and the buttons and commands that work for anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from telegram import Chat, ChatMember, Update, User
from telegram.error import TelegramError
from telegram.ext import ApplicationHandlerStop, TypeHandler, filters

from bot.domain.phrase_rules import PhraseRules
from bot.domain.safety import Crisis, SoftCheck, UnderAge, concern_of
from bot.runtime.flood import Verdict
from bot.screens.callback_data import asks_for_help
from bot.screens.safety import group_screen, one_moment_screen
from handlers.context import EbbApplication, EbbContext
from handlers.show import send, send_here

BEFORE_ALL = -2
# Typed words may be an answer or a note, and so are never dropped.
WORDS = filters.TEXT & ~filters.COMMAND
# Answered however much else comes from the same person, and while nothing can be kept.
HELP_COMMANDS = ("/help", "/redflags")
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
    if update.my_chat_member is None and not _asks_for_help(update, context):
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


def _asks_for_help(update: Update, context: EbbContext) -> bool:
    """Human help is shown whatever is broken here, and however often it is asked for."""
    query, message = update.callback_query, update.effective_message
    if query is not None:
        return asks_for_help(query.data)
    rules = context.parts.library.safety.phrase_rules
    return message is not None and _means_danger(message.text or message.caption, rules)


def urgent_by(rules: Sequence[PhraseRules]) -> Callable[[Mapping[str, Any]], bool]:
    """Tells of an update as it came whether it is about danger: then it is answered even if it cannot be kept."""

    def is_urgent(update: Mapping[str, Any]) -> bool:
        query = update.get("callback_query")
        if isinstance(query, dict):
            data = query.get("data")
            return isinstance(data, str) and asks_for_help(data)
        message = update.get("message", update.get("edited_message"))
        return isinstance(message, dict) and _means_danger(message.get("text", message.get("caption")), rules)

    return is_urgent


def delicate_by(rules: Sequence[PhraseRules]) -> Callable[[Mapping[str, Any]], bool]:
    """Tells of an update as it came whether it carries words that may lie nowhere, be it as what a tap replies to."""

    def is_delicate(update: Mapping[str, Any]) -> bool:
        return any(isinstance(concern_of(text, rules), Crisis | SoftCheck | UnderAge) for text in _texts(update))

    return is_delicate


def _texts(update: Mapping[str, Any]) -> Iterator[str]:
    """What the person wrote; what a tapped message says is the bot's own."""
    for kind in ("message", "edited_message", "callback_query"):
        held = update.get(kind)
        if kind == "callback_query" and isinstance(held, dict):
            held = held.get("message")
        # A tap on the two buttons carries the line they ask about.
        for message in (held, held.get("reply_to_message")) if isinstance(held, dict) else ():
            if isinstance(message, dict) and not _is_ours(message):
                yield from (text for text in (message.get("text"), message.get("caption")) if isinstance(text, str))


def _is_ours(message: Mapping[str, Any]) -> bool:
    sender = message.get("from")
    return isinstance(sender, dict) and sender.get("is_bot") is True


def _means_danger(text: object, rules: Sequence[PhraseRules]) -> bool:
    """Whether a text asks for help by a command, or in words."""
    if not isinstance(text, str):
        return False
    return text.startswith(HELP_COMMANDS) or isinstance(concern_of(text, rules), Crisis)


async def _leave(update: Update, context: EbbContext, chat: Chat) -> None:
    change = update.my_chat_member
    if change is not None and change.new_chat_member.status in OUTSIDE:
        return
    await send(context.bot, chat.id, group_screen(context.words))
    try:
        await context.bot.leave_chat(chat.id)
    except TelegramError:
        return
