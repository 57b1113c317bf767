from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

import pytest

from bot.domain.checkin import Answer, Checkin, Feeling
from bot.domain.person import Expectation, Expecting, Pause, Person, Stage
from bot.domain.prompts import EVERY_DAY
from bot.domain.symptom import DEFAULT_SYMPTOMS, Wording
from bot.domain.techniques import Course
from bot.domain.tips import Verdict
from bot.storage.storage import Storage, Transaction


async def found(storage: Storage, person: Person) -> Person | None:
    return await storage.database.read(lambda tx: storage.people.find(tx, person.id))


async def test_nobody_is_found_before_they_agree(storage: Storage) -> None:
    assert await storage.database.read(lambda tx: storage.people.find_by_chat(tx, 100)) is None
    assert await storage.database.read(lambda tx: storage.people.find(tx, 1)) is None
    assert await storage.database.read(storage.people.count) == 0


async def test_somebody_who_agrees_is_found_by_chat_and_by_id(storage: Storage, anna: Person, ben: Person) -> None:
    assert await storage.database.read(lambda tx: storage.people.find_by_chat(tx, 100)) == anna
    assert await found(storage, ben) == ben
    assert anna.id != ben.id
    assert await storage.database.read(storage.people.count) == 2


async def test_a_new_person_has_the_default_symptoms_and_still_needs_a_zone(anna: Person) -> None:
    assert anna == Person(id=anna.id, chat_id=100, language="en", tracked=DEFAULT_SYMPTOMS)
    assert anna.stage is Stage.NEEDS_ZONE


