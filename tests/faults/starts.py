"""Starts the program that is to be killed again and again: from nothing, or as a fork of one that was read."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.program import Program, program

HERE = Path(__file__).parent
KILLED_AT = str(HERE / "killed_at.py")
BROKEN = str(HERE / "broken.py")
RUNNING = "Ebb is running"


@dataclass(frozen=True)
class Running:
    """A started program."""

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


@dataclass(frozen=True)
class Starts:
    """Starts the program in a folder, dying at a failpoint if one is named, and breaking a promise if one is."""

    folder: Path
    settings: dict[str, str]
    all_begun: AsyncExitStack
    from_nothing: bool
    promise: str | None

    async def start(self, failpoint: str | None) -> Running:
        """Start it, and wait for nothing."""
        started_by: tuple[str, ...] = ("-m", "bot")
        if self.promise is not None:
            started_by = (BROKEN, self.promise, failpoint or "never")
        elif failpoint is not None:
            started_by = (KILLED_AT, failpoint)
        starting = program(self.folder, "run", started_by=started_by, from_nothing=self.from_nothing, **self.settings)
        return Running(await self.all_begun.enter_async_context(starting))


@asynccontextmanager
async def starts(
    folder: Path, settings: dict[str, str], *, from_nothing: bool = False, promise: str | None = None
) -> AsyncIterator[Starts]:
    """Starts on one database; whatever still runs at the end is taken away."""
    async with AsyncExitStack() as all_begun:
        yield Starts(folder, settings, all_begun, from_nothing, promise)
