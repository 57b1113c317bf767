"""Short texts and button labels: `phrases.toml` read once, asked for by key, filled in with escaped values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeGuard

import tomli

from content.markup import BRACES, PLACEHOLDER, Markup, escape, plain
from content.problems import ContentError, Problem, nearest, not_known

LONGEST_LABEL = 40
TAGS = ("b", "i", "u", "s", "a", "blockquote")

Entry = str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The short texts of one language, by dotted key such as `checkin.receipt_saved`."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    lines_at: Mapping[str, int] = field(default_factory=dict)

    def say(self, key: str, **values: object) -> Markup:
        """One text as Telegram HTML, each {placeholder} replaced by its escaped value.

        Raises KeyError for an unknown key or a missing value: a slip in the program that a test must find.
        """
        return fill(self._text(key), **values)

    def lines(self, key: str, **values: object) -> tuple[Markup, ...]:
        """A list of texts, each filled in like `say`."""
        entry = self._entry(key)
        return tuple(fill(text, **values) for text in ((entry,) if isinstance(entry, str) else entry))

    def label(self, key: str, **values: object) -> str:
        """The words on a button: plain text, so nothing is escaped."""
        return _filled(self._text(key), {name: str(value) for name, value in values.items()})

    def _text(self, key: str) -> str:
        entry = self._entry(key)
        if isinstance(entry, str):
            return entry
        raise KeyError(f"“{key}” is a list of texts; ask for its lines.")

    def _entry(self, key: str) -> Entry:
        if key not in self.entries:
            guess = nearest(key, self.entries)
            raise KeyError(f"There is no phrase “{key}”" + (f"; did you mean “{guess}”?" if guess else "."))
        return self.entries[key]


def fill(text: str, **values: object) -> Markup:
    """A text with each {placeholder} replaced by its value, escaped unless it is Markup; KeyError if one is missing."""
    return Markup(_filled(text, {name: escape(value) for name, value in values.items()}))


def _filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda found: values[found[1]], text)


def placeholders(entry: Entry) -> frozenset[str]:
    """The names a phrase leaves to be filled in."""
    return frozenset(PLACEHOLDER.findall(entry if isinstance(entry, str) else " ".join(entry)))


def label_mistakes(key: str, entry: Entry) -> Iterator[str]:
    """What keeps an entry from being a button label: plain text that fits on a button of a narrow phone."""
    if not isinstance(entry, str):
        yield f"“{key}” is a list and cannot be a button label."
        return
    if plain(entry) != entry:
        yield f"“{key}” is a button label and cannot have markup."
    if len(entry) > LONGEST_LABEL:
        yield f"“{key}” has {len(entry)} characters; a button has room for {LONGEST_LABEL}."


def read_phrases(text: str, path: str) -> Phrases:
    """A phrases file; raises ContentError with each entry that cannot be shown."""
    try:
        tables = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        reason = str(error).partition(" (at ")[0]
        raise ContentError([Problem(path, line, f"This cannot be read as TOML: {reason}.")]) from None
    lines_at = _lines_at(text)
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for key, value in _flat(tables, ""):
        mistakes = [f"“{key}” should be a text in quotes, or a list of them."]
        if isinstance(value, str) or _is_list_of_texts(value):
            entry: Entry = value if isinstance(value, str) else tuple(value)
            entries[key] = entry
            mistakes = list(_mistakes(key, entry))
        problems.extend(Problem(path, lines_at.get(key, 1), mistake) for mistake in mistakes)
    if problems:
        raise ContentError(problems)
    return Phrases(entries, lines_at)


def differences(english: Phrases, other: Phrases, path: str) -> Iterator[Problem]:
    """What keeps another language's phrases from standing in for the English ones."""
    for key, entry in other.entries.items():
        line = other.lines_at.get(key, 1)
        if key not in english.entries:
            yield Problem(path, line, not_known(key, "a phrase in English", english.entries))
            continue
        original = english.entries[key]
        if isinstance(original, str) != isinstance(entry, str):
            yield Problem(path, line, f"“{key}” is a list in one language and a single text in the other.")
        for name in sorted(placeholders(entry) - placeholders(original)):
            yield Problem(path, line, f"“{key}” has {{{name}}}, which the English phrase does not have.")
        for name in sorted(placeholders(original) - placeholders(entry)):
            yield Problem(path, line, f"“{key}” lacks {{{name}}}, which the English phrase has.")


def _flat(tables: Mapping[str, object], above: str) -> Iterator[tuple[str, object]]:
    for name, value in tables.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _is_list_of_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) for each in value)


def _mistakes(key: str, entry: Entry) -> Iterator[str]:
    for text in (entry,) if isinstance(entry, str) else entry:
        if BRACES.search(PLACEHOLDER.sub("", text)):
            yield f"“{key}” has a brace that is not part of a placeholder such as {{time}}."
        if mistake := _Tags().mistake_in(text):
            yield f"“{key}” {mistake}"


class _Tags(HTMLParser):
    """Checks that tags are ones Telegram knows and that each is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.open: list[str] = []
        self.mistake = ""

    def mistake_in(self, text: str) -> str:
        self.feed(text)
        self.close()
        if not self.mistake and self.open:
            self.mistake = f"opens <{self.open[-1]}> without closing it."
        return self.mistake

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in TAGS:
            self.mistake = self.mistake or f"has <{tag}>, which is not known here; known are: {', '.join(TAGS)}."
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.mistake = self.mistake or f"closes <{tag}> without opening it."

    def handle_data(self, data: str) -> None:
        if re.search(r"[<>&]", data):
            self.mistake = self.mistake or "has a lone <, > or &; write it in words."


def _lines_at(text: str) -> dict[str, int]:
    """The line of each key, so that a problem can be found again."""
    table = ""
    lines: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if found := re.match(r"\[([\w.-]+)\]", line):
            table = f"{found[1]}."
        elif found := re.match(r"([\w.-]+)\s*=", line):
            lines.setdefault(f"{table}{found[1]}", number)
    return lines
