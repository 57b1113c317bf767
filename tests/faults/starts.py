"""Two ways to start the program that is to be killed: from nothing, or quickly, from a process that has read it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.program import PATIENCE, Program, program, until

HERE = Path(__file__).parent
RUNNING = "Ebb is running"


class Running(Protocol):
    """A started program."""

    @property
    def is_ready(self) -> bool:
        """Whether it said that it runs."""

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, unless it is gone."""

    async def ended(self) -> int:
        """Its exit code, once it is gone."""


class Starts(Protocol):
    """Starts the program in a folder, dying at a failpoint if one is named."""

    async def start(self, failpoint: str | None) -> Running:
        """Start it, and wait for nothing."""


@dataclass(frozen=True)
class FromNothing:
    """`python -m bot run` for each start; a failpoint needs a start of its own."""

    folder: Path
    settings: dict[str, str]
    all_begun: AsyncExitStack

    async def start(self, failpoint: str | None) -> Running:
        """A new Python, as a service manager starts it."""
        started_by = (str(HERE / "killed_at.py"), failpoint) if failpoint else ("-m", "bot")
        starting = program(self.folder, "run", started_by=started_by, **self.settings)
        return Begun(await self.all_begun.enter_async_context(starting))


@dataclass
class Begun:
    """A program that was started by itself."""

    program: Program

    @property
    def is_ready(self) -> bool:
        """Whether it said that it runs."""
        return RUNNING in self.program.said

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return self.program.process.returncode is not None

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, unless it is gone."""
        if not self.has_ended:
            self.program.send(number)

    async def ended(self) -> int:
        """Its exit code, once it is gone."""
        return await self.program.ended()


@asynccontextmanager
async def from_nothing(folder: Path, settings: dict[str, str]) -> AsyncIterator[FromNothing]:
    """Starts that read everything anew; whatever still runs at the end is taken away."""
    async with AsyncExitStack() as all_begun:
        yield FromNothing(folder, settings, all_begun)


@dataclass(frozen=True)
class Quickly:
    """Starts that are children of a stable."""

    folder: Path
    keeper: Program
    children: list[Child]

    async def start(self, failpoint: str | None) -> Running:
        """One more child; the one before must be gone."""
        assert self.keeper.process.stdin is not None
        child = Child(self.keeper, len(self.children), len(self.keeper.out), len(self.keeper.errors))
        self.keeper.process.stdin.write(json.dumps([str(self.folder), failpoint]).encode() + b"\n")
        await self.keeper.process.stdin.drain()
        self.children.append(child)
        await until(lambda: child.has_started or self.keeper.process.returncode is not None)
        assert child.has_started, self.keeper.said
        return child


@dataclass(frozen=True)
class Child:
    """A program that a stable started; it says its lines through the stable."""

    keeper: Program
    place: int
    first_line: int
    first_error: int

    @property
    def has_started(self) -> bool:
        """Whether the stable has named it."""
        return len(self._said("started")) > self.place

    @property
    def is_ready(self) -> bool:
        """Whether it said that it runs."""
        return any(RUNNING in line for line in self.keeper.errors[self.first_error :])

    @property
    def has_ended(self) -> bool:
        """Whether it is gone."""
        return len(self._said("ended")) > self.place

    def send(self, number: signal.Signals) -> None:
        """Send it a signal, unless it is gone."""
        if not self.has_ended:
            os.kill(self._said("started")[self.place], number)

    async def ended(self) -> int:
        """Its exit code, once it is gone."""
        await until(lambda: self.has_ended)
        return self._said("ended")[self.place]

    def _said(self, word: str) -> list[int]:
        return [int(line.split()[1]) for line in self.keeper.out if line.startswith(f"{word} ")]


@asynccontextmanager
async def quickly(
    folder: Path, settings: dict[str, str], script: str = "stable.py", *arguments: str
) -> AsyncIterator[Quickly]:
    """Starts that leave out reading the program; whatever still runs at the end is taken away."""
    started_by = (str(HERE / script), *arguments)
    async with program(folder, started_by=started_by, stdin=asyncio.subprocess.PIPE, **settings) as keeper:
        starts = Quickly(folder, keeper, [])
        try:
            yield starts
        finally:
            if starts.children:
                starts.children[-1].send(signal.SIGKILL)
            assert keeper.process.stdin is not None
            keeper.process.stdin.close()
            async with asyncio.timeout(PATIENCE):
                await keeper.process.wait()
