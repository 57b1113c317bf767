"""The counts for whoever runs the bot."""

from __future__ import annotations

from bot.domain.figures import Figures
from bot.screens.screen import Screen
from bot.screens.when import phone_time
from content.library import Words
from content.markup import Markup


def figures_screen(figures: Figures, words: Words) -> Screen:
    """Numbers only: no name, no id, no answer."""
    return Screen(
        words.phrases.say(
            "admin.figures",
            people=figures.people,
            active=figures.active,
            unreachable=figures.unreachable,
            sent=figures.prompts_sent,
            answered=figures.prompts_answered,
            expired=figures.prompts_expired,
            dead=figures.prompts_dead,
            waiting=figures.updates_waiting,
            quarantined=figures.updates_quarantined,
            backup=_backup(figures, words),
        )
    )


def _backup(figures: Figures, words: Words) -> Markup:
    at = figures.backed_up_at
    return words.phrases.say("admin.no_backup") if at is None else phone_time(at, "wdt", f"{at:%Y-%m-%d %H:%M} UTC")
