"""Everything that was read, ready to be asked for: one set of words per language, and the sources behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.domain.cards import Card
from bot.domain.lines import LineBook
from bot.domain.pages import Page
from bot.domain.phrase_rules import PhraseRules
from bot.domain.red_flags import RedFlag
from bot.domain.symptom import Symptom, Wording
from bot.domain.techniques import Technique
from bot.domain.tips import Tip
from content.phrases import Phrases
from content.search import CardFinder
from content.sources import Source

ENGLISH = "en"

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, repr=False)
class Words:
    """All texts of one language; whatever it lacks stands there in English.

    Symptoms, cards, techniques and red flags are in the order they are offered in. Everything but `phrases` and `tips`
    is keyed by its id, `countries` by their ISO code.
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
    red_flags: Mapping[str, RedFlag] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SafetyNet:
    """What is the same in every language: the wording to listen for, each with its language, and whom to reach."""

    phrase_rules: tuple[PhraseRules, ...] = ()
    lines: LineBook = field(default_factory=LineBook)


@dataclass(slots=True)
class Library:
    """The words of every language, and the safety net below them. In the playground newer ones can take their place."""

    languages: Mapping[str, Words]
    safety: SafetyNet = SafetyNet()

    def words(self, language: str | None) -> Words:
        """The words for a language code as Telegram gives it (`de`, `pt-br`, nothing); English when there are none."""
        code = (language or ENGLISH).lower()
        return self.languages.get(code) or self.languages.get(code.split("-")[0]) or self.languages[ENGLISH]


class ByLanguage(Mapping[str, Thing]):
    """Something by language that is worked out from a library, and again when newer words have taken their place.

    Services hold one of these, so that they know nothing of files and still never speak with old words.
    """

    def __init__(self, library: Library, work_out: Callable[[Library], Mapping[str, Thing]]) -> None:
        self._library = library
        self._work_out = work_out
        self._known = (library.languages, work_out(library))

    def __getitem__(self, language: str) -> Thing:
        return self._current()[language]

    def __iter__(self) -> Iterator[str]:
        return iter(self._current())

    def __len__(self) -> int:
        return len(self._current())

    def _current(self) -> Mapping[str, Thing]:
        languages, known = self._known
        if languages is not self._library.languages:
            known = self._work_out(self._library)
            self._known = (self._library.languages, known)
        return known


def tips_of(library: Library) -> Mapping[str, tuple[Tip, ...]]:
    """The tips of each language."""
    return {language: words.tips for language, words in library.languages.items()}


def wordings_of(library: Library) -> Mapping[str, Mapping[str, Wording]]:
    """The questions of each language, by symptom."""
    return {
        language: {symptom.id: symptom.wording for symptom in words.symptoms.values()}
        for language, words in library.languages.items()
    }
