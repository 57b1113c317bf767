"""What a person may tell about their health, as ticks they can set and take away."""

from __future__ import annotations

from collections.abc import Collection

from bot.domain.cautions import CAUTIONS
from bot.screens.actions import OpenSettings
from bot.screens.library_actions import ToggleCaution
from bot.screens.screen import Button, Screen, grid
from content.library import Words


def cautions_screen(ticked: frozenset[str], words: Words) -> Screen:
    """Every caution in plain words, with a tick at what the person named."""
    phrases = words.phrases
    buttons = [Button(_label(code, words, is_ticked=code in ticked), ToggleCaution(code)) for code in CAUTIONS]
    back = Button(phrases.label("common.back"), OpenSettings())
    return Screen(phrases.say("cautions.heading"), (*grid(buttons, 2), (back,)))


def caution_names(codes: Collection[str], words: Words) -> str:
    """The cautions in plain words, parted by commas."""
    return ", ".join(words.phrases.label(f"cautions.{code.lower()}") for code in CAUTIONS if code in codes)


def _label(code: str, words: Words, *, is_ticked: bool) -> str:
    name = words.phrases.label(f"cautions.{code.lower()}")
    return words.phrases.label("settings.ticked", symptom=name) if is_ticked else name
