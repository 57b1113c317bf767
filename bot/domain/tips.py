"""A tip: one small thing to try, with its topic, grade and cautions, and what a person said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum


class Topic(Enum):
    """The shelves of the tip library."""

    SLEEP = "sleep"
    STRESS = "stress"
    PACING = "pacing"
    MOVEMENT = "movement"
    FOOD = "food"
    FOG = "fog"
    WORK = "work"
    FLARE = "flare"


class Grade(Enum):
    """How good the evidence is, in the words people see (content facts, section 2)."""

    STRONG = "Strong"
    MODERATE = "Moderate"
    LIMITED = "Limited"
    NOT_RECOMMENDED = "Not recommended"
    CLINICIAN_ONLY = "Clinician only"


# What stands in where a language has no words of its own yet.
FALLBACK_LANGUAGE = "en"

# What no tip invites to.
WARNING_GRADES = frozenset({Grade.NOT_RECOMMENDED, Grade.CLINICIAN_ONLY})


class Pattern(Enum):
    """What a day looked like, as far as it matters for choosing a tip."""

    SLEEP_LOW = "S3"
    PAIN_HIGH = "P7"
    FATIGUE_HIGH = "F7"
    FOG = "FOG"
    MOOD_LOW = "LOW"
    STRESS_HIGH = "ANX"
    BOOM_BUST = "BB"
    STEADY = "OK"
    ANY = "ALL"


class Energy(Enum):
    """What a tip costs: it can be done lying down, sitting, or needs getting up."""

    LYING = "lying"
    SITTING = "sitting"
    UP = "up"


class Verdict(Enum):
    """What the person said about a tip."""

    NONE = ""
    SAVED = "saved"
    NOT_FOR_ME = "not_for_me"


@dataclass(frozen=True, slots=True)
class Tip:
    """One tip as it is shown: action first, at most 60 words, graded and sourced; `language` is the one it is in."""

    id: str
    title: str
    text: str
    topic: Topic
    patterns: frozenset[Pattern]
    energy: Energy
    minutes: int
    cautions: frozenset[str]
    grade: Grade
    sources: tuple[str, ...]
    review: str
    caution_note: str = ""
    reviewed_on: date | None = None
    language: str = FALLBACK_LANGUAGE

    @property
    def is_warning(self) -> bool:
        """Whether it says to ask or to stay away, rather than to try something.

        The cautions of such a tip name those who need it most, so they do not hide it.
        """
        return self.grade in WARNING_GRADES


# By tip id: when it was last shown, and the verdict on it.
Seen = Mapping[str, tuple[datetime, Verdict]]
