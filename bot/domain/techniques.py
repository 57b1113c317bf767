"""A calming technique: phases with seconds, played in rounds or area by area, and when each phase begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum

# Percent of the written seconds. The ratio of a breath matters more than the clock (content facts, section 4.1).
PACES = (75, 100, 125, 150)
NORMAL_PACE = 100
FIRST_MONTH = timedelta(days=30)

SHORT_SECONDS = 12.0
LEAST_TICK_SECONDS = 5


class Motion(Enum):
    """What the moving circle does in one phase of a breath."""

    GROW = "grow"
    HOLD = "hold"
    SHRINK = "shrink"


@dataclass(frozen=True, slots=True)
class Phase:
    """One part of a round: what to do and for how many seconds."""

    name: str
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Area:
    """A part of the body all phases are played for; a sore one can be passed over.

    `first_seconds` is how long the first phase lasts here, where that differs.
    """

    name: str
    text: str
    first_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Technique:
    """A technique as data. `gentler` is the id of the variant offered to those the cautions name.

    `variant_of` is the id of the technique whose family this one belongs to. `most_rounds` may be played after the
    first month, `a_day` is how many sittings a day are offered; 0 means no limit of its own.
    """

    id: str
    name: str
    intro: str
    caution: str
    outro: str
    phases: tuple[Phase, ...]
    rounds: int
    sources: tuple[str, ...]
    order: int = 0
    gentler: str | None = None
    variant_of: str | None = None
    opening: tuple[Phase, ...] = ()
    areas: tuple[Area, ...] = ()
    closing: tuple[Phase, ...] = ()
    motion: tuple[Motion, ...] = ()
    cautions: frozenset[str] = frozenset()
    most_rounds: int = 0
    a_day: int = 0

    @property
    def seconds(self) -> float:
        """How long everything takes at normal pace."""
        return sum(phase.seconds for part in parts(self, self.rounds) for phase in part.phases)

    @property
    def family(self) -> str:
        """The id of the family's first member."""
        return self.variant_of or self.id


@dataclass(frozen=True, slots=True)
class Part:
    """What is played in one go and can be passed over or begun again: the opening, a round, an area, the closing.

    `round_number` is 0 outside of rounds; `area` is the place of the body's area, None where there are no areas.
    """

    place: int
    round_number: int
    area: int | None
    phases: tuple[Phase, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """How one sitting goes: pace in percent, how many rounds, from which part on, and without which areas."""

    rounds: int
    pace: int = NORMAL_PACE
    first_part: int = 0
    skipped: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Beat:
    """One phase at its place in the sitting: when it begins, in seconds from the start."""

    at_seconds: float
    part: Part
    phase: Phase
    place_in_part: int = 0

    @property
    def ends_at_seconds(self) -> float:
        """When the next phase begins, or the sitting is over."""
        return self.at_seconds + self.phase.seconds


def parts(technique: Technique, rounds: int) -> tuple[Part, ...]:
    """Everything that is played, in order, each with its place."""
    pieces: list[tuple[int, int | None, tuple[Phase, ...]]] = []
    if technique.opening:
        pieces.append((0, None, technique.opening))
    for number in range(1, rounds + 1):
        if technique.areas:
            pieces.extend((number, place, _phases_of(technique, area)) for place, area in enumerate(technique.areas))
        else:
            pieces.append((number, None, technique.phases))
    if technique.closing:
        pieces.append((0, None, technique.closing))
    return tuple(Part(place, *piece) for place, piece in enumerate(pieces))


def _phases_of(technique: Technique, area: Area) -> tuple[Phase, ...]:
    first, *rest = technique.phases
    if area.first_seconds is not None:
        first = replace(first, seconds=area.first_seconds)
    return (first, *rest)


def beats(technique: Technique, course: Course) -> Iterator[Beat]:
    """Every phase of a sitting with the moment it begins; a pace above 100 stretches each phase to whole seconds."""
    at_seconds = 0.0
    for part in parts(technique, course.rounds)[course.first_part :]:
        if part.area is not None and part.area in course.skipped:
            continue
        for place, phase in enumerate(part.phases):
            stretched = replace(phase, seconds=paced(phase.seconds, course.pace))
            yield Beat(at_seconds, part, stretched, place)
            at_seconds += stretched.seconds


def paced(seconds: float, pace: int) -> float:
    """Seconds at a pace in percent, whole ones unless the pace is normal."""
    return seconds if pace == NORMAL_PACE else float(max(1, int(seconds * pace / 100 + 0.5)))


def without_area(technique: Technique, course: Course, place: int) -> Course:
    """The course from the part after this one on; the area of this part is left out in later rounds too."""
    everything = parts(technique, course.rounds)
    if not 0 <= place < len(everything):
        return course
    area = everything[place].area
    skipped = course.skipped if area is None else course.skipped | {area}
    return replace(course, first_part=place + 1, skipped=skipped)


def ticks(seconds: float) -> tuple[float, ...]:
    """When a long phase shows how far it is, in seconds from its beginning; short ones are counted along instead.

    About five times a phase and never closer together than 5 seconds, so that many people fit under the send limit.
    """
    if seconds <= SHORT_SECONDS:
        return ()
    step = max(LEAST_TICK_SECONDS, LEAST_TICK_SECONDS * round(seconds / 6 / LEAST_TICK_SECONDS))
    return tuple(float(at) for at in range(step, int(seconds), step) if seconds - at >= LEAST_TICK_SECONDS / 2)


def edits_a_second(technique: Technique, pace: int = NORMAL_PACE) -> float:
    """How many edits a second one sitting costs, on average."""
    played = list(beats(technique, Course(technique.rounds, pace)))
    edits = sum(1 + len(ticks(beat.phase.seconds)) for beat in played)
    return edits / played[-1].ends_at_seconds if played else 0.0


def slower(pace: int) -> int | None:
    """The next slower pace; None when this is the slowest."""
    return next((each for each in PACES if each > pace), None)


def faster(pace: int) -> int | None:
    """The next faster pace; None when this is the fastest."""
    return next((each for each in reversed(PACES) if each < pace), None)


def rounds_allowed(technique: Technique, first_at: datetime | None, now: datetime) -> int:
    """How many rounds one sitting may have: the written ones in the first month, later as many as the file allows.

    `first_at` is the person's first sitting with it. 4-7-8: 4 rounds, later at most 8 (content facts, section 4.1).
    """
    if first_at is None or now - first_at < FIRST_MONTH:
        return technique.rounds
    return max(technique.rounds, technique.most_rounds)


def is_enough_today(technique: Technique, whole_today: int) -> bool:
    """Whether it was played as often today as is offered in one day."""
    return bool(technique.a_day) and whole_today >= technique.a_day


def variants(techniques: Mapping[str, Technique], technique: Technique) -> tuple[Technique, ...]:
    """The others of its family, in the order they are offered in."""
    return tuple(each for each in techniques.values() if each.family == technique.family and each.id != technique.id)
