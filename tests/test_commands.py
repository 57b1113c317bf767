"""Everything an operator can do to a diary, one command after the other."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.app import real_now
from bot.storage.files import Files
from tests.commands import Commands
from tests.diary import files_at, joins, lives_a_day, opened

ANNA, BEN = 4815162342, 2345
KEY = "a master key for the commands, 0123456789"


async def live(files: Files) -> None:
    """Anna and Ben have lived a day."""
    files.keys.write([KEY])
    async with opened(files, real_now()) as storage:
        for chat_id in (ANNA, BEN):
            await lives_a_day(storage, await joins(storage, chat_id, real_now()), "words", real_now())


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Files:
    """A lived-in diary where the commands look for it."""
    files = files_at(tmp_path / "data" / "ebb.db")
    monkeypatch.setenv("EBB_MASTER_KEY_FILE", str(files.keys.file))
    asyncio.run(live(files))
    return files


def test_a_backup_says_where_it_is_and_what_it_needs(files: Files, commands: Commands) -> None:
    backup = commands.run("backup")
    assert (backup.code, backup.errors) == (0, [])
    assert backup.out[0].startswith(f"The backup is at data/backups/ebb-{datetime.now(UTC):%Y%m}")  # noqa: TID251
    assert "data/backups/ebb.keys" in backup.out[0]
    assert "master key elsewhere" in backup.out[1]


def test_a_change_of_keys_says_to_keep_the_new_one(files: Files, commands: Commands) -> None:
    rotated = commands.run("vault", "rotate")
    assert rotated.code == 0
    assert rotated.out == ["3 keys are sealed with the new master key. Keep a copy of it somewhere safe."]
    assert KEY not in files.keys.file.read_text()
    old_and_new = {"EBB_MASTER_KEY": "one more master key, 0123456789 abcdefg", "EBB_MASTER_KEY_FILE": ""}
    given = commands.run("vault", "rotate", **old_and_new, EBB_OLD_MASTER_KEY=files.keys.texts()[0])
    assert given.out[-1] == "Now take the old master key out of EBB_OLD_MASTER_KEY."
    assert KEY not in str(given.said)


def test_forgetting_says_whether_there_was_somebody(files: Files, commands: Commands) -> None:
    forgotten, again = commands.run("forget", str(ANNA)), commands.run("forget", str(ANNA))
    assert (forgotten.code, forgotten.out) == (0, ["Everything about this person is deleted."])
    assert (again.code, again.out) == (1, ["Nobody with this chat id is in the diary."])
    assert commands.run("forget", "Anna").code == 64
    with closing(sqlite3.connect(files.database)) as raw:
        assert raw.execute("SELECT chat_id FROM people").fetchall() == [(BEN,)]


def test_a_restore_says_who_came_back_who_did_not_and_where_the_rest_is(files: Files, commands: Commands) -> None:
    commands.run("backup")
    commands.run("forget", str(ANNA))
    restored = commands.run("restore")
    assert (restored.code, restored.errors) == (0, [])
    assert "is back at data/ebb.db, with 1 people." in restored.out[0]
    assert restored.out[1].startswith("1 people were forgotten since")
    assert "data/ebb.db.replaced-" in restored.out[2]
    assert restored.out[3].startswith("Nothing that was due before now is sent.")
    assert commands.run("migrate").out == ["The database is up to date."]


@pytest.mark.parametrize("arguments", [("restore",), ("restore", "nowhere.db")])
def test_a_restore_of_nothing_changes_nothing(files: Files, commands: Commands, arguments: tuple[str, ...]) -> None:
    before = files.database.read_bytes()
    refused = commands.run(*arguments)
    assert refused.code == 1
    assert refused.errors[0].startswith("There is no backup at")
    assert files.database.read_bytes() == before


@pytest.mark.parametrize("arguments", [("backup",), ("migrate",), ("forget", "1"), ("vault", "rotate")])
def test_every_command_misses_a_database_that_is_gone(
    files: Files, commands: Commands, arguments: tuple[str, ...]
) -> None:
    files.database.unlink()
    refused = commands.run(*arguments)
    assert refused.code == 1
    assert refused.errors[0].startswith("There is no database at data/ebb.db.")
    assert not files.database.exists()
