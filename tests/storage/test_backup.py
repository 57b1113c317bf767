# ruff: noqa: ASYNC240 - looking at files between two awaits is what these tests do
import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage import key_file
from bot.storage.backup import back_up, is_backup_due, surplus
from bot.storage.errors import BackupFailed, DatabaseMissing
from bot.storage.files import Files
from bot.storage.storage import Storage
from tests.diary import forgets, joins, lives_a_day, opened

DAY = timedelta(days=1)
WORDS = "the stairs were too much"
ANNA, BEN = 100, 200
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def sealed_keys(path: Path) -> dict[str, bytes]:
    """Every key in a database, or in a key file."""
    with closing(sqlite3.connect(path)) as raw:
        tables = {row[0] for row in raw.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
        table = "keys" if "keys" in tables else "vault_keys"
        return dict(raw.execute(f"SELECT key_id, sealed_key FROM {table}").fetchall())  # noqa: S608


@pytest.fixture
async def lived_in(storage: Storage, now: datetime) -> Storage:
    """Anna and Ben have each lived a day."""
    for chat_id in (ANNA, BEN):
        await lives_a_day(storage, await joins(storage, chat_id, now), WORDS, now)
    return storage


async def test_a_backup_is_whole_and_private_and_named_by_its_moment(
    lived_in: Storage, files: Files, now: datetime
) -> None:
    path = back_up(files, now)
    assert path == files.backups / "ebb-20261120-190000.db"
    assert files.backups_made() == {now: path}
    assert sorted(each.name for each in files.backups.iterdir()) == ["ebb-20261120-190000.db", "ebb.keys"]
    assert {each.stat().st_mode & 0o777 for each in files.backups.iterdir()} == {0o600}
    assert files.backups.stat().st_mode & 0o777 == 0o700
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert raw.execute("SELECT count(*) FROM notes").fetchone() == (2,)


async def test_a_backup_holds_no_key_and_the_key_file_holds_them_all(
    lived_in: Storage, files: Files, now: datetime
) -> None:
    path = back_up(files, now)
    live = sealed_keys(files.database)
    assert len(live) == 3
    assert sealed_keys(path) == dict.fromkeys(live, b"")
    assert sealed_keys(files.key_file) == live
    content = path.read_bytes()
    assert not any(sealed in content for sealed in live.values()), "not in a freed corner of the file either"


async def test_nothing_anybody_wrote_can_be_read_in_any_file(lived_in: Storage, files: Files, now: datetime) -> None:
    back_up(files, now)
    everything = [path for path in files.database.parent.rglob("*") if path.is_file()]
    assert {"ebb.db", "ebb.db-wal", "ebb.keys", "ebb-20261120-190000.db"} <= {path.name for path in everything}
    for path in everything:
        assert WORDS.encode() not in path.read_bytes()
        assert b"rough" not in path.read_bytes()


async def test_a_backup_made_during_writes_is_one_steady_moment(lived_in: Storage, files: Files, now: datetime) -> None:
    """Two facts are always written together; a backup that has one number and not the other was taken in between."""

    async def write(number: int) -> None:
        async def work(tx: object) -> None:
            for key in ("left", "right"):
                await lived_in.facts.put(tx, key, f"{number:09}" * 400)  # type: ignore[arg-type]

        await lived_in.database.write(work)

    async def write_on() -> None:
        number = 0
        while True:
            await write(number := number + 1)

    await write(0)
    writing = asyncio.create_task(write_on())
    for seconds in range(5):
        path = await asyncio.to_thread(back_up, files, now + timedelta(seconds=seconds))
        with closing(sqlite3.connect(path)) as raw:
            facts = dict(raw.execute("SELECT key, value FROM facts WHERE key IN ('left', 'right')"))
        assert facts.get("left") == facts.get("right")
        assert facts
    writing.cancel()


async def test_who_is_forgotten_leaves_the_key_file_at_once(lived_in: Storage, files: Files, now: datetime) -> None:
    back_up(files, now)
    before = sealed_keys(files.key_file)
    await forgets(lived_in, ANNA)

    gone = set(before) - set(sealed_keys(files.key_file))
    assert len(gone) == 1
    (key_id,) = gone
    for path in (files.key_file, files.database, files.database.with_name("ebb.db-wal")):
        assert before[key_id] not in path.read_bytes(), f"still in {path.name}"


async def test_a_key_file_that_cannot_be_written_is_cleaned_the_next_time(
    lived_in: Storage, files: Files, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(key_file, "PATIENCE", 0.05)
    back_up(files, now)
    with closing(sqlite3.connect(files.key_file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        await forgets(lived_in, ANNA)
        other.execute("ROLLBACK")
    assert len(sealed_keys(files.key_file)) == 3
    assert await lived_in.upkeep.finish_shredding() == 1
    assert len(sealed_keys(files.key_file)) == 2
    assert await lived_in.upkeep.finish_shredding() == 0


async def test_a_backup_that_saw_somebody_just_forgotten_does_not_bring_their_key_back(
    lived_in: Storage, files: Files, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy is taken first; by the time its keys are collected, Anna is gone."""
    take_in, loop = key_file.take_in, asyncio.get_running_loop()

    def forget_in_between(path: Path, diary: Path) -> None:
        asyncio.run_coroutine_threadsafe(forgets(lived_in, ANNA), loop).result()
        take_in(path, diary)

    monkeypatch.setattr(key_file, "take_in", forget_in_between)
    path = await asyncio.to_thread(back_up, files, now)
    assert len(sealed_keys(path)) == 3
    assert len(sealed_keys(files.key_file)) == 2


async def test_a_failed_backup_leaves_the_older_ones_and_nothing_of_its_own(
    lived_in: Storage, files: Files, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    back_up(files, now)
    before = {path.name: path.read_bytes() for path in files.backups.iterdir()}

    def is_full(path: Path, diary: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(key_file, "take_in", is_full)
    with pytest.raises(BackupFailed, match="No space left"):
        back_up(files, now + DAY)
    assert {path.name: path.read_bytes() for path in files.backups.iterdir()} == before


def test_without_a_database_there_is_nothing_to_back_up(files: Files, now: datetime) -> None:
    with pytest.raises(DatabaseMissing):
        back_up(files, now)
    assert not files.backups.exists()


@given(st.lists(st.datetimes(datetime(2020, 1, 1), datetime(2020, 6, 1)), max_size=60, unique=True))  # noqa: DTZ001
def test_seven_days_and_four_weeks_are_kept_and_always_the_newest(made: list[datetime]) -> None:
    kept = set(made) - set(surplus(made))
    days = sorted({moment.date() for moment in made}, reverse=True)[:7]
    weeks = sorted({moment.isocalendar()[:2] for moment in made}, reverse=True)[:4]
    assert {moment.date() for moment in kept} >= set(days)
    assert {moment.isocalendar()[:2] for moment in kept} >= set(weeks)
    assert len(kept) <= 7 + 4
    assert not made or max(made) in kept


def test_a_year_of_nights_leaves_ten_backups_or_eleven() -> None:
    kept: list[datetime] = []
    for day in range(365):
        kept = [*kept, NOON + day * DAY]
        kept = [moment for moment in kept if moment not in surplus(kept)]
        assert len(kept) <= 11
    assert NOON + 364 * DAY - min(kept) >= 2 * 7 * DAY


@pytest.mark.parametrize(
    ("newest", "now", "due"),
    [
        (None, NOON, True),
        (NOON, NOON, False),
        (NOON, NOON.replace(hour=23), False),
        (NOON, NOON.replace(day=21, hour=2, minute=59), False),
        (NOON, NOON.replace(day=21, hour=3), True),
        (NOON.replace(hour=3), NOON, False),
        (NOON.replace(hour=2), NOON, True),
        (NOON.replace(hour=1), NOON.replace(day=21, hour=1), True),
        (NOON.replace(year=2027), NOON, True),
    ],
)
def test_a_backup_is_made_once_a_night_and_one_from_the_future_does_not_count(
    files: Files, newest: datetime | None, now: datetime, due: bool
) -> None:
    files.backups.mkdir(parents=True)
    if newest is not None:
        files.backup(newest).touch()
    assert is_backup_due(files, now) is due


def test_only_backups_of_this_diary_count(files: Files, now: datetime) -> None:
    files.backups.mkdir(parents=True)
    for name in (
        "other-20261120-190000.db",
        "ebb-20261399-190000.db",
        "ebb-before-0005-20261120-190000.db",
        "ebb.keys",
    ):
        (files.backups / name).touch()
    assert files.backups_made() == {}
    assert [path.name for path in files.copies_before()] == ["ebb-before-0005-20261120-190000.db"]
    assert files.copies_before(up_to=4) == []


async def test_old_days_are_let_go_and_newer_ones_stay(lived_in: Storage, files: Files, now: datetime) -> None:
    person = await joins(lived_in, 300, now)
    for days in range(1, 5):
        await lives_a_day(lived_in, person, WORDS, now - days * DAY)
    assert await lived_in.upkeep.drop_before((now - 2 * DAY).date()) == 2
    assert await lived_in.upkeep.drop_before((now - 2 * DAY).date()) == 0
    with closing(sqlite3.connect(files.database)) as raw:
        assert raw.execute("SELECT min(diary_on), count(*) FROM checkins").fetchone() == ("2026-11-18", 4)
        assert raw.execute("SELECT count(*) FROM notes").fetchone() == (4,)
        assert raw.execute("SELECT count(*) FROM answers").fetchone() == (4,)


async def test_a_closed_diary_can_be_backed_up_too(files: Files, now: datetime) -> None:
    async with opened(files, now) as storage:
        await lives_a_day(storage, await joins(storage, ANNA, now), WORDS, now)
    before = files.database.read_bytes()
    back_up(files, now)
    assert files.database.read_bytes() == before
