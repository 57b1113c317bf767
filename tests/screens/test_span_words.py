"""Lengths of time, as a technique names them."""

from __future__ import annotations

import pytest

from bot.screens.calm import span_words
from tests.library import library


@pytest.mark.parametrize(
    ("seconds", "language", "words"),
    [
        (1, "en", "1 second"),
        (1.5, "en", "1.5 seconds"),
        (8, "en", "8 seconds"),
        (300, "en", "5 minutes"),
        (1, "es", "1 segundo"),
        (7, "es", "7 segundos"),
        (300, "es", "5 minutos"),
    ],
)
def test_one_is_one_and_long_is_minutes(seconds: float, language: str, words: str) -> None:
    assert span_words(seconds, library().words(language)) == words
