"""Takes typed values out of one document and remembers every problem on the way.

A reading never raises half-way: a wrong value becomes a problem and a stand-in, so that one look at a file finds
everything there is to mend. Stand-ins never leave this package, because a file with problems is not used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Generic, TypeVar

from content.document import Document, Passage, Value, parse
from content.markup import BRACES, PLACEHOLDER, Markup, render
from content.problems import ContentError, Problem, not_known

Thing = TypeVar("Thing")
Choice = TypeVar("Choice", bound=Enum)
NOTHING = Value("", 1)
REVIEW_KEYS = ("review", "reviewed_by", "reviewed_on")
DRAFT, REVIEWED = "draft", "reviewed"
REVIEW_STATES = (DRAFT, REVIEWED)


@dataclass(frozen=True, slots=True)
class Readable:
    """A text a person sees at once, for the language checks; `most_words` None means a page to scroll.

    `familiar` are the long words this text is about; they do not count as hard.
    """

    line: int
    text: str
    most_words: int | None = 60
    is_graded: bool = False
    familiar: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Kind(Generic[Thing]):
    """One kind of content file: its folder, its header keys, and how a reading becomes a domain value.

    `most_words` is what all texts of one file may have together.
    """

    name: str
    folder: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    shape: Callable[[Reading, str], Thing]
    readables: Callable[[Thing, Document], Sequence[Readable]]
    most_words: int | None = None


@dataclass(frozen=True, slots=True)
class Item(Generic[Thing]):
    """A domain value together with the document it came from."""

    thing: Thing
    document: Document


class Reading:
    """One document while it is read; `problems` grows."""

    def __init__(self, document: Document, kind: Kind[Thing]) -> None:
        self.document = document
        self.problems: list[Problem] = []
        self._check_keys(kind)

    def wrong(self, line: int, sentence: str) -> None:
        """Remember one problem."""
        self.problems.append(Problem(self.document.path, line, sentence))

    def text(self, key: str) -> str:
        """The value of a key, or an empty text."""
        return self._value(key).text

    def line(self, key: str) -> int:
        """The line a key is on, or the first."""
        return self._value(key).line

    def listed(self, key: str) -> tuple[str, ...]:
        """A list parted by commas; an empty value and a lone hyphen both mean nothing."""
        text = self.text(key)
        return () if text in ("", "-") else tuple(part.strip() for part in text.split(",") if part.strip())

    def whole(self, key: str, least: int = 0) -> int:
        """A whole number of at least `least`."""
        text = self.text(key)
        if re.fullmatch(r"[0-9]{1,6}", text) and int(text) >= least:
            return int(text)
        if text:
            self.wrong(self.line(key), f"“{key}” should be a whole number from {least} up, not “{text}”.")
        return least

    def day(self, key: str) -> date | None:
        """A date written 2026-11-20, or None when there is none."""
        text = self.text(key)
        if not text:
            return None
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.wrong(self.line(key), f"“{key}” should be a date such as 2026-11-20, not “{text}”.")
            return None

    def one_of(self, key: str, choices: type[Choice]) -> Choice:
        """The member whose value is written behind the key."""
        found = self._members((self.text(key),) if self.text(key) else (), key, choices)
        return found[0] if found else next(iter(choices))

    def some_of(self, key: str, choices: type[Choice]) -> frozenset[Choice]:
        """The members whose values are listed behind the key."""
        return frozenset(self._members(self.listed(key), key, choices))

    def codes(self, key: str, known: Iterable[str]) -> frozenset[str]:
        """The listed codes, each of which must be known."""
        codes = tuple(known)
        for word in self.listed(key):
            if word not in codes:
                self.wrong(self.line(key), not_known(word, f"a known code for “{key}”", codes))
        return frozenset(self.listed(key))

    def markup(self, passage: Passage, placeholders: Sequence[str] = ()) -> Markup:
        """A passage as Telegram HTML; braces are only for the named placeholders."""
        for line, text in enumerate(passage.text.splitlines(), start=passage.line):
            for name in PLACEHOLDER.findall(text):
                if name not in placeholders:
                    self.wrong(line, f"Nothing is known that could be filled in for {{{name}}}.")
            if BRACES.search(PLACEHOLDER.sub("", text)):
                self.wrong(line, "Braces are only for what is filled in, such as {contact}.")
        try:
            return render(passage, self.document.path)
        except ContentError as error:
            self.problems.extend(error.problems)
            return Markup("")

    def reviewed_on(self) -> date | None:
        """When a clinician last read the text; checks the review keys that every kind shares."""
        self.codes("review", REVIEW_STATES)
        reviewed_on = self.day("reviewed_on")
        if self.text("review") == REVIEWED and not (reviewed_on and self.text("reviewed_by")):
            self.wrong(self.line("review"), "A reviewed text needs “reviewed_by” and “reviewed_on”.")
        return reviewed_on

    def _value(self, key: str) -> Value:
        return self.document.header.get(key, NOTHING)

    def _members(self, words: Sequence[str], key: str, choices: type[Choice]) -> list[Choice]:
        known = _by_value(choices)
        for word in words:
            if word not in known:
                self.wrong(self.line(key), not_known(word, f"a known code for “{key}”", known))
        return [known[word] for word in words if word in known]

    def _check_keys(self, kind: Kind[Thing]) -> None:
        known = (*kind.required, *kind.optional)
        for key, value in self.document.header.items():
            if key not in known:
                self.wrong(value.line, not_known(key, f"a key of a {kind.name}", known))
        for key in kind.required:
            if key not in self.document.header:
                self.wrong(1, f"The header has no “{key}”.")
            elif not self.text(key):
                self.wrong(self.line(key), f"“{key}” is empty.")


@cache
def _by_value(choices: type[Choice]) -> Mapping[str, Choice]:
    return {str(member.value): member for member in choices}


def read(kind: Kind[Thing], text: str, path: str, language: str) -> Item[Thing]:
    """One file as a domain value; raises ContentError with everything there is to mend in it."""
    document = parse(text, path)
    reading = Reading(document, kind)
    thing = kind.shape(reading, language)
    if reading.problems:
        raise ContentError(reading.problems)
    return Item(thing, document)
