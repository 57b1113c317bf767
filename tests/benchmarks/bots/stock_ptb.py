"""The least bot that python-telegram-bot makes, as its manual shows it: it answers a tap, edits, and stores nothing.

With a second argument it travels over our own request backend, with our loop and updates side by side.
"""

from __future__ import annotations

import sys

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, ContextTypes

from tests.benchmarks.bots.screen import DATA, LABELS, TEXT, TOKEN

SIDE_BY_SIDE = 64


async def on_tap(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Answer and edit."""
    query = update.callback_query
    assert query is not None
    await query.answer()
    rows = [[InlineKeyboardButton(label, callback_data=DATA + label) for label in row] for row in LABELS]
    await query.edit_message_text(TEXT, reply_markup=InlineKeyboardMarkup(rows))


def main(url: str, *, over_aiohttp: bool) -> None:
    """Poll until ended by a signal."""
    builder = ApplicationBuilder().token(TOKEN).base_url(f"{url}/bot")
    if over_aiohttp:
        import uvloop

        from bot.runtime.request import AiohttpRequest

        uvloop.install()
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connection_pool_size=4))
        builder = builder.concurrent_updates(SIDE_BY_SIDE)
    application: Application = builder.build()  # type: ignore[type-arg]
    application.add_handler(CallbackQueryHandler(on_tap))
    application.run_polling()


if __name__ == "__main__":
    main(sys.argv[1], over_aiohttp=len(sys.argv) > 2)
