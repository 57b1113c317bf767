"""The real program as a child process: started in a clean environment, heard line by line, ended by signals."""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Protocol

from bot.playground.bot_api import BotApi
from tests.overheard import found_in

ROOT = Path(__file__).parent.parent
KEEPER = Path(__file__).parent / "keeper.py"
PATIENCE = 20.0
SECRETS = ("EBB_BOT_TOKEN", "EBB_WEBHOOK_SECRET", "EBB_MASTER_KEY", "EBB_OLD_MASTER_KEY")


class Process(Protocol):
    """What a test needs of a process: asyncio's own, or one that was forked."""

    stdout: asyncio.StreamReader | None
    stderr: asyncio.StreamReader | None

    @property
    def returncode(self) -> int | None:
        """Its exit code, once it has ended."""

    def send_signal(self, signal: int) -> None:
        """Send a signal."""

    def kill(self) -> None:
        """Take it away."""

    async def wait(self) -> int:
        """Its exit code, when it has ended."""


@dataclass
class Forked:
    """A process that the keeper forked."""

    pid: int
    stdout: asyncio.StreamReader | None
    stderr: asyncio.StreamReader | None
    ending: asyncio.Task[int]
    pipes: list[asyncio.BaseTransport]

    @property
    def returncode(self) -> int | None:
        """Its exit code, once it has ended."""
        return self.ending.result() if self.ending.done() else None

    def send_signal(self, signal: int) -> None:
        """Send a signal, unless it has just ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal)

    def kill(self) -> None:
        """Take it away."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Its exit code, when it has ended."""
        return await asyncio.shield(self.ending)

    async def close(self) -> None:
        """Let go of the pipes once it has ended."""
        for each in self.pipes:
            each.close()
        await asyncio.sleep(0)


@dataclass
class Program:
    """A running `python -m bot`, and every line it has said so far."""

    process: Process
    out: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    ears: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def said(self) -> str:
        """Everything it printed or logged."""
        return "\n".join([*self.out, *self.errors])

    async def line(self, words: str) -> str:
        """The first line with these words; fails, with all that was said, when it ends or takes too long first."""

        def found() -> str | None:
            return next((line for line in [*self.out, *self.errors] if words in line), None)

        with suppress(TimeoutError):
            await until(lambda: found() is not None or all(ear.done() for ear in self.ears))
        line = found()
        assert line is not None, f"never said {words!r}:\n{self.said}"
        return line

    def send(self, number: signal.Signals) -> None:
        """Send a signal."""
        self.process.send_signal(number)

    async def ended(self, seconds: float = PATIENCE) -> int:
        """The exit code, once it has ended and all it said was heard."""
        async with asyncio.timeout(seconds):
            code = await self.process.wait()
            await asyncio.gather(*self.ears)
        return code

    async def stop(self) -> int:
        """Ask it to end, as a service manager does."""
        self.send(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        """Take it away without a word."""
        self.process.kill()
        await self.ended()


@dataclass(frozen=True)
class Ended:
    """How a program ended and what it said."""

    code: int
    out: list[str]
    errors: list[str]

    @property
    def said(self) -> list[str]:
        """All lines, what it printed first."""
        return [*self.out, *self.errors]


@asynccontextmanager
async def program(
    folder: Path,
    *arguments: str,
    started_by: tuple[str, ...] = ("-m", "bot"),
    from_nothing: bool = False,
    api: BotApi | None = None,
    **settings: str,
) -> AsyncIterator[Program]:
    """`python -m bot` with its working directory in `folder` and nothing in its environment but `settings`.

    It is forked from a process that has read the program; `from_nothing` starts a new Python instead. What it says
    holds no secret of these, and nothing that people typed in the chats of `api`.
    """
    command = [*started_by, *arguments]
    environment = _environment(folder) | settings
    if from_nothing or MEASURES_COVERAGE:
        process = await _from_nothing(folder, command, environment)
    else:
        process = await _forked(folder, command, environment)
    child = Program(process)
    child.ears = [
        asyncio.create_task(_hear(process.stdout, child.out)),
        asyncio.create_task(_hear(process.stderr, child.errors)),
    ]
    try:
        yield child
    finally:
        if process.returncode is None:
            process.kill()
        await child.ended()
        if isinstance(process, Forked):
            await process.close()
    assert not [name for name in SECRETS if settings.get(name) and settings[name] in child.said]
    assert api is None or not found_in(child.said, api), "private, and said"


async def outcome(folder: Path, *arguments: str, from_nothing: bool = False, **settings: str) -> Ended:
    """Run `python -m bot` to its end."""
    async with program(folder, *arguments, from_nothing=from_nothing, **settings) as child:
        code = await child.ended()
        return Ended(code, child.out, child.errors)


async def _from_nothing(folder: Path, command: list[str], environment: dict[str, str]) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *command,
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def _forked(folder: Path, command: list[str], environment: dict[str, str]) -> Process:
    out, its_out = os.pipe()
    errors, its_errors = os.pipe()
    status, its_status = os.pipe()
    asked = {"folder": str(folder), "command": command, "environment": environment}
    socket.send_fds(_keeper(), [json.dumps(asked).encode()], [its_out, its_errors, its_status])
    for each in (its_out, its_errors, its_status):
        os.close(each)
    # Nothing else runs meanwhile, so that only one asks at a time; it takes some milliseconds.
    number = b""
    while not number.endswith(b"\n"):
        number += os.read(status, 1) or b"gone\n"
    readers, pipes = zip(*[await _listening(pipe) for pipe in (out, errors, status)], strict=True)
    return Forked(int(number), *readers[:2], asyncio.create_task(_code(readers[2])), list(pipes))


@cache
def _keeper() -> socket.socket:
    """Where to ask for a start; the keeper ends when this end closes."""
    ours, theirs = socket.socketpair()
    keeper = subprocess.Popen(  # noqa: S603
        [sys.executable, str(KEEPER), str(theirs.fileno())],
        cwd=ROOT,
        env=_environment(ROOT),
        pass_fds=[theirs.fileno()],
        stdin=subprocess.DEVNULL,
    )
    theirs.close()

    def end() -> None:
        ours.close()
        keeper.wait(PATIENCE)

    atexit.register(end)
    return ours


async def _listening(pipe: int) -> tuple[asyncio.StreamReader, asyncio.BaseTransport]:
    reader = asyncio.StreamReader()
    transport, _ = await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(pipe, "rb", buffering=0)
    )
    return reader, transport


async def _code(status: asyncio.StreamReader) -> int:
    return int(await status.readline())


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


async def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait for something only to be seen from outside."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.01)


async def _hear(stream: asyncio.StreamReader | None, lines: list[str]) -> None:
    assert stream is not None
    while raw := await stream.readline():
        lines.append(raw.decode().rstrip("\n"))


# What is forked would not be measured.
MEASURES_COVERAGE = any(name.startswith("COVERAGE_") for name in os.environ)


def _environment(folder: Path) -> dict[str, str]:
    # Coverage follows into children by its own variables.
    kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("COVERAGE_")}
    return kept | {"PYTHONPATH": str(ROOT), "HOME": str(folder), "TMPDIR": str(folder)}
