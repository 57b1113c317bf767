"""When a handler fails: a kind line with a code for the person, the same code for the log, and nothing personal."""

from __future__ import annotations

import logging

from telegram import Update

from bot.runtime.worker import note_failure
from bot.screens.safety import something_wrong_screen, storage_down_screen
from bot.storage.errors import StorageError
from handlers.context import EbbApplication, EbbContext
from handlers.show import show

logger = logging.getLogger(__name__)


def register(application: EbbApplication) -> None:
    """One place for every failure."""
    application.add_error_handler(on_error)


async def on_error(update: object, context: EbbContext) -> None:
    """Say that it is our fault and that nothing was lost, once it is not tried again by itself.

    The update itself is never logged.
    """
    error = context.error
    if error is None:
        return
    error_id = context.parts.error_id()
    is_to_be_told = note_failure(error_id)
    logger.error("A handler failed, error %s.", error_id, exc_info=error)
    if not is_to_be_told or not isinstance(update, Update) or update.effective_user is None:
        return
    words = context.parts.library.words(update.effective_user.language_code)
    is_down = isinstance(error, StorageError)
    await show(update, context, storage_down_screen(words) if is_down else something_wrong_screen(error_id, words))
