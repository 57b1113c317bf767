"""A tip file: one small thing to try, with the days it suits, what it costs, its cautions, grade and sources."""

from __future__ import annotations

from bot.domain.cautions import CAUTIONS
from bot.domain.tips import Energy, Grade, Pattern, Tip, Topic
from content.document import Document
from content.reading import Kind, Readable, Reading

__all__ = ["CAUTIONS", "TIPS"]


def _shape(reading: Reading, language: str) -> Tip:
    if not reading.document.body.text:
        reading.wrong(reading.document.body.line, "There is no text below the header.")
    return Tip(
        id=reading.text("id"),
        title=reading.text("title"),
        text=reading.markup(reading.document.body),
        topic=reading.one_of("topic", Topic),
        patterns=reading.some_of("patterns", Pattern),
        energy=reading.one_of("energy", Energy),
        minutes=reading.whole("minutes"),
        cautions=reading.codes("cautions", CAUTIONS),
        grade=reading.one_of("grade", Grade),
        sources=reading.listed("sources"),
        review=reading.text("review"),
        caution_note="" if reading.text("caution_note") == "-" else reading.text("caution_note"),
        reviewed_on=reading.reviewed_on(),
        language=language,
    )


def _readables(tip: Tip, document: Document) -> list[Readable]:
    texts = [
        Readable(document.header["title"].line, tip.title),
        Readable(document.body.line, tip.text, is_graded=True),
    ]
    if tip.caution_note:
        texts.append(Readable(document.header["caution_note"].line, tip.caution_note))
    return texts


TIPS = Kind(
    name="tip",
    folder="tips",
    required=("id", "title", "topic", "patterns", "energy", "minutes", "grade", "sources", "review"),
    optional=("cautions", "caution_note", "reviewed_by", "reviewed_on"),
    shape=_shape,
    readables=_readables,
)
