"""The command line as an operator meets it: one clear line and the right exit code, whatever is wrong."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot import doctor
from bot.app import files_of, real_now
from bot.doctor import examine
from bot.playground.bot_api import BotApi
from bot.playground.clock import PlaygroundClock
from bot.playground.server import serve
from bot.settings import Settings
from bot.storage.storage import open_storage
from tests.program import Ended, free_port, outcome, program, until
from tests.world import TOKEN

FINE, FAILED, USAGE, TRY_AGAIN, CONFIGURATION = 0, 1, 64, 75, 78
WRONG_TOKEN = "987654321:somebody-else-has-this-token-or-nobody"


async def every_short_outcome(folder: Path, taken_port: int) -> dict[str, Ended]:
    """What has an end of its own, side by side because each takes the better part of a second to start."""
    site = await serve(BotApi(TOKEN, PlaygroundClock(real_now)), port=0)
    known = {"EBB_BOT_TOKEN": TOKEN, "EBB_API_URL": site.url}
    wrong = {"EBB_LISTEN": "8080", "EBB_BOT_TOKEN": "123:abc def", "EBB_BOT_TOKN": TOKEN}
    unknown = known | {"EBB_BOT_TOKEN": WRONG_TOKEN, "EBB_LISTEN": f"127.0.0.1:{free_port()}"}
    cases: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
        "no token": (("run",), {}),
        "unknown token": (("run",), unknown),
        "wrong settings": (("run",), wrong),
        "env file": (("check-content",), {}),
        "unknown command": (("dance",), {}),
        "check-content": (("check-content",), {}),
        "healthy": (("doctor",), known),
        "unhealthy": (("doctor",), unknown | {"EBB_DATABASE": "notes.txt"}),
        "port in use": (("playground", "--port", str(taken_port)), {}),
        "address in use": (("run",), known | {"EBB_LISTEN": f"127.0.0.1:{taken_port}"}),
    }
    folders = {name: folder / name for name in cases}
    for each in folders.values():
        each.mkdir()
    (folders["env file"] / ".env").write_text("EBB_LOG_LEVEL=loud\n")
    (folders["unhealthy"] / "notes.txt").write_text("this was never a database")
    two_at_a_time = asyncio.Semaphore(2)

    async def one(name: str) -> Ended:
        async with two_at_a_time:
            return await outcome(folders[name], *cases[name][0], **cases[name][1])

    try:
        return dict(zip(cases, await asyncio.gather(*map(one, cases)), strict=True))
    finally:
        await site.close()


@pytest.fixture(scope="module")
def taken_port() -> Iterator[int]:
    """A port another program listens on."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        yield listener.getsockname()[1]


@pytest.fixture
def api() -> BotApi:
    return BotApi(TOKEN, PlaygroundClock(real_now))


@pytest.fixture(scope="module")
def ended(tmp_path_factory: pytest.TempPathFactory, taken_port: int) -> dict[str, Ended]:
    """How each of the short programs ended."""
    return asyncio.run(every_short_outcome(tmp_path_factory.mktemp("short"), taken_port))


def one_line(ended: Ended) -> str:
    """The one line that was said, and it is no traceback."""
    (line,) = ended.said
    assert "Traceback" not in line
    assert "Error" not in line
    return line


def test_running_without_a_token_says_where_to_get_one(ended: dict[str, Ended]) -> None:
    assert ended["no token"].code == CONFIGURATION
    assert re.match(r"EBB_BOT_TOKEN is not set\. .*BotFather.*\.env.*playground", one_line(ended["no token"]))


def test_a_token_telegram_does_not_know_is_one_line_without_the_token(ended: dict[str, Ended]) -> None:
    refused = ended["unknown token"]
    assert refused.code == CONFIGURATION
    assert "does not know this bot token" in refused.errors[-1]
    assert not any(word in str(refused.said) for word in ("Traceback", "ERROR", *WRONG_TOKEN.split(":")))