async def test_agreeing_twice_keeps_one_person_with_their_choices(
    storage: Storage, anna: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> Person:
        await storage.people.set_tracked(tx, anna.id, ("sleep",))
        return await storage.people.add(tx, 100, language="de", consent_version=1, now=now)

    assert await storage.database.write(work) == replace(anna, tracked=("sleep",))
    assert await storage.database.read(storage.people.count) == 1


async def test_the_newest_standing_consent_counts(storage: Storage, anna: Person, now: datetime) -> None:
    async def work(tx: Transaction) -> tuple[int | None, int | None, int | None]:
        first = await storage.people.consent_version(tx, anna.id)
        await storage.people.add(tx, 100, language="en", consent_version=2, now=now)
        second = await storage.people.consent_version(tx, anna.id)
        await storage.people.withdraw_consent(tx, anna.id, now)
        return first, second, await storage.people.consent_version(tx, anna.id)

    assert await storage.database.write(work) == (1, 2, None)


async def test_a_withdrawn_consent_hides_the_person_and_agreeing_again_brings_them_back(
    storage: Storage, anna: Person, now: datetime
) -> None:
    async def withdraw(tx: Transaction) -> Person | None:
        await storage.people.set_zone(tx, anna.id, "Europe/Berlin")
        await storage.people.withdraw_consent(tx, anna.id, now)
        return await storage.people.find_by_chat(tx, 100) or await storage.people.find(tx, anna.id)

    async def agree(tx: Transaction) -> Person:
        return await storage.people.add(tx, 100, language="en", consent_version=1, now=now)

    assert await storage.database.write(withdraw) is None
    assert await storage.database.read(storage.people.count) == 0
    assert await storage.database.write(agree) == replace(anna, zone="Europe/Berlin")


@pytest.mark.parametrize(
    ("method", "argument", "field", "value"),
    [
        ("set_zone", "Pacific/Apia", "zone", "Pacific/Apia"),
        ("set_language", "de", "language", "de"),
        ("set_large_buttons", True, "large_buttons", True),
        ("set_tracked", ("mood", "pain"), "tracked", ("mood", "pain")),
        ("set_tracked", (), "tracked", ()),
        ("expect", Expectation(Expecting.NOTE, "abcd1234"), "expecting", Expectation(Expecting.NOTE, "abcd1234")),
    ],
)
async def test_every_choice_is_kept_and_nobody_elses_changes(
    storage: Storage, anna: Person, ben: Person, method: str, argument: Any, field: str, value: Any
) -> None:
    change = getattr(storage.people, method)
    await storage.database.write(lambda tx: change(tx, anna.id, argument))

    assert await found(storage, anna) == replace(anna, **{field: value})
    assert await found(storage, ben) == ben


@pytest.mark.parametrize("expecting", Expecting)
async def test_every_expectation_can_be_stored_and_taken_back(
    storage: Storage, anna: Person, expecting: Expecting
) -> None:
    await storage.database.write(lambda tx: storage.people.expect(tx, anna.id, Expectation(expecting)))
    changed = await found(storage, anna)
    await storage.database.write(lambda tx: storage.people.expect(tx, anna.id, Expectation()))

    assert changed is not None
    assert changed.expecting.kind is expecting
    assert await found(storage, anna) == anna


@pytest.mark.parametrize("length", [None, timedelta(days=3)])
async def test_a_pause_is_kept_until_it_is_ended(
    storage: Storage, anna: Person, length: timedelta | None, now: datetime
) -> None:
    pause = Pause(now, None if length is None else now + length)
    await storage.database.write(lambda tx: storage.people.pause(tx, anna.id, pause))
    assert await found(storage, anna) == replace(anna, pause=pause)

    await storage.database.write(lambda tx: storage.people.resume(tx, anna.id))
    assert await found(storage, anna) == anna


async def test_a_flare_and_an_unreachable_chat_begin_and_end(storage: Storage, anna: Person, now: datetime) -> None:
    async def begin(tx: Transaction) -> Person | None:
        await storage.people.set_flare(tx, anna.id, now)
        await storage.people.set_unreachable(tx, anna.id, now + timedelta(hours=1))
        return await storage.people.find(tx, anna.id)

    async def end(tx: Transaction) -> Person | None:
        await storage.people.set_flare(tx, anna.id, None)
        await storage.people.set_unreachable(tx, anna.id, None)
        return await storage.people.find(tx, anna.id)

    during = replace(anna, flare_since_at=now, unreachable_at=now + timedelta(hours=1))
    assert await storage.database.write(begin) == during
    assert await storage.database.write(end) == anna


async def test_the_checkin_time_is_that_of_the_evening_slot(storage: Storage, anna: Person) -> None:
    async def work(tx: Transaction) -> list[Person | None]:
        found = []
        for name, wall_time in (("morning", time(7, 5)), ("evening", time(19, 15))):
            await storage.slots.set_time(tx, anna.id, name, wall_time=wall_time, weekdays=EVERY_DAY, next_due_at=None)
            found.append(await storage.people.find(tx, anna.id))
        return found

    assert await storage.database.write(work) == [anna, replace(anna, checkin_time=time(19, 15))]


async def test_a_moment_without_a_time_zone_is_refused(storage: Storage, anna: Person, now: datetime) -> None:
    with pytest.raises(TypeError):
        await storage.database.write(lambda tx: storage.people.set_flare(tx, anna.id, now.replace(tzinfo=None)))


async def _live(storage: Storage, tx: Transaction, person: Person, *, code: str, now: datetime) -> Checkin:
    """One row in every table."""
    slot = await storage.slots.set_time(
        tx, person.id, "evening", wall_time=time(20), weekdays=EVERY_DAY, next_due_at=now
    )
    await storage.prompts.add_if_absent(
        tx,
        code=code,
        person_id=person.id,
        slot_id=slot.id,
        diary_on=now.date(),
        zone="UTC",
        due_at=now,
        expires_at=now + timedelta(hours=24),
    )
    day = Checkin(0, person.id, now.date(), "UTC", Feeling.GOOD, ("pain",), None, now, now)
    checkin = await storage.checkins.save(tx, day)
    wording = Wording("pain", "en", "How much pain?", "none", "worst")
    await storage.checkins.put_answer(tx, checkin, Answer("pain", 4.0, now), wording)
    await storage.checkins.add_note(tx, checkin, "rain", message_id=7, now=now)
    await storage.tips.set_verdict(tx, person.id, "S-01", verdict=Verdict.SAVED, now=now)
    await storage.techniques.mark_caution(tx, person.id, "box", applies=True, now=now)
    await storage.sittings.begin(tx, person.id, "box", Course(4), now=now, ends_at=now)
    return checkin


async def _left(storage: Storage, tx: Transaction, checkin: Checkin, *, person: Person, code: str) -> list[object]:
    """What is found of those rows."""
    return [
        await storage.people.find(tx, person.id),
        await storage.slots.of_person(tx, person.id),
        await storage.prompts.find_by_code(tx, code),
        await storage.checkins.find_by_id(tx, checkin.id),
        await storage.checkins.scores_since(tx, person.id, checkin.diary_on, checkin.diary_on),
        await storage.checkins.notes(tx, checkin.id),
        await storage.tips.seen(tx, person.id),
        await storage.techniques.caution_of(tx, person.id, "box"),
    ]


async def test_forgetting_erases_one_person_everywhere_and_nobody_else(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> tuple[list[object], list[object], list[int]]:
        of_anna = await _live(storage, tx, anna, code="aaaaaaaa", now=now)
        of_ben = await _live(storage, tx, ben, code="bbbbbbbb", now=now)
        assert await storage.people.forget(tx, anna.id)
        assert not await storage.people.forget(tx, anna.id)
        sitting = [each.person_id for each in await storage.sittings.on_at_all(tx)]
        return (
            await _left(storage, tx, of_anna, person=anna, code="aaaaaaaa"),
            await _left(storage, tx, of_ben, person=ben, code="bbbbbbbb"),
            sitting,
        )

    of_anna, of_ben, sitting = await storage.database.write(work)
    assert of_anna == [None, [], None, None, {}, (), {}, None]
    assert all(of_ben)
    assert sitting == [ben.id]


async def test_a_forgotten_chat_that_agrees_again_starts_from_nothing(
    storage: Storage, anna: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> Person:
        await storage.people.set_zone(tx, anna.id, "Europe/Berlin")
        await storage.people.forget(tx, anna.id)
        return await storage.people.add(tx, 100, language="en", consent_version=1, now=now)

    again = await storage.database.write(work)
    assert again == replace(anna, id=again.id)
    assert again.id != anna.id, "what was sealed for the one must never open for the other"
