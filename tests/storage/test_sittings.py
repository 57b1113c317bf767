import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.domain.person import Person
from bot.domain.sittings import Outcome, Sitting
from bot.domain.techniques import Course
from bot.storage.storage import Storage, Transaction

COURSE = Course(4, 125, 2, frozenset({0, 3}))


async def begin(storage: Storage, tx: Transaction, person: Person, now: datetime) -> int:
    return await storage.sittings.begin(tx, person.id, "box", COURSE, now=now, ends_at=now + timedelta(seconds=64))


async def test_a_sitting_comes_back_as_it_was_begun_with_what_was_told(
    storage: Storage, anna: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> list[Sitting | None]:
        sitting_id = await begin(storage, tx, anna, now)
        await storage.sittings.shown_in(tx, sitting_id, 7)
        sitting = await storage.sittings.find(tx, sitting_id)
        assert sitting is not None
        await storage.sittings.tell_before(tx, sitting, 8)
        await storage.sittings.tell_after(tx, sitting, 0)
        return [sitting, await storage.sittings.on_of(tx, anna.id), await storage.sittings.find(tx, 999)]

    begun, told, nobody = await storage.database.write(work)
    assert begun == Sitting(begun.id if begun else 0, anna.id, "box", 7, COURSE, now, now + timedelta(seconds=64))
    assert begun is not None
    assert told == replace(begun, before=8, after=0)
    assert nobody is None


async def test_a_person_has_one_sitting_on_at_a_time(storage: Storage, anna: Person, now: datetime) -> None:
    async def work(tx: Transaction) -> None:
        await begin(storage, tx, anna, now)
        await begin(storage, tx, anna, now)

    with pytest.raises(sqlite3.IntegrityError):
        await storage.database.write(work)


async def test_the_first_ending_counts(storage: Storage, anna: Person, now: datetime) -> None:
    async def work(tx: Transaction) -> list[object]:
        sitting_id = await begin(storage, tx, anna, now)
        first = await storage.sittings.settle(tx, sitting_id, Outcome.STOPPED, now)
        second = await storage.sittings.settle(tx, sitting_id, Outcome.WHOLE, now)
        (kept,) = await storage.sittings.of_person(tx, anna.id)
        return [first, second, kept.outcome, await storage.sittings.on_of(tx, anna.id)]

    assert await storage.database.write(work) == [True, False, Outcome.STOPPED, None]


async def test_another_course_changes_only_what_is_still_on(storage: Storage, anna: Person, now: datetime) -> None:
    async def work(tx: Transaction) -> list[Course]:
        sitting_id = await begin(storage, tx, anna, now)
        await storage.sittings.go_on(tx, sitting_id, Course(4, 75, 1), now)
        (changed,) = await storage.sittings.of_person(tx, anna.id)
        await storage.sittings.settle(tx, sitting_id, Outcome.WHOLE, now)
        await storage.sittings.go_on(tx, sitting_id, Course(4, 150), now)
        (kept,) = await storage.sittings.of_person(tx, anna.id)
        return [changed.course, kept.course]

    assert await storage.database.write(work) == [Course(4, 75, 1), Course(4, 75, 1)]


async def test_what_should_be_over_is_found_and_what_is_on_too(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    async def work(tx: Transaction) -> list[list[int]]:
        await begin(storage, tx, anna, now)
        await begin(storage, tx, ben, now + timedelta(seconds=1))
        end_at = now + timedelta(seconds=64)
        found = [await storage.sittings.overdue(tx, end_at + timedelta(seconds=late)) for late in (0, 1, 2)]
        found.append(await storage.sittings.on_at_all(tx))
        return [[sitting.person_id for sitting in each] for each in found]

    assert await storage.database.write(work) == [[], [anna.id], [anna.id, ben.id], [anna.id, ben.id]]
