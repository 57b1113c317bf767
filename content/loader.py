"""Loads all words at the start of the program, or says everything that is wrong with them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bot.domain.cards import Card, Group
from bot.domain.red_flags import RedFlag, Urgency
from content.folding import fold
from content.library import ENGLISH, Library, SafetyNet, Words
from content.lines import load_country_names, load_lines
from content.phrases import Phrases, differences
from content.problems import ContentError, Problem, not_known
from content.reading import Item
from content.safety import load_phrase_rules
from content.search import CardFinder
from content.shelves import SOURCES_FILE, Shelves, fill_shelves, languages_in, sources_in
from content.sources import Source

Thing = TypeVar("Thing")


def load(root: Path | None = None, languages: Sequence[str] | None = None) -> Library:
    """Read every language (or only the named ones, and English); raises ContentError holding all problems."""
    root = content_root(root)
    # First, because it makes and lets go of more than all else.
    mistakes: list[Problem] = []
    safety = read_safety(root, mistakes)
    shelves, sources, problems = read_all(root, languages)
    problems += mistakes
    if problems:
        raise ContentError(problems)
    english = _words(root, shelves[ENGLISH], None, sources)
    others = {name: _words(root, shelf, english, sources) for name, shelf in shelves.items() if name != ENGLISH}
    return Library(MappingProxyType({ENGLISH: english, **others}), safety)


def read_safety(root: Path, problems: list[Problem]) -> SafetyNet:
    """What is listened for, in every language there is whichever are asked for, and the lines to reach."""
    try:
        # English comes first: where two languages hear the same in a text, the reply is in the first.
        languages = sorted(languages_in(root), key=lambda name: (name != ENGLISH, name))
        return SafetyNet(load_phrase_rules(root, languages), load_lines(root))
    except ContentError as error:
        problems.extend(error.problems)
        return SafetyNet()


def read_all(
    root: Path | None = None, languages: Sequence[str] | None = None
) -> tuple[dict[str, Shelves], dict[str, Source], list[Problem]]:
    """Every language as it stands, the sources, and all that keeps the program from starting."""
    root = content_root(root)
    problems: list[Problem] = []
    sources = sources_in(root, SOURCES_FILE, problems)
    are_sources_known = not problems
    found = languages_in(root)
    wanted = [name for name in found if languages is None or name in (ENGLISH, *languages)]
    if ENGLISH not in wanted:
        problems.append(Problem(ENGLISH, 1, "There is no English folder; every other language leans on it."))
    shelves = {language: fill_shelves(root, language) for language in wanted}
    for shelf in shelves.values():
        problems.extend(shelf.problems)
        if are_sources_known:
            problems.extend(_unknown_sources(shelf, sources))
        if shelf.language != ENGLISH and ENGLISH in shelves:
            files = zip(shelves[ENGLISH].by_phrases_file(), shelf.by_phrases_file(), strict=True)
            for (name, originals), (_, phrases) in files:
                problems.extend(differences(originals, phrases, f"{shelf.language}/{name}"))
    return shelves, sources, problems


def content_root(root: Path | None) -> Path:
    """The given folder, or the one this package lies in."""
    return root or Path(__file__).parent


def _unknown_sources(shelves: Shelves, sources: Mapping[str, Source]) -> Iterator[Problem]:
    for _, items in shelves.by_kind():
        for item in items:
            value = item.document.header.get("sources")
            for key in _keys(value.text if value else ""):
                if value and key not in sources:
                    yield Problem(item.document.path, value.line, not_known(key, f"a key in {SOURCES_FILE}", sources))
    for key in shelves.sources:
        if key not in sources:
            yield Problem(f"{shelves.language}/{SOURCES_FILE}", 1, not_known(key, f"a key in {SOURCES_FILE}", sources))


def _keys(text: str) -> list[str]:
    return [key.strip() for key in text.split(",") if key.strip() not in ("", "-")]


def _words(root: Path, own: Shelves, english: Words | None, sources: Mapping[str, Source]) -> Words:
    """One language, with English behind it for whatever is missing."""
    phrases = _phrases(own, english)
    cards = _by_id(own.cards, english.cards if english else {}, _shelf_place)
    return Words(
        language=own.language,
        phrases=phrases,
        symptoms=_by_id(own.symptoms, english.symptoms if english else {}, lambda each: (each.order, each.id)),
        tips=tuple(
            _by_id(own.tips, {tip.id: tip for tip in english.tips} if english else {}, lambda each: each.id).values()
        ),
        cards=cards,
        techniques=_by_id(own.techniques, english.techniques if english else {}, lambda each: (each.order, each.id)),
        pages=_by_id(own.pages, english.pages if english else {}, lambda each: each.id),
        sources=MappingProxyType({**sources, **own.sources}),
        finder=_finder(cards, phrases),
        red_flags=_by_id(own.red_flags, english.red_flags if english else {}, _flag_place),
        countries=_countries(root, own.language, english),
    )


def _finder(cards: Mapping[str, Card], phrases: Phrases) -> CardFinder:
    """The search over the cards, knowing the labels of their shelves and the words that mean nothing alone."""
    labels = {group: phrases.entries.get(f"learn.group_{group.value}", "") for group in Group}
    small_words = phrases.lines("learn.small_words") if "learn.small_words" in phrases.entries else ()
    return CardFinder(cards, {group: str(label) for group, label in labels.items()}, small_words)


def _shelf_place(card: Card) -> tuple[int, str]:
    """Cards stand group by group, and within a group by their titles."""
    return list(Group).index(card.group), card.title.lower()


def _flag_place(flag: RedFlag) -> tuple[int, str]:
    """Red flags stand level by level, the most urgent first, and within a level by their number."""
    return list(Urgency).index(flag.urgency) * 100 + flag.order, flag.id


def _countries(root: Path, language: str, english: Words | None) -> Mapping[str, str]:
    """The names of countries, in the order of their names."""
    names = {**(english.countries if english else {}), **load_country_names(root, language)}
    return MappingProxyType(dict(sorted(names.items(), key=lambda pair: fold(pair[1]))))


def _phrases(own: Shelves, english: Words | None) -> Phrases:
    entries = dict(english.phrases.entries) if english else {}
    for _, phrases in own.by_phrases_file():
        entries |= phrases.entries
    return Phrases(entries, own.phrases.lines_at)


def _by_id(
    own: Iterable[Item[Thing]], english: Mapping[str, Thing], order: Callable[[Thing], tuple[int, str] | str]
) -> Mapping[str, Thing]:
    things = {**english, **{item.document.header["id"].text: item.thing for item in own}}
    return MappingProxyType(dict(sorted(things.items(), key=lambda pair: order(pair[1]))))
