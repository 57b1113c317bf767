"""One local Bot API with a clock that stands still until a test moves it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from telegram import Bot

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person
from bot.playground.clock import PlaygroundClock
from bot.playground.request import InProcessRequest
from bot.playground.server import Playground, serve

TOKEN = "123:playground"
START = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


class Seconds:
    """Monotonic seconds that a test moves by hand."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def api(seconds: Seconds) -> BotApi:
    return BotApi(TOKEN, PlaygroundClock(lambda: START), monotonic=seconds)


@pytest.fixture
def ada(api: BotApi) -> Person:
    return api.add_person("Ada")


@pytest.fixture
async def bot(api: BotApi) -> AsyncIterator[Bot]:
    async with Bot(TOKEN, request=InProcessRequest(api), get_updates_request=InProcessRequest(api)) as bot:
        yield bot


@pytest.fixture
async def served(api: BotApi) -> AsyncIterator[Playground]:
    playground = await serve(api, port=0)
    yield playground
    await playground.close()
