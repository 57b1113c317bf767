import sqlite3
from pathlib import Path

from bot.domain.cautions import CAUTIONS
from bot.domain.person import Person
from bot.storage.storage import Storage


async def cautions_of(storage: Storage, person: Person) -> frozenset[str]:
    return await storage.database.read(lambda tx: storage.cautions.of(tx, person.id))


async def keep(storage: Storage, person: Person, *codes: str) -> None:
    await storage.database.write(lambda tx: storage.cautions.put(tx, person.id, frozenset(codes)))


async def test_what_somebody_ticked_is_theirs_alone_and_can_be_changed(
    storage: Storage, anna: Person, ben: Person
) -> None:
    assert await cautions_of(storage, anna) == frozenset()
    await keep(storage, anna, "PREG", "ED")
    await keep(storage, ben, *CAUTIONS)
    assert await cautions_of(storage, anna) == {"PREG", "ED"}
    await keep(storage, anna, "ED")
    assert await cautions_of(storage, anna) == {"ED"}
    assert await cautions_of(storage, ben) == set(CAUTIONS)


async def test_nothing_ticked_leaves_no_row_and_how_much_was_ticked_does_not_show(
    storage: Storage, anna: Person, ben: Person, path: Path
) -> None:
    await keep(storage, anna, "PREG")
    await keep(storage, ben, *CAUTIONS)
    with sqlite3.connect(path) as raw:
        lengths = raw.execute("SELECT length(sealed_codes) FROM cautions").fetchall()
    assert len(lengths) == 2
    assert len(set(lengths)) == 1
    await keep(storage, anna)
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT person_id FROM cautions").fetchall() == [(ben.id,)]


async def test_the_topic_of_the_week_is_remembered(storage: Storage, anna: Person, ben: Person) -> None:
    assert not anna.weekly_topic
    await storage.database.write(lambda tx: storage.people.set_weekly_topic(tx, anna.id, True))
    found = [
        await storage.database.read(lambda tx, each=each: storage.people.find(tx, each.id)) for each in (anna, ben)
    ]
    assert [person.weekly_topic for person in found if person] == [True, False]
