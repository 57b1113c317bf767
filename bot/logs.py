"""The log: one line per event, for people or for machines, with everything private taken out at the very end.

Whatever a library or an error says passes the same redaction, because it sits in the root handler's formatter.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import secrets as randomness
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import PurePath
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote

# These log addresses with the token in them, or what people wrote, below WARNING.
QUIET_LOGGERS = ("telegram", "httpx", "httpcore", "aiohttp", "apscheduler", "aiosqlite", "asyncio")

# Repeated, so that a token right behind another does not lose its number to it and slip through.
_TOKEN = re.compile(r"\d+(?:(?::|%3a)[\w-]{30,})+", re.IGNORECASE)
_ID_BY_KEY = re.compile(
    r"\b((?:(?:chat|user|person|from|owner|sender)_?)?id[\"']?\s*[=:]\s*[\"']?)(-?\d+)", re.IGNORECASE
)
_ID_KEY = re.compile(r"(?:chat|user|person|from|owner|sender)(?:_?id)?", re.IGNORECASE)
_RAW_UPDATE = re.compile(r"[\"']update_id[\"']\s*:|\bupdate_id=")
_HIDDEN = "<hidden>"
_TOKEN_HIDDEN = "<token>"  # noqa: S105 - what stands in for one
_UPDATE_HIDDEN = "<an update, hidden>"
_SHORTEST_SECRET = 4
_LONGEST_ARGUMENT = 2000
_LONGEST_FOREIGN_ARGUMENT = 120
_ID_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
# What these say about themselves never quotes a person. Others do: a failed int() names the text it was given.
_SAY_NOTHING_PRIVATE = ("bot", "content", "handlers", "sqlite3")
_LONGEST_CHAIN = 20
_OWN_FIELDS = frozenset(logging.makeLogRecord({}).__dict__) | {"message", "asctime", "taskName"}


def error_id() -> str:
    """A short random id that the person is shown and the log carries; no letters that look alike when read out."""
    # One is made for every update, in case it fails.
    return "".join([_ID_ALPHABET[byte % len(_ID_ALPHABET)] for byte in randomness.token_bytes(6)])


class Redaction:
    """Takes out bot tokens, the given secrets, ids written next to their name, and raw updates.

    An id becomes the same short mark each time while `key` stays the same, so that one person's lines can be
    followed without knowing who it is.
    """

    def __init__(self, secrets: Iterable[str] = (), key: bytes | None = None) -> None:
        self._key = key or randomness.token_bytes(32)
        hidden = {form for secret in secrets for form in _forms_of(secret)}
        self._secrets = sorted((each for each in hidden if len(each) >= _SHORTEST_SECRET), key=len, reverse=True)

    def text(self, text: str) -> str:
        """The text as it may be written down."""
        for secret in self._secrets:
            text = text.replace(secret, _HIDDEN)
        text = _TOKEN.sub(_TOKEN_HIDDEN, text)
        text = _ID_BY_KEY.sub(lambda found: found[1] + self.mark(found[2]), text)
        if _RAW_UPDATE.search(text):
            text = "\n".join(_UPDATE_HIDDEN if _RAW_UPDATE.search(line) else line for line in text.split("\n"))
        return text

    def mark(self, number: int | str) -> str:
        """What stands for a chat's or a person's id."""
        return "#" + hmac.new(self._key, str(number).encode(), hashlib.sha256).hexdigest()[:8]


def set_up(
    level: str, log_format: str, *, secrets: Iterable[str] = (), key: bytes | None = None, stream: TextIO | None = None
) -> Redaction:
    """Send everything to one redacting handler, in `text` or `json`; the redaction, for other output of the program.

    Warnings and uncaught errors go the same way. Libraries that log private things stay at WARNING.
    """
    redaction = Redaction(secrets, key)
    handler = _Handler(stream)
    handler.setFormatter(_JsonFormatter(redaction) if log_format == "json" else _TextFormatter(redaction))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in QUIET_LOGGERS:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))
    logging.captureWarnings(True)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_uncaught_in_thread
    sys.unraisablehook = _log_unraisable
    return redaction


def _forms_of(secret: str) -> Iterable[str]:
    yield secret
    yield quote(secret, safe="")
    number, colon, rest = secret.partition(":")
    if colon and number.isdigit() and len(rest) >= 20:
        yield rest


def trouble(error: BaseException) -> str:
    """An error and what led to it, as Python prints them but without messages that could quote somebody."""
    parts = []
    for each in reversed(list(_chain(error))):
        frames = "".join(traceback.format_tb(each.__traceback__))
        parts.append(f"Traceback (most recent call last):\n{frames}{_name_of(each)}")
        if isinstance(each, BaseExceptionGroup):
            parts += [trouble(inner) for inner in each.exceptions]
    return "\n\nThen:\n\n".join(parts)


def _chain(error: BaseException | None) -> Iterable[BaseException]:
    for _ in range(_LONGEST_CHAIN):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _name_of(error: BaseException) -> str:
    kind = type(error)
    name = kind.__qualname__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__qualname__}"
    if kind.__module__.partition(".")[0] in _SAY_NOTHING_PRIVATE:
        return f"{name}: {error}"
    return f"{name}: {error.strerror}" if isinstance(error, OSError) and error.strerror else name


def _log_uncaught(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, traceback)
    else:
        logging.getLogger("bot").critical("Ebb ended by an error nobody caught.", exc_info=(kind, error, traceback))


def _log_uncaught_in_thread(caught: threading.ExceptHookArgs) -> None:
    logging.getLogger("bot").critical("A thread ended by an error nobody caught.", exc_info=caught.exc_value)


def _log_unraisable(caught: sys.UnraisableHookArgs) -> None:
    # What it is about is not told: its repr can hold anything.
    logging.getLogger("bot").error("An error came up where none can be raised.", exc_info=caught.exc_value)


class _Handler(logging.StreamHandler[TextIO]):
    """A stream whose own trouble stays silent: the standard report would print the arguments unredacted."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - the standard library's name
        return


