"""How the bot introduces itself in Telegram: command menu, description and short description, per language."""

from __future__ import annotations

from telegram import Bot, BotCommand

from content.library import ENGLISH, Library, Words

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
    commands = [BotCommand(name, label(f"commands.{name}")) for name in COMMANDS]
    await bot.set_my_commands(commands, language_code=language)
    await bot.set_my_description(label("bot.description"), language_code=language)
    await bot.set_my_short_description(label("bot.short_description"), language_code=language)
