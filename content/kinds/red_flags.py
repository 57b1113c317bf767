"""A red flag file: one sign that wants a human soon. Its id says how soon: RE now, RS today, RA by appointment."""

from __future__ import annotations

import re

from bot.domain.red_flags import LEVELS, RedFlag, Urgency
from content.document import Document
from content.reading import Kind, Readable, Reading

CODE = re.compile(r"(RE|RS|RA)([1-9][0-9]?)")
LONGEST_TITLE = 40


def _shape(reading: Reading, language: str) -> RedFlag:
    body = reading.document.body
    if not body.text:
        reading.wrong(body.line, "There is no text below the header.")
    code = reading.text("id")
    found = CODE.fullmatch(code)
    if found is None:
        reading.wrong(reading.line("id"), f"“{code}” should be RE, RS or RA and a number, such as RE3.")
    title = reading.text("title")
    if len(title) > LONGEST_TITLE:
        reading.wrong(
            reading.line("title"), f"“{title}” has {len(title)} characters; a button has room for {LONGEST_TITLE}."
        )
    return RedFlag(
        id=code,
        title=title,
        text=reading.markup(body),
        urgency=LEVELS[found[1]] if found else Urgency.NOW,
        order=int(found[2]) if found else 0,
        sources=reading.listed("sources"),
        review=reading.text("review"),
        reviewed_on=reading.reviewed_on(),
    )


def _readables(flag: RedFlag, document: Document) -> list[Readable]:
    return [
        Readable(document.header["title"].line, flag.title),
        Readable(document.body.line, flag.text, is_graded=True),
    ]


RED_FLAGS = Kind(
    name="red flag",
    folder="safety/redflags",
    required=("id", "title", "sources", "review"),
    optional=("reviewed_by", "reviewed_on"),
    shape=_shape,
    readables=_readables,
)
