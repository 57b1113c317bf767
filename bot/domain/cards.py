"""A card: what one word of the fibromyalgia world means, what is known about it, and what to ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from bot.domain.tips import WARNING_GRADES, Grade


class Group(Enum):
    """The shelves of the card library, in the order they are offered in."""

    BASICS = "basics"
    SYMPTOM = "symptom"
    CONDITION = "condition"
    CAUSE = "cause"
    TRIGGER = "trigger"
    EXERCISE = "exercise"
    SLEEP = "sleep"
    STRESS = "stress"
    THERAPY = "therapy"
    FOOD = "food"
    SUPPLEMENT = "supplement"
    MEDICINE = "medicine"
    PROCEDURE = "procedure"
    SPECIALIST = "specialist"
    SEEK_HELP = "seek-help"


# What only a clinician can begin, change or end, whatever the evidence says.
CLINICIAN_GROUPS = frozenset({Group.MEDICINE, Group.PROCEDURE})
# The only grades such a card may carry: neither is an invitation.
CLINICIAN_GRADES = WARNING_GRADES
# Everyday things a person can look at alone; elsewhere a card always brings questions for the clinician.
GROUPS_WITHOUT_QUESTIONS = frozenset(
    {Group.SYMPTOM, Group.TRIGGER, Group.FOOD, Group.SLEEP, Group.STRESS, Group.EXERCISE}
)


@dataclass(frozen=True, slots=True)
class Card:
    """One card as it is shown: at most 150 words, four short sections.

    `other_names` are further words people look for: brands, short forms, everyday words. `grade` is None on a card that
    only describes. `red_flags` are codes of content facts, section 6.1: RE now, RS the same day, RA by appointment.
    `ask` is empty where no question is needed. `language` is the one it is in.
    """

    id: str
    title: str
    group: Group
    other_names: tuple[str, ...]
    grade: Grade | None
    sources: tuple[str, ...]
    cautions: frozenset[str]
    red_flags: tuple[str, ...]
    review: str
    what: str
    known: str
    care: str
    ask: str
    reviewed_on: date | None = None
    language: str = "en"

    @property
    def is_clinician(self) -> bool:
        """Whether this is for a talk with a clinician rather than for trying at home."""
        return self.group in CLINICIAN_GROUPS or self.grade is Grade.CLINICIAN_ONLY

    @property
    def names(self) -> tuple[str, ...]:
        """Every word the card can be found by, its title first."""
        return (self.title, *self.other_names)
