"""An event loop whose clock jumps to the next timer, so that hours of waiting pass in a second."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

Result = TypeVar("Result")


class _Impatient(selectors.DefaultSelector):
    """Never waits: time that would be waited for is only counted."""

    def __init__(self) -> None:
        super().__init__()
        self.passed = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events = super().select(0)
        if not events and timeout:
            self.passed += timeout
        return events


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        """Seconds since the start, none of them real."""
        return self._impatient.passed


def run_virtually(main: Coroutine[Any, Any, Result]) -> Result:
    """Run to the end in virtual time. Whatever runs on other threads finds its time gone."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        return runner.run(main)
