"""Pacing: a baseline, small steps up when a week went well, a soft landing after a setback. All rules are pure.

Shares, steps and limits follow content facts, section 4.10. With post-exertional malaise nothing ever grows by itself.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

DAYS_TO_FIND = 3
USUAL_SHARE, CAUTIOUS_SHARE = 0.8, 0.5
UNSURE_MINUTES = 5.0
WEEK = timedelta(days=7)
DAYS_TO_HOLD = 5
# A growth needs this many next days that are known; two points beside the usual still count as well borne.
LEAST_NEXT_DAYS = 3
BEARABLE_POINTS = 2.0
MOST_GROWTH = 0.1
SETBACK_SHARE, SETBACK_FLOOR = 0.6, 0.5
SETBACK_DAYS, SETBACK_DAYS_PEM = 2, 3
STRETCH_MINUTES, TIRED_STRETCH_MINUTES, REST_MINUTES = 25.0, 10.0, 5.0
EPSILON = 1e-9


class Unit(Enum):
    """What an activity is counted in."""

    MINUTES = "minutes"
    STEPS = "steps"
    ITEMS = "items"


# The smallest change that makes sense: 30 seconds, 10 steps, 1 thing.
SMALLEST = {Unit.MINUTES: 0.5, Unit.STEPS: 10.0, Unit.ITEMS: 1.0}


# What is offered to pace, with what it is counted in; anything else can be named in the person's own words.
OFFERED = {
    "walk": Unit.MINUTES,
    "housework": Unit.MINUTES,
    "cooking": Unit.MINUTES,
    "shopping": Unit.MINUTES,
    "standing": Unit.MINUTES,
    "desk": Unit.MINUTES,
    "screen": Unit.MINUTES,
    "steps": Unit.STEPS,
}
AMOUNTS = {
    Unit.MINUTES: (1, 2, 3, 5, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60, 90),
    Unit.STEPS: (100, 200, 300, 500, 800, 1000, 1500, 2000, 3000, 4000, 5000, 7000),
    Unit.ITEMS: (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 30),
}
MOST_ACTIVITIES = 5


class Done(Enum):
    """How a day went beside the plan."""

    DID = "did"
    LESS = "less"
    MORE = "more"


@dataclass(frozen=True, slots=True)
class Activity:
    """One thing that is paced. `amount` is None while the baseline is being found.

    `found` holds on which day symptoms began to rise at which amount. `comfortable` is the last amount a whole week
    was held at. A setback lowers the day's amount until its day has come. `is_cautious` halves the baseline.
    """

    id: int
    person_id: int
    name: str
    unit: Unit
    is_cautious: bool = False
    found: tuple[tuple[date, float], ...] = ()
    amount: float | None = None
    comfortable: float | None = None
    week_from_on: date | None = None
    held_weeks: int = 0
    setback_amount: float | None = None
    setback_until_on: date | None = None

    def amount_on(self, day: date) -> float | None:
        """What is planned for a day: less during a setback."""
        if self.is_set_back(day):
            return self.setback_amount
        return self.amount

    def is_set_back(self, day: date) -> bool:
        """Whether a setback lowers this day."""
        return self.setback_until_on is not None and day < self.setback_until_on

    def is_review_due(self, day: date) -> bool:
        """Whether seven days have passed since this week began."""
        return self.week_from_on is not None and day >= self.week_from_on + WEEK


class Reason(Enum):
    """Why an amount stays as it is."""

    PEM = "pem"
    SETBACK = "setback"
    FLARE = "flare"
    FEW_DAYS = "few_days"
    HARDER_AFTER = "harder_after"
    UNKNOWN_AFTER = "unknown_after"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of one activity, and how the days after were: how many are known, how many were harder."""

    days: Mapping[date, Done]
    known_after: int = 0
    harder_after: int = 0
    had_flare: bool = False
    had_setback: bool = False

    @property
    def held(self) -> int:
        """On how many days the amount was done, no less and no more."""
        return sum(done is Done.DID for done in self.days.values())

    @property
    def is_held(self) -> bool:
        """Whether it was done on at least 5 of 7 days."""
        return self.held >= DAYS_TO_HOLD


@dataclass(frozen=True, slots=True)
class Review:
    """What a week comes to: `grows_to` is an offer, None with the reason why it stays."""

    held: int
    grows_to: float | None = None
    reason: Reason | None = None


def found(activity: Activity, day: date, amount: float, *, has_pem: bool) -> Activity:
    """Note at which amount symptoms began to rise; the third day gives the baseline. A second word on a day counts."""
    others = tuple(each for each in activity.found if each[0] != day)
    noted = replace(activity, found=(*others, (day, amount)))
    base = baseline([each for _, each in noted.found], activity.unit, is_cautious=activity.is_cautious or has_pem)
    return noted if base is None or activity.amount is not None else begun(noted, base, day)


def begun(activity: Activity, amount: float, day: date) -> Activity:
    """Every day this amount, good day or bad, from this day on."""
    return replace(activity, amount=amount, comfortable=amount, week_from_on=day, held_weeks=0)


