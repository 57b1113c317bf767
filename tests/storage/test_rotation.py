# ruff: noqa: ASYNC240 - looking at files between two awaits is what these tests do
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from bot.storage.backup import back_up
from bot.storage.errors import AnotherInstance, DatabaseMissing, MasterKeyMissing, MasterKeyUnusable, MasterKeyWrong
from bot.storage.files import Files
from bot.storage.master_key import MasterKeySource
from bot.storage.restore import newest_backup, restore
from bot.storage.rotation import rotate
from bot.storage.storage import Storage
from tests.diary import files_at, joins, lives_a_day, opened, told

ANNA, BEN = 100, 200
KILL_AT_EVERY_STEP = """
import os, pathlib, shutil, signal, sqlite3, sys
from bot.storage import rotation
from tests.diary import files_at

root = pathlib.Path(sys.argv[1])
rotation.PAGE = 1

def rotate_until(stop, files):
    seen = 0
    def step():
        nonlocal seen
        seen += 1
        if seen == stop:
            os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(lambda event, arguments: step() if event in ("os.rename", "os.remove") else None)
    open_raw = rotation.open_raw
    def traced(path):
        connection = open_raw(path)
        connection.set_trace_callback(lambda statement: step())
        return connection
    rotation.open_raw = traced
    rotation.rotate(files)
    os._exit(0)

for stop in range(1, 1000):
    shutil.copytree(root / "origin", root / str(stop))
    child = os.fork()
    if not child:
        rotate_until(stop, files_at(root / str(stop) / "data" / "ebb.db"))
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        print(stop)
        break
"""


async def live(files: Files, now: datetime) -> None:
    async with opened(files, now) as storage:
        for chat_id in (ANNA, BEN):
            await lives_a_day(storage, await joins(storage, chat_id, now), "before", now)
        back_up(files, now)


def masters_in_use(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as raw:
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        table = "keys" if "keys" in tables else "vault_keys"
        return {row[0] for row in raw.execute(f"SELECT master_key_id FROM {table}")}  # noqa: S608


async def test_everything_opens_with_the_new_key_and_the_old_one_is_gone(files: Files, now: datetime) -> None:
    await live(files, now)
    (old,), (old_id,) = files.keys.texts(), masters_in_use(files.database)
    rotated = rotate(files)

    (new,) = files.keys.texts()
    assert new != old
    assert (rotated.keys, rotated.remove_from) == (3, None)
    assert masters_in_use(files.database) == masters_in_use(files.key_file)
    assert old_id not in masters_in_use(files.database)
    async with opened(files, now, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", "before"]
        assert not storage.opening.is_rotating
    restore(files, newest_backup(files), now)
    async with opened(files, now, create=False) as storage:
        assert await told(storage, BEN) == ["6.0", "before"], "backups of before open with the new key too"
    files.keys.write([old])
    with pytest.raises(MasterKeyWrong):
        async with opened(files, now, create=False):
            pass


async def test_a_rotation_killed_at_any_step_leaves_an_open_diary_and_can_be_finished(
    tmp_path: Path, now: datetime
) -> None:
    await live(files_at(tmp_path / "origin" / "data" / "ebb.db"), now)
    command = [sys.executable, "-c", KILL_AT_EVERY_STEP, str(tmp_path)]
    steps = int(subprocess.run(command, capture_output=True, check=True).stdout)  # noqa: S603, ASYNC221
    assert steps > 20
    unfinished = 0
    for stop in range(1, steps + 1):
        files = files_at(tmp_path / str(stop) / "data" / "ebb.db")
        async with opened(files, now, create=False) as storage:
            assert await told(storage, ANNA) == ["6.0", "before"]
            await lives_a_day(storage, await joins(storage, 300, now), "meanwhile", now)
            unfinished += storage.opening.is_rotating
        rotate(files)
        assert len(files.keys.texts()) == 1
        async with opened(files, now, create=False) as storage:
            assert await told(storage, BEN) == ["6.0", "before"]
            assert await told(storage, 300) == ["6.0", "meanwhile"]
        shutil.rmtree(tmp_path / str(stop))
    assert 5 < unfinished < steps


async def test_keys_handed_over_in_settings_are_rotated_with_both(tmp_path: Path, now: datetime) -> None:
    old, new = "the old master key, 0123456789 abc", "the new master key, 9876543210 xyz"
    plain = files_at(tmp_path / "data" / "ebb.db")

    def given(*texts: str) -> Files:
        return Files(plain.database, plain.backups, MasterKeySource(plain.keys.file, texts))

    await live(given(old), now)
    with pytest.raises(MasterKeyUnusable, match="EBB_OLD_MASTER_KEY"):
        rotate(given(old))
    with pytest.raises(MasterKeyWrong):
        rotate(given(new))
    assert rotate(given(new, old)).remove_from == "EBB_OLD_MASTER_KEY"
    async with opened(given(new), now, create=False) as storage:
        assert await told(storage, ANNA) == ["6.0", "before"]
    assert not plain.keys.file.exists(), "a key that is handed over is never written down"


async def test_a_running_bot_a_missing_database_and_a_missing_key_are_refused(
    storage: Storage, files: Files, now: datetime, tmp_path: Path
) -> None:
    with pytest.raises(AnotherInstance):
        rotate(files)
    with pytest.raises(DatabaseMissing):
        rotate(files_at(tmp_path / "nowhere" / "ebb.db"))
    await storage.close()
    files.keys.file.unlink()
    with pytest.raises(MasterKeyMissing):
        rotate(files)
