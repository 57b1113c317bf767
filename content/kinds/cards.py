"""A card file: one word of the library explained in four sections, with its grade, sources, cautions and red flags."""

from __future__ import annotations

from bot.domain.cards import CLINICIAN_GRADES, CLINICIAN_GROUPS, GROUPS_WITHOUT_QUESTIONS, Card, Group
from bot.domain.cautions import CAUTIONS
from bot.domain.tips import Grade
from content.document import Document
from content.reading import Kind, Readable, Reading
from content.sections import check_headings, line_of, sections_of
from content.style import words

WHAT, KNOWN, CARE, ASK = "What it is", "What we know", "Take care", "Questions to ask"
FRAME = (WHAT, KNOWN, CARE)
# Signs that need help (content facts, section 6.1): RE now, RS the same day, RA by appointment.
RED_FLAGS = tuple(
    f"{level}{number}" for level, last in (("RE", 13), ("RS", 10), ("RA", 13)) for number in range(1, last + 1)
)
MOST_WORDS = 150


def _shape(reading: Reading, language: str) -> Card:
    sections = sections_of(reading, WHAT)
    group = reading.one_of("group", Group)
    grade = reading.one_of("grade", Grade) if reading.listed("grade") else None
    _check_grade(reading, group, grade)
    wanted = FRAME if group in GROUPS_WITHOUT_QUESTIONS else (*FRAME, ASK)
    check_headings(reading, sections, "a heading of a card", wanted=wanted, optional=(ASK,))
    texts = {name: reading.markup(passage) for name, passage in sections.items()}
    reading.codes("red_flags", RED_FLAGS)
    return Card(
        id=reading.text("id"),
        title=reading.text("title"),
        group=group,
        other_names=reading.listed("names"),
        grade=grade,
        sources=reading.listed("sources"),
        cautions=reading.codes("cautions", CAUTIONS),
        red_flags=reading.listed("red_flags"),
        review=reading.text("review"),
        what=texts.get(WHAT, ""),
        known=texts.get(KNOWN, ""),
        care=texts.get(CARE, ""),
        ask=texts.get(ASK, ""),
        reviewed_on=reading.reviewed_on(),
        language=language,
    )


def _check_grade(reading: Reading, group: Group, grade: Grade | None) -> None:
    """No card may make a medicine or procedure look like something to try alone."""
    if group in CLINICIAN_GROUPS and grade not in CLINICIAN_GRADES:
        fine = " or ".join(f"“{each.value}”" for each in Grade if each in CLINICIAN_GRADES)
        reading.wrong(reading.line("grade"), f"The grade of a {group.value} should be {fine}.")


def _readables(card: Card, document: Document) -> list[Readable]:
    texts = {WHAT: card.what, KNOWN: card.known, CARE: card.care, ASK: card.ask}
    own_words = frozenset(word.lower() for name in card.names for word in words(name))
    return [
        Readable(document.header["title"].line, card.title),
        *(
            Readable(line_of(name, document), text, is_graded=True, familiar=own_words)
            for name, text in texts.items()
            if text
        ),
    ]


CARDS = Kind(
    name="card",
    folder="cards",
    required=("id", "title", "group", "sources", "review"),
    optional=("names", "grade", "cautions", "red_flags", "reviewed_by", "reviewed_on"),
    shape=_shape,
    readables=_readables,
    most_words=MOST_WORDS,
)
