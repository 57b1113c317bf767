"""Calls to the Bot API whose result is not made into objects: half of the work of an edit is reading its answer."""

from __future__ import annotations

from typing import Any

from telegram import Bot, CallbackQuery

# Bot.do_api_request warns for every method PTB has itself; these spellings reach them without the warning, and unlike
# PTB's own methods it takes and hands back plain JSON.
RAW_GET_UPDATES = "get_Updates"
# Where the id of a tapped message stands in a query that comes without the message.
TAPPED = "ebb_tapped"
_RAW_EDIT_TEXT = "edit_Message_Text"
_RAW_ANSWER = "answer_Callback_Query"


async def edit_text(bot: Bot, chat_id: int, message_id: int, **fields: Any) -> None:
    """`editMessageText`; errors are PTB's own. What is None is left out."""
    given = {name: value for name, value in fields.items() if value is not None}
    await bot.do_api_request(_RAW_EDIT_TEXT, {"chat_id": chat_id, "message_id": message_id, **given})


async def answer_query(bot: Bot, query_id: str, toast: str) -> None:
    """`answerCallbackQuery`: the button's spinner stops, and a few words may show for a moment."""
    await bot.do_api_request(_RAW_ANSWER, {"callback_query_id": query_id, **({"text": toast} if toast else {})})


def editable_message(query: CallbackQuery) -> int | None:
    """The id of the message that was tapped; None where Telegram says that it is too old to be changed."""
    tapped = query.api_kwargs.get(TAPPED)
    if isinstance(tapped, int):
        return tapped
    message = query.message
    return message.message_id if message is not None and message.is_accessible else None
