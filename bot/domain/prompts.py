"""A prompt: Ebb asking for one check-in at the person's own wall time, and what becomes of it.

All arithmetic goes date by date on the wall clock; a day is not 24 hours.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import Enum
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.domain.person import DAY_TURNS_AT, Person

RESPONSE_WINDOW = timedelta(hours=24)
LEAST_GAP = timedelta(hours=6)
EVERY_DAY = 0b1111111
SNOOZES = (timedelta(minutes=30), timedelta(hours=2))

ONE_DAY = timedelta(days=1)
# A weekday comes round in 7 dates; a skipped date and an already prompted one can cost it two rounds more.
DATES_AHEAD = 24


class PromptState(Enum):
    """Where a prompt stands. Due, claimed and unknown still want sending; the rest is settled."""

    DUE = "due"
    CLAIMED = "claimed"
    SENT = "sent"
    UNKNOWN = "unknown"
    ANSWERED = "answered"
    SKIPPED = "skipped"
    EXPIRED = "expired"
    MISSED = "missed"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Slot:
    """A check-in time: wall time, weekdays (bit 0 is Monday) and the next moment it falls due (UTC)."""

    id: int
    person_id: int
    name: str
    wall_time: time
    weekdays: int
    next_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Prompt:
    """One asking for one diary day. `code` is what its buttons carry; `slot_id` is None when the person asked.

    `attempts` counts claims, `doubts` those that ended without knowing whether Telegram took the message.
    """

    id: int
    code: str
    person_id: int
    slot_id: int | None
    diary_on: date
    zone: str
    state: PromptState
    due_at: datetime
    expires_at: datetime
    attempts: int = 0
    message_id: int | None = None
    doubts: int = 0


@dataclass(frozen=True, slots=True)
class LastPrompt:
    """The newest prompt a slot led to: its diary day, and when it was sent (or fell due, if it never was)."""

    diary_on: date
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """A slot that has fallen due: for which diary day, since when, and when the same slot is due again."""

    diary_on: date
    due_at: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewPrompt:
    """A prompt that is to be sent; `code` is what its buttons carry."""

    code: str
    person_id: int
    slot_id: int
    diary_on: date
    zone: str
    due_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """Send a prompt for this diary day; it stays open until `expires_at`."""

    diary_on: date
    expires_at: datetime


class Reason(Enum):
    """Why a due slot leads to no prompt."""

    UNREACHABLE = "unreachable"
    PAUSED = "paused"
    RESTING = "resting"
    MISSED = "missed"
    DONE = "done"
    ALREADY_ASKED = "already asked"
    NEXT_IS_NEAR = "next is near"


@dataclass(frozen=True, slots=True)
class Pass:
    """Send nothing this time, and never later for this diary day."""

    reason: Reason


def date_exists(local_date: date, zone: ZoneInfo) -> bool:
    """Whether the zone's calendar has this date; Samoa, for one, had no 30 December 2011."""
    return _utc(local_date + ONE_DAY, time(0), zone) > _utc(local_date, time(0), zone)


def moment_on(local_date: date, wall_time: time, zone: ZoneInfo) -> datetime | None:
    """The instant (UTC) of a wall time on one local date; None when the date does not exist there.

    A wall time that occurs twice means the first; one the clocks jump over moves forward by the jump.
    """
    return _utc(local_date, wall_time, zone) if date_exists(local_date, zone) else None


