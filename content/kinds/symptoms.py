"""A symptom file: one question scored from 0 to 10, with a label for both ends."""

from __future__ import annotations

from typing import Literal

from bot.domain.symptom import Symptom, Wording
from content.document import Document
from content.problems import not_known
from content.reading import REVIEW_KEYS, Kind, Readable, Reading

LONGEST_NAME = 20
ENDS = ("low", "high")


def _shape(reading: Reading, language: str) -> Symptom:
    reading.reviewed_on()
    if reading.document.body.text:
        reading.wrong(reading.document.body.line, "A symptom has no text below its header.")
    name = reading.text("name")
    if len(name) > LONGEST_NAME:
        reading.wrong(
            reading.line("name"), f"“{name}” has {len(name)} characters; a button has room for {LONGEST_NAME}."
        )
    symptom_id = reading.text("id")
    return Symptom(
        id=symptom_id,
        name=name,
        wording=Wording(
            symptom_id=symptom_id,
            language=language,
            question=reading.text("question"),
            low_anchor=reading.text("low_anchor"),
            high_anchor=reading.text("high_anchor"),
        ),
        best=_best(reading),
        order=reading.whole("order"),
        source=reading.listed("sources"),
        other_names=reading.listed("names"),
    )


def _best(reading: Reading) -> Literal["low", "high"]:
    end = reading.text("best")
    if end and end not in ENDS:
        reading.wrong(reading.line("best"), not_known(end, "an end of the scale", ENDS))
    return "high" if end == "high" else "low"


def _readables(symptom: Symptom, document: Document) -> list[Readable]:
    wording = symptom.wording
    texts = {
        "name": symptom.name,
        "question": wording.question,
        "low_anchor": wording.low_anchor,
        "high_anchor": wording.high_anchor,
    }
    return [Readable(document.header[key].line, text) for key, text in texts.items()]


SYMPTOMS = Kind(
    name="symptom",
    folder="symptoms",
    required=("id", "name", "question", "low_anchor", "high_anchor", "best", "order"),
    optional=("names", "sources", *REVIEW_KEYS),
    shape=_shape,
    readables=_readables,
)
