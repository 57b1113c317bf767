"""Listens to the log while a test runs, and finds what may never be in it: the token, ids, and what people typed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

from bot.logs import Redaction, _TextFormatter
from bot.playground.bot_api import BotApi

OURS = ("bot", "handlers", "content")
# Shorter ones are found in any text.
SHORTEST = 6
# The program's own words may be in its log also when somebody typed them.
A_COMMAND = re.compile(r"/\w+")


def private_words(api: BotApi) -> set[str]:
    """The token, every chat's id, and every line typed that is long enough to be told from other text."""
    typed = {event.text for event in api.events.events if event.kind in ("said", "person edited")}
    lines = {text for text in typed if len(text) >= SHORTEST and not A_COMMAND.fullmatch(text)}
    return {api.token, api.token.split(":")[1], *map(str, api.room.chats), *lines}


def found_in(said: str, api: BotApi) -> list[str]:
    """What is private and was said all the same."""
    return sorted(words for words in private_words(api) if words in said)


class Ear(logging.Handler):
    """Keeps each line as the program would write it down, and its message before anything was taken out."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(_TextFormatter(Redaction()))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note one record."""
        self.lines.append(self.format(record))
        if record.name.partition(".")[0] in OURS:
            self.lines.append(record.getMessage())


@contextmanager
def nothing_private_is_logged(api: BotApi) -> Iterator[None]:
    """What is logged meanwhile, down to the smallest detail, holds nothing of what anybody typed in these chats."""
    ear, root = Ear(), logging.getLogger()
    loggers = [logging.getLogger(name) for name in OURS]
    levels = [logger.level for logger in loggers]
    root.addHandler(ear)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        root.removeHandler(ear)
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
    assert not found_in("\n".join(ear.lines), api), "private, and logged"