# People who share a wall time and a zone fall due together, and all ask for the same few moments.
@lru_cache(maxsize=4096)
def next_moment(wall_time: time, weekdays: int, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first instant (UTC) strictly later than `after` at this wall time on a chosen weekday.

    `weekdays` has bit 0 for Monday and counts by the local date on the wall; None when no weekday is chosen.
    """
    return next((moment for _, moment in _moments(wall_time, weekdays, zone, after)), None)


@lru_cache(maxsize=4096)
def local_date_of(wall_time: time, zone: ZoneInfo, due_at: datetime) -> date:
    """The local date a due moment was planned for, even where the clocks pushed it past midnight."""
    seen_on = due_at.astimezone(zone).date()
    planned_on = (seen_on, seen_on - ONE_DAY)
    return next((each for each in planned_on if moment_on(each, wall_time, zone) == due_at), seen_on)


def diary_date(moment: datetime, zone: ZoneInfo, turns_at: time = DAY_TURNS_AT) -> date:
    """The diary day of something that happens at `moment`: the night before 04:00 belongs to the day before."""
    local = moment.astimezone(zone)
    return slot_diary_date(local.date(), local.time(), turns_at)


def slot_diary_date(local_date: date, wall_time: time, turns_at: time = DAY_TURNS_AT) -> date:
    """The diary day a slot asks about on a local date.

    The wanted wall time decides, not the instant: a prompt moved over 04:00 by a clock change keeps its day, so
    one slot never has two prompts for one diary day.
    """
    return local_date if wall_time >= turns_at else local_date - ONE_DAY


def replanned(slot: Slot, zone: ZoneInfo, last: LastPrompt | None, now: datetime) -> datetime | None:
    """When a slot falls due next, whatever zone, time or weekdays it had before.

    Strictly later than `now`, for a diary day later than the last one prompted, and at least 6 hours after that
    prompt. Use it after every prompt and after every change of zone, time, weekdays or tz database.
    """
    if last is None:
        return next_moment(slot.wall_time, slot.weekdays, zone, now)
    return _moment_after(slot.wall_time, slot.weekdays, zone, last=last, now=now)


@lru_cache(maxsize=4096)
def _moment_after(
    wall_time: time, weekdays: int, zone: ZoneInfo, *, last: LastPrompt, now: datetime
) -> datetime | None:
    """The first moment that keeps its distance from the last prompt."""
    # A clock that was set back leaves a last prompt in the future; the search begins there, not at `now`.
    for local_date, moment in _moments(wall_time, weekdays, zone, max(now, last.asked_at)):
        is_new_day = slot_diary_date(local_date, wall_time) > last.diary_on
        if is_new_day and moment - last.asked_at >= LEAST_GAP:
            return moment
    return None


def latest_due(slot: Slot, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The newest moment of a slot that has come, from its planned one on; all before it are missed without a word.

    None when nothing is planned or the planned moment is still ahead.
    """
    newest = slot.next_due_at
    if newest is None or newest > now:
        return None
    # Anything older than two windows is missed either way and need not be walked through.
    since = max(newest, now - 2 * RESPONSE_WINDOW)
    while (following := next_moment(slot.wall_time, slot.weekdays, zone, since)) is not None and following <= now:
        newest = since = following
    return newest


def due_of(slot: Slot, zone: ZoneInfo, now: datetime) -> Due | None:
    """What a slot has fallen due for; None when its moment is still ahead."""
    due_at = latest_due(slot, zone, now)
    if due_at is None:
        return None
    diary_on = slot_diary_date(local_date_of(slot.wall_time, zone, due_at), slot.wall_time)
    return Due(diary_on, due_at, next_moment(slot.wall_time, slot.weekdays, zone, due_at))


def expiry(due_at: datetime) -> datetime:
    """When a prompt closes: 24 hours after it fell due, however late it was sent."""
    return due_at + RESPONSE_WINDOW


def decide(person: Person, due: Due, *, is_done: bool, open_prompt: Prompt | None, now: datetime) -> Ask | Pass:
    """Whether a slot that has fallen due leads to a prompt.

    `is_done`: this diary day's check-in is finished. `open_prompt`: the newest prompt of this check-in that still
    takes answers. After an outage a late prompt also gives way to the slot's next one when that is under 6 hours off.
    """
    reason = _reason_against(person, due, is_done=is_done, open_prompt=open_prompt, now=now)
    return Pass(reason) if reason else Ask(due.diary_on, expiry(due.due_at))


def snoozes(expires_at: datetime, now: datetime) -> tuple[timedelta, ...]:
    """The snoozes on offer: those that come back before the prompt closes."""
    return tuple(each for each in SNOOZES if now + each < expires_at)


def _reason_against(
    person: Person, due: Due, *, is_done: bool, open_prompt: Prompt | None, now: datetime
) -> Reason | None:
    if person.unreachable_at is not None:
        return Reason.UNREACHABLE
    if person.is_paused(now):
        return Reason.PAUSED
    if person.is_resting(now):
        return Reason.RESTING
    if now >= expiry(due.due_at):
        return Reason.MISSED
    if is_done:
        return Reason.DONE
    if open_prompt is not None and open_prompt.diary_on == due.diary_on:
        return Reason.ALREADY_ASKED
    if due.next_at is not None and due.next_at - now < LEAST_GAP:
        return Reason.NEXT_IS_NEAR
    return None


@lru_cache(maxsize=4096)
def _utc(local_date: date, wall_time: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(local_date, wall_time.replace(fold=0), zone).astimezone(UTC)


def _moments(wall_time: time, weekdays: int, zone: ZoneInfo, after: datetime) -> Iterator[tuple[date, datetime]]:
    """The coming moments with their local dates; begins a date early because a clock change can push one past
    midnight."""
    first_on = after.astimezone(zone).date() - ONE_DAY
    for days in range(DATES_AHEAD):
        local_date = first_on + timedelta(days=days)
        if not weekdays >> local_date.weekday() & 1:
            continue
        moment = moment_on(local_date, wall_time, zone)
        if moment is not None and moment > after:
            yield local_date, moment