def test_wrong_settings_are_one_sentence_each_that_names_them(ended: dict[str, Ended]) -> None:
    refused = ended["wrong settings"]
    assert refused.code == CONFIGURATION
    assert refused.said == [
        "EBB_BOT_TOKN is not a setting Ebb knows; the nearest is EBB_BOT_TOKEN.",
        "EBB_BOT_TOKEN is set to something unusable (a secret, so not shown), but it must be the token BotFather gave "
        "you: digits, a colon, then at least 30 letters, digits, _ or -.",
        'EBB_LISTEN is "8080", but it must be a host and a port from 1 to 65535, such as 127.0.0.1:8080.',
    ]


def test_the_env_file_beside_the_program_is_read(ended: dict[str, Ended]) -> None:
    assert ended["env file"].code == CONFIGURATION
    assert one_line(ended["env file"]) == 'EBB_LOG_LEVEL is "loud", but it must be DEBUG, INFO, WARNING or ERROR.'


def test_an_unknown_command_is_wrong_usage(ended: dict[str, Ended]) -> None:
    refused = ended["unknown command"]
    assert refused.code == USAGE
    assert "dance" in refused.errors[-1]
    assert all(command in refused.errors[-1] for command in ("run", "playground", "check-content", "doctor", "forget"))


def test_checking_the_words_prints_how_many_there_are(ended: dict[str, Ended]) -> None:
    checked = ended["check-content"]
    assert checked.code == FINE, checked.said
    assert not checked.errors
    english = next(line for line in checked.out if re.match(r"en: \d+ ", line))
    assert re.search(r"[1-9]\d* tips", english)
    assert any(re.match(r"es: \d+ ", line) for line in checked.out)
    assert any(line.startswith("phrase check, en: explicit ") for line in checked.out)
    assert checked.out[-1].startswith("0 problems")


def test_the_doctor_finds_nothing_wrong_with_a_good_set_up(ended: dict[str, Ended]) -> None:
    healthy = ended["healthy"]
    assert healthy.code == FINE, healthy.said
    assert all(line.startswith("ok ") for line in healthy.said)
    assert "Telegram knows the token." in str(healthy.said)
    assert "There is no database at data/ebb.db yet" in str(healthy.said)


def test_the_doctor_names_what_is_wrong_and_what_to_do(ended: dict[str, Ended]) -> None:
    unhealthy = ended["unhealthy"]
    bad = [line for line in unhealthy.said if not line.startswith("ok ")]
    assert unhealthy.code == FAILED
    assert len(bad) == 2
    assert re.match(r"BAD  The file at notes.txt is not Ebb's database .* python -m bot restore$", bad[0])
    assert re.match(r"BAD  Telegram does not know this token\. Compare EBB_BOT_TOKEN", bad[1])
    assert not any(word in str(unhealthy.said) for word in ("Traceback", *WRONG_TOKEN.split(":")))


async def bad_findings(settings: Settings) -> list[str]:
    return [finding.sentence for finding in await examine(settings) if not finding.is_fine]


async def test_the_doctor_sees_a_webhook_in_the_way_and_a_diary_in_use(tmp_path: Path, api: BotApi) -> None:
    site = await serve(api, port=0)
    settings = Settings(
        bot_token=SecretStr(TOKEN),
        api_url=site.url,
        database=tmp_path / "data" / "ebb.db",
        master_key_file=tmp_path / "master.key",
    )
    await api.call(TOKEN, "setWebhook", {"url": "https://ebb.example.org/secret-path"})
    storage = await open_storage(files_of(settings), create=True, now=real_now())
    try:
        findings = [str(finding) for finding in await examine(settings)]
    finally:
        await storage.close()
        await site.close()
    assert "BAD  A webhook is still set, so polling gets nothing. Run: python -m bot webhook delete" in findings
    sound = f"ok   The database at {settings.database} is sound and up to date, and the master key fits."
    assert f"{sound} A running Ebb (process {os.getpid()}) has it open." in findings
    assert "secret-path" not in str(findings)

    settings.database.unlink()
    gone, unreachable = await bad_findings(settings)
    assert gone.startswith(f"There is no database at {settings.database}.")
    assert unreachable == f"Telegram cannot be reached at {site.url}. Check the network."


