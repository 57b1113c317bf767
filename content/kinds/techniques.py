"""A technique file: phases with seconds in the header, and one heading per text in the body.

`phases: Breathe in 4, Hold 7, Breathe out 8` is played `rounds` times, so any exercise that is a row of timed steps is
one file and needs no code. Three headings say what stands around it; they stay in English in every language, because
they are signposts for the reader and nobody sees them. Each other heading is the name of a phase.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.cautions import CAUTIONS
from bot.domain.techniques import Phase, Technique
from content.document import Document
from content.reading import REVIEW_KEYS, Kind, Readable, Reading
from content.sections import check_headings, line_of, sections_of

INTRO, CAUTION, OUTRO = "Before you start", "Take care", "Afterwards"
FRAME = (INTRO, CAUTION, OUTRO)
TIMED = re.compile(r"(?P<name>.*\S)\s+(?P<seconds>[0-9]+(\.[0-9]+)?)")
LONGEST_PHASE = 600


def _shape(reading: Reading, language: str) -> Technique:
    sections = sections_of(reading, INTRO)
    timed = list(_timed(reading))
    wanted = (*FRAME, *sorted({name for name, _ in timed}))
    check_headings(reading, sections, "a phase of this technique", wanted=wanted)
    texts = {name: reading.markup(passage) for name, passage in sections.items()}
    reading.reviewed_on()
    gentler = reading.text("gentler")
    return Technique(
        id=reading.text("id"),
        name=reading.text("name"),
        intro=texts.get(INTRO, ""),
        caution=texts.get(CAUTION, ""),
        outro=texts.get(OUTRO, ""),
        phases=tuple(Phase(name, seconds, texts.get(name, "")) for name, seconds in timed),
        rounds=reading.whole("rounds", least=1),
        sources=reading.listed("sources"),
        order=reading.whole("order"),
        gentler=None if gentler in ("", "-") else gentler,
        cautions=reading.codes("cautions", CAUTIONS),
    )


def _timed(reading: Reading) -> Iterable[tuple[str, float]]:
    """Each listed phase with its seconds."""
    for part in reading.listed("phases"):
        found = TIMED.fullmatch(part)
        if found is None:
            reading.wrong(reading.line("phases"), f"“{part}” should be a name and its seconds, such as Breathe in 4.")
        elif not 0 < float(found["seconds"]) <= LONGEST_PHASE:
            reading.wrong(reading.line("phases"), f"“{part}” should last from 1 to {LONGEST_PHASE} seconds.")
        else:
            yield found["name"], float(found["seconds"])


def _readables(technique: Technique, document: Document) -> list[Readable]:
    frame = {INTRO: technique.intro, CAUTION: technique.caution, OUTRO: technique.outro}
    texts = frame | {phase.name: phase.text for phase in technique.phases}
    return [
        Readable(document.header["name"].line, technique.name),
        *(Readable(line_of(name, document), text, is_graded=name in frame) for name, text in texts.items()),
    ]


TECHNIQUES = Kind(
    name="technique",
    folder="techniques",
    required=("id", "name", "order", "rounds", "phases", "sources"),
    optional=("gentler", "cautions", *REVIEW_KEYS),
    shape=_shape,
    readables=_readables,
)
