# ruff: noqa: ASYNC240, ASYNC220, S603 - harming files and starting our own interpreter is what these tests do
"""Forgetting, consent and keys in trouble: each test is named by its number in the list of faults."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.person import Person
from bot.storage.backup import back_up
from bot.storage.errors import (
    KeyGone,
    MasterKeyMissing,
    MasterKeyWrong,
)
from bot.storage.files import Files
from bot.storage.restore import newest_backup
from bot.storage.rotation import rotate
from bot.storage.storage import Storage, open_storage
from tests.commands import Commands
from tests.diary import files_at, forgets, joins, lives_a_day, opened, told

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ANNA, BEN = 100, 200
WORDS = "the stairs were too much"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return files_at(tmp_path / "data" / "ebb.db")


@pytest.fixture
async def lived_in(files: Files) -> Files:
    """Anna has lived a day; the diary is closed and backed up."""
    async with opened(files, NOW) as storage:
        await lives_a_day(storage, await joins(storage, ANNA, NOW), WORDS, NOW)
        back_up(files, NOW)
    return files


async def test_fault_50_forgetting_wins_against_whatever_is_under_way(lived_in: Files) -> None:
    """Answers, notes and a backup race with it; nothing comes back, the key is gone everywhere."""
    for attempt in range(10):
        async with opened(lived_in, NOW, create=False) as storage:
            person = await joins(storage, 300 + attempt, NOW)
            racing = [
                *(lives_a_day(storage, person, "too late", NOW + number * DAY) for number in range(5)),
                asyncio.to_thread(back_up, lived_in, NOW + timedelta(seconds=attempt)),
                forgets_and_goes_on(storage, person),
            ]
            results = await asyncio.gather(*racing, return_exceptions=True)
            assert {type(result) for result in results if isinstance(result, Exception)} <= {KeyGone}
            assert await told(storage, 300 + attempt) is None
            assert await told(storage, ANNA) == ["6.0", WORDS]
        with closing(sqlite3.connect(lived_in.database)) as raw:
            live = {row[0] for row in raw.execute("SELECT key_id FROM vault_keys")}
            assert raw.execute("SELECT count(*) FROM people").fetchone() == (1,)
            assert raw.execute("SELECT count(*) FROM shredded_keys").fetchone() == (0,)
        with closing(sqlite3.connect(lived_in.key_file)) as raw:
            assert {row[0] for row in raw.execute("SELECT key_id FROM keys")} == live


async def forgets_and_goes_on(storage: Storage, person: Person) -> None:
    """What still reaches the diary of somebody forgotten is refused, not stored."""
    await forgets(storage, person.chat_id)
    for number in range(3):
        with pytest.raises(KeyGone):
            await lives_a_day(storage, person, "too late", NOW + number * DAY)


async def test_fault_50_a_backup_is_noise_for_who_was_forgotten_even_with_the_master_key(lived_in: Files) -> None:
    backup = newest_backup(lived_in)
    async with opened(lived_in, NOW, create=False) as storage:
        await joins(storage, BEN, NOW)
        await forgets(storage, ANNA)
    with closing(sqlite3.connect(backup)) as raw:
        (key_id,) = raw.execute("SELECT key_id FROM vault_keys WHERE person_id IS NOT NULL").fetchone()
    everything = [path for path in lived_in.database.parent.parent.rglob("*") if path.is_file()]
    with_key = [path.name for path in everything if key_id.encode() in path.read_bytes()]
    assert with_key == [backup.name], "only the backup itself still names the key, and no file holds it"


async def test_fault_51_before_consent_and_after_it_is_withdrawn_there_is_no_person(lived_in: Files) -> None:
    async with opened(lived_in, NOW, create=False) as storage:
        assert await told(storage, BEN) is None
        anna = await joins(storage, ANNA, NOW)
        await storage.database.write(lambda tx: storage.people.withdraw_consent(tx, anna.id, NOW))
        assert await told(storage, ANNA) is None
        assert await storage.database.read(lambda tx: storage.slots.due(tx, limit=10, now=NOW + 9 * DAY)) == []


@pytest.mark.parametrize("harm", ["missing", "wrong", "unreadable", "too short"])
async def test_fault_52_without_the_right_master_key_the_start_refuses_and_changes_nothing(
    lived_in: Files, harm: str
) -> None:
    key = lived_in.keys.file
    sound, right = lived_in.database.read_bytes(), key.read_bytes()
    key.unlink()
    if harm == "wrong":
        lived_in.keys.make()
    elif harm != "missing":
        key.write_bytes(b"\xff" * 50 if harm == "unreadable" else b"short")
    expected = {"missing": MasterKeyMissing, "wrong": MasterKeyWrong}.get(harm, Exception)
    for create in (True, False):
        with pytest.raises(expected, match="key"):
            await open_storage(lived_in, create=create, now=NOW)
    assert lived_in.database.read_bytes() == sound
    assert harm != "missing" or not key.exists(), "a new key would only hide that the old one is lost"
    key.write_bytes(right)
    async with opened(lived_in, NOW, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", WORDS]


def test_fault_52_the_program_says_so_in_plain_words_with_exit_code_78(commands: Commands) -> None:
    assert commands.run("migrate").code == 0
    key = commands.folder / ".config" / "ebb" / "master.key"
    for wrong in ("", "another master key altogether, 0123456789"):
        key.unlink()
        if wrong:
            key.write_text(wrong)
        refused = commands.run("migrate")
        assert refused.code == 78
        assert "Nothing was changed." in str(refused.errors)
        key.write_text("placeholder")


async def test_fault_52_a_rotation_leaves_every_word_readable(lived_in: Files) -> None:
    """Kills at every step of it are tried in tests/storage."""
    before = lived_in.keys.texts()
    rotate(lived_in)
    assert lived_in.keys.texts() != before
    async with opened(lived_in, NOW, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", WORDS]
