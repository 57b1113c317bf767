"""One diary day, tap by tap: which question comes next, and which taps change nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.domain.checkin import (
    CHANGE_WINDOW,
    AlreadyAnswered,
    Answer,
    Checkin,
    Feeling,
    TooLateToChange,
    answered,
    finished,
    moved_on,
    plan_for,
    stepped_back,
)

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
TRACKED = ("sleep", "pain", "mood")


def a_checkin(*plan: str, feeling: Feeling = Feeling.GOOD) -> Checkin:
    """A check-in that has just begun, with its first question on the screen."""
    return moved_on(Checkin(1, 1, date(2026, 11, 20), "Europe/Berlin", feeling, plan, None, NOW), NOW)


def said(checkin: Checkin, symptom_id: str, score: float | None, now: datetime = NOW) -> Checkin:
    """The check-in after an answer that is taken."""
    after = answered(checkin, Answer(symptom_id, score, now), now)
    assert isinstance(after, Checkin)
    return after


@pytest.mark.parametrize(
    ("feeling", "tracked", "plan"),
    [
        (Feeling.GOOD, TRACKED, TRACKED),
        (Feeling.SO_SO, TRACKED, TRACKED),
        (Feeling.ROUGH, TRACKED, ("pain", "sleep")),
        (Feeling.ROUGH, ("sleep", "mood", "fog"), ("sleep", "mood")),
        (Feeling.ROUGH, ("mood",), ("mood",)),
        (Feeling.FLARE, TRACKED, ("pain",)),
        (Feeling.FLARE, ("mood", "fog"), ("mood",)),
        (Feeling.FLARE, (), ()),
    ],
)
def test_the_first_tap_decides_the_length(feeling: Feeling, tracked: tuple[str, ...], plan: tuple[str, ...]) -> None:
    assert plan_for(feeling, tracked) == plan


def test_questions_come_in_order_and_the_last_answer_finishes() -> None:
    checkin = a_checkin(*TRACKED)
    for symptom_id in TRACKED:
        assert checkin.asking == symptom_id
        assert not checkin.is_finished
        checkin = said(checkin, symptom_id, 5)
    assert checkin.asking is None
    assert checkin.is_finished
    assert checkin.finished_at == NOW


def test_a_day_without_questions_is_finished_at_once() -> None:
    assert a_checkin(feeling=Feeling.FLARE).is_finished


def test_a_skip_is_an_answer_without_a_score() -> None:
    checkin = said(said(a_checkin("pain", "sleep"), "pain", None), "sleep", 0)
    assert checkin.is_finished
    assert [answer.is_skip for answer in checkin.answers] == [True, False]
    assert checkin.scores == {"sleep": 0}
    assert checkin.answer_to("mood") is None


def test_scores_keep_the_order_of_the_plan_and_lose_nothing_when_it_shrinks() -> None:
    checkin = a_checkin("pain", "sleep")
    for symptom_id, score in (("mood", 4), ("sleep", 2), ("pain", 6)):
        checkin = said(checkin, symptom_id, score)
    assert list(checkin.scores.items()) == [("pain", 6), ("sleep", 2), ("mood", 4)]
    shorter = replace(checkin, plan=("sleep",))
    assert shorter.scores == {"sleep": 2, "mood": 4, "pain": 6}
    assert next(iter(shorter.scores)) == "sleep"


def test_the_same_tap_twice_changes_nothing() -> None:
    once = said(a_checkin("pain", "sleep"), "pain", 6)
    assert answered(once, Answer("pain", 6, NOW + timedelta(seconds=1)), NOW) == once


def test_another_tap_on_a_question_that_has_left_the_screen_is_stray() -> None:
    once = said(a_checkin("pain", "sleep"), "pain", 6)
    stray = answered(once, Answer("pain", 3, NOW), NOW)
    assert stray == AlreadyAnswered(once, Answer("pain", 6, NOW))


def test_a_question_on_the_screen_again_takes_a_new_answer_and_keeps_the_first_finish() -> None:
    done = said(a_checkin("pain"), "pain", 6)
    later = NOW + timedelta(hours=3)
    changed = said(replace(done, asking="pain"), "pain", 3, later)
    assert changed.scores == {"pain": 3}
    assert changed.finished_at == NOW
    assert len(changed.answers) == 1


def test_an_answer_nobody_asked_for_joins_the_day() -> None:
    checkin = said(a_checkin("pain"), "jaw", 2)
    assert checkin.plan == ("pain", "jaw")
    assert checkin.asking == "pain"


def test_a_later_question_may_be_answered_first() -> None:
    checkin = said(a_checkin(*TRACKED), "mood", 4)
    assert checkin.asking == "sleep"
    assert said(said(checkin, "sleep", 1), "pain", 2).is_finished


def test_after_24_hours_the_answers_stand() -> None:
    done = said(a_checkin("pain"), "pain", 6)
    asking = replace(done, asking="pain")
    last_moment = NOW + CHANGE_WINDOW - timedelta(seconds=1)
    assert asking.may_change(last_moment)
    assert isinstance(answered(asking, Answer("pain", 1, last_moment), last_moment), Checkin)
    assert not asking.may_change(NOW + CHANGE_WINDOW)
    assert answered(asking, Answer("pain", 1, NOW), NOW + CHANGE_WINDOW) == TooLateToChange(asking)


def test_an_unfinished_day_can_be_answered_however_late() -> None:
    assert a_checkin("pain").may_change(NOW + timedelta(days=400))


def test_a_day_taken_back_is_not_finished() -> None:
    done = said(a_checkin("pain"), "pain", 6)
    assert not replace(done, undone_at=NOW).is_finished


def test_finishing_early_keeps_what_was_said() -> None:
    early = finished(said(a_checkin(*TRACKED), "sleep", 3), NOW)
    assert early.is_finished
    assert early.scores == {"sleep": 3}
    assert finished(early, NOW + timedelta(hours=1)).finished_at == NOW


def test_back_goes_one_question_back_and_from_the_first_to_the_first_tap() -> None:
    checkin = said(a_checkin(*TRACKED), "sleep", 3)
    before = stepped_back(checkin, "pain")
    assert before is not None
    assert before.asking == "sleep"
    assert before.scores == {"sleep": 3}
    assert stepped_back(before, "sleep") is None


def test_back_from_a_question_that_has_left_the_screen_changes_nothing() -> None:
    checkin = said(a_checkin(*TRACKED), "sleep", 3)
    assert stepped_back(checkin, "mood") is checkin
    outside_the_plan = replace(checkin, asking="jaw")
    assert stepped_back(outside_the_plan, "jaw") is outside_the_plan


class TappingAnything(RuleBasedStateMachine):
    """Any taps in any order: the day stays whole."""

    @initialize(feeling=st.sampled_from(Feeling))
    def begins(self, feeling: Feeling) -> None:
        self.now = NOW
        self.checkin = a_checkin(*plan_for(feeling, TRACKED), feeling=feeling)
        self.first_finish: datetime | None = self.checkin.finished_at

    @rule(symptom_id=st.sampled_from((*TRACKED, "jaw")), score=st.none() | st.integers(0, 10))
    def answers(self, symptom_id: str, score: int | None) -> None:
        before = self.checkin
        after = answered(before, Answer(symptom_id, score, self.now), self.now)
        if isinstance(after, Checkin):
            self.checkin = after
            given = after.answer_to(symptom_id)
            assert given is not None
            assert given.score == score
        else:
            assert after.checkin is before

    @rule(symptom_id=st.sampled_from(TRACKED))
    def goes_back(self, symptom_id: str) -> None:
        self.checkin = stepped_back(self.checkin, symptom_id) or self.checkin

    @rule(hours=st.integers(1, 30))
    def waits(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule()
    def stops(self) -> None:
        self.checkin = finished(self.checkin, self.now)

    @invariant()
    def each_question_has_one_answer_at_most_and_every_answer_is_planned(self) -> None:
        answers = [answer.symptom_id for answer in self.checkin.answers]
        assert len(answers) == len(set(answers))
        assert set(answers) <= set(self.checkin.plan)

    @invariant()
    def a_question_or_the_receipt_is_on_the_screen(self) -> None:
        assert self.checkin.asking in (None, *self.checkin.plan)
        if self.checkin.asking is None:
            assert self.checkin.finished_at is not None

    @invariant()
    def the_first_finish_is_kept(self) -> None:
        self.first_finish = self.first_finish or self.checkin.finished_at
        assert self.checkin.finished_at == self.first_finish


TappingAnything.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
test_tapping_anything_keeps_the_day_whole = TappingAnything.TestCase
