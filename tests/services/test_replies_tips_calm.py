"""Typed lines land on the right question; tips remember what was said of them; sittings are ended once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.app import reply_words
from bot.domain.checkin import Feeling
from bot.domain.person import Person
from bot.domain.replies import parse_reply
from bot.domain.sittings import Outcome
from bot.domain.standing import Asking, DaySkipped, Done, FirstTapOpen, Standing
from bot.domain.techniques import Course
from bot.domain.tips import Pattern, Topic, Verdict
from bot.services.replies import NothingAsked
from tests.library import library
from tests.services.conftest import MONDAY, NOW, WORDS, Services

TYPED = reply_words(library())["en"]
NAMES = {name: each.id for each in WORDS.symptoms.values() for name in (each.name, each.id)}


async def say(ebb: Services, person: Person, text: str, message_id: int = 50) -> Standing | NothingAsked | None:
    """Where the day stands after a typed line."""
    return await ebb.replies.take(person, parse_reply(text, TYPED, NAMES), message_id, NOW)


async def test_one_line_may_hold_scores_and_a_note(ebb: Services, anna: Person) -> None:
    standing = await say(ebb, anna, "pain 6 sleep 4 fog 7 bad night")
    assert isinstance(standing, Asking)
    day = await ebb.day(anna)
    assert day.feeling is None
    assert day.scores == {"pain": 6, "sleep": 4, "fog": 7}
    assert [note.text for note in day.notes] == ["bad night"]
    assert standing.symptom_id == "fatigue"


async def test_named_scores_go_over_earlier_ones_also_on_a_finished_day(ebb: Services, anna: Person) -> None:
    await ebb.finished(anna, {"pain": 2.0}, NOW)
    assert isinstance(await say(ebb, anna, "pain 9, jaw 3"), Done)
    assert (await ebb.day(anna)).scores == {"pain": 9, "jaw": 3}


async def test_a_word_for_the_day_is_the_first_tap(ebb: Services, anna: Person) -> None:
    standing = await say(ebb, anna, "feeling pretty bad today")
    assert isinstance(standing, Asking)
    assert standing.checkin.feeling is Feeling.ROUGH


@pytest.mark.parametrize(("text", "score"), [("6", 6), ("six", 6), ("3.5", 3.5), ("6/10", 6), ("skip", None)])
async def test_a_lone_score_answers_the_question_on_the_screen(
    ebb: Services, anna: Person, text: str, score: float | None
) -> None:
    await say(ebb, anna, "so-so")
    standing = await say(ebb, anna, text)
    assert isinstance(standing, Asking)
    assert standing.symptom_id == "fatigue"
    answer = (await ebb.day(anna)).answer_to("pain")
    assert answer is not None
    assert answer.score == score


async def test_back_goes_back_and_enough_ends(ebb: Services, anna: Person) -> None:
    await say(ebb, anna, "good")
    await say(ebb, anna, "6")
    back = await say(ebb, anna, "back")
    assert isinstance(back, Asking)
    assert back.symptom_id == "pain"
    assert isinstance(await say(ebb, anna, "enough"), Done)


async def test_a_lone_score_before_the_first_tap_opens_it_and_after_the_receipt_changes_nothing(
    ebb: Services, anna: Person
) -> None:
    assert isinstance(await say(ebb, anna, "6"), FirstTapOpen)
    await ebb.finished(anna, {"pain": 2.0}, NOW)
    assert isinstance(await say(ebb, anna, "6"), NothingAsked)
    assert (await ebb.day(anna)).scores == {"pain": 2}


async def test_no_skips_a_day_that_waits_and_nothing_else(ebb: Services, anna: Person) -> None:
    assert await say(ebb, anna, "no") is None
    await ebb.prompts.fall_due(NOW)
    assert isinstance(await say(ebb, anna, "not today"), DaySkipped)
    assert await say(ebb, anna, "no") is None


@pytest.mark.parametrize("text", ["hello", "stop", "back", "same", "pain 60", "my pain killers ran out"])
async def test_a_line_that_answers_nothing_changes_nothing(ebb: Services, anna: Person, text: str) -> None:
    assert await say(ebb, anna, text) is None
    assert await ebb.prompts.waiting(anna, NOW) is None


async def test_a_tip_is_not_shown_twice_while_others_fit(ebb: Services, anna: Person) -> None:
    shown = [await ebb.tips.choose(anna, Topic.SLEEP, NOW) for _ in range(10)]
    assert len({each.tip.id for each in shown if each}) == 10
    assert {each.tip.topic for each in shown if each} == {Topic.SLEEP}


async def test_not_for_me_is_final_and_saved_ones_are_found_again_newest_first(ebb: Services, anna: Person) -> None:
    first, second = WORDS.tips[0], WORDS.tips[1]
    await ebb.tips.judge(anna, first.id, Verdict.SAVED, NOW)
    await ebb.tips.judge(anna, second.id, Verdict.SAVED, NOW + timedelta(hours=1))
    assert [tip.id for tip in await ebb.tips.saved(anna)] == [second.id, first.id]
    await ebb.tips.judge(anna, first.id, Verdict.NOT_FOR_ME, NOW)
    assert [tip.id for tip in await ebb.tips.saved(anna)] == [second.id]
    every = [await ebb.tips.choose(anna, first.topic, NOW + timedelta(days=90 * turn)) for turn in range(60)]
    assert first.id not in {each.tip.id for each in every if each}


async def test_after_a_big_day_the_tip_is_about_doing_too_much(ebb: Services, anna: Person) -> None:
    await ebb.storage.database.write(lambda tx: ebb.storage.pacing.mark_big(tx, anna.id, MONDAY, NOW))
    for _ in range(4):
        shown = await ebb.tips.choose(anna, None, NOW)
        assert shown is not None
        assert shown.tip.id in {"pa01", "pa04", "pa13", "pa24"}
    other = await ebb.tips.choose(anna, None, NOW + timedelta(days=1))
    assert other is not None
    assert other.tip.topic is not Topic.PACING or Pattern.ANY in other.tip.patterns


async def test_a_tip_that_is_none_is_neither_found_nor_judged(ebb: Services, anna: Person) -> None:
    assert await ebb.tips.find(anna, "zz99") is None
    assert await ebb.tips.judge(anna, "zz99", Verdict.SAVED, NOW) is None
    assert await ebb.tips.saved(anna) == []


async def test_a_caution_counts_as_read_once_the_technique_was_begun(ebb: Services, anna: Person) -> None:
    assert not (await ebb.calm.footing(anna, WORDS.techniques["478"], {"478"}, NOW)).has_read_caution
    await ebb.calm.begin(anna, WORDS.techniques["478"], Course(4), now=NOW)
    assert (await ebb.calm.footing(anna, WORDS.techniques["478"], {"478"}, NOW)).has_read_caution
    assert not (await ebb.calm.footing(anna, WORDS.techniques["46"], {"46"}, NOW)).has_read_caution


async def test_a_sitting_is_ended_once_by_whoever_comes_first(ebb: Services, anna: Person, ben: Person) -> None:
    hers = await ebb.calm.begin(anna, WORDS.techniques["478"], Course(4), now=NOW)
    await ebb.calm.shown_in(hers, 7)
    await ebb.calm.begin(ben, WORDS.techniques["46"], Course(9), now=NOW)
    ended = await ebb.calm.end_any(anna, NOW)
    assert ended is not None
    assert (ended.sitting.technique_id, ended.sitting.message_id) == ("478", 7)
    assert await ebb.calm.end_any(anna, NOW) is None
    assert not await ebb.calm.end(hers, Outcome.WHOLE, NOW)
    assert [each.person.id for each in await ebb.calm.interrupted(NOW)] == [ben.id]
    assert await ebb.calm.interrupted(NOW) == []
