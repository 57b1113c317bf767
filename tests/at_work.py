"""Where every task of the event loop stands, for a test that waited in vain."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from types import CoroutineType
from typing import Any


def at_work() -> str:
    """Each task on a line, as the chain of what waits for what, the innermost last."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    return "\n".join(f"{task.get_name()}: {' > '.join(_chain(task.get_coro()))}" for task in tasks)


def _chain(coroutine: Any) -> Iterator[str]:
    while isinstance(coroutine, CoroutineType):
        frame = coroutine.cr_frame
        yield f"{coroutine.__qualname__}:{frame.f_lineno if frame else '-'}"
        coroutine = coroutine.cr_await
