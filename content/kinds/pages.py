"""A page file: a title and a longer text that a command or a button shows whole."""

from __future__ import annotations

from bot.domain.pages import Page
from content.document import Document
from content.reading import REVIEW_KEYS, Kind, Readable, Reading

# What a page may leave to be filled in: who runs this bot.
PLACEHOLDERS = ("contact",)
LENGTHS = ("short", "long")
MOST_CHARACTERS = 4096


def _shape(reading: Reading, language: str) -> Page:
    body = reading.document.body
    if not body.text:
        reading.wrong(body.line, "There is no text below the header.")
    reading.reviewed_on()
    reading.codes("length", LENGTHS)
    text = reading.markup(body, PLACEHOLDERS)
    if len(text) > MOST_CHARACTERS:
        reading.wrong(body.line, f"This page has {len(text)} characters; a message has room for {MOST_CHARACTERS}.")
    return Page(id=reading.text("id"), title=reading.text("title"), text=text)


def _readables(page: Page, document: Document) -> list[Readable]:
    length = document.header.get("length")
    is_long = length is not None and length.text == "long"
    return [
        Readable(document.header["title"].line, page.title),
        Readable(document.body.line, page.text, most_words=None if is_long else 60, is_graded=True),
    ]


PAGES = Kind(
    name="page",
    folder="pages",
    required=("id", "title"),
    optional=("length", "sources", *REVIEW_KEYS),
    shape=_shape,
    readables=_readables,
)
