"""How the bot introduces itself in Telegram: command menu, description and short description, per language."""

from __future__ import annotations

import logging

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from content.library import ENGLISH, Library, Words

logger = logging.getLogger(__name__)

COMMANDS = (
    "checkin",
    "tip",
    "learn",
    "breathe",
    "pace",
    "flare",
    "settings",
    "pause",
    "helpnow",
    "redflags",
    "privacy",
    "delete",
    "help",
)


async def introduce(bot: Bot, library: Library) -> None:
    """Tell Telegram the commands and descriptions; English stands in for every other language."""
    for language, words in library.languages.items():
        await _introduce(bot, words, None if language == ENGLISH else language)


async def _introduce(bot: Bot, words: Words, language: str | None) -> None:
    label = words.phrases.label
    await bot.set_my_commands(_commands(words), language_code=language)
    await bot.set_my_description(label("bot.description"), language_code=language)
    await bot.set_my_short_description(label("bot.short_description"), language_code=language)


async def show_commands(bot: Bot, chat_id: int, words: Words) -> None:
    """The menu of one chat in the language its person chose, whatever Telegram is set to. A failure changes nothing."""
    try:
        await bot.set_my_commands(_commands(words), scope=BotCommandScopeChat(chat_id))
    except TelegramError as error:
        logger.warning("A chat's menu could not be set (%s).", type(error).__name__)


async def forget_commands(bot: Bot, chat_id: int) -> None:
    """Let the menu of one chat follow Telegram's language again. A failure changes nothing."""
    try:
        await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id))
    except TelegramError as error:
        logger.warning("A chat's menu could not be taken back (%s).", type(error).__name__)


def _commands(words: Words) -> list[BotCommand]:
    return [BotCommand(name, words.phrases.label(f"commands.{name}")) for name in COMMANDS]
