"""A bot as a child process: kept on a core of its own where the system allows that, and its costs read from outside."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from time import perf_counter

from tests.benchmarks.bot_api import BotApi

ROOT = Path(__file__).parents[2]
TOKEN = "42:bench-bench-bench-bench-bench-bench"  # noqa: S105 - opens nothing
PATIENCE = 60.0
LOOK_EVERY = 0.002


class BotEnded(Exception):
    """A bot stopped by itself; what it said last is the message."""


class Child:
    """A running bot."""

    def __init__(self, process: asyncio.subprocess.Process, log: Path, begun_at: float) -> None:
        self._process = process
        self._log = log
        self.begun_at = begun_at

    async def polls(self, api: BotApi) -> float:
        """Wait for its first fetch; the seconds since it was started."""
        async with asyncio.timeout(PATIENCE):
            while api.polled_at is None:  # noqa: ASYNC110 - another process has no event to wait for
                self.must_run()
                await asyncio.sleep(LOOK_EVERY)
        return api.polled_at - self.begun_at

    def must_run(self) -> None:
        """Raise BotEnded when it no longer does."""
        if self._process.returncode is not None:
            raise BotEnded(self._log.read_text(encoding="utf-8")[-2000:])

    @property
    def cpu_seconds(self) -> float:
        """Processor time of all its threads so far; not a number where the system does not tell."""
        tasks = Path(f"/proc/{self._process.pid}/task")
        with suppress(OSError):
            return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9
        return float("nan")

    @property
    def megabytes(self) -> float:
        """Its resident memory; not a number where the system does not tell."""
        with suppress(OSError):
            status = Path(f"/proc/{self._process.pid}/status").read_text(encoding="utf-8")
            return int(status.partition("VmRSS:")[2].split()[0]) / 1024
        return float("nan")


def cores() -> list[int]:
    """The cores this process may use; none where the system does not pin."""
    return sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []


def stay_on(core: int | None, process_id: int = 0) -> None:
    """Keep a process on one core."""
    if core is not None:
        os.sched_setaffinity(process_id, {core})


@asynccontextmanager
async def running(
    command: list[str], folder: Path, settings: Mapping[str, str], *, core: int | None
) -> AsyncIterator[Child]:
    """Start a bot in a folder of its own with nothing else in its environment, and end it."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), "HOME": str(folder)}
    log = folder / "log"
    with log.open("wb") as said:
        begun_at = perf_counter()
        process = await asyncio.create_subprocess_exec(
            *command, cwd=folder, env=environment | dict(settings), stdout=said, stderr=said
        )
    stay_on(core, process.pid)
    child = Child(process, log, begun_at)
    try:
        yield child
        child.must_run()
    finally:
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), 20)
        except TimeoutError:
            process.kill()
            await process.wait()


def ebb_command() -> list[str]:
    """The program itself."""
    return [sys.executable, "-m", "bot", "run"]


def ebb_settings(api: BotApi, port: int, send_rate: int = 1000) -> dict[str, str]:
    """Ebb against this Bot API. Its pages for operators go to a free port; the limit on sends is out of the way."""
    return {
        "EBB_BOT_TOKEN": TOKEN,
        "EBB_API_URL": api.url,
        "EBB_LISTEN": f"127.0.0.1:{port}",
        "EBB_SEND_RATE": str(send_rate),
    }
