"""Poller, inbox, worker and handlers together: what the parts promise each other."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.ext import ContextTypes, TypeHandler

from bot.runtime.poller import Poller, Polling
from bot.runtime.worker import Worker
from tests.runtime.conftest import message


async def test_updates_are_confirmed_when_kept_and_a_stop_lets_the_handler_finish(
    bot, telegram, application, inbox, storage, metrics
):
    gate, texts = asyncio.Event(), []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message.text == "third":
            await gate.wait()
        texts.append(update.message.text)

    application.add_handler(TypeHandler(Update, on_update))
    worker = Worker(application, inbox, metrics=metrics, error_id=lambda: "e-1")
    poller = Poller(bot, worker.accept, metrics=metrics, polling=Polling(wait=1), room=worker.room)
    telegram.will_send(message(1, 7, "first"), {"update_id": 2, "message": "broken"}, message(3, 7, "second"))
    telegram.will_send(message(4, 7, "third"))
    polling = asyncio.create_task(poller.run())
    await telegram.until_called("getUpdates", 3)
    await asyncio.sleep(0.05)
    polling.cancel()
    await asyncio.wait({polling})
    assert (texts, poller.offset, worker.unfinished) == (["first", "second"], 5, 1)
    gate.set()
    assert await worker.drain(2)
    assert texts == ["first", "second", "third"]
    assert (metrics.count("updates_handled"), metrics.count("updates_quarantined")) == (3, 1)
    await inbox.close()
    assert await storage.database.read(storage.inbox.count_waiting) == 0