class _Formatter(logging.Formatter):
    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self.redaction = redaction

    def message_of(self, record: logging.LogRecord) -> str:
        """The finished message; of an object only its kind is told, because a repr can hold a whole conversation."""
        arguments = record.args
        is_foreign = record.name.partition(".")[0] in QUIET_LOGGERS
        longest = _LONGEST_FOREIGN_ARGUMENT if is_foreign else _LONGEST_ARGUMENT
        if isinstance(arguments, Mapping):
            arguments = {name: _plain(value, longest) for name, value in arguments.items()}
        elif arguments:
            arguments = tuple(_plain(value, longest) for value in arguments)
        message = str(record.msg if isinstance(record.msg, str) else _plain(record.msg))
        if record.name == "asyncio":
            return _without_objects(message, arguments)
        try:
            return message % arguments if arguments else message
        except (TypeError, ValueError, KeyError):
            return f"{message} (with arguments that do not fit)"

    def extras_of(self, record: logging.LogRecord) -> dict[str, Any]:
        """What was given as `extra`, with ids as marks."""
        extras = {name: value for name, value in record.__dict__.items() if name not in _OWN_FIELDS}
        return {
            name: self.redaction.mark(value) if _ID_KEY.fullmatch(name) else _plain(value)
            for name, value in extras.items()
        }

    def trouble_of(self, record: logging.LogRecord) -> str:
        """The traceback and the stack, if there are any."""
        error = record.exc_info[1] if record.exc_info else None
        parts = [trouble(error)] if error is not None else []
        return "\n".join([*parts, *([record.stack_info] if record.stack_info else [])])


class _TextFormatter(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        message = self.redaction.text(self.message_of(record)).replace("\r", "\\r").replace("\n", "\\n")
        extras = "".join(f" {name}={value}" for name, value in self.extras_of(record).items()).replace("\n", "\\n")
        line = f"{_moment(record)} {record.levelname} {record.name} {message}{extras}"
        trouble = self.trouble_of(record)
        text = self.redaction.text(f"{line}\n{trouble}" if trouble else line)
        return text.encode("utf-8", "backslashreplace").decode()


class _JsonFormatter(_Formatter):
    def format(self, record: logging.LogRecord) -> str:
        fields = self.extras_of(record) | {
            "time": _moment(record),
            "level": record.levelname,
            "logger": record.name,
            "message": self.message_of(record),
        }
        if trouble := self.trouble_of(record):
            fields["exception"] = trouble
        clean: Callable[[Any], Any] = self.redaction.text
        return json.dumps({name: clean(value) if isinstance(value, str) else value for name, value in fields.items()})


def _without_objects(message: str, arguments: object) -> str:
    """The event loop writes out callbacks with what they were given; their names are enough."""
    if arguments:
        return message.partition("%")[0].rstrip()
    return re.split(r"[(<\n]", message, maxsplit=1)[0].rstrip()


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _plain(value: object, longest: int = _LONGEST_ARGUMENT) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, BaseException):
        return _name_of(value)
    if isinstance(value, str | PurePath | date | timedelta):
        text = str(value)
        return text if len(text) <= longest else f"<{len(text)} characters>"
    return f"<{type(value).__name__}>"
