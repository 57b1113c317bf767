"""Looks over the whole set-up and says each finding in one plain line, with the remedy where something is wrong."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import dataclass

import tzdata

from bot.app import is_first_start, real_now
from bot.runtime.reach import TokenKnown, TokenUnknown, Unreachable, reach
from bot.settings import Settings
from bot.storage.errors import AnotherInstance, StorageError
from bot.storage.storage import open_storage
from content.loader import load
from content.problems import ContentError

# Older ones can damage a database when two connections write at once; ours never do, so this is advice.
SAFEST_SQLITE = (3, 51, 3)
LEAST_FREE_BYTES = 200 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    is_fine: bool
    sentence: str

    def __str__(self) -> str:
        return f"{'ok ' if self.is_fine else 'BAD'}  {self.sentence}"


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order an operator would look."""
    return [
        Finding(is_fine=True, sentence="The settings can be read."),
        _content(),
        _sqlite(),
        Finding(is_fine=True, sentence=f"Time zones come from tz database {tzdata.IANA_VERSION}."),
        _disk(settings),
        await _database(settings),
        *await _telegram(settings),
    ]


def _content() -> Finding:
    try:
        load()
    except ContentError as error:
        sentence = f"Texts: {error.problems[0]} Run check-content for all that is wrong."
        return Finding(is_fine=False, sentence=sentence)
    return Finding(is_fine=True, sentence="The texts can be read.")


def _sqlite() -> Finding:
    version = sqlite3.sqlite_version
    advice = (
        ""
        if sqlite3.sqlite_version_info >= SAFEST_SQLITE
        else " 3.51.3 or newer is safest; ours writes alone, so it may stay."
    )
    return Finding(is_fine=True, sentence=f"SQLite is {version}.{advice}")


def _disk(settings: Settings) -> Finding:
    folder = next(
        each for each in (settings.database.parent.absolute(), *settings.database.absolute().parents) if each.exists()
    )
    free = shutil.disk_usage(folder).free
    megabytes = free // 1024 // 1024
    if free < LEAST_FREE_BYTES:
        return Finding(
            is_fine=False, sentence=f"Only {megabytes} MB are free at {folder}. Make room, or answers cannot be stored."
        )
    return Finding(is_fine=True, sentence=f"{megabytes} MB are free at {folder}.")


async def _database(settings: Settings) -> Finding:
    path = settings.database
    if not path.exists() and is_first_start(path):
        return Finding(is_fine=True, sentence=f"There is no database at {path} yet; the first run makes it.")
    try:
        storage = await open_storage(path, create=False, now=real_now())
    except AnotherInstance:
        return Finding(is_fine=True, sentence=f"The database at {path} is in use by a running Ebb.")
    except StorageError as error:
        return Finding(is_fine=False, sentence=str(error).replace("\n", " "))
    await storage.close()
    return Finding(is_fine=True, sentence=f"The database at {path} is sound and up to date.")


async def _telegram(settings: Settings) -> list[Finding]:
    if settings.bot_token is None:
        sentence = "EBB_BOT_TOKEN is not set. Get one from BotFather and put it into .env."
        return [Finding(is_fine=False, sentence=sentence)]
    match await reach(settings.bot_token.get_secret_value(), settings.api_url):
        case TokenUnknown():
            sentence = "Telegram does not know this token. Compare EBB_BOT_TOKEN with BotFather."
            return [Finding(is_fine=False, sentence=sentence)]
        case Unreachable():
            sentence = f"Telegram cannot be reached at {settings.api_url}. Check the network."
            return [Finding(is_fine=False, sentence=sentence)]
        case TokenKnown(webhook_url):
            return [Finding(is_fine=True, sentence="Telegram knows the token."), _way_in(settings, webhook_url)]


def _way_in(settings: Settings, webhook_url: str) -> Finding:
    """Polling and a webhook exclude each other. The webhook's address may hold a secret and is not shown."""
    if settings.mode == "polling" and webhook_url:
        sentence = "A webhook is still set, so polling gets nothing. Run: python -m bot webhook delete"
        return Finding(is_fine=False, sentence=sentence)
    if settings.mode == "webhook" and webhook_url != settings.webhook_url:
        sentence = "The webhook at Telegram is not EBB_WEBHOOK_URL. Run: python -m bot webhook set"
        return Finding(is_fine=False, sentence=sentence)
    return Finding(is_fine=True, sentence=f"Nothing stands in the way of {settings.mode}.")
