"""Reads every file of one language, keeping each value beside its document so that checks can point at lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot.domain.cards import Card
from bot.domain.pages import Page
from bot.domain.red_flags import RedFlag
from bot.domain.symptom import Symptom
from bot.domain.techniques import Technique
from bot.domain.tips import Tip
from content.kinds.cards import CARDS
from content.kinds.pages import PAGES
from content.kinds.red_flags import RED_FLAGS
from content.kinds.symptoms import SYMPTOMS
from content.kinds.techniques import TECHNIQUES
from content.kinds.tips import TIPS
from content.phrases import Phrases, read_phrases
from content.problems import ContentError, Problem, not_known
from content.reading import Item, Kind, read
from content.sources import Source, read_sources

Thing = TypeVar("Thing")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z]+)?")
NOT_CONTENT = ("README.md",)
PHRASES_FILE = "phrases.toml"
SOURCES_FILE = "sources.md"
SAFETY_FILE = "safety/words.toml"


@dataclass(frozen=True, slots=True)
class Shelves:
    """One language as it stands in its folder, without anything borrowed from English."""

    language: str
    phrases: Phrases
    safety: Phrases
    symptoms: tuple[Item[Symptom], ...]
    tips: tuple[Item[Tip], ...]
    cards: tuple[Item[Card], ...]
    techniques: tuple[Item[Technique], ...]
    pages: tuple[Item[Page], ...]
    red_flags: tuple[Item[RedFlag], ...]
    sources: Mapping[str, Source]
    problems: list[Problem] = field(default_factory=list)

    def by_kind(self) -> tuple[tuple[Kind[Any], tuple[Item[Any], ...]], ...]:
        """Every kind with what was found of it."""
        return (
            (SYMPTOMS, self.symptoms),
            (TIPS, self.tips),
            (CARDS, self.cards),
            (TECHNIQUES, self.techniques),
            (PAGES, self.pages),
            (RED_FLAGS, self.red_flags),
        )

    def by_phrases_file(self) -> tuple[tuple[str, Phrases], ...]:
        """Every file of phrases with what it holds."""
        return ((PHRASES_FILE, self.phrases), (SAFETY_FILE, self.safety))


def languages_in(root: Path) -> list[str]:
    """The language folders: those named by a language code that hold content."""
    return sorted(folder.name for folder in root.iterdir() if folder.is_dir() and LANGUAGE.fullmatch(folder.name))


def fill_shelves(root: Path, language: str) -> Shelves:
    """Read one language; what is wrong with it is in `problems`, and the files concerned are left out."""
    problems: list[Problem] = []
    shelves = Shelves(
        language,
        _phrases(root, language, PHRASES_FILE, problems),
        _phrases(root, language, SAFETY_FILE, problems),
        _shelf(root, language, SYMPTOMS, problems),
        _shelf(root, language, TIPS, problems),
        _shelf(root, language, CARDS, problems),
        _shelf(root, language, TECHNIQUES, problems),
        _shelf(root, language, PAGES, problems),
        _shelf(root, language, RED_FLAGS, problems),
        sources_in(root, f"{language}/{SOURCES_FILE}", problems),
        problems,
    )
    problems.extend(_twice(shelves))
    problems.extend(_taken_names(shelves.cards))
    problems.extend(_without_relative(shelves.techniques))
    return shelves


def text_of(file: Path, path: str) -> str:
    """A file as text; raises ContentError when it is not UTF-8."""
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise ContentError([Problem(path, 1, "This file is not UTF-8 text; save it again as UTF-8.")]) from None


def sources_in(root: Path, path: str, problems: list[Problem]) -> dict[str, Source]:
    """The sources of one list: the main one, or the words a language has for some of them; none without a file."""
    file = root / path
    if not file.exists():
        return {}
    try:
        return read_sources(text_of(file, path), path)
    except ContentError as error:
        problems.extend(error.problems)
        return {}


def _phrases(root: Path, language: str, name: str, problems: list[Problem]) -> Phrases:
    file = root / language / name
    path = f"{language}/{name}"
    if not file.exists():
        return Phrases()
    try:
        return read_phrases(text_of(file, path), path)
    except ContentError as error:
        problems.extend(error.problems)
        return Phrases()


def _shelf(root: Path, language: str, kind: Kind[Thing], problems: list[Problem]) -> tuple[Item[Thing], ...]:
    items: list[Item[Thing]] = []
    for file in sorted((root / language / kind.folder).glob("*.md")):
        if file.name in NOT_CONTENT:
            continue
        path = f"{language}/{kind.folder}/{file.name}"
        try:
            item = read(kind, text_of(file, path), path, language)
        except ContentError as error:
            problems.extend(error.problems)
            continue
        items.append(item)
        problems.extend(_misnamed(item, file.stem))
    return tuple(items)


def _misnamed(item: Item[Any], stem: str) -> Iterator[Problem]:
    """A file is named after its id, so that it can be found; a tip's name goes on with a few words."""
    value = item.document.header["id"]
    if stem != value.text.lower() and not stem.startswith(f"{value.text.lower()}-"):
        sentence = f"The file name should begin with the id in small letters, “{value.text.lower()}”."
        yield Problem(item.document.path, value.line, sentence)


def _twice(shelves: Shelves) -> Iterator[Problem]:
    """An id stands for one thing for ever, so no two files of a kind may share one; nor a title."""
    for _, items in shelves.by_kind():
        for key in ("id", "name", "title"):
            yield from _repeats(items, key)


def _repeats(items: Iterable[Item[Any]], key: str) -> Iterator[Problem]:
    first: dict[str, str] = {}
    for item in items:
        value = item.document.header.get(key)
        if value is None:
            continue
        if value.text.lower() in first:
            sentence = f"The {key} “{value.text}” is already taken by {first[value.text.lower()]}."
            yield Problem(item.document.path, value.line, sentence)
        first.setdefault(value.text.lower(), item.document.path)


def _taken_names(cards: Iterable[Item[Card]]) -> Iterator[Problem]:
    """A word a person looks for leads to one card, so a name is neither another card's name nor its title."""
    first = {item.thing.title.lower(): item.document.path for item in cards}
    for item in cards:
        for name in item.thing.other_names:
            if name.lower() in first:
                sentence = f"The name “{name}” is already taken by {first[name.lower()]}."
                yield Problem(item.document.path, item.document.header["names"].line, sentence)
            first.setdefault(name.lower(), item.document.path)


def _without_relative(techniques: Iterable[Item[Technique]]) -> Iterator[Problem]:
    """A gentler technique must be another one that exists; a variant belongs to one that is no variant itself."""
    known = [item.thing.id for item in techniques]
    heads = [item.thing.id for item in techniques if item.thing.variant_of is None]
    for item in techniques:
        for key, named, choices in (
            ("gentler", item.thing.gentler, known),
            ("variant_of", item.thing.variant_of, heads),
        ):
            others = [name for name in choices if name != item.thing.id]
            if named is not None and named not in others:
                line = item.document.header[key].line
                yield Problem(item.document.path, line, not_known(named, "another technique", others))
