"""How an action travels in a button's 64 bytes, and back.

Callback data comes from outside and may be anything: `decode` answers None for whatever `encode` could not have made.
"""

from __future__ import annotations

import re
import types
from dataclasses import fields
from datetime import time
from enum import Enum
from functools import cache, lru_cache
from typing import Any, get_type_hints

from bot.screens import library_actions  # noqa: F401 - makes its actions known
from bot.screens.actions import Action
from bot.screens.help_actions import HELP

VERSION = "1"
MOST_BYTES = 64
_SEPARATOR = ":"
_SAFE = re.compile(r"[A-Za-z0-9_+/.\-:]*")


def encode(action: Action) -> str:
    """Callback data for an action: version, code, fields. Raises ValueError when it would not fit 64 bytes."""
    values = [_written(getattr(action, name)) for name in _readers(action.code)]
    data = _SEPARATOR.join([VERSION + action.code, *values])
    # What is safe takes one byte a letter; a separator within a value would be one too many.
    if len(data) > MOST_BYTES or not _SAFE.fullmatch(data) or data.count(_SEPARATOR) != len(values):
        raise ValueError(f"{type(action).__name__} does not fit a button")
    return data


def decode(data: str | None) -> Action | None:
    """The action that `encode` wrote as `data`; None for anything else, including other versions."""
    if not isinstance(data, str) or len(data) > MOST_BYTES or not data.startswith(VERSION):
        return None
    return _decoded(data)


# Every route asks what a tap means, one after the other.
@lru_cache(maxsize=1000)
def _decoded(data: str) -> Action | None:
    code, *values = data[len(VERSION) :].split(_SEPARATOR)
    kind = Action.kinds.get(code)
    if kind is None or not _SAFE.fullmatch(data):
        return None
    readers = _readers(code).values()
    if len(readers) != len(values):
        return None
    try:
        action = kind(*(_read(reader, value) for reader, value in zip(readers, values, strict=True)))
    except ValueError:
        return None
    return action if encode(action) == data else None


def asks_for_help(data: str | None) -> bool:
    """Whether a tap is one on the way to human help, which is answered whatever else is broken or too much."""
    return isinstance(decode(data), HELP)


@cache
def _readers(code: str) -> dict[str, Any]:
    """The fields of an action with the type each is read back as."""
    kind: Any = Action.kinds[code]
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, time):
        return f"{value:%H%M}"
    return str(value)


def _read(kind: Any, value: str) -> object:
    if isinstance(kind, types.UnionType):
        if not value:
            return None
        kind = next(each for each in kind.__args__ if each is not types.NoneType)
    if kind is time:
        if not re.fullmatch(r"[0-9]{4}", value):
            raise ValueError(value)
        return time(int(value[:2]), int(value[2:]))
    if kind is int and not re.fullmatch(r"-?[0-9]{1,9}", value):
        raise ValueError(value)
    return kind(value)
