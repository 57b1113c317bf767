from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.checkin import Answer, Checkin, Feeling, Note
from bot.domain.person import Person
from bot.domain.symptom import Wording
from bot.storage.storage import Storage, Transaction

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
PAIN = Wording("pain", "en", "How much pain today, on average?", "no pain", "worst pain")


def wording(symptom_id: str) -> Wording:
    return replace(PAIN, symptom_id=symptom_id)


class Diary:
    """One person's check-ins, one call a line."""

    def __init__(self, storage: Storage, person: Person, now: datetime) -> None:
        self.storage, self.person, self.now = storage, person, now

    def day(self, days: int = 0, plan: Sequence[str] = ("pain", "sleep"), finished: bool = False) -> Checkin:
        at = self.now + days * DAY
        return Checkin(
            id=0,
            person_id=self.person.id,
            diary_on=at.date(),
            zone="Europe/Berlin",
            feeling=Feeling.SO_SO,
            plan=tuple(plan),
            asking=None if finished else plan[0],
            begun_at=at,
            finished_at=at if finished else None,
        )

    async def save(self, checkin: Checkin) -> Checkin:
        return await self.storage.database.write(lambda tx: self.storage.checkins.save(tx, checkin))

    async def answer(self, checkin: Checkin, *answers: Answer) -> Checkin:
        async def work(tx: Transaction) -> Checkin:
            for each in answers:
                await self.storage.checkins.put_answer(tx, checkin, each, wording(each.symptom_id))
            found = await self.storage.checkins.find_by_id(tx, checkin.id)
            assert found is not None
            return found

        return await self.storage.database.write(work)

    async def find(self, diary_on: date) -> Checkin | None:
        return await self.storage.database.read(lambda tx: self.storage.checkins.find(tx, self.person.id, diary_on))

    async def note(self, checkin: Checkin, text: str, message_id: int | None = None) -> Note:
        return await self.storage.database.write(
            lambda tx: self.storage.checkins.add_note(tx, checkin, text, message_id=message_id, now=self.now)
        )


@pytest.fixture
def diary(storage: Storage, anna: Person, now: datetime) -> Diary:
    return Diary(storage, anna, now)


async def test_a_day_nobody_wrote_about_is_not_there(diary: Diary, storage: Storage) -> None:
    assert await diary.find(diary.now.date()) is None
    assert await storage.database.read(lambda tx: storage.checkins.find_by_id(tx, 1)) is None
    assert await storage.database.read(lambda tx: storage.checkins.latest(tx, diary.person.id)) is None


@pytest.mark.parametrize("feeling", [*Feeling, None])
async def test_a_check_in_comes_back_as_it_was_saved(diary: Diary, feeling: Feeling | None) -> None:
    saved = await diary.save(replace(diary.day(), feeling=feeling))

    assert saved.id > 0
    assert await diary.find(saved.diary_on) == saved


async def test_saving_the_same_day_again_changes_it_in_place(diary: Diary) -> None:
    begun = await diary.save(diary.day())
    changed = replace(
        diary.day(plan=("pain",)),
        feeling=Feeling.FLARE,
        asking=None,
        finished_at=diary.now + SECOND,
        undone_at=diary.now + 2 * SECOND,
        tip_id="S-01",
    )

    assert await diary.save(changed) == replace(changed, id=begun.id)
    assert await diary.find(begun.diary_on) == replace(changed, id=begun.id)


async def test_a_check_in_without_questions_has_an_empty_plan(diary: Diary) -> None:
    saved = await diary.save(replace(diary.day(finished=True), plan=()))
    assert await diary.find(saved.diary_on) == saved


async def test_the_same_day_of_two_people_is_two_check_ins(diary: Diary, ben: Person) -> None:
    his = Diary(diary.storage, ben, diary.now)
    of_anna, of_ben = await diary.save(diary.day()), await his.save(replace(his.day(), feeling=Feeling.ROUGH))

    assert await diary.find(diary.now.date()) == of_anna
    assert await his.find(diary.now.date()) == of_ben


async def test_the_latest_is_the_latest_diary_day_not_the_last_one_written(diary: Diary, storage: Storage) -> None:
    today = await diary.save(diary.day())
    await diary.save(diary.day(-1, finished=True))

    assert await storage.database.read(lambda tx: storage.checkins.latest(tx, diary.person.id)) == today


@pytest.mark.parametrize("score", [0.0, 6.0, 3.5, 10.0, 7.25, None])
async def test_a_score_or_a_skip_comes_back_as_it_was_given(diary: Diary, score: float | None) -> None:
    checkin = await diary.save(diary.day())
    answered = await diary.answer(checkin, Answer("pain", score, diary.now))

    assert answered.answers == (Answer("pain", score, diary.now),)
    assert answered.answers[0].is_skip is (score is None)


async def test_answers_come_in_the_order_they_were_given_then_in_that_of_the_plan(diary: Diary) -> None:
    checkin = await diary.save(diary.day(plan=("sleep", "pain", "fog")))
    late, fog, pain, sleep = (
        Answer("extra", 1.0, diary.now),
        Answer("fog", 2.0, diary.now),
        Answer("pain", 3.0, diary.now),
        Answer("sleep", 4.0, diary.now + SECOND),
    )

    assert (await diary.answer(checkin, late, fog, pain, sleep)).answers == (pain, fog, late, sleep)


