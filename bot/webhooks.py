"""The webhook at Telegram's side: set once by the operator, never by a start of the bot."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Bot, WebhookInfo
from telegram.error import BadRequest, EndPointNotFound, InvalidToken, NetworkError, RetryAfter

from bot.app import real_now, transport_for
from bot.runtime.clock import SystemClock
from bot.runtime.poller import ALLOWED_UPDATES, TokenRefused
from bot.settings import Settings

FINE, FAILED, TRY_AGAIN, CONFIGURATION = 0, 1, 75, 78

Errand = Callable[[Bot, Settings], Coroutine[Any, Any, str]]


async def run_webhook(settings: Settings, errand: str) -> tuple[int, str]:
    """Carry out "set", "delete" or "show"; the exit code and the sentence for the operator. TokenRefused as it says."""
    if problem := _missing(settings, errand):
        return CONFIGURATION, problem
    try:
        async with _bot(settings) as bot:
            return FINE, await ERRANDS[errand](bot, settings)
    except (InvalidToken, EndPointNotFound):
        raise TokenRefused("Telegram does not know this bot token.") from None
    except BadRequest as error:
        return FAILED, f"Telegram refused: {error}."
    except (NetworkError, RetryAfter):
        return TRY_AGAIN, f"Telegram cannot be reached at {settings.api_url} just now. Check the network and try again."


def _missing(settings: Settings, errand: str) -> str | None:
    if settings.bot_token is None:
        return "EBB_BOT_TOKEN is not set."
    if errand == "set" and (settings.webhook_url is None or settings.webhook_secret is None):
        return "EBB_WEBHOOK_URL and EBB_WEBHOOK_SECRET must both be set before the webhook can be."
    return None


def _bot(settings: Settings) -> Bot:
    transport = transport_for(SystemClock(real_now))
    return Bot(
        settings.bot_token.get_secret_value() if settings.bot_token else "",
        base_url=f"{settings.api_url}/bot",
        request=transport.request,
        get_updates_request=transport.polling,
    )


async def _set(bot: Bot, settings: Settings) -> str:
    """Never drops what is pending: it may hold answers."""
    await bot.set_webhook(
        settings.webhook_url or "",
        allowed_updates=ALLOWED_UPDATES,
        secret_token=settings.webhook_secret.get_secret_value() if settings.webhook_secret else None,
    )
    return f"Telegram now calls {settings.webhook_url}. Run Ebb with EBB_MODE=webhook."


async def _delete(bot: Bot, _settings: Settings) -> str:
    await bot.delete_webhook()
    return "No webhook is set any more. Run Ebb with EBB_MODE=polling."


async def _show(bot: Bot, settings: Settings) -> str:
    info = await bot.get_webhook_info()
    if not info.url:
        return "No webhook is set."
    lines = [f"Telegram calls {info.url}. {info.pending_update_count} updates wait there."]
    return "\n".join([*lines, *_remarks(info, settings)])


def _remarks(info: WebhookInfo, settings: Settings) -> list[str]:
    remarks = []
    if info.last_error_message:
        remarks.append(f"The last call failed: {info.last_error_message}")
    if settings.webhook_url is not None and info.url != settings.webhook_url:
        remarks.append("That is not EBB_WEBHOOK_URL. Run: python -m bot webhook set")
    if settings.mode == "polling":
        remarks.append("EBB_MODE is polling, which gets nothing while a webhook is set.")
    return remarks


ERRANDS: dict[str, Errand] = {"set": _set, "delete": _delete, "show": _show}
