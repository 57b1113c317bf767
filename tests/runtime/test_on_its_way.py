"""What is on its way to Telegram when its caller is cancelled, as a phase is when somebody taps Stop."""

from __future__ import annotations

import asyncio

from bot.runtime import sender as sender_module
from bot.runtime.limits import Limits
from tests.runtime.test_sender import now, telegram_with
from tests.virtual_time import run_virtually


def test_what_is_on_its_way_is_not_overtaken_when_its_caller_is_cancelled() -> None:
    async def calls() -> tuple[list[float], list[bool]]:
        telegram = telegram_with(Limits(25), latency=1.0)
        first = asyncio.create_task(telegram.send(7, "phase"))
        await asyncio.sleep(0.1)
        first.cancel()
        await telegram.send(7, "stopped")
        return telegram.moments, [first.cancelled()]

    moments, cancelled = run_virtually(calls())
    assert cancelled == [True]
    assert moments[1] - moments[0] >= 0.5, "the second leaves when the first has arrived"


def test_a_request_that_hangs_does_not_hold_up_who_is_cancelled_for_long() -> None:
    async def calls() -> float:
        telegram = telegram_with(Limits(25), latency=1000.0)
        hanging = asyncio.create_task(telegram.send(7))
        await asyncio.sleep(1)
        hanging.cancel()
        await asyncio.wait({hanging})
        return now()

    assert run_virtually(calls()) <= 1 + sender_module.LINGER_SECONDS
