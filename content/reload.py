"""Reads the words again when a file has changed while the playground runs; what is broken leaves the old words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from content.library import Library
from content.problems import ContentError

ENDINGS = (".md", ".toml", ".txt", ".tsv")
# What a file looked like: when it was written, in nanoseconds, and its size.
Stamp = tuple[int, int]


class Reloader:
    """Watches a content folder for one library. Looking costs a few milliseconds when nothing has changed."""

    def __init__(self, library: Library, root: Path, read: Callable[[], Library]) -> None:
        self._library = library
        self._root = root
        self._read = read
        self._seen = _stamps(root)

    def look(self) -> str | None:
        """Read everything again if a file has changed: one sentence for the console, None when nothing has."""
        stamps = _stamps(self._root)
        if stamps == self._seen:
            return None
        self._seen = stamps
        try:
            fresh = self._read()
        except ContentError as error:
            others = len(error.problems) - 1
            more = f" ({others} more: run check-content.)" if others else ""
            return f"{error.problems[0]} The words stay as they were.{more}"
        self._library.languages = fresh.languages
        return "A text has changed: the next message uses it."


def _stamps(root: Path) -> Mapping[Path, Stamp]:
    found: dict[Path, Stamp] = {}
    for file in root.rglob("*"):
        if file.suffix not in ENDINGS:
            continue
        try:
            status = file.stat()
        except FileNotFoundError:
            # Editors write a new file and rename it; the old one may be gone by now.
            continue
        found[file] = (status.st_mtime_ns, status.st_size)
    return found
