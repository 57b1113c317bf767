"""Answers given, given twice, typed, changed, taken back, and given to questions long gone."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.conversations.conftest import Reads
from tests.world import World


async def test_score_tapped_twice(ebb: World, reads_as_expected: Reads) -> None:
    """Anna's thumb is quick: the same button twice, then another one of a question that is gone."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Good")
    pain_6 = anna.data_of("6")
    pain_2 = anna.data_of("2")
    await anna.tap("6")
    await anna.tap_data(pain_6)
    await anna.tap_data(pain_2)
    await anna.tap("Back")
    await anna.tap("2")
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 2}
    assert checkin.asking == "fatigue"


async def test_old_button(ebb: World, reads_as_expected: Reads) -> None:
    """Anna scrolls up to buttons of days gone by: one day answered, one not, and one of a chat long cleared."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    monday, monday_good = anna.last_message_id, anna.data_of("Good")
    await anna.tap("Good")
    monday_pain = anna.data_of("9")
    for _ in range(5):
        await anna.tap("4")
    await ebb.to("20:00")
    tuesday, tuesday_good = anna.last_message_id, anna.data_of("Good")
    await ebb.to("20:00")
    await anna.tap_data(monday_pain, message_id=monday)
    await anna.tap_data(monday_good, message_id=monday)
    await anna.tap("Add a note", message_id=monday)
    await anna.tap_data(tuesday_good, message_id=tuesday)
    await anna.tap_data("1fe:AAAAAAAA:good", message_id=tuesday)
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores["pain"] == 4
    assert await anna.day("2026-03-03") is None


async def test_typed_answer(ebb: World, reads_as_expected: Reads) -> None:
    """Anna types instead of tapping, in every way people do."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.say("not great")
    await anna.say("eleven")
    await anna.say("three and a half")
    await anna.say("skip")
    await anna.say("6")
    await anna.say("I wish it would stop raining")
    await ebb.to("20:00")
    await anna.say("pain 6 sleep 4 fog 7 bad night")
    await anna.say("no")
    await anna.say("back")
    await anna.say("8")
    await anna.say("5")
    reads_as_expected(anna)
    monday, tuesday = await anna.day("2026-03-02"), await anna.day("2026-03-03")
    assert monday is not None
    assert tuesday is not None
    assert monday.scores == {"pain": 3.5}
    assert tuesday.scores == {"pain": 6, "sleep": 4, "fog": 8, "mood": 5}
    assert [note.text for note in tuesday.notes] == ["bad night"]


async def test_change_and_undo(ebb: World, reads_as_expected: Reads) -> None:
    """Anna changes an answer, takes the day back, brings it back, and starts it again."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Good")
    for _ in range(5):
        await anna.tap("4")
    await anna.tap("Change an answer")
    await anna.tap("Sleep last night: 4")
    await anna.tap("7")
    await anna.tap("Change an answer")
    await anna.tap("Back")
    await anna.tap("Undo")
    await anna.tap("Bring it back")
    await anna.tap("Undo")
    await anna.tap("Start again")
    await anna.tap("Rough")
    await anna.tap("9")
    await anna.tap("Skip")
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 9}
    assert checkin.undone_at is None


async def test_note_added_and_edited(ebb: World, reads_as_expected: Reads) -> None:
    """Anna adds a few words and later finds better ones."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Good")
    for _ in range(5):
        await anna.tap("1")
    await anna.tap("Add a note")
    await anna.say("Walked to the <b>lake</b> & back")
    await anna.edit("Walked half way to the lake")
    await anna.say("/checkin")
    await anna.tap("Add a note")
    await anna.tap("Back")
    await anna.say("6")
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert [note.text for note in checkin.notes] == ["Walked half way to the lake"]


async def test_large_buttons(ebb: World, reads_as_expected: Reads) -> None:
    """Otto's hands shake: six large buttons, and a typed score in between."""
    otto = ebb.person("Otto")
    await otto.settle_in()
    await otto.say("/settings")
    await otto.tap("Large buttons: off")
    await otto.tap("What I ask about")
    await otto.tap("✓ Mood")
    await otto.tap("✓ Brain fog")
    await otto.tap("More")
    await otto.tap("Back")
    await ebb.to("20:00")
    await otto.tap("So-so")
    await otto.tap("6")
    await otto.say("5")
    await otto.tap("10")
    reads_as_expected(otto)
    checkin = await otto.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6, "fatigue": 5, "sleep": 10}
    assert (await otto.person()).large_buttons


async def test_forget_me(ebb: World, tmp_path: Path, reads_as_expected: Reads) -> None:
    """Anna has everything deleted; not a row of hers is left, and Ben's are all there."""
    anna, ben = ebb.person("Anna"), ebb.person("Ben")
    for each in (anna, ben):
        await each.settle_in()
    await ebb.to("20:00")
    first_tap = anna.data_of("Good")
    for each in (anna, ben):
        await each.tap("Good")
        await each.say("pain 6 sleep 4 fog 7 fatigue 3 mood 2 a word of mine")
        await each.say("/tip")
        await each.say("/breathe")
        await each.tap("Slow breath 4-6")
        await each.tap("Begin")
    await anna.say("/delete")
    await anna.tap("Keep everything")
    await anna.say("/delete")
    await anna.tap("Delete everything")
    await ebb.to("20:00")
    await anna.tap_data(first_tap)
    reads_as_expected(anna)
    assert await ebb.ebb.parts.people.find(anna.id) is None
    assert await ben.day("2026-03-02") is not None
    assert set(rows_by_person(tmp_path / "ebb.db")) == {(await ben.person()).id}


def rows_by_person(path: Path) -> set[int | None]:
    """Whose rows are left, looked up in every table that has rows of a person."""
    with sqlite3.connect(path) as connection:
        tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: set[int | None] = set()
        for table in tables:
            columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            owner = "id" if table == "people" else "person_id"
            if owner in columns and (table == "people" or "person_id" in columns):
                found |= {row[0] for row in connection.execute(f"SELECT DISTINCT {owner} FROM {table}")}  # noqa: S608
        found.discard(None)  # the key of nobody
        orphans = connection.execute("SELECT count(*) FROM answers WHERE checkin_id NOT IN (SELECT id FROM checkins)")
        assert orphans.fetchone() == (0,)
    return found
