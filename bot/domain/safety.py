"""What a typed line says about somebody's safety: fixed rules over plain words, the same answer every time.

It looks for wording, not for a state of mind: nothing is scored, weighed or remembered. When in doubt it speaks up.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from bot.domain.phrase_rules import Match, PhraseRules, matches
from bot.domain.phrase_tree import Meaning
from bot.domain.plain_words import plain_words

# How long tips and prompts rest after a crisis text (content facts, section 6.2).
REST = timedelta(hours=24)
# A look-in comes by day, and not before a night has passed.
LOOK_IN_TIME = time(10, 0)
LEAST_BEFORE_LOOK_IN = timedelta(hours=10)


class CrisisKind(Enum):
    """How a crisis text puts it. The reply is much the same; the rules and their tests go by it."""

    EXPLICIT = "explicit"
    METHOD = "method"
    GOODBYE = "goodbye"
    PASSIVE = "passive"
    FRIEND = "friend"


@dataclass(frozen=True, slots=True)
class Crisis:
    """Words about ending one's life, harming oneself, or somebody else who may. `language` is that of the words."""

    kind: CrisisKind
    language: str
    is_under_age: bool = False


@dataclass(frozen=True, slots=True)
class SoftCheck:
    """Words that may be a figure of speech; two buttons ask which."""

    language: str


@dataclass(frozen=True, slots=True)
class MedicineQuestion:
    """A question about taking, changing or stopping a medicine: one for a pharmacist or doctor."""

    language: str


@dataclass(frozen=True, slots=True)
class UnderAge:
    """The person says that they are younger than 18."""

    language: str


@dataclass(frozen=True, slots=True)
class NoConcern:
    """Nothing that the rules know."""


Concern = Crisis | SoftCheck | MedicineQuestion | UnderAge | NoConcern

CRISES = (Meaning.EXPLICIT, Meaning.METHOD, Meaning.GOODBYE, Meaning.PASSIVE, Meaning.FRIEND)


def concern_of(text: str, rules: Sequence[PhraseRules]) -> Concern:
    """What the text says by the rules of every language, the gravest of all; first languages first."""
    words = plain_words(text)
    found = [_concern(matches(words, each), each.language) for each in rules]
    return min(found, key=_gravity, default=NoConcern())


def look_in_at(zone: ZoneInfo, now: datetime) -> datetime:
    """When to ask once how somebody is, on their wish: the first 10:00 on their wall in 10 hours or more."""
    local = (now + LEAST_BEFORE_LOOK_IN).astimezone(zone)
    on = local.date() if local.time() <= LOOK_IN_TIME else local.date() + timedelta(days=1)
    return datetime.combine(on, LOOK_IN_TIME, zone).astimezone(now.tzinfo)


def _concern(found: Sequence[Match], language: str) -> Concern:
    meanings = _left(found)
    under_age = Meaning.UNDER_AGE in meanings
    for meaning in CRISES:
        if meaning in meanings:
            return Crisis(CrisisKind(meaning.value), language, under_age)
    if under_age:
        return UnderAge(language)
    if Meaning.SOFT in meanings:
        return SoftCheck(language)
    return MedicineQuestion(language) if Meaning.MEDICINE in meanings else NoConcern()


def _left(found: Sequence[Match]) -> set[Meaning]:
    """What the phrases amount to once sayings, denials and other people are taken into account."""
    sayings, denials, others = (Cover(found, each) for each in (Meaning.SAYING, Meaning.NEGATED, Meaning.FRIEND))
    meanings: set[Meaning] = set()
    for match in found:
        if match.meaning in (Meaning.SAYING, Meaning.NEGATED) or sayings.holds(match):
            continue
        if match.meaning in CRISES and denials.holds(match):
            meanings.add(Meaning.SOFT)
        elif match.meaning in CRISES and others.holds(match):
            meanings.add(Meaning.FRIEND)
        else:
            meanings.add(match.meaning)
    return meanings


class Cover:
    """Stretches of one meaning; tells in one step whether something lies inside one of them."""

    def __init__(self, found: Sequence[Match], meaning: Meaning) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for match in found:
            if match.meaning is meaning and match.end > (self._ends[-1] if self._ends else 0):
                self._starts.append(match.start)
                self._ends.append(match.end)

    def holds(self, match: Match) -> bool:
        """Whether one stretch begins no later and ends no earlier. Matches come in the order of their starts."""
        place = bisect_right(self._starts, match.start)
        return place > 0 and self._ends[place - 1] >= match.end


def _gravity(concern: Concern) -> int:
    match concern:
        case Crisis(kind):
            return list(CrisisKind).index(kind)
        case UnderAge():
            return len(CrisisKind)
        case SoftCheck():
            return len(CrisisKind) + 1
        case MedicineQuestion():
            return len(CrisisKind) + 2
    return len(CrisisKind) + 3
