"""Poller, worker and handlers together: what the parts promise each other."""

from __future__ import annotations

import asyncio

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, TypeHandler

from bot.runtime.metrics import Metrics
from bot.runtime.poller import Poller, Polling
from bot.runtime.worker import Worker


def message(update_id: int, text: str) -> dict[str, object]:
    chat = {"id": 7, "type": "private"}
    return {"update_id": update_id, "message": {"message_id": update_id, "date": 0, "chat": chat, "text": text}}


async def test_updates_are_confirmed_after_their_handlers_and_a_stop_lets_the_handler_finish(bot, telegram):
    gate, texts = asyncio.Event(), []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message.text == "third":
            await gate.wait()
        texts.append(update.message.text)

    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    application.add_handler(TypeHandler(Update, on_update))
    await application.initialize()
    metrics = Metrics()
    worker = Worker(application, metrics=metrics, error_id=lambda: "e-1")
    poller = Poller(bot, worker.accept, metrics=metrics, polling=Polling(wait=1))
    telegram.will_send(message(1, "first"), {"update_id": 2, "message": "broken"}, message(3, "second"))
    telegram.will_send(message(4, "third"))
    polling = asyncio.create_task(poller.run())
    await telegram.until_called("getUpdates", 2)
    await asyncio.sleep(0.02)
    polling.cancel()
    await asyncio.wait({polling})
    assert (texts, poller.offset, worker.unfinished) == (["first", "second"], 4, 1)
    gate.set()
    assert await worker.drain(2)
    assert texts == ["first", "second", "third"]
    assert (metrics.count("updates_handled"), metrics.count("updates_quarantined")) == (3, 1)
    await application.shutdown()