async def test_the_doctor_misses_a_token_a_webhook_and_room_on_the_disk(
    tmp_path: Path, api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(database=tmp_path / "new" / "ebb.db", master_key_file=tmp_path / "master.key")
    monkeypatch.setattr(doctor, "LEAST_FREE_BYTES", 1 << 80)
    full, tokenless = await bad_findings(settings)
    assert re.match(rf"Only \d+ MB are free at {tmp_path}\. Make room", full)
    assert tokenless.startswith("EBB_BOT_TOKEN is not set.")

    site = await serve(api, port=0)
    called = {"mode": "webhook", "webhook_url": "https://ebb.example.org/updates", "webhook_secret": SecretStr("s")}
    try:
        update = {"bot_token": SecretStr(TOKEN), "api_url": site.url, **called}
        *_, last = await bad_findings(settings.model_copy(update=update))
    finally:
        await site.close()
    assert last == "The webhook at Telegram is not EBB_WEBHOOK_URL. Run: python -m bot webhook set"


async def test_without_a_command_and_a_token_the_playground_opens(tmp_path: Path) -> None:
    async with program(tmp_path) as child:
        assert await child.line("") == "EBB_BOT_TOKEN is not set, so this starts the playground."


def test_a_port_in_use_says_so_and_asks_to_try_again(ended: dict[str, Ended], taken_port: int) -> None:
    assert ended["port in use"].code == TRY_AGAIN
    assert one_line(ended["port in use"]) == f"Port {taken_port} is in use. Try another one with --port."


def test_a_listening_address_in_use_says_so_and_asks_to_try_again(ended: dict[str, Ended], taken_port: int) -> None:
    refused = ended["address in use"]
    assert refused.code == TRY_AGAIN
    assert f"EBB_LISTEN 127.0.0.1:{taken_port} cannot be used" in refused.errors[-1]
    assert "Traceback" not in str(refused.said)


@pytest.fixture
async def settings(api: BotApi) -> AsyncIterator[dict[str, str]]:
    """Everything `run` needs, with a Bot API that knows its token."""
    site = await serve(api, port=0)
    yield {"EBB_BOT_TOKEN": TOKEN, "EBB_API_URL": site.url, "EBB_LISTEN": f"127.0.0.1:{free_port()}"}
    await site.close()


async def test_a_token_taken_away_while_it_runs_ends_it(tmp_path: Path, api: BotApi, settings: dict[str, str]) -> None:
    async with program(tmp_path, "run", **settings) as child:
        await child.line("Ebb is running")
        await until(lambda: api.updates.is_polled)
        api.token = WRONG_TOKEN
        api.updates.release()
        assert await child.ended() == CONFIGURATION
        assert "does not know this bot token" in child.errors[-1]
        assert "Traceback" not in child.said
        assert TOKEN not in child.said


async def test_a_diary_has_one_program_at_a_time_and_is_not_made_anew_when_it_has_gone(
    tmp_path: Path, settings: dict[str, str], api: BotApi
) -> None:
    elsewhere = settings | {"EBB_LISTEN": f"127.0.0.1:{free_port()}"}
    async with program(tmp_path, "run", **settings) as first:
        assert "A new database was made at data/ebb.db" in await first.line("database")
        await first.line("Ebb is running")
        second = await outcome(tmp_path, "run", **elsewhere)
        assert second.code == FAILED
        holder = f"Another Ebb already runs on the database at data/ebb.db (process {first.process.pid})"
        assert one_line(second).startswith(holder)
        await until(lambda: api.updates.is_polled)
        assert await first.stop() == FINE

    (tmp_path / "data" / "ebb.db").rename(tmp_path / "elsewhere.db")
    third = await outcome(tmp_path, "run", **settings)
    assert third.code == FAILED
    assert third.errors[0].startswith("There is no database at data/ebb.db.")
    assert "python -m bot restore" in third.errors[-1]
    assert not (tmp_path / "data" / "ebb.db").exists()


async def test_it_can_be_stopped_while_telegram_is_out_of_reach(tmp_path: Path, settings: dict[str, str]) -> None:
    async with program(tmp_path, "run", **settings | {"EBB_API_URL": f"http://127.0.0.1:{free_port()}"}) as child:
        await child.line("Telegram cannot be reached")
        child.send(signal.SIGTERM)
        assert await child.ended(seconds=5) == FINE
        assert "Traceback" not in child.said
