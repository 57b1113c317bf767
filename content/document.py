"""Reads one content file: a flat `key: value` header between two `---` lines, and the text below it.

Values stay text: no quotes, no nesting, no types. What a value means is decided by the kind of thing the file holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from content.problems import ContentError, Problem

FENCE = "---"
QUOTES = ("'", '"')
UNSAFE = re.compile(r"[<>&{}]")


@dataclass(frozen=True, slots=True)
class Value:
    """The text behind one key, and its line."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of Markdown and the line it begins on."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """One file taken apart, nothing in it understood yet."""

    path: str
    header: Mapping[str, Value]
    body: Passage


def parse(text: str, path: str) -> Document:
    """Take a file apart; raises ContentError with every line of the header that cannot be read."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or lines[0].rstrip() != FENCE:
        raise ContentError([Problem(path, 1, "The first line must be ---, with the header below it.")])
    end = next((place for place, line in enumerate(lines[1:], start=1) if line.rstrip() == FENCE), None)
    if end is None:
        raise ContentError([Problem(path, len(lines), "The header needs a second --- line at its end.")])
    header = _header(lines[1:end], path)
    return Document(path, MappingProxyType(header), _body(lines, end + 1))


def _header(lines: list[str], path: str) -> dict[str, Value]:
    header: dict[str, Value] = {}
    problems: list[Problem] = []
    for number, line in enumerate(lines, start=2):
        if not line.strip():
            continue
        key, value = (part.strip() for part in line.partition(":")[::2])
        mistake = _mistake(line, key, value) or _repeated(key, header)
        if mistake:
            problems.append(Problem(path, number, mistake))
        else:
            header[key] = Value(value, number)
    if problems:
        raise ContentError(problems)
    return header


def _mistake(line: str, key: str, value: str) -> str | None:
    if line[0].isspace():
        return "A header line must start at the left edge; there is no nesting."
    if ":" not in line or not key:
        return f"“{line.strip()}” should read key: value, with a colon."
    if len(value) > 1 and value[0] in QUOTES and value[-1] == value[0]:
        return f"“{key}” needs no quotes around its value."
    if UNSAFE.search(value):
        return f"“{key}” cannot hold <, >, &, {{ or }}; write it in words."
    return None


def _repeated(key: str, header: Mapping[str, Value]) -> str | None:
    return f"“{key}” is here twice; the first is on line {header[key].line}." if key in header else None


def _body(lines: list[str], start: int) -> Passage:
    """The text below the header, without the empty lines around it; lines count from 1."""
    fence = start
    while start < len(lines) and not lines[start].strip():
        start += 1
    if start == len(lines):
        return Passage("", fence)
    return Passage("\n".join(lines[start:]).rstrip(), start + 1)
