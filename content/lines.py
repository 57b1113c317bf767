"""Reads the lines people can reach, `lines.toml`, onto domain values, and finds a country by what somebody types."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli

from bot.domain.lines import Country, Line, LineBook, Reach
from content.folding import fold
from content.likeness import most_alike
from content.problems import ContentError, Problem, not_known

LINES_FILE = "lines.toml"
COUNTRIES_FILE = "safety/countries.toml"
OTHER_NAMES = "other_names"
KEYS = ("name", "number", "reach", "hours", "source", "checked_on", "word", "url", "is_for_children")
SOURCES = ("official", "dataset", "memory")
LONGEST_NAME = 40
# Of 100: one slip in a name of six letters; short names leave no room for one.
ALIKE = 84
SHORTEST_SLIP = 5


def load_lines(root: Path) -> LineBook:
    """All countries; raises ContentError with everything there is to mend. Without a file there are none."""
    file = root / LINES_FILE
    if not file.exists():
        return LineBook()
    text = file.read_text(encoding="utf-8")
    tables = _tables(text, LINES_FILE)
    others = tables.pop(OTHER_NAMES, {})
    mistakes = [mistake for code, table in tables.items() for mistake in _mistakes(code, table)]
    mistakes += [(code, f"“{code}” has other names but no lines.") for code in others if code not in tables]
    if mistakes:
        raise ContentError(Problem(LINES_FILE, _line_of(text, place), sentence) for place, sentence in mistakes)
    countries = {code: _country(code, table) for code, table in tables.items()}
    names = {code: tuple(each) for code, each in others.items()}
    return LineBook(MappingProxyType(countries), MappingProxyType(names))


def load_country_names(root: Path, language: str) -> Mapping[str, str]:
    """What one language calls each country; nothing when it has no such file."""
    file = root / language / COUNTRIES_FILE
    if not file.exists():
        return MappingProxyType({})
    path = f"{language}/{COUNTRIES_FILE}"
    return MappingProxyType({code: str(name) for code, name in _tables(file.read_text(encoding="utf-8"), path).items()})


def find_countries(text: str, book: LineBook, names: Mapping[str, str], limit: int = 6) -> list[str]:
    """The codes of the countries a text may name: exactly, by beginning, and only then allowing for a slip."""
    query = fold(text) if len(text) <= LONGEST_NAME else ""
    if not query:
        return []
    index = _index(book, names)
    if query in index:
        return [index[query]]
    begun = [code for name, code in index.items() if name.startswith(query)] if len(query) > 1 else []
    return list(dict.fromkeys(begun or _alike(query, index)))[:limit]


def _alike(query: str, index: Mapping[str, str]) -> list[str]:
    if len(query) < SHORTEST_SLIP:
        return []
    return [index[name] for name, _, _ in most_alike(query, list(index), least=ALIKE)]


def _index(book: LineBook, names: Mapping[str, str]) -> dict[str, str]:
    index = {fold(name): code for code, name in names.items() if code in book.countries}
    for code, others in book.other_names.items():
        for name in (code, *others):
            index.setdefault(fold(name), code)
    return index


def _tables(text: str, path: str) -> dict[str, Any]:
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ContentError([Problem(path, 1, f"This is not valid TOML: {error}.")]) from error


def _line_of(text: str, word: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), start=1) if word in line), 1)


def _mistakes(code: str, table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each wrong value of one country, with the word to look for in the file."""
    if not table.get("emergency"):
        yield f"[{code}]", f"“{code}” has no emergency number."
    for line in table.get("lines", ()):
        shown = str(line.get("name", code))
        for key in line:
            if key not in KEYS:
                yield shown, not_known(key, "a key of a line", KEYS)
        for key in ("name", "reach", "source"):
            if not line.get(key):
                yield shown, f"“{shown}” has no “{key}”."
        for reach in line.get("reach", ()):
            if reach not in {each.value for each in Reach}:
                yield shown, not_known(reach, "a way to reach a line", [each.value for each in Reach])
        if line.get("source") not in SOURCES:
            yield shown, not_known(str(line.get("source")), "a source of a line", SOURCES)
        if not (line.get("number") or line.get("url")):
            yield shown, f"“{shown}” has neither a number nor an address."
        if line.get("checked_on") and _date(line["checked_on"]) is None:
            yield shown, f"“checked_on” of “{shown}” should be a date such as 2026-11-20."


def _country(code: str, table: Mapping[str, Any]) -> Country:
    return Country(code, tuple(table["emergency"]), tuple(_line(line) for line in table.get("lines", ())))


def _line(values: Mapping[str, Any]) -> Line:
    return Line(
        name=values["name"],
        number=values.get("number", ""),
        reach=tuple(Reach(each) for each in values["reach"]),
        hours=values.get("hours", ""),
        source=values["source"],
        checked_on=_date(values.get("checked_on", "")),
        word=values.get("word", ""),
        url=values.get("url", ""),
        is_for_children=values.get("is_for_children", False),
    )


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
