"""Holds a translation against its English original: words may differ, what the program acts on may not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from content.problems import Problem
from content.reading import Item
from content.shelves import Shelves

# Codes and numbers, by folder: who gets a tip, how a scale runs, how long a breath lasts.
SAME = {
    "symptoms": ("best", "order"),
    "tips": ("topic", "patterns", "energy", "minutes", "grade", "sources", "cautions"),
    "cards": ("group", "grade", "sources", "cautions", "red_flags"),
    "techniques": ("order", "rounds", "gentler", "cautions", "sources"),
    "pages": (),
    "safety/redflags": ("sources",),
}
SECONDS = re.compile(r"[0-9]+(?:\.[0-9]+)?(?=\s*(?:,|$))")


def drifted(shelf: Shelves, english: Shelves) -> Iterator[Problem]:
    """Everything in one language's files that says something else than the English file of the same id."""
    for (kind, items), (_, originals) in zip(shelf.by_kind(), english.by_kind(), strict=True):
        by_id = {item.thing.id: item for item in originals}
        for item in items:
            original = by_id.get(item.thing.id)
            if original is not None:
                yield from _different(item, original, SAME[kind.folder])


def _different(item: Item[Any], original: Item[Any], keys: tuple[str, ...]) -> Iterator[Problem]:
    for key in keys:
        if _codes(item, key) != _codes(original, key):
            meant = ", ".join(_codes(original, key)) or "-"
            yield Problem(item.document.path, _line(item, key), f"“{key}” should be as in English: {meant}.")
    if _seconds(item) != _seconds(original):
        meant = ", ".join(_seconds(original))
        yield Problem(item.document.path, _line(item, "phases"), f"The seconds should be as in English: {meant}.")
    if _text(original, "caution_note") and not _text(item, "caution_note"):
        yield Problem(item.document.path, _line(item, "caution_note"), "The English text has a caution_note here.")


def _text(item: Item[Any], key: str) -> str:
    value = item.document.header.get(key)
    return "" if value is None or value.text == "-" else value.text


def _line(item: Item[Any], key: str) -> int:
    value = item.document.header.get(key)
    return value.line if value else 1


def _codes(item: Item[Any], key: str) -> list[str]:
    """The listed codes; their order means nothing."""
    return sorted(part.strip() for part in _text(item, key).split(",") if part.strip())


def _seconds(item: Item[Any]) -> list[str]:
    return SECONDS.findall(_text(item, "phases"))
