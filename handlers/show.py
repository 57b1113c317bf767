"""The one place that meets Telegram's answers: showing a screen, and what became of it."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from telegram import (
    Bot,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LinkPreviewOptions,
    Message,
    ReplyParameters,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import (
    BadRequest,
    EndPointNotFound,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.domain.prompts import Prompt
from bot.runtime.calls import answer_query, edit_text, editable_message
from bot.runtime.request import surely_not_done
from bot.screens.actions import Action
from bot.screens.callback_data import encode
from bot.screens.safety import one_moment_screen
from bot.screens.screen import Button, Rows, Screen
from content.markup import plain
from handlers.context import EbbContext

logger = logging.getLogger(__name__)

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
PICTURE_NAME = "circle.gif"
# In these words Telegram says that a chat will take nothing more. Any other refusal is about the one message.
GONE_CHATS = (
    "bot was blocked by the user",
    "user is deactivated",
    "chat not found",
    "bot can't initiate conversation with a user",
    "bot can't send messages to bots",
    "bot was kicked",
    "bot is not a member",
    "have no rights to send a message",
    "peer_id_invalid",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """It arrived as this message."""

    message_id: int


@dataclass(frozen=True, slots=True)
class NotSent:
    """It certainly did not arrive, or the token is refused and the program is about to end."""


@dataclass(frozen=True, slots=True)
class Throttled:
    """It did not arrive, because it was too soon: Telegram asks to wait this long."""

    wait: timedelta


@dataclass(frozen=True, slots=True)
class Unclear:
    """It may have arrived: the line broke before the answer."""


@dataclass(frozen=True, slots=True)
class Gone:
    """This chat takes no messages any more."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message; sending it again is pointless."""


Sending = Sent | NotSent | Throttled | Unclear | Gone | Refused


async def show(update: Update, context: EbbContext, screen: Screen) -> int | None:
    """Show a screen in answer to an update: edit the tapped message, or send a new one. The message's id if known.

    What the person did is committed before this is called, so a failure here loses nothing.
    """
    query = update.callback_query
    if query is not None and context.is_hushed:
        await _answer(query, one_moment_screen(context.words).toast)
        return None
    if query is not None:
        message_id = None if screen.fresh else editable_message(query)
        if message_id is None:
            await _answer(query, screen.toast)
        else:
            # Side by side: nobody waits for the spinner to stop before the message changes.
            edits = edit(context.bot, query.from_user.id, message_id, screen)
            _, is_shown = await asyncio.gather(_answer(query, screen.toast), edits)
            if is_shown:
                return message_id
    return await send_here(update, context, screen)


async def send_here(update: Update, context: EbbContext, screen: Screen, *, reply_to: int | None = None) -> int | None:
    """Send a screen as a new message to whoever the update came from; nothing to whom is hushed."""
    user = update.effective_user
    if user is None or context.is_hushed:
        return None
    sending = await send(context.bot, user.id, screen, reply_to=reply_to)
    if isinstance(sending, Gone):
        await context.parts.people.unreachable(user.id, context.now)
    return sending.message_id if isinstance(sending, Sent) else None


async def show_below(update: Update, context: EbbContext, prompt: Prompt, screen: Screen) -> None:
    """Put a check-in's message at the end of the chat and take the buttons off the one before."""
    if update.callback_query is not None:
        await _answer(update.callback_query, screen.toast)
    message_id = await send_here(update, context, screen)
    if message_id is None or update.effective_user is None:
        return
    await context.parts.prompts.sent(prompt, message_id, context.now)
    if prompt.message_id is not None:
        await take_buttons(context.bot, update.effective_user.id, prompt.message_id)


async def send(bot: Bot, chat_id: int, screen: Screen, *, reply_to: int | None = None) -> Sending:
    """Send a screen as a new message, as a reply if wished, and say by cause what became of it."""
    try:
        message = await _send(bot, chat_id, screen, reply_to)
    except TelegramError as error:
        return _outcome(error)
    return Sent(message.message_id)


