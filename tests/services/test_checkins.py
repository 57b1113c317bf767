"""Answering: each step leaves the day where it should be, whichever order the taps come in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.domain.checkin import AlreadyAnswered, Feeling, TooLateToChange
from bot.domain.person import Person
from bot.domain.standing import Asking, Closed, Done, FirstTapOpen, Standing, Undone, Unknown
from bot.domain.usual import Usual
from tests.services.conftest import MONDAY, NOW, Services

ONE_DAY = timedelta(days=1)
ALL_FOUR = {"pain": 4.0, "fatigue": 4.0, "sleep": 4.0, "fog": 4.0, "mood": 4.0}


@pytest.mark.parametrize(
    ("feeling", "questions"),
    [
        (Feeling.GOOD, ("pain", "fatigue", "sleep", "fog", "mood")),
        (Feeling.SO_SO, ("pain", "fatigue", "sleep", "fog", "mood")),
        (Feeling.ROUGH, ("pain", "fatigue")),
        (Feeling.FLARE, ("pain",)),
    ],
)
async def test_the_first_tap_decides_the_length(
    ebb: Services, anna: Person, feeling: Feeling, questions: tuple[str, ...]
) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    standing = await ebb.checkins.begin(anna, prompt.code, feeling, NOW)
    assert isinstance(standing, Asking)
    assert standing.checkin.plan == questions
    assert standing.symptom_id == "pain"


async def test_in_a_flare_the_first_tap_is_the_whole_check_in(ebb: Services, anna: Person) -> None:
    anna = await ebb.people.set_flare(anna, NOW)
    prompt = await ebb.prompts.ask_now(anna, NOW)
    standing = await ebb.checkins.begin(anna, prompt.code, Feeling.SO_SO, NOW)
    assert isinstance(standing, Done)
    assert standing.tip is not None
    anna = await ebb.people.set_flare(anna, None)
    later = await ebb.prompts.ask_now(anna, NOW + ONE_DAY)
    assert isinstance(await ebb.checkins.begin(anna, later.code, Feeling.SO_SO, NOW + ONE_DAY), Asking)


async def test_another_first_tap_plans_anew_and_keeps_what_was_answered(ebb: Services, anna: Person) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW)
    await ebb.checkins.answer(anna, prompt.code, "pain", 6, now=NOW)
    assert isinstance(await ebb.checkins.back(anna, prompt.code, "pain", NOW), Asking)
    assert isinstance(await ebb.checkins.back(anna, prompt.code, "fatigue", NOW), Asking)
    assert await ebb.checkins.back(anna, prompt.code, "pain", NOW) == FirstTapOpen(prompt)
    standing = await ebb.checkins.begin(anna, prompt.code, Feeling.ROUGH, NOW)
    assert isinstance(standing, Asking)
    assert standing.symptom_id == "fatigue"
    assert standing.checkin.scores == {"pain": 6}


async def test_a_different_tap_on_a_question_that_is_gone_changes_nothing_and_says_why(
    ebb: Services, anna: Person
) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW)
    await ebb.checkins.answer(anna, prompt.code, "pain", 6, now=NOW)
    again = await ebb.checkins.answer(anna, prompt.code, "pain", 6, now=NOW)
    other = await ebb.checkins.answer(anna, prompt.code, "pain", 2, now=NOW)
    assert isinstance(again, Asking)
    assert again.stray is None
    assert isinstance(other, Asking)
    assert isinstance(other.stray, AlreadyAnswered)
    assert (await ebb.day(anna)).scores == {"pain": 6}


async def test_undo_takes_the_day_out_of_the_usual_and_bring_back_puts_it_in(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    assert await scored_days(ebb, anna) == 1
    assert isinstance(await ebb.checkins.undo(anna, prompt.code, NOW), Undone)
    assert isinstance(await ebb.checkins.look(anna, prompt.code, NOW), Undone)
    assert await scored_days(ebb, anna) == 0
    back = await ebb.checkins.bring_back(anna, prompt.code, NOW)
    assert isinstance(back, Done)
    assert back.checkin.scores == ALL_FOUR
    assert await scored_days(ebb, anna) == 1
    assert isinstance(await ebb.checkins.bring_back(anna, prompt.code, NOW), Done)


async def test_a_day_taken_back_begins_again_empty_and_keeps_its_notes(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    await ebb.checkins.add_note(anna, prompt.code, "rain", 77, now=NOW)
    await ebb.checkins.undo(anna, prompt.code, NOW)
    standing = await ebb.checkins.begin(anna, prompt.code, Feeling.ROUGH, NOW)
    assert isinstance(standing, Asking)
    assert standing.checkin.answers == ()
    assert [note.text for note in standing.checkin.notes] == ["rain"]


async def test_a_day_taken_back_cannot_begin_again_after_its_window(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    await ebb.checkins.undo(anna, prompt.code, NOW)
    late = NOW + ONE_DAY
    assert isinstance(await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, late), Closed)
    assert isinstance(await ebb.checkins.bring_back(anna, prompt.code, late), Done)
    assert (await ebb.day(anna)).scores == ALL_FOUR


async def test_an_answer_can_be_changed_for_24_hours_and_then_stays(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    almost = NOW + ONE_DAY - timedelta(seconds=1)
    assert isinstance(await ebb.checkins.reask(anna, prompt.code, "sleep", almost), Asking)
    changed = await ebb.checkins.answer(anna, prompt.code, "sleep", 9, now=almost)
    assert isinstance(changed, Done)
    assert changed.checkin.scores["sleep"] == 9
    late = NOW + ONE_DAY
    for refused in (
        await ebb.checkins.reask(anna, prompt.code, "sleep", late),
        await ebb.checkins.answer(anna, prompt.code, "sleep", 1, now=late),
        await ebb.checkins.undo(anna, prompt.code, late),
    ):
        assert isinstance(refused, Done)
        assert isinstance(refused.stray, TooLateToChange)
        assert not refused.may_change
    assert (await ebb.day(anna)).scores["sleep"] == 9


async def test_a_change_begun_in_time_and_finished_too_late_changes_nothing(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    await ebb.checkins.reask(anna, prompt.code, "sleep", NOW)
    late = await ebb.checkins.answer(anna, prompt.code, "sleep", 9, now=NOW + ONE_DAY)
    assert isinstance(late, Done)
    assert isinstance(late.stray, TooLateToChange)
    assert (await ebb.day(anna)).scores["sleep"] == 4


async def test_back_from_a_change_leaves_the_answer(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    await ebb.checkins.reask(anna, prompt.code, "sleep", NOW)
    assert isinstance(await ebb.checkins.back(anna, prompt.code, "sleep", NOW), Done)
    await ebb.checkins.reask(anna, prompt.code, "sleep", NOW)
    assert isinstance(await ebb.checkins.receipt(anna, prompt.code, NOW), Done)
    assert (await ebb.day(anna)).scores == ALL_FOUR


async def test_the_receipt_of_a_check_in_under_way_is_its_question(ebb: Services, anna: Person) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW)
    assert isinstance(await ebb.checkins.receipt(anna, prompt.code, NOW), Asking)
    assert not (await ebb.day(anna)).is_finished


async def test_answers_point_at_the_words_they_were_asked_in(ebb: Services, anna: Person) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.ROUGH, NOW)
    await ebb.checkins.answer(anna, prompt.code, "pain", 6, now=NOW)
    reworded = ebb.reworded("pain", "How much did it hurt?")
    tomorrow = NOW + ONE_DAY
    later = await ebb.prompts.ask_now(anna, tomorrow)
    await reworded.begin(anna, later.code, Feeling.ROUGH, tomorrow)
    await reworded.answer(anna, later.code, "pain", 3, now=tomorrow)
    old, new = await wording(ebb, anna, 0), await wording(ebb, anna, 1)
    assert old == "How strong was your pain, on average today?"
    assert new == "How much did it hurt?"


async def test_a_changed_answer_points_at_the_words_of_the_second_asking(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    reworded = ebb.reworded("pain", "How much did it hurt?")
    await reworded.reask(anna, prompt.code, "pain", NOW)
    await reworded.answer(anna, prompt.code, "pain", 5, now=NOW)
    assert await wording(ebb, anna, 0) == "How much did it hurt?"


async def test_the_usual_stands_beside_scores_from_seven_days_on_and_leaves_today_out(
    ebb: Services, anna: Person
) -> None:
    for day in range(7):
        _, done = await ebb.finished(anna, ALL_FOUR | {"pain": float(day)}, NOW + day * ONE_DAY)
        assert done.usuals == {}
    _, done = await ebb.finished(anna, ALL_FOUR | {"pain": 10.0}, NOW + 7 * ONE_DAY)
    assert done.usuals["pain"] == Usual(3.0, 7)
    assert done.usuals["sleep"] == Usual(4.0, 7)


async def test_the_usual_looks_back_28_days_and_leaves_out_days_taken_back(ebb: Services, anna: Person) -> None:
    for day in range(30):
        prompt, _ = await ebb.finished(anna, {"pain": 9.0 if day < 2 else 3.0}, NOW + day * ONE_DAY)
    await ebb.checkins.undo(anna, prompt.code, NOW + 29 * ONE_DAY)
    _, done = await ebb.finished(anna, {"pain": 5.0}, NOW + 30 * ONE_DAY)
    assert done.usuals == {"pain": Usual(3.0, 27)}


@pytest.mark.parametrize("score", [-1, 11, float("nan"), 999])
async def test_a_score_off_the_scale_is_none(ebb: Services, anna: Person, score: float) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW)
    assert await ebb.checkins.answer(anna, prompt.code, "pain", score, now=NOW) == Unknown()
    assert await ebb.checkins.answer(anna, prompt.code, "nothing", 5, now=NOW) == Unknown()
    assert (await ebb.day(anna)).answers == ()


async def test_nobody_reaches_another_persons_day(ebb: Services, anna: Person, ben: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    code, before = prompt.code, await ebb.day(anna)
    steps = ebb.checkins
    answers: list[Standing] = [
        await steps.look(ben, code, NOW),
        await steps.begin(ben, code, Feeling.FLARE, NOW),
        await steps.answer(ben, code, "pain", 1, now=NOW),
        await steps.write_down(ben, code, {"pain": 1.0}, NOW),
        await steps.back(ben, code, "pain", NOW),
        await steps.reask(ben, code, "pain", NOW),
        await steps.finish(ben, code, NOW),
        await steps.receipt(ben, code, NOW),
        await steps.undo(ben, code, NOW),
        await steps.bring_back(ben, code, NOW),
        await steps.add_note(ben, code, "mine now", 5, now=NOW),
    ]
    assert set(map(type, answers)) == {Unknown}
    assert not await ebb.prompts.snooze(ben, code, 30, NOW)
    assert not await ebb.prompts.skip_day(ben, code, NOW)
    assert await ebb.day(anna) == before


async def test_an_unanswered_day_closes_and_what_was_answered_until_then_is_kept(
    ebb: Services, anna: Person, ben: Person
) -> None:
    annas, bens = await ebb.prompts.ask_now(anna, NOW), await ebb.prompts.ask_now(ben, NOW)
    await ebb.checkins.begin(ben, bens.code, Feeling.GOOD, NOW)
    await ebb.checkins.answer(ben, bens.code, "pain", 6, now=NOW)
    assert await ebb.checkins.close_expired(NOW + ONE_DAY - timedelta(seconds=1)) == []
    closed = {prompt.code: standing for _, prompt, standing in await ebb.checkins.close_expired(NOW + ONE_DAY)}
    assert isinstance(closed[annas.code], Closed)
    assert isinstance(closed[bens.code], Done)
    assert (await ebb.day(ben)).scores == {"pain": 6}
    assert await ebb.checkins.close_expired(NOW + ONE_DAY) == []


async def test_an_answer_after_the_window_ends_the_day_with_what_there_was(ebb: Services, anna: Person) -> None:
    prompt = await ebb.prompts.ask_now(anna, NOW)
    await ebb.checkins.begin(anna, prompt.code, Feeling.GOOD, NOW)
    await ebb.checkins.answer(anna, prompt.code, "pain", 6, now=NOW)
    late = await ebb.checkins.answer(anna, prompt.code, "fatigue", 9, now=NOW + ONE_DAY)
    assert isinstance(late, Done)
    assert (await ebb.day(anna)).scores == {"pain": 6}


async def test_the_same_note_twice_is_one_and_an_edit_changes_it(ebb: Services, anna: Person) -> None:
    prompt, _ = await ebb.finished(anna, ALL_FOUR, NOW)
    for text in ("rain", "rain", "sun"):
        await ebb.checkins.add_note(anna, prompt.code, text, 77, now=NOW)
    assert [note.text for note in (await ebb.day(anna)).notes] == ["sun"]
    assert await ebb.checkins.edit_note(anna, 77, "snow")
    assert not await ebb.checkins.edit_note(anna, 78, "nothing")
    assert [note.text for note in (await ebb.day(anna)).notes] == ["snow"]


async def test_the_tip_of_a_day_stays_and_the_next_day_has_another(ebb: Services, anna: Person) -> None:
    prompt, done = await ebb.finished(anna, ALL_FOUR, NOW)
    again = await ebb.checkins.look(anna, prompt.code, NOW)
    _, tomorrow = await ebb.finished(anna, ALL_FOUR, NOW + ONE_DAY)
    assert isinstance(again, Done)
    assert done.tip is not None
    assert tomorrow.tip is not None
    assert again.tip == done.tip
    assert tomorrow.tip.id != done.tip.id


async def scored_days(ebb: Services, person: Person) -> int:
    storage = ebb.storage
    scores = await storage.database.read(lambda tx: storage.checkins.scores_since(tx, person.id, MONDAY, MONDAY))
    return len(scores.get("pain", []))


async def wording(ebb: Services, person: Person, days_later: int) -> str:
    """The question as it was put on a day."""
    storage, day = ebb.storage, await ebb.day(person, MONDAY + days_later * ONE_DAY)
    found = await storage.database.read(lambda tx: storage.checkins.wording_of(tx, day.id, "pain"))
    assert found is not None
    return found.question
