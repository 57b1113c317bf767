"""Cuts the body of a file at its `##` headings, which are signposts for the reader and shown to nobody."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from content.document import Document, Passage
from content.problems import not_known
from content.reading import Reading

HEADING = "## "


def sections_of(reading: Reading, first: str) -> dict[str, Passage]:
    """The passages by heading; text above the first heading and a heading twice are problems."""
    body = reading.document.body
    lines = body.text.splitlines()
    starts = [place for place, line in enumerate(lines) if line.startswith(HEADING)]
    if any(line.strip() for line in lines[: starts[0] if starts else len(lines)]):
        reading.wrong(body.line, f"This text stands above the first heading, such as {HEADING}{first}.")
    sections: dict[str, Passage] = {}
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        name = lines[start].removeprefix(HEADING).strip()
        if name in sections:
            reading.wrong(body.line + start, f"The heading “{name}” is here twice.")
        sections[name] = Passage("\n".join(lines[start + 1 : end]).rstrip(), body.line + start + 1)
    return sections


def check_headings(
    reading: Reading,
    sections: Mapping[str, Passage],
    what: str,
    *,
    wanted: Collection[str],
    optional: Collection[str] = (),
) -> None:
    """Each wanted heading must be there, no other may be, and none may be empty; `what` says what a heading is."""
    known = (*wanted, *optional)
    for name, passage in sections.items():
        if name not in known:
            reading.wrong(passage.line - 1, not_known(name, what, known))
        elif not passage.text.strip():
            reading.wrong(passage.line - 1, f"There is no text below “{HEADING}{name}”.")
    for name in wanted:
        if name not in sections:
            reading.wrong(reading.document.body.line, f"The heading “{HEADING}{name}” is missing.")


def line_of(name: str, document: Document) -> int:
    """The line a heading is on."""
    return document.body.line + document.body.text.splitlines().index(f"{HEADING}{name}")
