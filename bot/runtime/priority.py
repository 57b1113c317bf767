"""Who goes first when sending has to wait. Whatever is sent inside `at_priority` goes out with that priority."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Priority(IntEnum):
    """The lower, the earlier."""

    REPLY = 0
    PROMPT = 1
    REST = 2


_priority_here: ContextVar[Priority] = ContextVar("priority_here", default=Priority.REST)


def priority_here() -> Priority:
    """The priority of what is being done here."""
    return _priority_here.get()


@contextmanager
def at_priority(priority: Priority) -> Iterator[None]:
    """Do everything inside, tasks begun there included, with this priority."""
    token = _priority_here.set(priority)
    try:
        yield
    finally:
        _priority_here.reset(token)
