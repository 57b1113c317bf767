"""Everything that was read, ready to be asked for: one set of words per language, and the sources behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.domain.cards import Card
from bot.domain.pages import Page
from bot.domain.symptom import Symptom
from bot.domain.techniques import Technique
from bot.domain.tips import Tip
from content.phrases import Phrases
from content.search import CardFinder
from content.sources import Source

ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Words:
    """All texts of one language; whatever it lacks stands there in English.

    Symptoms, cards and techniques are in the order they are offered in. Everything but `phrases` and `tips` is keyed
    by its id.
    """

    language: str
    phrases: Phrases
    symptoms: Mapping[str, Symptom]
    tips: tuple[Tip, ...]
    cards: Mapping[str, Card]
    techniques: Mapping[str, Technique]
    pages: Mapping[str, Page]
    sources: Mapping[str, Source]
    finder: CardFinder


@dataclass(slots=True)
class Library:
    """The words of every language. In the playground newer ones can take their place while it runs."""

    languages: Mapping[str, Words]

    def words(self, language: str | None) -> Words:
        """The words for a language code as Telegram gives it (`de`, `pt-br`, nothing); English when there are none."""
        code = (language or ENGLISH).lower()
        return self.languages.get(code) or self.languages.get(code.split("-")[0]) or self.languages[ENGLISH]
