# ruff: noqa: ASYNC240 - harming files between two awaits is what these tests do
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.prompts import PromptState
from bot.services.people import People
from bot.services.prompts import Prompts
from bot.storage.backup import back_up
from bot.storage.errors import (
    AnotherInstance,
    BackupMissing,
    DatabaseCorrupt,
    KeyFileMissing,
    MasterKeyMissing,
    MasterKeyWrong,
    NotADatabase,
)
from bot.storage.files import Files
from bot.storage.restore import newest_backup, restore
from bot.storage.storage import Storage, Transaction
from tests.diary import files_at, forgets, joins, lives_a_day, opened, told

DAY = timedelta(days=1)
ANNA, BEN, CARL = 100, 200, 300
KILL_AT_EVERY_STEP = """
import os, pathlib, shutil, signal, sys
from datetime import UTC, datetime
from bot.storage.restore import newest_backup, restore
from tests.diary import files_at

root = pathlib.Path(sys.argv[1])

def restore_until(stop, files):
    seen = 0
    def count(event, arguments):
        nonlocal seen
        if event in ("open", "os.rename", "os.remove", "sqlite3.connect", "shutil.copyfile"):
            seen += 1
            if seen == stop:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(count)
    restore(files, newest_backup(files), datetime(2026, 11, 22, tzinfo=UTC))
    os._exit(0)

for stop in range(1, 1000):
    shutil.copytree(root / "origin", root / str(stop))
    child = os.fork()
    if not child:
        restore_until(stop, files_at(root / str(stop) / "data" / "ebb.db"))
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        print(stop)
        break
"""


async def live(files: Files, now: datetime) -> Path:
    """Anna and Ben live a day, which is backed up; then Carl joins and Anna writes more."""
    async with opened(files, now) as storage:
        anna, ben = [await joins(storage, chat_id, now) for chat_id in (ANNA, BEN)]
        await lives_a_day(storage, anna, "before", now)
        await lives_a_day(storage, ben, "also before", now)
        path = back_up(files, now)
        await joins(storage, CARL, now)
        await lives_a_day(storage, anna, "after", now + DAY)
    return path


