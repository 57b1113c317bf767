"""The real program as a child process: started in a clean environment, heard line by line, ended by signals."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.playground.bot_api import BotApi
from tests.overheard import found_in

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0
SECRETS = ("EBB_BOT_TOKEN", "EBB_WEBHOOK_SECRET", "EBB_MASTER_KEY", "EBB_OLD_MASTER_KEY")


@dataclass
class Program:
    """A running `python -m bot`, and every line it has said so far."""

    process: asyncio.subprocess.Process
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
    api: BotApi | None = None,
    stdin: int = asyncio.subprocess.DEVNULL,
    **settings: str,
) -> AsyncIterator[Program]:
    """`python -m bot` with its working directory in `folder` and nothing in its environment but `settings`.

    What it says holds no secret of these, and nothing that people typed in the chats of `api`.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(*started_by, *arguments),
        cwd=folder,
        env=_environment(folder) | settings,
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
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
    assert not [name for name in SECRETS if settings.get(name) and settings[name] in child.said]
    assert api is None or not found_in(child.said, api), "private, and said"


async def outcome(folder: Path, *arguments: str, **settings: str) -> Ended:
    """Run `python -m bot` to its end."""
    async with program(folder, *arguments, **settings) as child:
        code = await child.ended()
        return Ended(code, child.out, child.errors)


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


def _environment(folder: Path) -> dict[str, str]:
    # Coverage follows into children by its own variables.
    kept = {name: value for name, value in os.environ.items() if name == "PATH" or name.startswith("COVERAGE_")}
    return kept | {"PYTHONPATH": str(ROOT), "HOME": str(folder), "TMPDIR": str(folder)}
