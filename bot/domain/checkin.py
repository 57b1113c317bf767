"""A check-in: one diary day's answers, and which question comes next.

The first tap decides the length (PRODUCT §3.2); everything here is a pure step from one state to the next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum

CHANGE_WINDOW = timedelta(hours=24)


class Feeling(Enum):
    """The first tap."""

    GOOD = "good"
    SO_SO = "so_so"
    ROUGH = "rough"
    FLARE = "flare"


@dataclass(frozen=True, slots=True)
class Answer:
    """What was said to one question; `score` is None only when the person chose to skip it."""

    symptom_id: str
    score: float | None
    answered_at: datetime

    @property
    def is_skip(self) -> bool:
        """Whether the person passed over this question."""
        return self.score is None


@dataclass(frozen=True, slots=True)
class Note:
    """A few of the person's own words about the day."""

    id: int
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Checkin:
    """One diary day: the first tap, the questions it led to, and what was answered.

    `plan` is the order of questions, `asking` the one on the screen; None means the receipt is. `feeling` is None
    when scores were typed before the first tap.
    """

    id: int
    person_id: int
    diary_on: date
    zone: str
    feeling: Feeling | None
    plan: tuple[str, ...]
    asking: str | None
    begun_at: datetime
    finished_at: datetime | None = None
    undone_at: datetime | None = None
    tip_id: str | None = None
    answers: tuple[Answer, ...] = ()
    notes: tuple[Note, ...] = ()

    def answer_to(self, symptom_id: str) -> Answer | None:
        """The answer to one question, if it has one."""
        return next((answer for answer in self.answers if answer.symptom_id == symptom_id), None)

    @property
    def scores(self) -> dict[str, float]:
        """Every score given, in the order of the plan; those a shorter plan no longer asks for come last."""
        given = {answer.symptom_id: answer.score for answer in self.answers if answer.score is not None}
        return {symptom_id: given[symptom_id] for symptom_id in self.plan if symptom_id in given} | given

    @property
    def is_finished(self) -> bool:
        """Whether the receipt was reached and not taken back."""
        return self.finished_at is not None and self.undone_at is None

    def may_change(self, now: datetime) -> bool:
        """A finished check-in can be changed or undone for 24 hours."""
        return self.finished_at is None or now < self.finished_at + CHANGE_WINDOW


@dataclass(frozen=True, slots=True)
class AlreadyAnswered:
    """A second, different tap on a question that is no longer on the screen; the first answer stands."""

    checkin: Checkin
    answer: Answer


@dataclass(frozen=True, slots=True)
class TooLateToChange:
    """The 24 hours for changing are over; the answers stand."""

    checkin: Checkin


def plan_for(feeling: Feeling | None, tracked: tuple[str, ...]) -> tuple[str, ...]:
    """The questions a first tap leads to: all tracked symptoms, or two on a rough day, or one in a flare."""
    ordered = _pain_first(tracked)
    if feeling is Feeling.ROUGH:
        return ordered[:2]
    if feeling is Feeling.FLARE:
        return ordered[:1]
    return tracked


def _pain_first(tracked: tuple[str, ...]) -> tuple[str, ...]:
    if "pain" not in tracked:
        return tracked
    return ("pain", *(symptom_id for symptom_id in tracked if symptom_id != "pain"))


def answered(checkin: Checkin, answer: Answer, now: datetime) -> Checkin | AlreadyAnswered | TooLateToChange:
    """Record one answer and move on, or say why the earlier one stands.

    A question on the screen takes any answer. One that has left the screen takes its first answer, or the same
    again; a different one is a stray tap on an old button and changes nothing.
    """
    if not checkin.may_change(now):
        return TooLateToChange(checkin)
    before = checkin.answer_to(answer.symptom_id)
    if before is not None and checkin.asking != answer.symptom_id:
        return checkin if before.score == answer.score else AlreadyAnswered(checkin, before)
    others = tuple(each for each in checkin.answers if each.symptom_id != answer.symptom_id)
    plan = checkin.plan if answer.symptom_id in checkin.plan else (*checkin.plan, answer.symptom_id)
    return moved_on(replace(checkin, plan=plan, answers=(*others, answer)), now)


def moved_on(checkin: Checkin, now: datetime) -> Checkin:
    """Put the first unanswered question on the screen, or finish when none is left."""
    done = {answer.symptom_id for answer in checkin.answers}
    following = next((symptom_id for symptom_id in checkin.plan if symptom_id not in done), None)
    if following is None:
        return finished(checkin, now)
    return replace(checkin, asking=following)


def finished(checkin: Checkin, now: datetime) -> Checkin:
    """Show the receipt; the time of the first finish is kept when an answer is changed later."""
    return replace(checkin, asking=None, finished_at=checkin.finished_at or now)


def stepped_back(checkin: Checkin, symptom_id: str) -> Checkin | None:
    """Put the question before `symptom_id` on the screen; None when the first tap is what comes before.

    From a question that has left the screen it is a stray tap and changes nothing.
    """
    if checkin.asking != symptom_id or symptom_id not in checkin.plan:
        return checkin
    place = checkin.plan.index(symptom_id)
    return replace(checkin, asking=checkin.plan[place - 1]) if place else None
