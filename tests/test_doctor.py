"""The doctor on a diary in every kind of trouble: each problem is one line that says what to do."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import doctor
from bot.app import files_of
from bot.doctor import examine
from bot.playground.bot_api import BotApi
from bot.playground.clock import PlaygroundClock
from bot.playground.server import serve
from bot.settings import Settings
from bot.storage.backup import back_up
from bot.storage.files import Files
from tests.diary import forgets, joins, lives_a_day, opened
from tests.world import TOKEN

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
DAY = timedelta(days=1)
A_DEAD_PROMPT = """
INSERT INTO prompts (code, person_id, diary_on, zone, state, due_at, expires_at, settled_at)
SELECT 'deadcode', id, '2026-11-20', 'UTC', 'failed', 0, 0, NOW FROM people;
"""
A_FULL_INBOX = """
CREATE TABLE IF NOT EXISTS inbox (
    id INTEGER PRIMARY KEY, update_id INTEGER, sealed_update BLOB NOT NULL, received_at INTEGER NOT NULL, state TEXT
);
INSERT INTO inbox (update_id, sealed_update, received_at, state)
VALUES (1, x'00', THEN, 'waiting'), (2, x'00', THEN, 'quarantined');
"""


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    monkeypatch.setattr(doctor, "real_now", lambda: NOW)
    return NOW


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(database=tmp_path / "data" / "ebb.db", master_key_file=tmp_path / "keys" / "master.key")


@pytest.fixture
async def files(settings: Settings) -> Files:
    """A lived-in diary, backed up and closed."""
    files = files_of(settings)
    async with opened(files, NOW) as storage:
        await lives_a_day(storage, await joins(storage, 100, NOW), "words", NOW)
        back_up(files, NOW)
    return files


async def problems(settings: Settings) -> list[str]:
    """What is wrong besides the missing token; each in one line."""
    found = [finding.sentence for finding in await examine(settings) if not finding.is_fine]
    assert all("\n" not in sentence for sentence in found)
    return [sentence for sentence in found if "EBB_BOT_TOKEN" not in sentence]


def run_sql(files: Files, script: str) -> None:
    with closing(sqlite3.connect(files.database)) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        raw.executescript(script)


async def test_a_sound_diary_has_no_problem_and_is_left_as_it_is(settings: Settings, files: Files) -> None:
    before = {path: path.read_bytes() for path in files.database.parent.rglob("*") if path.is_file()}
    assert await problems(settings) == []
    assert {path: path.read_bytes() for path in before} == before


async def test_it_looks_beside_a_running_ebb_too(settings: Settings, files: Files) -> None:
    async with opened(files, NOW, create=False):
        assert await problems(settings) == []
        said = [finding.sentence for finding in await examine(settings)]
        assert any("A running Ebb (process" in sentence for sentence in said)


async def test_nothing_made_yet_is_no_problem_and_nothing_is_made(settings: Settings, tmp_path: Path) -> None:
    assert await problems(settings) == []
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240


async def test_a_missing_database_names_the_way_back(settings: Settings, files: Files) -> None:
    files.database.unlink()
    (problem,) = await problems(settings)
    assert "python -m bot restore" in problem
    assert not files.database.exists()


async def test_a_missing_a_wrong_and_an_unusable_key_are_told_apart(settings: Settings, files: Files) -> None:
    files.keys.write(["another master key altogether, 0123456789"])
    assert "does not open" in (await problems(settings))[0]
    files.keys.file.write_text("short")
    assert "32 characters" in (await problems(settings))[0]
    files.keys.file.unlink()
    (problem,) = await problems(settings)
    assert f"no master key at {files.keys.file}" in problem


async def test_a_key_that_others_may_read_or_that_lies_beside_the_diary_is_told(
    settings: Settings, files: Files
) -> None:
    files.keys.file.chmod(0o644)
    (problem,) = await problems(settings)
    assert problem.endswith(f"chmod 600 {files.keys.file}")
    beside = files.database.parent / "master.key"
    files.keys.file.rename(beside)
    beside.chmod(0o600)
    (problem,) = await problems(settings.model_copy(update={"master_key_file": beside}))
    assert "beside what it locks" in problem


async def test_an_unfinished_change_of_keys_is_told(settings: Settings, files: Files) -> None:
    files.keys.write(["another master key altogether, 0123456789", *files.keys.texts()])
    assert "vault rotate" in (await problems(settings))[0]


async def test_backups_that_are_missing_old_or_without_their_keys_are_told(settings: Settings, files: Files) -> None:
    made = files.backup(NOW)
    old = made.rename(files.backup(NOW - 3 * DAY))
    assert "newest backup is of 2026-11-17" in (await problems(settings))[0]
    old.rename(made)
    files.key_file.unlink()
    assert "without which no backup opens" in (await problems(settings))[0]
    made.unlink()
    assert "python -m bot backup" in (await problems(settings))[0]


async def test_prompts_given_up_are_told_unless_their_person_has_blocked_the_bot(
    settings: Settings, files: Files
) -> None:
    run_sql(files, A_DEAD_PROMPT.replace("NOW", str(int(NOW.timestamp()))))
    assert (await problems(settings))[0].startswith("1 prompts of the last 7 days never arrived")
    run_sql(files, "UPDATE people SET unreachable_at = 1;")
    assert await problems(settings) == []


async def test_an_inbox_that_nobody_empties_is_told(settings: Settings, files: Files) -> None:
    then = int((NOW - timedelta(minutes=6)).timestamp())
    run_sql(files, A_FULL_INBOX.replace("THEN", str(then)))
    waiting, quarantined = await problems(settings)
    assert waiting == "1 updates wait since 2026-11-20 18:54 UTC. Start Ebb."
    assert quarantined.startswith("1 updates could not be handled")


async def test_keys_of_the_forgotten_that_could_not_be_taken_out_are_told(
    settings: Settings, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.key_file.PATIENCE", 0.05)
    with closing(sqlite3.connect(files.key_file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        async with opened(files, NOW, create=False) as storage:
            await forgets(storage, 100)
        other.execute("ROLLBACK")
    assert "1 keys of forgotten people" in (await problems(settings))[0]


async def test_a_full_disk_and_a_network_disk_are_told(
    settings: Settings, files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 2**80)
    assert "Make room" in (await problems(settings))[0]
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 0)
    for kind, remedy in (("nfs", "local disk"), ("9p", "a volume")):
        (tmp_path / "mounts").write_text(f"x {tmp_path} {kind} rw 0 0\n")
        monkeypatch.setattr("bot.storage.file_system.LINUX_MOUNTS", tmp_path / "mounts")
        monkeypatch.setattr("sys.platform", "linux")
        assert remedy in (await problems(settings))[0]


@pytest.fixture
async def token(settings: Settings) -> AsyncIterator[Settings]:
    """The same, with a Bot API on this machine that knows the token and sends its own time."""
    site = await serve(BotApi(TOKEN, PlaygroundClock(lambda: NOW)), port=0)
    yield settings.model_copy(update={"bot_token": SecretStr(TOKEN), "api_url": site.url})
    await site.close()


async def test_a_clock_that_is_off_is_told_by_how_much(
    token: Settings, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    for off, told in ((timedelta(), ""), (-DAY, "8(6399|640.) seconds behind"), (DAY, "8(6399|640.) seconds ahead of")):
        # aiohttp puts the real time into its header.
        monkeypatch.setattr(doctor, "real_now", lambda off=off: datetime.now(UTC) + off)  # noqa: TID251
        clock = [sentence for sentence in await problems(token) if "clock" in sentence]
        assert [bool(re.search(rf"{told} the server's\. Set it by NTP", sentence)) for sentence in clock] == [
            True
        ] * bool(told)