async def test_a_restored_diary_is_what_it_was_and_what_was_there_is_kept(files: Files, now: datetime) -> None:
    backup = await live(files, now)
    restored = restore(files, newest_backup(files), now + 2 * DAY)
    assert (restored.backup, restored.people, restored.left_out) == (backup, 2, 0)

    async with opened(files, now + 2 * DAY, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", "before"]
        assert await told(storage, BEN) == ["6.0", "also before"]
        assert await told(storage, CARL) is None
        await lives_a_day(storage, await joins(storage, CARL, now), "new", now)
        assert await told(storage, CARL) == ["6.0", "new"]
    assert restored.replaced == files.database.with_name("ebb.db.replaced-20261122-190000")
    again = restore(files, restored.replaced, now + 3 * DAY)
    assert again.people == 3
    async with opened(files, now + 3 * DAY, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", "after"]


async def test_who_was_forgotten_after_the_backup_does_not_come_back(files: Files, now: datetime) -> None:
    backup = await live(files, now)
    async with opened(files, now) as storage:
        await forgets(storage, ANNA)

    restored = restore(files, backup, now + DAY)
    assert (restored.people, restored.left_out) == (1, 1)
    async with opened(files, now + DAY, create=False) as storage:
        assert await told(storage, ANNA) is None
        assert await told(storage, BEN) == ["6.0", "also before"]
    with closing(sqlite3.connect(files.database)) as raw:
        assert raw.execute("SELECT count(*) FROM people WHERE chat_id = ?", (ANNA,)).fetchone() == (0,)


async def test_a_database_set_aside_holds_no_keys(files: Files, now: datetime) -> None:
    backup = await live(files, now)
    replaced = restore(files, backup, now + DAY).replaced
    assert replaced is not None
    with closing(sqlite3.connect(replaced)) as raw:
        assert raw.execute("SELECT sum(length(sealed_key)), count(*) FROM vault_keys").fetchone() == (0, 4)


async def test_it_moves_to_another_machine_with_the_folder_and_the_master_key(
    files: Files, now: datetime, tmp_path: Path
) -> None:
    await live(files, now)
    there = files_at(tmp_path / "elsewhere" / "ebb.db")
    shutil.copytree(files.backups, there.backups)
    with pytest.raises(MasterKeyMissing, match=str(there.keys.file)):
        restore(there, newest_backup(there), now + DAY)
    there.keys.file.parent.mkdir()
    shutil.copyfile(files.keys.file, there.keys.file)

    assert restore(there, newest_backup(there), now + DAY).replaced is None
    async with opened(there, now + DAY, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", "before"]


async def test_a_backup_named_in_another_folder_brings_its_own_key_file(
    files: Files, now: datetime, tmp_path: Path
) -> None:
    await live(files, now)
    stick = tmp_path / "stick"
    shutil.move(files.backups, stick)
    restore(files, stick / "ebb-20261120-190000.db", now + DAY)
    async with opened(files, now + DAY, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", "before"]


async def test_a_running_bot_keeps_its_database(storage: Storage, files: Files, now: datetime) -> None:
    back_up(files, now)
    with pytest.raises(AnotherInstance, match=f"process {os.getpid()}"):
        restore(files, newest_backup(files), now)
    assert await storage.database.read(storage.people.count) == 0


def test_where_there_is_no_backup_it_says_where_it_looked(files: Files, now: datetime) -> None:
    with pytest.raises(BackupMissing, match="EBB_BACKUP_DIR"):
        newest_backup(files)
    with pytest.raises(BackupMissing, match="nowhere"):
        restore(files, Path("nowhere.db"), now)
    assert not files.database.parent.exists()


@pytest.mark.parametrize("harm", ["noise", "empty", "page", "keys lost", "key of another", "not ours"])
async def test_a_backup_that_is_no_good_is_refused_and_nothing_is_touched(
    files: Files, now: datetime, harm: str
) -> None:
    backup = await live(files, now)
    refusal: type[Exception] = NotADatabase
    if harm == "noise":
        backup.write_bytes(b"never a database\n" * 500)
    elif harm == "empty":
        backup.write_bytes(b"")
    elif harm == "page":
        content = bytearray(backup.read_bytes())
        content[-8192:-4096] = os.urandom(4096)
        backup.write_bytes(content)
        refusal = DatabaseCorrupt
    elif harm == "keys lost":
        files.key_file.unlink()
        refusal = KeyFileMissing
    elif harm == "key of another":
        files.keys.write(["another master key altogether, 0123456789"])
        refusal = MasterKeyWrong
    else:
        backup.unlink()
        with closing(sqlite3.connect(backup)) as raw:
            raw.execute("CREATE TABLE songs (title TEXT)")
    before = files.database.read_bytes()

    with pytest.raises(refusal, match=str(files.backups)):
        restore(files, backup, now + DAY)
    assert files.database.read_bytes() == before
    assert not list(files.database.parent.glob("*.replaced-*"))


async def test_a_damaged_database_is_replaced_and_kept_as_it_is(files: Files, now: datetime) -> None:
    backup = await live(files, now)
    files.database.write_bytes(b"ruins")
    files.database.with_name("ebb.db-wal").write_bytes(b"more ruins")
    replaced = restore(files, backup, now + DAY).replaced
    assert replaced is not None
    assert replaced.read_bytes() == b"ruins"
    assert replaced.with_name(f"{replaced.name}-wal").read_bytes() == b"more ruins"
    async with opened(files, now + DAY, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", "before"]


async def test_a_restore_killed_at_any_step_can_be_done_again(tmp_path: Path, now: datetime) -> None:
    """Whatever was moved by then, the diary is either what it was, or missing and never made anew; then all is well."""
    origin = files_at(tmp_path / "origin" / "data" / "ebb.db")
    await live(origin, now)
    command = [sys.executable, "-c", KILL_AT_EVERY_STEP, str(tmp_path)]
    steps = int(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603, ASYNC221
    assert steps > 20
    for stop in range(1, steps + 1):
        files = files_at(tmp_path / str(stop) / "data" / "ebb.db")
        if files.database.exists():
            async with opened(files, now + 2 * DAY, create=False) as storage:
                assert await told(storage, ANNA) in (["6.0", "before"], ["6.0", "after"])
        restore(files, files.backup(now), now + 3 * DAY)
        async with opened(files, now + 3 * DAY, create=False) as storage:
            assert await told(storage, ANNA) == ["6.0", "before"]


@pytest.mark.parametrize("days", [0, 1, 3, 40])
@pytest.mark.parametrize("hours", [0, 1, 5, 23])
async def test_nothing_that_was_due_before_the_restore_is_ever_sent(
    files: Files, now: datetime, days: int, hours: int
) -> None:
    """Backed up in every state a prompt can be in; brought back later; the next prompt is a later one."""
    async with opened(files, now) as storage:
        person = await joins(storage, ANNA, now)
        people, prompts = People(storage), Prompts(storage, iter(f"code{number:04}" for number in range(99)).__next__)
        person = await people.move_to(person, "Europe/Berlin", now - 10 * DAY)
        await people.check_in_at(person, (now + timedelta(minutes=90)).time().replace(tzinfo=None), now - 9 * DAY)
        await every_kind_of_open_prompt(storage, person.id, now)
        back_up(files, now)
    then = now + days * DAY + timedelta(hours=hours, minutes=31)
    restore(files, newest_backup(files), then)

    async with opened(files, then, create=False) as storage:
        people, prompts = People(storage), Prompts(storage, lambda: "newcode1")
        await people.replan_all("a tz version", then)
        while await prompts.fall_due(then):
            pass
        assert await prompts.claim(then) == []
        found = await people.find(ANNA)
        assert found is not None
        next_at = await people.next_prompt_at(found)
        assert next_at is not None
        assert then < next_at <= then + 2 * DAY


async def every_kind_of_open_prompt(storage: Storage, person_id: int, now: datetime) -> None:
    async def work(tx: Transaction) -> None:
        for number, state in enumerate(("due", "claimed", "unknown", "sent")):
            await storage.prompts.add_if_absent(
                tx,
                code=f"open000{number}",
                person_id=person_id,
                slot_id=None,
                diary_on=date(2026, 11, 20),
                zone="Europe/Berlin",
                due_at=now - timedelta(minutes=1),
                expires_at=now + DAY,
                state=PromptState(state),
            )

    await storage.database.write(work)


async def test_a_prompt_already_in_the_chat_can_still_be_answered_within_its_window(
    files: Files, now: datetime
) -> None:
    async with opened(files, now) as storage:
        person = await joins(storage, ANNA, now)
        await every_kind_of_open_prompt(storage, person.id, now)
        back_up(files, now)

    def states() -> dict[str, str]:
        with closing(sqlite3.connect(files.database)) as raw:
            return dict(raw.execute("SELECT code, state FROM prompts").fetchall())

    missed = {"open0000": "missed", "open0001": "missed", "open0002": "missed"}
    restore(files, newest_backup(files), now + timedelta(hours=2))
    assert states() == missed | {"open0003": "sent"}
    restore(files, newest_backup(files), now + DAY)
    assert states() == missed | {"open0003": "missed"}
