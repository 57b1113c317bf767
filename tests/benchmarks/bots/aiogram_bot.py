"""The least bot that aiogram makes: it answers a tap, edits the message, and stores nothing."""

from __future__ import annotations

import asyncio
import sys

import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup

from tests.benchmarks.bots.screen import DATA, LABELS, TEXT, TOKEN


async def on_tap(query: CallbackQuery) -> None:
    """Answer and edit."""
    await query.answer()
    rows = [[InlineKeyboardButton(text=label, callback_data=DATA + label) for label in row] for row in LABELS]
    await query.message.edit_text(TEXT, reply_markup=InlineKeyboardMarkup(inline_keyboard=rows))


async def main(url: str) -> None:
    """Poll until ended by a signal."""
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(url)))
    dispatcher = Dispatcher()
    dispatcher.callback_query.register(on_tap)
    await dispatcher.start_polling(bot)


if __name__ == "__main__":
    # The loop aiogram itself recommends.
    uvloop.install()
    asyncio.run(main(sys.argv[1]))
