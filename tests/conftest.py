"""Fixtures that every folder of tests may use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest

from bot import app
from content.loader import load
from tests.world import World, world


@pytest.fixture(scope="session", autouse=True)
def _the_words_are_read_once() -> Iterator[None]:
    """The program reads its words from disk at every start; a thousand starts here would read the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "load", cache(load))
        yield


@pytest.fixture
async def ebb(tmp_path: Path) -> AsyncIterator[World]:
    """The whole program, on a Monday evening in March."""
    async with world(tmp_path) as everything:
        yield everything