async def send_animation(bot: Bot, chat_id: int, animation: bytes | str, screen: Screen) -> str | None:
    """Send a moving picture, or one Telegram knows by its id, with a screen below; its id, None when it did not go."""
    try:
        message = await bot.send_animation(
            chat_id,
            animation,
            caption=screen.text,
            parse_mode=ParseMode.HTML,
            disable_notification=True,
            reply_markup=keyboard(screen.rows),
            filename=PICTURE_NAME,
        )
    except TelegramError as error:
        logger.warning("A moving picture did not go through (%s).", type(error).__name__)
        return None
    sent = message.animation or message.document
    return sent.file_id if sent else None


async def answer_tap(update: Update) -> None:
    """Stop the spinner of a tapped button whose message stays as it is."""
    if update.callback_query is not None:
        await _answer(update.callback_query, "")


async def edit(bot: Bot, chat_id: int, message_id: int, screen: Screen) -> bool:
    """Put a screen into a message that is there; False when that message can no longer be edited."""
    try:
        await edit_text(
            bot,
            chat_id,
            message_id,
            text=screen.text,
            parse_mode=ParseMode.HTML,
            reply_markup={"inline_keyboard": _layout(screen.rows)} if screen.rows else None,
            link_preview_options=NO_PREVIEW,
        )
    except BadRequest as error:
        return "not modified" in str(error).lower()
    except TelegramError as error:
        # Unclear, or nobody there. A new message might double it, and the next tap shows the truth anyway.
        logger.warning("An edit did not go through (%s).", type(error).__name__)
    return True


async def take_buttons(bot: Bot, chat_id: int, message_id: int) -> None:
    """Take the buttons off an older message, if it is still there."""
    try:
        await bot.edit_message_reply_markup(chat_id, message_id, reply_markup=None)
    except TelegramError as error:
        logger.debug("Buttons stay on an older message (%s).", type(error).__name__)


def keyboard(rows: Rows) -> InlineKeyboardMarkup | None:
    """Rows of buttons as Telegram has them."""
    return (
        InlineKeyboardMarkup([[InlineKeyboardButton(**each) for each in row] for row in _layout(rows)])
        if rows
        else None
    )


async def _send(bot: Bot, chat_id: int, screen: Screen, reply_to: int | None) -> Message:
    options = {
        "disable_notification": not screen.loud,
        "reply_markup": keyboard(screen.rows),
        "link_preview_options": NO_PREVIEW,
        "reply_parameters": ReplyParameters(reply_to, allow_sending_without_reply=True) if reply_to else None,
    }
    try:
        return await bot.send_message(chat_id, screen.text, parse_mode=ParseMode.HTML, **options)  # type: ignore[arg-type]
    except BadRequest as error:
        if "can't parse entities" not in str(error).lower():
            raise
        return await bot.send_message(chat_id, plain(screen.text), **options)  # type: ignore[arg-type]


async def _answer(query: CallbackQuery, toast: str) -> None:
    """Stop the button's spinner. Too late or not at all is no harm."""
    try:
        await answer_query(query.get_bot(), query.id, toast)
    except TelegramError as error:
        logger.debug("A tap could not be answered (%s).", type(error).__name__)


def _layout(rows: Rows) -> list[list[dict[str, Any]]]:
    return [[_button(button) for button in row] for row in rows]


def _button(button: Button) -> dict[str, Any]:
    style = {"style": button.style} if button.style else {}
    if isinstance(button.leads_to, Action):
        return {"text": button.label, "callback_data": encode(button.leads_to), **style}
    return {"text": button.label, "url": button.leads_to, **style}


def _outcome(error: TelegramError) -> Sending:
    """By cause, not by class: BadRequest and TimedOut are network errors to the library."""
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Throttled(wait if isinstance(wait, timedelta) else timedelta(seconds=wait))
        case Forbidden() | BadRequest() if any(words in str(error).lower() for words in GONE_CHATS):
            return Gone()
        case InvalidToken() | EndPointNotFound():
            # A revoked token shows as either of the two. The poller ends the program, and nothing is given up here.
            return NotSent()
        case BadRequest() | Forbidden():
            return _refused(error)
        case NetworkError():
            return NotSent() if surely_not_done(error) else Unclear()
        case _:
            return _refused(error)


def _refused(error: TelegramError) -> Refused:
    logger.error("Telegram refused a message for good (%s).", type(error).__name__)
    return Refused()
