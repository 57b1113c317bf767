"""What Ebb is, what is kept and where, and how to have it gone."""

from __future__ import annotations

from bot.screens.actions import AskDelete, DeleteEverything, KeepEverything
from bot.screens.safety import help_button
from bot.screens.screen import Button, Screen, column
from content.library import Words
from content.markup import escape


def about_screen(words: Words) -> Screen:
    """What Ebb is, what it is not, and what to expect of it."""
    return Screen(words.pages["about"].text, ((help_button(words),),))


def privacy_screen(words: Words, contact: str, retention_days: int | None = None) -> Screen:
    """The privacy page, naming who runs this bot, and when old answers go by themselves."""
    phrases = words.phrases
    runs_this = escape(contact) if contact else phrases.say("privacy.not_named")
    text = words.pages["privacy"].text.replace("{contact}", runs_this)
    if retention_days is not None:
        text += "\n\n" + phrases.say("privacy.kept_for_days", days=retention_days)
    return Screen(text, column(Button(phrases.label("settings.delete"), AskDelete())))


def ask_delete_screen(words: Words) -> Screen:
    """The first of two steps: what goes, what stays."""
    phrases = words.phrases
    return Screen(
        phrases.say("delete.ask"),
        column(
            Button(phrases.label("delete.no"), KeepEverything()),
            Button(phrases.label("delete.yes"), DeleteEverything(), "danger"),
        ),
    )


def deleted_screen(words: Words) -> Screen:
    """Everything is gone."""
    return Screen(words.phrases.say("delete.done"))


def kept_screen(words: Words) -> Screen:
    """Nothing was deleted."""
    return Screen(words.phrases.say("delete.kept"))


def nothing_to_delete_screen(words: Words) -> Screen:
    """There is no diary to delete."""
    return Screen(words.phrases.say("delete.nothing"))
