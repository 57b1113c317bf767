# ruff: noqa: ASYNC240, S603 - harming files between two awaits, and starting our own interpreter, is what these tests do
import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest

from bot.storage import storage as opening
from bot.storage.connection import Pragma, connect
from bot.storage.errors import (
    AnotherInstance,
    DatabaseCorrupt,
    DatabaseLocked,
    DatabaseMissing,
    DatabaseReadOnly,
    NotADatabase,
    PragmaRefused,
    SqliteTooOld,
    StartRefused,
)
from bot.storage.lock import lock_path
from bot.storage.storage import Storage, Transaction, open_storage
from tests.diary import files_at


class Start(Protocol):
    async def __call__(self, path: Path, *, create: bool = False) -> Storage: ...


NOBODY = 65534
PAGE = 4096
HOLD_THE_LOCK = """
import fcntl, os, sys, time
descriptor = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT, 0o600)
fcntl.flock(descriptor, fcntl.LOCK_EX)
os.write(descriptor, str(os.getpid()).encode())
print("held", flush=True)
time.sleep(60)
"""


@pytest.fixture
async def made(path: Path, now: datetime) -> Path:
    """A sound database with something in it, closed."""
    storage = await open_storage(files_at(path), create=True, now=now)

    async def work(tx: Transaction) -> None:
        for number in range(400):
            await storage.facts.put(tx, f"key {number}", "value " * 40)

    await storage.database.write(work)
    await storage.close()
    return path


