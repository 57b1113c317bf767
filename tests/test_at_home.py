"""Beside a playground nobody is told to wait; a Bot API server of one's own passes on to Telegram and has limits."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.app import build, clock_for, real_now, transport_for
from bot.playground import server
from bot.playground.bot_api import BotApi
from bot.playground.clock import PlaygroundClock
from bot.playground.server import serve
from bot.runtime.flood import Verdict
from bot.settings import Settings
from tests.world import TOKEN


@pytest.mark.parametrize("is_playground", [True, False])
async def test_only_a_playground_has_no_limits_for_one_chat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_playground: bool
) -> None:
    """It is known by the header of its clock, not by lying on this machine."""
    if not is_playground:
        monkeypatch.setattr(server, "OFFSET_HEADER", "X-Something-Else")
    site = await serve(BotApi(TOKEN, PlaygroundClock(real_now)), port=0)
    key = tmp_path / "keys" / "master.key"
    settings = Settings(bot_token=SecretStr(TOKEN), api_url=site.url, database=tmp_path / "ebb.db", master_key_file=key)
    clock = clock_for(settings)
    ebb = await build(settings, clock, transport_for(clock))
    try:
        await ebb.prepare()
        verdicts = {ebb.parts.messages_flood.judge(7) for _ in range(200)}
        for _ in range(20):
            ebb.sender._chat(7).bucket.take(0.0)
        is_free = ebb.sender._chat(7).bucket.free_at() <= 0
    finally:
        await ebb.stop()
        await site.close()
    assert (verdicts == {Verdict.WELCOME}) is is_playground
    assert is_free is is_playground
