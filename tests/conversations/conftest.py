"""A conversation is a script of what people do; the chat they see stands beside it as text and is compared exactly."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.world import Chat

WRITE_ANEW = "EBB_TEST_WRITE_TRANSCRIPTS"
Reads = Callable[[Chat], None]


@pytest.fixture
def reads_as_expected(request: pytest.FixtureRequest) -> Reads:
    """Compare a chat with the text file named like the test."""
    name = request.node.name.removeprefix("test_")
    path = Path(request.path).with_name(f"{name}.txt")

    def compare(chat: Chat) -> None:
        if os.environ.get(WRITE_ANEW):
            path.write_text(chat.transcript(), encoding="utf-8")
        assert chat.transcript() == path.read_text(encoding="utf-8")

    return compare
