"""The limits of every screen, with the words of each language beside English, which may be longer."""

from __future__ import annotations

import re

import pytest

from bot.domain.text import utf16_length
from bot.playground.markup import parse_html
from bot.screens.screen import Screen
from content.library import ENGLISH
from content.markup import plain
from tests.screens import conftest, sitting_and_pacing_screens
from tests.screens.test_every_screen import CARDS, LONGER, buttons

OTHERS = [language for language in conftest.LIBRARY.languages if language != ENGLISH]
# Screens with tips or cards that may still be in English, the English names of countries, or an operator's own words.
PARTLY_ENGLISH = CARDS | {
    *("tip_screen", "why_screen", "saved_screen", "checkin_screen", "asked_for_screen", "shelf_screen", "found_screen"),
    *("choose_place_screen", "privacy_screen"),
}
# What no translation may say where the screen answers a person.
BLAME = re.compile(r"\b(fallaste|olvidaste|perdiste|deberías|debes|tienes que|racha|bien hecho)\b")


@pytest.fixture(params=OTHERS, scope="module")
def screens(request: pytest.FixtureRequest) -> list[tuple[str, Screen]]:
    """Every screen there is, in one language."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (conftest, sitting_and_pacing_screens):
            patch.setattr(module, "WORDS", conftest.LIBRARY.words(request.param))
        return list(dict.fromkeys(conftest.everything()))


def test_every_screen_keeps_the_limits(screens: list[tuple[str, Screen]]) -> None:
    assert len({name for name, _ in screens}) > 30
    for name, screen in screens:
        text, _ = parse_html(screen.text)
        assert 0 < utf16_length(text) <= 4096, name
        labels = [button.label for button in buttons(screen)]
        assert all(0 < len(label) <= 40 for label in labels), (name, labels)
        assert len(labels) == len(set(labels)), (name, labels)
        assert len(screen.toast) <= 200, name
        shown = screen.text.replace("None ", "") if name in CARDS else screen.text
        assert not re.search(r"\{[a-z_]+\}|\bNone\b|Markup\(", shown), name


def test_every_screen_keeps_its_manners(screens: list[tuple[str, Screen]]) -> None:
    for name, screen in screens:
        said = " ".join([plain(screen.text), *(button.label for button in buttons(screen)), screen.toast])
        assert not re.search("[!¡]", said), name
        if name not in LONGER:
            assert len(plain(screen.text).split()) <= 60, (name, screen.text)
        if name not in {"tip_screen", "why_screen"}:
            assert not BLAME.search(said.lower()), name


def test_what_a_screen_says_is_said_in_the_language(screens: list[tuple[str, Screen]]) -> None:
    for name, screen in screens:
        if name not in PARTLY_ENGLISH:
            said = " ".join([plain(screen.text), *(button.label for button in buttons(screen))])
            assert not re.search(r"\b(the|you|your|please|nothing)\b", said.lower()), (name, said)
