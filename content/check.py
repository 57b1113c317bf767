"""Checks all content as a reviewer would: structure, missing translations, plain language, overdue reviews."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.domain.cards import Card
from bot.domain.phrase_rules import PhraseRules
from bot.domain.tips import Grade, Tip
from content.citations import sources_page
from content.library import ENGLISH
from content.loader import content_root, read_all, read_safety
from content.markup import plain
from content.phrases import Phrases
from content.problems import Problem
from content.reading import REVIEWED, Item, Readable
from content.shelves import Shelves
from content.sources import Source
from content.style import problems_of, read_rules, warnings_of, words
from content.translations import drifted

REVIEW_LASTS = timedelta(days=730)
LEAST_CAUTIONS_FILE = "least_cautions.txt"
# What a language may add little by little; everything else is met on the first day.
MAY_WAIT = ("tips", "cards")
# The grades that say people were studied, and the heading in the list of sources below which nobody was.
STUDIED = frozenset({Grade.STRONG, Grade.MODERATE})
EXPERIENCE = "Experience"


@dataclass(frozen=True, slots=True)
class Report:
    """What is there, what must be mended before release, and what could be better.

    `counts` is by language, then by kind; `drafts` counts the tips and cards no clinician has reviewed yet.
    `sources_page` is the list of sources as a page of the documentation, `phrase_rules` are those of the phrase check.
    """

    counts: Mapping[str, Mapping[str, int]]
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]
    drafts: int
    sources_page: str
    phrase_rules: tuple[PhraseRules, ...] = ()


def check(root: Path | None = None, now: datetime | None = None) -> Report:
    """Read everything and report; overdue reviews are only looked for when `now` is given."""
    root = content_root(root)
    shelves, sources, problems = read_all(root)
    safety = read_safety(root, problems)
    least_cautions = _least_cautions(root)
    warnings: list[Problem] = []
    for shelf in shelves.values():
        rules = read_rules(root / shelf.language)
        for path, readable in _readables(shelf):
            problems.extend(Problem(path, readable.line, sentence) for sentence in problems_of(readable, rules))
            warnings.extend(Problem(path, readable.line, sentence) for sentence in warnings_of(readable, rules))
        problems.extend(_too_long(shelf))
        problems.extend(_careless(shelf, least_cautions))
        problems.extend(_unstudied(shelf, sources))
        if shelf.language != ENGLISH and ENGLISH in shelves:
            problems.extend(_missing(shelf, shelves[ENGLISH]))
            problems.extend(drifted(shelf, shelves[ENGLISH]))
            warnings.extend(_waiting(shelf, shelves[ENGLISH]))
        if now is not None:
            warnings.extend(_overdue(shelf, now))
    counts = {name: _counts(shelf) for name, shelf in shelves.items()}
    reviews = (item.thing.review for shelf in shelves.values() for items in (shelf.tips, shelf.cards) for item in items)
    drafts = sum(review != REVIEWED for review in reviews)
    page = sources_page(sources, shelves[ENGLISH]) if ENGLISH in shelves else ""
    return Report(counts, tuple(sorted(problems)), tuple(sorted(warnings)), drafts, page, safety.phrase_rules)


def _counts(shelf: Shelves) -> dict[str, int]:
    return {kind.folder.rpartition("/")[2]: len(items) for kind, items in shelf.by_kind()} | {
        "phrases": sum(len(phrases.entries) for _, phrases in shelf.by_phrases_file())
    }


def _readables(shelf: Shelves) -> Iterator[tuple[str, Readable]]:
    for kind, items in shelf.by_kind():
        for item in items:
            for readable in kind.readables(item.thing, item.document):
                yield item.document.path, readable
    for name, phrases in shelf.by_phrases_file():
        yield from ((f"{shelf.language}/{name}", readable) for readable in _spoken(phrases))


def _spoken(phrases: Phrases) -> Iterator[Readable]:
    for key, entry in phrases.entries.items():
        for text in (entry,) if isinstance(entry, str) else entry:
            yield Readable(phrases.lines_at.get(key, 1), text)


def _too_long(shelf: Shelves) -> Iterator[Problem]:
    """Files whose texts are each short enough but too much together."""
    for kind, items in shelf.by_kind():
        if kind.most_words is None:
            continue
        for item in items:
            texts = (plain(readable.text) for readable in kind.readables(item.thing, item.document))
            count = sum(len(words(text)) for text in texts)
            if count > kind.most_words:
                sentence = f"This {kind.name} has {count} words; the most is {kind.most_words}."
                yield Problem(item.document.path, item.document.body.line, sentence)


def _least_cautions(root: Path) -> dict[str, frozenset[str]]:
    """By tip id, whom it may not suit at the least; nothing without that list."""
    file = root / LEAST_CAUTIONS_FILE
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    pairs = (line.split(":") for line in lines if line and not line.startswith("#"))
    return {tip_id: frozenset(code.strip() for code in codes.split(",")) for tip_id, codes in pairs}


def _careless(shelf: Shelves, least: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    """Tips that lack a caution which the research names for them."""
    for item in shelf.tips:
        value = item.document.header.get("cautions")
        for code in sorted(least.get(item.thing.id, frozenset()) - item.thing.cautions):
            sentence = f"The caution {code} is missing; the research names it for this tip."
            yield Problem(item.document.path, value.line if value else 1, sentence)


def _unstudied(shelf: Shelves, sources: Mapping[str, Source]) -> Iterator[Problem]:
    """Tips and cards graded as if there were studies, though nothing but experience or advertising is named."""
    graded: tuple[Item[Tip] | Item[Card], ...] = (*shelf.tips, *shelf.cards)
    for item in graded:
        value = item.document.header.get("grade")
        named = [sources[key] for key in item.thing.sources if key in sources]
        if value and item.thing.grade in STUDIED and {source.section for source in named} == {EXPERIENCE}:
            keys = ", ".join(source.key for source in named)
            sentence = f"The grade {value.text} needs a study or a guideline among the sources; this names {keys}."
            yield Problem(item.document.path, value.line, sentence)


def _missing(shelf: Shelves, english: Shelves) -> Iterator[Problem]:
    """What a second language does not have yet; until then people read it in English."""
    for (kind, items), (_, originals) in zip(shelf.by_kind(), english.by_kind(), strict=True):
        ids = {item.thing.id for item in items}
        for item in originals:
            if item.thing.id not in ids and kind.folder not in MAY_WAIT:
                path = item.document.path.replace(ENGLISH, shelf.language, 1)
                yield Problem(path, 1, f"The {kind.name} “{item.thing.id}” is missing in this language.")
        for item in items:
            if item.thing.id not in {original.thing.id for original in originals}:
                yield Problem(item.document.path, 1, f"There is no {kind.name} “{item.thing.id}” in English.")
    for (name, spoken), (_, phrases) in zip(english.by_phrases_file(), shelf.by_phrases_file(), strict=True):
        for key in spoken.entries:
            if key not in phrases.entries:
                yield Problem(f"{shelf.language}/{name}", 1, f"The phrase “{key}” is missing in this language.")


def _waiting(shelf: Shelves, english: Shelves) -> Iterator[Problem]:
    """How much of what may wait is still in English."""
    for (kind, items), (_, originals) in zip(shelf.by_kind(), english.by_kind(), strict=True):
        missing = {item.thing.id for item in originals} - {item.thing.id for item in items}
        if missing and kind.folder in MAY_WAIT:
            sentence = f"{len(missing)} of {len(originals)} {kind.folder} are still in English."
            yield Problem(f"{shelf.language}/{kind.folder}", 1, sentence)


def _overdue(shelf: Shelves, now: datetime) -> Iterator[Problem]:
    for _, items in shelf.by_kind():
        for item in items:
            value = item.document.header.get("reviewed_on")
            if value and value.text and datetime.fromisoformat(value.text).date() + REVIEW_LASTS < now.date():
                yield Problem(item.document.path, value.line, f"The last review, {value.text}, is over two years old.")
