"""The least bot that pyTelegramBotAPI makes, in its asynchronous form: it answers a tap, edits, and stores nothing."""

from __future__ import annotations

import asyncio
import sys

from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot
from telebot.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from tests.benchmarks.bots.screen import DATA, LABELS, TEXT, TOKEN


def main(url: str) -> None:
    """Poll until ended by a signal."""
    asyncio_helper.API_URL = url + "/bot{0}/{1}"
    bot = AsyncTeleBot(TOKEN)

    @bot.callback_query_handler(func=lambda _query: True)
    async def on_tap(query: CallbackQuery) -> None:
        """Answer and edit."""
        await bot.answer_callback_query(query.id)
        rows = [[InlineKeyboardButton(label, callback_data=DATA + label) for label in row] for row in LABELS]
        keyboard = InlineKeyboardMarkup(rows)
        await bot.edit_message_text(TEXT, query.message.chat.id, query.message.message_id, reply_markup=keyboard)

    asyncio.run(bot.polling())


if __name__ == "__main__":
    main(sys.argv[1])