def baseline(amounts: Sequence[float], unit: Unit, *, is_cautious: bool) -> float | None:
    """80 % of the mean of at least 3 days, 50 % for those who go carefully, rounded down to what makes sense."""
    if len(amounts) < DAYS_TO_FIND:
        return None
    mean = math.fsum(amounts) / len(amounts)
    return rounded_down(mean * (CAUTIOUS_SHARE if is_cautious else USUAL_SHARE), unit)


def small_start(*, is_cautious: bool) -> float:
    """With how many minutes somebody begins who cannot say: 5, and half of that for those who go carefully."""
    return UNSURE_MINUTES * (CAUTIOUS_SHARE if is_cautious else 1)


def rounded_down(amount: float, unit: Unit) -> float:
    """To half minutes, tens of steps or whole things; never below the smallest of them."""
    step = SMALLEST[unit]
    return max(step, math.floor(amount / step + EPSILON) * step)


def grown(amount: float, unit: Unit, held_weeks: int = 1) -> float | None:
    """One step up: at most 10 % a week, or half a minute on a baseline of under 5 minutes. None when none fits.

    Steps and things cannot be split: the smallest step waits until enough held weeks have come together, so that
    it is still no more than 10 % for each of them.
    """
    step = SMALLEST[unit]
    room = math.floor(amount * MOST_GROWTH / step + EPSILON) * step
    if room > 0:
        return amount + room
    if unit is Unit.MINUTES or amount * MOST_GROWTH * held_weeks + EPSILON >= step:
        return amount + step
    return None


def next_days(
    days: Collection[date], scores: Mapping[str, Mapping[date, float]], usuals: Mapping[str, float]
) -> tuple[int, int]:
    """Of the days after these, how many are known and how many were harder: over 2 points above the usual."""
    known = harder = 0
    for day in days:
        after = day + timedelta(days=1)
        beside = [scores[name][after] - usual for name, usual in usuals.items() if after in scores.get(name, {})]
        known += bool(beside)
        harder += any(points > BEARABLE_POINTS for points in beside)
    return known, harder


def review(activity: Activity, week: Week, *, has_pem: bool) -> Review:
    """Whether a step up may be offered after this week, and if not, why."""
    reason = _reason_to_stay(week, has_pem=has_pem)
    if reason is not None or activity.amount is None:
        return Review(week.held, reason=reason)
    bigger = grown(activity.amount, activity.unit, activity.held_weeks + 1)
    return Review(week.held, bigger, None if bigger is not None else Reason.SMALL)


def _reason_to_stay(week: Week, *, has_pem: bool) -> Reason | None:
    if has_pem:
        return Reason.PEM
    if week.had_setback:
        return Reason.SETBACK
    if week.had_flare:
        return Reason.FLARE
    if not week.is_held:
        return Reason.FEW_DAYS
    if week.harder_after:
        return Reason.HARDER_AFTER
    return Reason.UNKNOWN_AFTER if week.known_after < LEAST_NEXT_DAYS else None


def next_week(activity: Activity, week: Week, day: date, *, grows_to: float | None) -> Activity:
    """A new week from this day on, at the bigger amount if that was chosen; a well-held week is a comfortable one."""
    is_good = week.is_held and not week.harder_after
    comfortable = activity.amount if is_good else activity.comfortable
    held = activity.held_weeks + 1 if is_good else 0
    if grows_to is None:
        return replace(activity, comfortable=comfortable, week_from_on=day, held_weeks=held)
    return replace(activity, amount=grows_to, comfortable=comfortable, week_from_on=day, held_weeks=0)


def lowered(amount: float, unit: Unit) -> float:
    """After a setback 60 %, never under 50 % and not over 70 % where the unit allows it; never nothing at all."""
    step = SMALLEST[unit]
    lowest = max(step, math.ceil(amount * SETBACK_FLOOR / step - EPSILON) * step)
    return min(amount, max(lowest, rounded_down(amount * SETBACK_SHARE, unit)))


def set_back(activity: Activity, day: date, *, has_pem: bool) -> Activity:
    """Less for a few days from this one on, then the last comfortable amount. The week begins again after it.

    A setback that is on already stays as it is.
    """
    if activity.amount is None or activity.is_set_back(day):
        return activity
    until_on = day + timedelta(days=SETBACK_DAYS_PEM if has_pem else SETBACK_DAYS)
    comfortable = activity.comfortable if activity.comfortable is not None else activity.amount
    return replace(
        activity,
        amount=min(comfortable, activity.amount),
        setback_amount=min(comfortable, lowered(activity.amount, activity.unit)),
        setback_until_on=until_on,
        week_from_on=until_on,
        held_weeks=0,
    )


def stretches(minutes: float, *, is_tired: bool) -> tuple[float, ...]:
    """An activity in pieces with a rest after each: 25 minutes at most, 10 when tired; the pieces are alike."""
    most = TIRED_STRETCH_MINUTES if is_tired else STRETCH_MINUTES
    count = max(1, math.ceil(minutes / most - EPSILON))
    return tuple([minutes / count] * count)


def stop_after(minutes: float) -> timedelta:
    """When to be told to stop: a tenth before the limit, at least 10 seconds and at most one minute before it."""
    seconds = minutes * 60
    return timedelta(seconds=max(1.0, seconds - min(60.0, max(10.0, seconds * 0.1))))
