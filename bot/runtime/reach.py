"""Asks Telegram who we are, once, and says what came of it as a value; for looking over a set-up, not for running."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from telegram import Bot
from telegram.error import InvalidToken, TelegramError

from bot.runtime.request import AiohttpRequest


@dataclass(frozen=True, slots=True)
class TokenKnown:
    """Telegram knows the token; updates go to `webhook_url`, or wait to be fetched when it is empty.

    `its_now` is what the server's clock showed, to the second; None when it did not say.
    """

    webhook_url: str
    its_now: datetime | None = None


@dataclass(frozen=True, slots=True)
class TokenUnknown:
    """Telegram answers, and does not know the token."""


@dataclass(frozen=True, slots=True)
class Unreachable:
    """No usable answer came."""


Reached = TokenKnown | TokenUnknown | Unreachable


async def reach(token: str, api_url: str) -> Reached:
    """Ask the Bot API at `api_url` (the part before `/bot`) about a token; a few seconds at most, and no error."""
    dates: list[str] = []
    bot = Bot(
        token,
        base_url=f"{api_url}/bot",
        request=AiohttpRequest(
            connection_pool_size=1, on_response=lambda headers: dates.append(headers.get("Date", ""))
        ),
        get_updates_request=AiohttpRequest(connection_pool_size=1),
    )
    try:
        async with bot:
            webhook = await bot.get_webhook_info()
            return TokenKnown(webhook.url, _moment(dates[-1]))
    except InvalidToken:
        return TokenUnknown()
    except TelegramError:
        return Unreachable()


def _moment(date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(date)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
