"""What a due slot leads to: a prompt, or a reason for silence; and how a slot is planned again after any change."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.person import Pause, Person
from bot.domain.prompts import (
    EVERY_DAY,
    LEAST_GAP,
    RESPONSE_WINDOW,
    Ask,
    Due,
    LastPrompt,
    Pass,
    Prompt,
    PromptState,
    Reason,
    Slot,
    decide,
    due_of,
    expiry,
    latest_due,
    local_date_of,
    next_moment,
    replanned,
    slot_diary_date,
    snoozes,
)

ANNA = Person(id=1, chat_id=1, language="en", zone="Europe/Berlin", checkin_time=time(20))
BERLIN = ZoneInfo("Europe/Berlin")
DUE_AT = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
FRIDAY = date(2026, 11, 20)
DUE = Due(FRIDAY, DUE_AT, DUE_AT + timedelta(days=1))
OPEN = Prompt(1, "abcdefgh", 1, 1, FRIDAY, "Europe/Berlin", PromptState.SENT, DUE_AT, DUE_AT + RESPONSE_WINDOW)


def slot_at(wall_time: time, next_due_at: datetime | None = None, weekdays: int = EVERY_DAY) -> Slot:
    return Slot(id=1, person_id=1, name="evening", wall_time=wall_time, weekdays=weekdays, next_due_at=next_due_at)


def test_a_due_slot_asks_for_its_diary_day_and_closes_after_24_hours() -> None:
    decision = decide(ANNA, DUE, is_done=False, open_prompt=None, now=DUE_AT)
    assert decision == Ask(FRIDAY, DUE_AT + timedelta(hours=24))
    assert expiry(DUE_AT) == DUE_AT + timedelta(hours=24)


@pytest.mark.parametrize(
    ("person", "is_done", "open_prompt", "reason"),
    [
        (replace(ANNA, unreachable_at=DUE_AT), False, None, Reason.UNREACHABLE),
        (replace(ANNA, pause=Pause(DUE_AT)), False, None, Reason.PAUSED),
        (replace(ANNA, pause=Pause(DUE_AT, DUE_AT + timedelta(minutes=1))), False, None, Reason.PAUSED),
        (ANNA, True, None, Reason.DONE),
        (ANNA, False, OPEN, Reason.ALREADY_ASKED),
    ],
)
def test_a_due_slot_stays_silent_for_a_reason(
    person: Person, is_done: bool, open_prompt: Prompt | None, reason: Reason
) -> None:
    assert decide(person, DUE, is_done=is_done, open_prompt=open_prompt, now=DUE_AT) == Pass(reason)


def test_a_pause_that_has_ended_and_a_prompt_for_another_day_hold_nothing_back() -> None:
    rested = replace(ANNA, pause=Pause(DUE_AT - timedelta(days=1), DUE_AT))
    yesterday = replace(OPEN, diary_on=FRIDAY - timedelta(days=1))
    assert isinstance(decide(rested, DUE, is_done=False, open_prompt=yesterday, now=DUE_AT), Ask)


def test_a_slot_found_due_after_its_window_is_missed() -> None:
    late = replace(DUE, next_at=None)
    last_second = DUE_AT + timedelta(hours=24) - timedelta(seconds=1)
    assert isinstance(decide(ANNA, late, is_done=False, open_prompt=None, now=last_second), Ask)
    closed = decide(ANNA, late, is_done=False, open_prompt=None, now=last_second + timedelta(seconds=1))
    assert closed == Pass(Reason.MISSED)


def test_a_late_prompt_gives_way_to_the_next_one_when_that_is_near() -> None:
    just_far_enough = DUE_AT + timedelta(hours=18)
    assert isinstance(decide(ANNA, DUE, is_done=False, open_prompt=None, now=just_far_enough), Ask)
    too_near = decide(ANNA, DUE, is_done=False, open_prompt=None, now=just_far_enough + timedelta(seconds=1))
    assert too_near == Pass(Reason.NEXT_IS_NEAR)


def test_after_three_days_offline_only_the_newest_moment_is_left() -> None:
    slot = slot_at(time(20), DUE_AT)
    back_at = DUE_AT + timedelta(days=3, hours=-2)
    newest = latest_due(slot, BERLIN, back_at)
    assert newest == DUE_AT + timedelta(days=2)


def test_after_a_year_offline_the_newest_moment_is_found() -> None:
    slot = slot_at(time(20), DUE_AT)
    assert latest_due(slot, BERLIN, DUE_AT + timedelta(days=365, hours=1)) == DUE_AT + timedelta(days=365)


def test_on_time_and_for_weekly_slots_the_planned_moment_is_the_newest() -> None:
    assert latest_due(slot_at(time(20), DUE_AT), BERLIN, DUE_AT) == DUE_AT
    weekly = slot_at(time(20), DUE_AT, weekdays=0b0010000)
    assert latest_due(weekly, BERLIN, DUE_AT + timedelta(days=4)) == DUE_AT


def test_nothing_is_due_before_its_moment_or_without_a_plan() -> None:
    assert latest_due(slot_at(time(20), DUE_AT), BERLIN, DUE_AT - timedelta(seconds=1)) is None
    assert latest_due(slot_at(time(20)), BERLIN, DUE_AT) is None


def test_a_slot_falls_due_for_its_diary_day_and_not_before_its_moment() -> None:
    slot = slot_at(time(20), DUE_AT)
    assert due_of(slot, BERLIN, DUE_AT) == Due(FRIDAY, DUE_AT, DUE_AT + timedelta(days=1))
    assert due_of(slot, BERLIN, DUE_AT - timedelta(seconds=1)) is None


def test_a_slot_without_history_is_planned_for_its_next_moment() -> None:
    assert replanned(slot_at(time(20)), BERLIN, None, DUE_AT) == DUE_AT + timedelta(days=1)


def test_a_later_time_on_the_day_already_asked_waits_for_tomorrow() -> None:
    last = LastPrompt(FRIDAY, DUE_AT)
    assert replanned(slot_at(time(22)), BERLIN, last, DUE_AT) == datetime(2026, 11, 21, 21, 0, tzinfo=UTC)


def test_a_new_diary_day_less_than_six_hours_away_is_passed_over() -> None:
    last = LastPrompt(FRIDAY, DUE_AT + timedelta(hours=3))
    planned = replanned(slot_at(time(4)), BERLIN, last, DUE_AT + timedelta(hours=3))
    assert planned == datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_six_hours_are_counted_from_when_the_last_prompt_was_really_sent() -> None:
    sent_late = LastPrompt(FRIDAY - timedelta(days=1), DUE_AT - LEAST_GAP)
    assert replanned(slot_at(time(20)), BERLIN, sent_late, DUE_AT - LEAST_GAP) == DUE_AT
    sent_later = replace(sent_late, asked_at=DUE_AT - LEAST_GAP + timedelta(seconds=1))
    assert replanned(slot_at(time(20)), BERLIN, sent_later, DUE_AT - LEAST_GAP) == DUE_AT + timedelta(days=1)


def test_travel_over_the_date_line_asks_about_each_diary_day_once() -> None:
    # Asked on Kiritimati's 20 November; on landing in Honolulu it is still the 19th.
    last = LastPrompt(FRIDAY, datetime(2026, 11, 20, 6, 0, tzinfo=UTC))
    planned = replanned(slot_at(time(20)), ZoneInfo("Pacific/Honolulu"), last, datetime(2026, 11, 20, 7, 0, tzinfo=UTC))
    assert planned == datetime(2026, 11, 22, 6, 0, tzinfo=UTC)


def test_a_slot_without_weekdays_is_never_planned_again() -> None:
    assert replanned(slot_at(time(20), weekdays=0), BERLIN, LastPrompt(FRIDAY, DUE_AT), DUE_AT) is None


def test_a_clock_that_was_set_back_does_not_silence_a_slot_for_ever() -> None:
    far_ahead = LastPrompt(FRIDAY + timedelta(days=90), DUE_AT + timedelta(days=90))
    assert replanned(slot_at(time(20)), BERLIN, far_ahead, DUE_AT) == DUE_AT + timedelta(days=91)


def test_a_snooze_is_offered_only_when_it_ends_inside_the_window() -> None:
    half_hour, two_hours = timedelta(minutes=30), timedelta(hours=2)
    closes_at = DUE_AT + timedelta(hours=24)
    assert snoozes(closes_at, DUE_AT) == (half_hour, two_hours)
    assert snoozes(closes_at, closes_at - two_hours) == (half_hour,)
    assert snoozes(closes_at, closes_at - half_hour) == ()


HOPPING = (
    "Pacific/Kiritimati",
    "Pacific/Apia",
    "Pacific/Honolulu",
    "Pacific/Pago_Pago",
    "Asia/Kathmandu",
    "Europe/Berlin",
    "America/Nuuk",
    "Australia/Lord_Howe",
    "America/Los_Angeles",
)


class MovingNearThePrompt(RuleBasedStateMachine):
    """Somebody who changes zone, time and weekdays over and over around the moment of the prompt."""

    @initialize(start=st.sampled_from([DUE_AT, datetime(2011, 12, 28, tzinfo=UTC), datetime(2027, 3, 26, tzinfo=UTC)]))
    def settle(self, start: datetime) -> None:
        self.now = start
        self.zone = BERLIN
        self.slot = slot_at(time(20))
        self.last: LastPrompt | None = None
        self.asked: list[tuple[date, datetime]] = []
        self.plan()

    def plan(self) -> None:
        self.slot = replace(self.slot, next_due_at=replanned(self.slot, self.zone, self.last, self.now))

    def tick(self) -> None:
        due_at = latest_due(self.slot, self.zone, self.now)
        if due_at is None:
            return
        wall_time = self.slot.wall_time
        diary_on = slot_diary_date(local_date_of(wall_time, self.zone, due_at), wall_time)
        next_at = next_moment(wall_time, self.slot.weekdays, self.zone, due_at)
        decision = decide(ANNA, Due(diary_on, due_at, next_at), is_done=False, open_prompt=None, now=self.now)
        if isinstance(decision, Ask):
            self.asked.append((decision.diary_on, self.now))
            self.last = LastPrompt(decision.diary_on, self.now)
        self.plan()

    @rule(name=st.sampled_from(HOPPING))
    def moves(self, name: str) -> None:
        self.zone = ZoneInfo(name)
        self.plan()

    @rule(hour=st.integers(0, 23), minute=st.sampled_from([0, 30, 59]))
    def chooses_a_time(self, hour: int, minute: int) -> None:
        self.slot = replace(self.slot, wall_time=time(hour, minute))
        self.plan()

    @rule(minutes=st.sampled_from([-1, 0, 1, 5]))
    def chooses_a_time_around_now(self, minutes: int) -> None:
        local = (self.now + timedelta(minutes=minutes)).astimezone(self.zone)
        self.slot = replace(self.slot, wall_time=time(local.hour, local.minute))
        self.plan()

    @rule(weekdays=st.sampled_from([EVERY_DAY, EVERY_DAY, 0b0010101, 0b0000001]))
    def chooses_weekdays(self, weekdays: int) -> None:
        self.slot = replace(self.slot, weekdays=weekdays)
        self.plan()

    @rule(minutes=st.sampled_from([1, 5, 29, 61, 240, 361, 720, 1439, 1441, 4320]))
    def waits(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        self.tick()

    @rule()
    def waits_for_the_prompt(self) -> None:
        assert self.slot.next_due_at is not None
        self.now = max(self.now, self.slot.next_due_at)
        self.tick()

    @invariant()
    def no_diary_day_is_asked_about_twice(self) -> None:
        days = [diary_on for diary_on, _ in self.asked]
        assert days == sorted(set(days))

    @invariant()
    def prompts_are_six_hours_apart(self) -> None:
        moments = [moment for _, moment in self.asked]
        assert all(later - earlier >= LEAST_GAP for earlier, later in zip(moments, moments[1:], strict=False))

    @invariant()
    def something_is_always_planned_ahead(self) -> None:
        assert self.slot.next_due_at is not None
        assert self.now < self.slot.next_due_at <= self.now + timedelta(days=23)


MovingNearThePrompt.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
test_moving_near_the_prompt_never_asks_twice_or_too_soon = MovingNearThePrompt.TestCase
