"""A sitting: one play of a technique, how tense the person was before and after, and what that says by and by."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.techniques import NORMAL_PACE, Course, Technique

LEAST_TENSION, MOST_TENSION = 0, 10
# Fewer pairs than this say nothing; a technique must have eased at least every second time to be put first.
LEAST_PAIRS = 2
MOST_PUT_FIRST = 3


class Outcome(Enum):
    """How a sitting ended."""

    WHOLE = "whole"
    STOPPED = "stopped"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Sitting:
    """One play of a technique in one message. `before` and `after` are tension from 0 to 10, if told.

    `ends_at` is when it is over if nothing comes between; a sitting without an outcome is still on.
    """

    id: int
    person_id: int
    technique_id: str
    message_id: int | None
    course: Course
    begun_at: datetime
    ends_at: datetime
    outcome: Outcome | None = None
    before: int | None = None
    after: int | None = None
    ended_at: datetime | None = None

    @property
    def counts_for_its_day(self) -> bool:
        """Whether it was played whole, or at least half of it before it was stopped."""
        if self.outcome is Outcome.STOPPED and self.ended_at is not None:
            return self.ended_at - self.begun_at >= (self.ends_at - self.begun_at) / 2
        return self.outcome is Outcome.WHOLE


@dataclass(frozen=True, slots=True)
class Eased:
    """How often tension was lower afterwards, of how many times both were told."""

    times: int
    told: int

    @property
    def counts(self) -> bool:
        """Whether it was told often enough, and eased often enough, to be worth saying."""
        return self.told >= LEAST_PAIRS and 2 * self.times >= self.told


@dataclass(frozen=True, slots=True)
class Footing:
    """How a person stands with one technique: caution read or not, how many rounds, enough for today or not.

    `hidden` are all the techniques that are not for them, `yours` those of its cautions they ticked.
    """

    rounds: int
    has_read_caution: bool = False
    caution_applies: bool = False
    is_enough_today: bool = False
    hidden: frozenset[str] = frozenset()
    yours: frozenset[str] = frozenset()
    eased: Eased | None = None

    @property
    def may_play(self) -> bool:
        """Whether it may begin: enough for today, or a caution of theirs, says no."""
        return not (self.is_enough_today or self.caution_applies)

    def course(self, technique: Technique, wanted: int | None = None, pace: int = NORMAL_PACE) -> Course:
        """A sitting of as many rounds as are wanted (or written), and never more than are allowed by now."""
        return Course(max(1, min(wanted or technique.rounds, self.rounds)), pace)


@dataclass(frozen=True, slots=True)
class Liking:
    """What eased this person, and what is not for them."""

    eased: Mapping[str, Eased] = field(default_factory=dict)
    hidden: tuple[str, ...] = ()


def eased(sittings: Iterable[Sitting]) -> dict[str, Eased]:
    """For each technique that was rated before and after: how often it eased."""
    found: dict[str, Eased] = {}
    for sitting in sittings:
        if sitting.before is None or sitting.after is None:
            continue
        known = found.get(sitting.technique_id, Eased(0, 0))
        found[sitting.technique_id] = Eased(known.times + (sitting.after < sitting.before), known.told + 1)
    return found


def put_first(rated: Mapping[str, Eased], hidden: Set[str]) -> list[str]:
    """The techniques that eased this person most, best first, at most three; never one that is not for them.

    One more time helped and one not are thought added to each, so that 2 of 2 does not outrank 9 of 10.
    """
    worth = {name: each for name, each in rated.items() if each.counts and name not in hidden}
    return sorted(worth, key=lambda name: (-(worth[name].times + 1) / (worth[name].told + 2), name))[:MOST_PUT_FIRST]


def offered(
    techniques: Mapping[str, Technique], rated: Mapping[str, Eased], hidden: Set[str]
) -> tuple[list[Technique], list[Technique]]:
    """What the menu shows: the techniques that eased this person, then the first of each family.

    A family whose first member is not for them is led by its next one.
    """
    best = [techniques[name] for name in put_first(rated, hidden) if name in techniques]
    led: dict[str, Technique] = {}
    for technique in techniques.values():
        if technique.id in hidden:
            continue
        known = led.get(technique.family)
        if known is None or technique.id == technique.family:
            led[technique.family] = technique
    return best, [each for each in techniques.values() if each in led.values() and each not in best]


def sat_on(sittings: Sequence[Sitting], technique_ids: Container[str], day: date, zone: ZoneInfo) -> int:
    """How often any of these techniques was played on one local date; what was stopped early does not count."""
    return sum(
        each.technique_id in technique_ids and each.counts_for_its_day and each.begun_at.astimezone(zone).date() == day
        for each in sittings
    )


def first_of(sittings: Sequence[Sitting], technique_id: str) -> datetime | None:
    """When a technique was begun for the first time."""
    return min((each.begun_at for each in sittings if each.technique_id == technique_id), default=None)
