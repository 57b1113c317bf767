"""A technique file: phases with seconds in the header, and one heading per text in the body.

`phases: Breathe in 4, Hold 7, Breathe out 8` is played `rounds` times, or once for each of `areas`, between `opening`
and `closing`; so any exercise made of timed steps is one file and needs no code. Three headings say what stands around
it; they stay in English in every language, because they are signposts for the reader and nobody sees them. Each other
heading is the name of a phase or an area.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.domain.cautions import CAUTIONS
from bot.domain.techniques import Area, Motion, Phase, Technique
from content.document import Document
from content.reading import REVIEW_KEYS, Kind, Readable, Reading
from content.sections import check_headings, line_of, sections_of

INTRO, CAUTION, OUTRO = "Before you start", "Take care", "Afterwards"
FRAME = (INTRO, CAUTION, OUTRO)
TIMED = re.compile(r"(?P<name>.*\S)\s+(?P<seconds>[0-9]+(\.[0-9]+)?)")
LONGEST_PHASE = 1800
TIMED_KEYS = ("opening", "phases", "closing")

Timed = tuple[str, float]


def _shape(reading: Reading, language: str) -> Technique:
    sections = sections_of(reading, INTRO)
    timed = {key: tuple(_timed(reading, key)) for key in TIMED_KEYS}
    areas = tuple(_areas(reading))
    names = [*(name for each in timed.values() for name, _ in each), *(name for name, _ in areas)]
    check_headings(reading, sections, "a phase of this technique", wanted=(*FRAME, *sorted(set(names))))
    texts: dict[str, str] = {name: reading.markup(passage) for name, passage in sections.items()}
    reading.reviewed_on()
    return Technique(
        id=reading.text("id"),
        name=reading.text("name"),
        intro=texts.get(INTRO, ""),
        caution=texts.get(CAUTION, ""),
        outro=texts.get(OUTRO, ""),
        phases=_phases(timed["phases"], texts),
        rounds=reading.whole("rounds", least=1),
        sources=reading.listed("sources"),
        order=reading.whole("order"),
        gentler=_other(reading, "gentler"),
        variant_of=_other(reading, "variant_of"),
        opening=_phases(timed["opening"], texts),
        areas=tuple(Area(name, texts.get(name, ""), seconds) for name, seconds in areas),
        closing=_phases(timed["closing"], texts),
        motion=_motion(reading, len(timed["phases"])),
        cautions=reading.codes("cautions", CAUTIONS),
        most_rounds=reading.whole("most_rounds"),
        a_day=reading.whole("a_day"),
    )


def _phases(timed: tuple[Timed, ...], texts: dict[str, str]) -> tuple[Phase, ...]:
    return tuple(Phase(name, seconds, texts.get(name, "")) for name, seconds in timed)


def _timed(reading: Reading, key: str) -> Iterator[Timed]:
    """Each listed phase with its seconds."""
    for part in reading.listed(key):
        found = TIMED.fullmatch(part)
        if found is None:
            reading.wrong(reading.line(key), f"“{part}” should be a name and its seconds, such as Breathe in 4.")
        elif _is_sound(reading, key, part, float(found["seconds"])):
            yield found["name"], float(found["seconds"])


def _areas(reading: Reading) -> Iterator[tuple[str, float | None]]:
    """Each listed area, with the seconds of its first phase where they differ."""
    for part in reading.listed("areas"):
        found = TIMED.fullmatch(part)
        if found is None:
            yield part, None
        elif _is_sound(reading, "areas", part, float(found["seconds"])):
            yield found["name"], float(found["seconds"])


def _is_sound(reading: Reading, key: str, part: str, seconds: float) -> bool:
    if 0 < seconds <= LONGEST_PHASE:
        return True
    reading.wrong(reading.line(key), f"“{part}” should last from 1 to {LONGEST_PHASE} seconds.")
    return False


def _other(reading: Reading, key: str) -> str | None:
    name = reading.text(key)
    return None if name in ("", "-") else name


def _motion(reading: Reading, phases: int) -> tuple[Motion, ...]:
    """What the circle does in each phase; nothing where there is no circle."""
    known = {motion.value: motion for motion in Motion}
    words = reading.listed("motion")
    reading.codes("motion", known)
    if words and len(words) != phases:
        reading.wrong(reading.line("motion"), f"“motion” names {len(words)} movements for {phases} phases.")
    return tuple(known[word] for word in words if word in known)


def _readables(technique: Technique, document: Document) -> list[Readable]:
    frame = {INTRO: technique.intro, CAUTION: technique.caution, OUTRO: technique.outro}
    phases = (*technique.opening, *technique.phases, *technique.closing)
    texts = frame | {each.name: each.text for each in phases} | {each.name: each.text for each in technique.areas}
    return [
        Readable(document.header["name"].line, technique.name),
        *(Readable(line_of(name, document), text, is_graded=name in frame) for name, text in texts.items()),
    ]


TECHNIQUES = Kind(
    name="technique",
    folder="techniques",
    required=("id", "name", "order", "rounds", "phases", "sources"),
    optional=(
        *("gentler", "variant_of", "opening", "areas", "closing", "motion"),
        *("cautions", "most_rounds", "a_day", *REVIEW_KEYS),
    ),
    shape=_shape,
    readables=_readables,
)
