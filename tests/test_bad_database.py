"""A database or a key in every kind of trouble, as the operator meets it: the cause, the remedy, the exit code."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from bot import commands as command_module
from bot.storage import storage as opening
from bot.storage.connection import ANY_CONNECTION, Pragma, open_raw, refusals
from bot.storage.creation import nothing_to_copy
from bot.storage.errors import DiskFull
from bot.storage.schema import migrate, migrations
from bot.storage.storage import open_storage
from tests.commands import Commands
from tests.diary import files_at
from tests.storage.test_file_system import LINUX
from tests.storage.test_opening import (
    cut_short,
    empty,
    fill_with_noise,
    lose_the_second_half,
    make_a_folder,
    overwrite_a_page,
    put_another_programs_database,
    remove,
    unprivileged,
)

__all__ = ["unprivileged"]

FAILED, CONFIGURATION = 1, 78
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
DATABASE = "data/ebb.db"
LOST = "If the file is lost, bring back a backup with: python -m bot restore"
STRANGE = "or move this one away and bring back a backup with: python -m bot restore"
TROUBLE: list[tuple[Callable[[Path], None], str, str]] = [
    (remove, "There is no database at data/ebb.db.", LOST),
    (fill_with_noise, "The file at data/ebb.db is not Ebb's database (file is not a database).", STRANGE),
    (empty, "The file at data/ebb.db is not Ebb's database (it is empty).", STRANGE),
    (make_a_folder, "The file at data/ebb.db is not Ebb's database (it is not a file).", STRANGE),
    (put_another_programs_database, "The file at data/ebb.db is not Ebb's database", STRANGE),
    (cut_short, "The database at data/ebb.db is damaged (", "python -m bot restore"),
    (overwrite_a_page, "The database at data/ebb.db is damaged (", "python -m bot restore"),
    (lose_the_second_half, "The database at data/ebb.db is damaged (", "python -m bot restore"),
]


@pytest.fixture
def diary(commands: Commands) -> Path:
    """The database of a diary that was made and backed up."""
    assert commands.run("migrate").code == 0
    assert commands.run("backup").code == 0
    return commands.folder / DATABASE


def everything(folder: Path) -> dict[str, bytes]:
    """Every file there is, but for the lock and for what SQLite keeps beside an open database."""
    passing = (".lock", ".db-wal", ".db-shm")
    files = [path for path in folder.rglob("*") if path.is_file() and path.suffix not in passing]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


@pytest.mark.parametrize(("harm", "cause", "remedy"), TROUBLE)
def test_a_bad_database_is_named_with_its_remedy_and_left_alone(
    commands: Commands, diary: Path, harm: Callable[[Path], None], cause: str, remedy: str
) -> None:
    harm(diary)
    before = everything(commands.folder)
    for command in (("migrate",), ("forget", "1")):
        refused = commands.run(*command)
        assert (refused.code, refused.out) == (FAILED, [])
        assert refused.errors[0].replace(f"{commands.folder}/", "").startswith(cause)
        assert refused.errors[-1].endswith(remedy)
    assert everything(commands.folder) == before
    told = commands.run("doctor")
    assert told.code == FAILED
    found = [line.replace(f"{commands.folder}/", "") for line in told.out]
    assert any(line.startswith(f"BAD  {cause}") and "bot restore" in line for line in found)
    assert everything(commands.folder) == before


def test_the_remedy_is_one(commands: Commands, diary: Path) -> None:
    sound = diary.read_bytes()
    overwrite_a_page(diary)
    assert commands.run("restore").code == 0
    assert commands.run("migrate").out == ["The database is up to date."]
    assert diary.read_bytes()[:16] == sound[:16]


def test_a_locked_database_names_what_may_hold_it(
    commands: Commands, diary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command_module, "open_storage", partial(open_storage, busy_seconds=0.05))
    before = everything(commands.folder)
    with closing(sqlite3.connect(diary, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        refused = commands.run("migrate")
    assert refused.code == FAILED
    assert refused.errors == [
        "Another program is holding the database at data/ebb.db (database is locked).",
        "Close whatever has the file open, such as a database browser or a backup tool, and start again.",
    ]
    assert everything(commands.folder) == before
    assert commands.run("migrate").code == 0


def test_a_network_disk_is_refused_before_anything_is_made(commands: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = commands.folder / "mounts"
    mounts.write_text(LINUX.format(folder=commands.folder))
    monkeypatch.setattr("bot.storage.file_system.LINUX_MOUNTS", mounts)
    monkeypatch.setattr("sys.platform", "linux")
    refused = commands.run("migrate")
    assert refused.code == FAILED
    assert refused.errors == [
        "The database at data/ebb.db would lie on a network disk (nfs4), where SQLite loses data.",
        "Point EBB_DATABASE at a local disk; backups may go to a network disk with EBB_BACKUP_DIR.",
    ]
    assert list(everything(commands.folder)) == ["mounts"]


@pytest.mark.parametrize("what", ["database", "folder"])
def test_a_database_that_may_not_be_written_names_who_has_to_be_allowed(
    diary: Path, unprivileged: Path, commands: Commands, what: str
) -> None:
    """Another diary was made before, so that everything is read that only the owner of the tests may read."""
    powerless = replace(commands, folder=unprivileged)
    assert powerless.run("migrate").code == 0
    database = unprivileged / DATABASE
    before = everything(unprivileged)
    (database if what == "database" else database.parent).chmod(0o500 if what == "folder" else 0o400)
    refused = powerless.run("migrate")
    database.parent.chmod(0o700)
    assert refused.code == FAILED
    assert refused.errors[0].startswith("The database at data/ebb.db cannot be written (")
    assert refused.errors[1] == ("Give the account that runs Ebb write access to this file and to the folder it is in.")
    assert everything(unprivileged) == before


async def test_a_disk_without_room_for_a_newer_form_is_named_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = files_at(tmp_path / "data" / "ebb.db")
    files.database.parent.mkdir()
    sqlite3.connect(files.database).close()
    with closing(open_raw(files.database)) as raw:
        migrate(raw, migrations()[:1], nothing_to_copy, NOW)
    full = Pragma("PRAGMA max_page_count = 1", "PRAGMA foreign_keys", 1)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "ANY_CONNECTION", (*ANY_CONNECTION, full))
        with pytest.raises(DiskFull, match="Make room there and start again"):
            await open_storage(files, create=False, now=NOW)
    storage = await open_storage(files, create=False, now=NOW)
    assert len(storage.opening.migrated) == len(migrations()) - 1
    await storage.close()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a file that is always full")
def test_the_system_s_own_word_for_a_full_disk_is_understood(tmp_path: Path) -> None:
    def write() -> None:
        with refusals(tmp_path / "ebb.db"), Path("/dev/full").open("wb", buffering=0) as full:
            full.write(b"x")

    with pytest.raises(DiskFull, match="No space left on device"):
        write()


@pytest.mark.parametrize("key", ["", "another master key altogether, 0123456789", "short"])
def test_a_key_that_does_not_open_the_diary_is_told_and_nothing_is_changed(
    commands: Commands, diary: Path, key: str
) -> None:
    file = commands.folder / ".config" / "ebb" / "master.key"
    file.unlink()
    if key:
        file.write_text(key)
    before = everything(commands.folder)
    for command in (("migrate",), ("forget", "1"), ("vault", "rotate")):
        refused = commands.run(*command)
        assert (refused.code, refused.out) == (CONFIGURATION, [])
        assert "EBB_MASTER_KEY_FILE" in str(refused.errors) or "Use the key this database was made with" in str(
            refused.errors
        )
        assert not key or key not in str(refused.errors)
    assert everything(commands.folder) == before
