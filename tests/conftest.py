"""Fixtures that every folder of tests may use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import World, world


@pytest.fixture
async def ebb(tmp_path: Path) -> AsyncIterator[World]:
    """The whole program, on a Monday evening in March."""
    async with world(tmp_path) as everything:
        yield everything