@pytest.fixture
async def start(now: datetime) -> AsyncIterator[Start]:
    """Opens a storage with little patience, and closes it again even when it should have been refused."""
    started: list[Storage] = []

    async def start(path: Path, *, create: bool = False) -> Storage:
        started.append(await open_storage(files_at(path), create=create, now=now, busy_seconds=0.05))
        return started[-1]

    yield start
    for storage in started:
        await storage.close()


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder anybody may enter, and this process without the power to ignore permissions."""
    with tempfile.TemporaryDirectory() as name:
        # The key lies beside the folder.
        folder = Path(name) / "data"
        was_root = os.geteuid() == 0
        if was_root:
            os.chown(name, NOBODY, -1)
            os.seteuid(NOBODY)
        folder.mkdir()
        try:
            yield folder
        finally:
            if was_root:
                os.seteuid(0)
            folder.chmod(0o700)


async def test_the_first_start_makes_a_private_database_and_says_so(path: Path, start: Start) -> None:
    storage = await start(path, create=True)
    try:
        modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
        assert storage.opening.created
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert modes == {"ebb.db": 0o600, "ebb.db-shm": 0o600, "ebb.db-wal": 0o600, "ebb.db.lock": 0o600}
    finally:
        await storage.close()


@pytest.mark.parametrize("create", [True, False])
async def test_the_next_start_opens_what_is_there(made: Path, start: Start, create: bool) -> None:
    storage = await start(made, create=create)
    assert not storage.opening.created
    assert await storage.database.read(lambda tx: storage.facts.get(tx, "key 399")) == "value " * 40
    await storage.close()


async def test_a_path_with_odd_letters_in_it_works(tmp_path: Path, start: Start) -> None:
    path = tmp_path / "what? 100% #1 & größer" / "e b b?.db"
    storage = await start(path, create=True)
    await storage.close()
    assert path.is_file()


async def test_closing_twice_is_closing_once(path: Path, start: Start) -> None:
    first = await start(path, create=True)
    await first.close()
    await start(path)
    await first.close()
    with pytest.raises(AnotherInstance):
        await start(path)


SETTINGS = {"foreign_keys": 1, "mmap_size": 0, "journal_mode": "wal"}
OF_THE_WRITER = {"synchronous": 2, "secure_delete": 1, "query_only": 0, "wal_autocheckpoint": 1000}
OF_READERS = {"query_only": 1, "wal_autocheckpoint": 0}


async def test_every_connection_runs_with_the_settings_it_needs(storage: Storage) -> None:
    async def settings(tx: Transaction) -> dict[str, object]:
        names = {*SETTINGS, *OF_THE_WRITER, *OF_READERS, "busy_timeout"}
        return {name: tx.execute("PRAGMA " + name, ()).fetchone()[0] for name in names}

    writer = await storage.database.write(settings)
    readers = [await storage.database.read(settings) for _ in storage.database.readers]

    assert {**writer, **SETTINGS, **OF_THE_WRITER, "busy_timeout": 5000} == writer
    for reader in readers:
        assert {**reader, **SETTINGS, **OF_READERS, "busy_timeout": 5000} == reader


@pytest.mark.parametrize(
    "pragma",
    [
        Pragma("PRAGMA cache_size = 7", "PRAGMA cache_size", 8),
        Pragma("PRAGMA no_such_setting = 7", "PRAGMA no_such_setting", 7),
    ],
)
async def test_a_setting_that_does_not_take_stops_the_start(made: Path, pragma: Pragma) -> None:
    threads = threading.active_count()
    with pytest.raises(PragmaRefused, match="reads (7|nothing)"):
        await (await connect(made, (pragma,), 0.05)).close()
    assert threading.active_count() == threads


async def test_an_sqlite_that_is_too_old_stops_the_start(
    path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "OLDEST_SQLITE", (99, 0, 0))
    with pytest.raises(SqliteTooOld, match=sqlite3.sqlite_version):
        await start(path, create=True)
    assert not path.parent.exists()


def fill_with_noise(path: Path) -> None:
    path.write_bytes(b"this was never a database\n" * 400)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def miscount_the_free_pages(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[36:40] = (7).to_bytes(4, "big")
    path.write_bytes(data)


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:50])


def make_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def put_another_programs_database(path: Path) -> None:
    path.unlink()
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE songs (title TEXT)")
    raw.close()


def overwrite_a_page(path: Path) -> None:
    data = bytearray(path.read_bytes())
    page = len(data) // PAGE // 2
    data[page * PAGE : (page + 1) * PAGE] = os.urandom(PAGE)
    path.write_bytes(data)


def lose_the_second_half(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2 // PAGE * PAGE])


def remove(path: Path) -> None:
    path.unlink()


def remove_with_folder(path: Path) -> None:
    for file in path.parent.iterdir():
        file.unlink()
    path.parent.rmdir()


BAD_FILES = [
    (fill_with_noise, NotADatabase, "EBB_DATABASE"),
    (empty, NotADatabase, "empty"),
    (cut_short, DatabaseCorrupt, "python -m bot restore"),
    (make_a_folder, NotADatabase, "not a file"),
    (put_another_programs_database, NotADatabase, "none of Ebb's tables"),
    (overwrite_a_page, DatabaseCorrupt, "python -m bot restore"),
    (miscount_the_free_pages, DatabaseCorrupt, "reelist"),
    (lose_the_second_half, DatabaseCorrupt, "python -m bot restore"),
    (remove, DatabaseMissing, "python -m bot restore"),
    (remove_with_folder, DatabaseMissing, "mount"),
]


@pytest.mark.parametrize(("harm", "refusal", "remedy"), BAD_FILES)
async def test_a_bad_file_is_refused_with_its_cause_and_a_remedy(
    made: Path,
    start: Start,
    harm: Callable[[Path], None],
    refusal: type[StartRefused],
    remedy: str,
) -> None:
    threads = threading.active_count()
    harm(made)
    before = made.read_bytes() if made.is_file() else None

    with pytest.raises(refusal, match=remedy) as refused:
        await start(made)

    assert str(made) in str(refused.value)
    assert threading.active_count() == threads
    assert (made.read_bytes() if made.is_file() else None) == before, "a refused file is evidence; leave it alone"


async def test_a_refused_start_gives_the_lock_back(made: Path, start: Start) -> None:
    sound = made.read_bytes()
    empty(made)
    with pytest.raises(NotADatabase):
        await start(made)
    made.write_bytes(sound)

    await start(made)


@pytest.mark.parametrize("create", [True, False])
async def test_a_log_without_its_database_is_a_lost_database(made: Path, start: Start, create: bool) -> None:
    log = made.with_name("ebb.db-wal")
    log.write_bytes(b"the last answers")
    made.unlink()

    with pytest.raises(DatabaseMissing):
        await start(made, create=create)
    assert log.read_bytes() == b"the last answers"
    assert not made.exists()


async def test_a_draft_left_by_a_killed_first_start_is_swept_away(path: Path, start: Start) -> None:
    path.parent.mkdir()
    for name in ("ebb.db.new", "ebb.db.new-journal"):
        path.with_name(name).write_bytes(b"half a database")

    storage = await start(path, create=True)
    await storage.close()
    assert storage.opening.created
    assert sorted(file.name for file in path.parent.iterdir()) == ["ebb.db", "ebb.db.lock"]


async def _make(folder: Path, start: Start) -> Path:
    path = folder / "ebb.db"
    await (await start(path, create=True)).close()
    return path


async def test_a_file_that_may_not_be_written_is_refused(unprivileged: Path, start: Start) -> None:
    path = await _make(unprivileged, start)
    path.chmod(0o400)

    with pytest.raises(DatabaseReadOnly, match="write access"):
        await start(path)


@pytest.mark.parametrize("keeps_lock_file", [True, False])
async def test_a_folder_that_may_not_be_written_is_refused(
    unprivileged: Path, start: Start, keeps_lock_file: bool
) -> None:
    path = await _make(unprivileged, start)
    if not keeps_lock_file:
        lock_path(path).unlink()
    unprivileged.chmod(0o500)

    with pytest.raises(DatabaseReadOnly, match="write access"):
        await start(path)


async def test_a_folder_that_may_not_be_made_is_refused(unprivileged: Path, start: Start) -> None:
    unprivileged.chmod(0o500)
    with pytest.raises(DatabaseReadOnly, match="write access"):
        await start(unprivileged / "data" / "ebb.db", create=True)


async def test_a_file_where_the_folder_should_be_is_refused(tmp_path: Path, start: Start) -> None:
    (tmp_path / "data").write_text("not a folder")
    with pytest.raises(StartRefused, match="cannot be opened"):
        await start(tmp_path / "data" / "ebb.db", create=True)


@pytest.mark.parametrize("hold", ["BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"])
async def test_a_database_held_by_another_program_is_refused_and_opens_once_it_is_free(
    made: Path, start: Start, hold: str
) -> None:
    other = sqlite3.connect(made, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE" if "EXCLUSIVE" in hold else "PRAGMA locking_mode = NORMAL")
    other.execute(hold)
    with pytest.raises(DatabaseLocked, match="database browser"):
        await start(made)
    other.close()

    await start(made)


async def test_a_second_instance_is_refused_and_the_first_goes_on(storage: Storage, path: Path, start: Start) -> None:
    for create in (True, False):
        with pytest.raises(AnotherInstance, match=f"process {os.getpid()}"):
            await start(path, create=create)
    await storage.database.write(lambda tx: storage.facts.put(tx, "key", "value"))


async def test_two_first_starts_at_once_make_one_database(path: Path, start: Start) -> None:
    results = await asyncio.gather(*(start(path, create=True) for _ in range(3)), return_exceptions=True)
    opened = [result for result in results if isinstance(result, Storage)]
    refused = [result for result in results if isinstance(result, AnotherInstance)]

    assert (len(opened), len(refused)) == (1, 2)
    await opened[0].close()


async def test_the_lock_of_a_killed_instance_is_free(made: Path, start: Start) -> None:
    holder = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-I", "-c", HOLD_THE_LOCK, str(lock_path(made))], stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AnotherInstance, match=f"process {holder.pid}"):
            await start(made)
        holder.send_signal(signal.SIGKILL)

    await start(made)