async def test_a_second_answer_to_a_question_replaces_the_first(diary: Diary) -> None:
    checkin = await diary.save(diary.day())
    await diary.answer(checkin, Answer("pain", 6.0, diary.now))
    changed = Answer("pain", None, diary.now + SECOND)

    assert (await diary.answer(checkin, changed)).answers == (changed,)


async def test_an_answer_points_at_the_words_it_was_asked_in(diary: Diary, storage: Storage) -> None:
    old, new = PAIN, replace(PAIN, question="How strong was your pain?")
    today, yesterday = await diary.save(diary.day()), await diary.save(diary.day(-1))

    async def work(tx: Transaction) -> list[Wording | None]:
        await storage.checkins.put_answer(tx, yesterday, Answer("pain", 1.0, diary.now), old)
        await storage.checkins.put_answer(tx, today, Answer("pain", 2.0, diary.now), new)
        return [
            await storage.checkins.wording_of(tx, yesterday.id, "pain"),
            await storage.checkins.wording_of(tx, today.id, "pain"),
            await storage.checkins.wording_of(tx, today.id, "sleep"),
        ]

    assert await storage.database.write(work) == [old, new, None]


async def test_erasing_the_answers_of_a_day_keeps_its_notes_and_other_days(diary: Diary, storage: Storage) -> None:
    today, yesterday = await diary.save(diary.day()), await diary.save(diary.day(-1))
    for checkin in (today, yesterday):
        await diary.answer(checkin, Answer("pain", 5.0, diary.now))
    note = await diary.note(today, "rain all day")
    await storage.database.write(lambda tx: storage.checkins.erase_answers(tx, today.id))

    assert await diary.find(today.diary_on) == replace(today, notes=(note,))
    kept = await diary.find(yesterday.diary_on)
    assert kept is not None
    assert kept.scores == {"pain": 5.0}


async def test_scores_are_those_of_finished_days_between_both_ends(diary: Diary, storage: Storage) -> None:
    for days in range(-4, 1):
        checkin = await diary.save(diary.day(days, finished=True))
        await diary.answer(checkin, Answer("pain", float(-days), diary.now), Answer("sleep", None, diary.now))
    undone = replace(diary.day(-2, finished=True), undone_at=diary.now)
    await diary.save(undone)
    await diary.save(diary.day(-1))
    today = diary.now.date()

    scores = await storage.database.read(
        lambda tx: storage.checkins.scores_since(tx, diary.person.id, today - 3 * DAY, today)
    )
    assert scores == {"pain": [(today - 3 * DAY, 3.0), (today, 0.0)]}


async def test_finished_days_are_listed_and_counted_without_those_taken_back(diary: Diary, storage: Storage) -> None:
    for days in (-5, -2, -1, 0):
        await diary.save(diary.day(days, finished=days != -1))
    await diary.save(replace(diary.day(-2, finished=True), undone_at=diary.now))
    today, person_id = diary.now.date(), diary.person.id

    async def work(tx: Transaction) -> tuple[list[date], int]:
        days = await storage.checkins.finished_days(tx, person_id, today - 5 * DAY, today)
        return days, await storage.checkins.count_finished(tx, person_id)

    assert await storage.database.read(work) == ([today - 5 * DAY, today], 2)


async def test_notes_come_in_the_order_they_were_written(diary: Diary, storage: Storage) -> None:
    checkin = await diary.save(diary.day())
    first, second = await diary.note(checkin, "first"), await diary.note(checkin, "second")

    assert [first.text, second.text] == ["first", "second"]
    assert first.written_at == diary.now
    assert await storage.database.read(lambda tx: storage.checkins.notes(tx, checkin.id)) == (first, second)


async def test_the_same_message_never_makes_two_notes(diary: Diary, storage: Storage) -> None:
    checkin = await diary.save(diary.day())
    first = await diary.note(checkin, "rain", message_id=5)

    assert await diary.note(checkin, "rain", message_id=5) == first
    assert await storage.database.read(lambda tx: storage.checkins.notes(tx, checkin.id)) == (first,)


async def test_an_edited_message_edits_its_note_and_nobody_elses(diary: Diary, storage: Storage, ben: Person) -> None:
    his = Diary(diary.storage, ben, diary.now)
    of_anna = await diary.note(await diary.save(diary.day()), "rain", message_id=5)
    of_ben = await his.note(await his.save(his.day()), "sun", message_id=5)

    async def edit(message_id: int) -> bool:
        return await storage.database.write(
            lambda tx: storage.checkins.edit_note(tx, diary.person.id, message_id, "snow")
        )

    assert await edit(5)
    assert not await edit(6)
    hers, kept = await diary.find(diary.now.date()), await his.find(diary.now.date())
    assert hers is not None
    assert kept is not None
    assert hers.notes == (replace(of_anna, text="snow"),)
    assert kept.notes == (of_ben,)


HOSTILE = ["'); DROP TABLE people; --", '" OR 1=1', "\x00nul", ":name ?1 $2 @x", "%s {0}", "\\", "🙂" * 300]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.one_of(st.sampled_from(HOSTILE), st.text(alphabet=st.characters(exclude_categories=["Cs"]))))
async def test_any_text_comes_back_letter_for_letter(diary: Diary, text: str) -> None:
    checkin = await diary.save(diary.day())
    note = await diary.note(checkin, text)
    found = await diary.find(checkin.diary_on)

    assert found is not None
    assert note in found.notes
    assert note.text == text
