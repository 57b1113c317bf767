"""Signs that want a person soon: how soon first, then which. It names an action and never a cause."""

from __future__ import annotations

from bot.domain.lines import Country
from bot.domain.red_flags import RedFlag, Urgency
from bot.screens.help_actions import OpenRedFlag, OpenRedFlags, OpenUrgency
from bot.screens.lines import emergency_words
from bot.screens.safety import help_button
from bot.screens.screen import Button, Screen, column
from content.library import Words
from content.markup import Markup


def red_flags_screen(words: Words) -> Screen:
    """The three levels, most urgent first."""
    say = words.phrases.label
    levels = [
        Button(say(f"signs.level_{each.name.lower()}"), OpenUrgency(each), "danger" if each is Urgency.NOW else None)
        for each in Urgency
    ]
    return Screen(words.phrases.say("signs.heading"), column(*levels, help_button(words)))


def urgency_screen(urgency: Urgency, country: Country | None, words: Words) -> Screen:
    """The action of one level, and its signs."""
    phrases = words.phrases
    flags = [Button(flag.title, OpenRedFlag(flag.id)) for flag in words.red_flags.values() if flag.urgency is urgency]
    text = _say(f"signs.text_{urgency.name.lower()}", country, words)
    return Screen(text, column(*flags, Button(phrases.label("common.back"), OpenRedFlags())))


def red_flag_screen(flag: RedFlag, country: Country | None, words: Words) -> Screen:
    """One sign and what to do."""
    phrases = words.phrases
    action = _say(f"signs.action_{flag.urgency.name.lower()}", country, words)
    text = phrases.say("signs.flag", title=flag.title, sign=Markup(flag.text), action=action)
    return Screen(text, column(help_button(words), Button(phrases.label("common.back"), OpenUrgency(flag.urgency))))


def red_flags_button(words: Words) -> Button:
    """The way to the list, wherever something new or different is told."""
    return Button(words.phrases.label("signs.new_or_different"), OpenRedFlags())


def _say(key: str, country: Country | None, words: Words) -> Markup:
    phrases = words.phrases
    names = {"emergency": emergency_words(country, phrases)}
    return phrases.say(key, **names)
