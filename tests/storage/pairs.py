"""A table of pairs to try the writer on: work that must leave two rows or none, and what another program sees."""

import asyncio
import sqlite3
from collections.abc import Awaitable
from pathlib import Path

from bot.storage.transaction import Transaction, Work
from bot.storage.writer import Writer

SCHEMA = """
CREATE TABLE pairs (number INTEGER NOT NULL, half TEXT NOT NULL, PRIMARY KEY (number, half)) STRICT;
CREATE TABLE owners (id INTEGER PRIMARY KEY) STRICT;
CREATE TABLE owned (
    owner_id INTEGER NOT NULL REFERENCES owners (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
"""


class WorkFailed(Exception):
    """What a piece of work raises when it fails by itself."""


def pair(number: int) -> Work[int]:
    """Work that must leave two rows or none."""

    async def work(tx: Transaction) -> int:
        for half in ("left", "right"):
            tx.execute("INSERT INTO pairs (number, half) VALUES (?, ?)", (number, half))
        return number

    return work


def broken_pair(number: int) -> Work[int]:
    async def work(tx: Transaction) -> int:
        await pair(number)(tx)
        raise WorkFailed(number)

    return work


def stored(path: Path) -> dict[int, int]:
    """How many halves of each pair another program sees."""
    raw = sqlite3.connect(path)
    try:
        return dict(raw.execute("SELECT number, count(*) FROM pairs GROUP BY number"))
    finally:
        raw.close()


async def outcomes(*writes: Awaitable[int]) -> list[int | BaseException]:
    return list(await asyncio.gather(*writes, return_exceptions=True))


async def is_usable(writer: Writer, path: Path, number: int = 999) -> bool:
    return await writer.write(pair(number)) == number and stored(path)[number] == 2
