from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Coroutine
from datetime import datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

import aiohttp
import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.runtime import sender as sender_module
from bot.runtime.clock import SystemClock
from bot.runtime.limits import Limits
from bot.runtime.metrics import Metrics
from bot.runtime.priority import Priority, at_priority
from bot.runtime.sender import Sender, is_counted
from bot.storage.not_before import ALL_CHATS
from bot.storage.storage import Storage
from tests.benchmarks.figures import most_in_a_second
from tests.runtime.conftest import NOW
from tests.virtual_time import run_virtually


class Telegram:
    """Takes requests after some latency, and fails those it was told to fail."""

    def __init__(self, sender: Sender, latency: float = 0.0) -> None:
        self.sender = sender
        self.latency = latency
        self.taken: list[tuple[float, int, Any]] = []
        self.fails: dict[int, list[Exception]] = defaultdict(list)
        self.side_by_side: dict[int, int] = defaultdict(int)

    async def send(
        self, chat_id: int, what: Any = None, priority: Priority = Priority.REPLY, endpoint: str = "sendMessage"
    ) -> float:
        """Send something; how long it waited for its turn."""
        asked_at, turn_at = now(), float("nan")

        async def request() -> bool:
            nonlocal turn_at
            turn_at = now()
            self.side_by_side[chat_id] += 1
            assert self.side_by_side[chat_id] == 1, "a chat's requests never overtake each other"
            self.taken.append((turn_at, chat_id, what))
            try:
                if self.latency:
                    await asyncio.sleep(self.latency * random.uniform(0.5, 1.5))  # noqa: S311 - any latency will do
                if self.fails[chat_id]:
                    raise self.fails[chat_id].pop(0)
            finally:
                self.side_by_side[chat_id] -= 1
            return True

        with at_priority(priority):
            await self.sender.process_request(request, (), {}, endpoint, {"chat_id": chat_id}, None)
        return turn_at - asked_at

    @property
    def moments(self) -> list[float]:
        return [moment for moment, _, _ in self.taken]

    def order(self, chat_id: int | None = None) -> list[Any]:
        return [what for _, known, what in self.taken if chat_id in (None, known)]


def now() -> float:
    return asyncio.get_running_loop().time()


def virtually(main: Coroutine[Any, Any, Any]) -> Any:
    return run_virtually(main)


def telegram_with(limits: Limits, latency: float = 0.0) -> Telegram:
    """For tests in which nothing is written down, so that no storage is asked."""
    clock = SystemClock(lambda: NOW + timedelta(seconds=now()))
    return Telegram(Sender(limits, None, clock, Metrics()), latency)  # type: ignore[arg-type]


def test_a_broadcast_of_10_000_prompts_uses_the_limit_and_never_exceeds_it_while_replies_are_quick():
    async def broadcast() -> tuple[Telegram, list[float], float]:
        telegram = telegram_with(Limits(25), latency=0.15)
        places, chance, waits = asyncio.Semaphore(32), random.Random(7), []  # noqa: S311 - a repeatable mixture

        async def prompt(number: int) -> None:
            async with places:
                await telegram.send(1000 + number, number, Priority.PROMPT)

        async def reply(number: int) -> None:
            chat_id = chance.randrange(200)
            waits.append(await telegram.send(chat_id, number))

        async def people() -> None:
            number = 0
            while True:
                await asyncio.sleep(chance.expovariate(5))
                number += 1
                replies.create_task(reply(number))

        async with asyncio.TaskGroup() as replies:
            talking = replies.create_task(people())
            await asyncio.gather(*(prompt(number) for number in range(10_000)))
            ended_at = now()
            talking.cancel()
        return telegram, waits, ended_at

    telegram, waits, ended_at = virtually(broadcast())
    moments = telegram.moments
    assert most_in_a_second(moments) == 25
    assert len(moments) / ended_at / 25 >= 0.98
    assert len(waits) > 1500
    assert quantiles(waits, n=100)[98] <= 0.3
    prompts = [what for _, chat_id, what in telegram.taken if chat_id >= 1000]
    assert prompts == sorted(prompts), "whoever was due first is asked first"


def test_replies_overtake_prompts_and_prompts_overtake_the_rest():
    async def mixture() -> list[Any]:
        telegram = telegram_with(Limits(1))
        await telegram.send(1, "first")
        kinds = [Priority.REST, Priority.PROMPT, Priority.REPLY, Priority.REST, Priority.PROMPT, Priority.REPLY]
        await asyncio.gather(*(telegram.send(10 + place, kind.name, kind) for place, kind in enumerate(kinds)))
        return telegram.order()

    assert virtually(mixture()) == ["first", "REPLY", "REPLY", "PROMPT", "PROMPT", "REST", "REST"]


def test_the_order_within_a_chat_stays_and_a_reply_hurries_what_is_before_it():
    async def mixture() -> list[Any]:
        telegram = telegram_with(Limits(1), latency=0.3)
        sending = [telegram.send(5, "other prompt", Priority.PROMPT), telegram.send(6, "another", Priority.PROMPT)]
        sending += [telegram.send(7, number, Priority.REST) for number in range(3)]
        sending += [telegram.send(7, "reply")]
        await asyncio.gather(*sending)
        return telegram.order()

    assert virtually(mixture()) == ["other prompt", 0, 1, 2, "reply", "another"]


def test_idle_replies_to_many_people_leave_at_once():
    async def burst() -> list[float]:
        telegram = telegram_with(Limits(25), latency=0.1)
        return [await each for each in [*map(asyncio.ensure_future, (telegram.send(chat) for chat in range(30)))]]

    waits = virtually(burst())
    assert waits[:25] == [0.0] * 25
    assert all(wait == pytest.approx(1.0, rel=0.011) for wait in waits[25:])


def test_one_chat_takes_eight_at_once_and_then_one_a_second():
    async def burst() -> list[float]:
        telegram = telegram_with(Limits(25))
        await asyncio.gather(*(telegram.send(7, number) for number in range(11)))
        assert telegram.order() == list(range(11))
        return telegram.moments

    assert virtually(burst()) == pytest.approx([0] * 8 + [1, 2, 3])


def test_without_a_limit_for_one_chat_only_the_overall_rate_holds():
    async def burst() -> list[float]:
        telegram = telegram_with(Limits(100, chat_burst=None))
        await asyncio.gather(*(telegram.send(7) for _ in range(150)))
        return telegram.moments

    moments = virtually(burst())
    assert most_in_a_second(moments) == 100
    assert moments[-1] == pytest.approx(1.0, rel=0.011)


@pytest.mark.parametrize("endpoint", ["answerCallbackQuery", "getMe", "sendChatAction", "deleteMessage", "setWebhook"])
def test_what_is_no_message_takes_no_turn(endpoint):
    async def calls() -> float:
        telegram = telegram_with(Limits(1))
        return max(await asyncio.gather(*(telegram.send(chat, endpoint=endpoint) for chat in range(20))))

    assert not is_counted(endpoint)
    assert virtually(calls()) == 0


@pytest.mark.parametrize("endpoint", ["sendMessage", "sendDocument", "editMessageText", "editMessageReplyMarkup"])
def test_what_makes_or_changes_a_message_takes_a_turn(endpoint):
    assert is_counted(endpoint)


def test_a_caller_who_is_cancelled_gives_its_turn_up():
    async def calls() -> list[Any]:
        telegram = telegram_with(Limits(1))
        tasks = [asyncio.create_task(telegram.send(chat, chat)) for chat in (1, 2, 2, 3)]
        await asyncio.sleep(0.5)
        tasks[1].cancel()
        await asyncio.sleep(1)
        tasks[2].cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await telegram.send(2, "later")
        return telegram.order()

    assert virtually(calls()) == [1, 2, 3, "later"]


def test_chats_that_fell_silent_are_forgotten():
    async def calls() -> int:
        telegram = telegram_with(Limits(1000))
        for begin in range(0, 6000, 500):
            await asyncio.gather(*(telegram.send(begin + chat) for chat in range(500)))
            await asyncio.sleep(2)
        return len(telegram.sender._chats)

    assert virtually(calls()) <= 2000


# From here on waits are written down, in real time.


@pytest.fixture
def telegram(storage: Storage) -> Telegram:
    return Telegram(Sender(Limits(1000), storage, SystemClock(real_now), Metrics()))


def real_now() -> datetime:
    return NOW + timedelta(seconds=now())


def throttled(seconds: float) -> RetryAfter:
    return RetryAfter(timedelta(seconds=seconds))


async def test_a_reply_told_to_wait_goes_again_after_the_wait_and_keeps_its_place(telegram):
    telegram.fails[7] = [throttled(0.3)]
    begun_at = now()
    await asyncio.gather(telegram.send(7, "first"), telegram.send(7, "second"), telegram.send(8, "other"))
    assert telegram.order(7) == ["first", "first", "second"]
    again_at = [moment for moment, chat_id, _ in telegram.taken if chat_id == 7][1]
    assert 0.3 <= again_at - begun_at < 0.8
    other_at = next(moment for moment, chat_id, _ in telegram.taken if chat_id == 8)
    assert other_at - begun_at < 0.2, "one chat's limit is not everybody's"


async def test_a_second_chat_told_to_wait_stops_everybody(telegram):
    telegram.fails[7], telegram.fails[8] = [throttled(0.3)], [throttled(0.3)]
    begun_at = now()
    sending = [asyncio.create_task(telegram.send(chat)) for chat in (7, 8)]
    await asyncio.sleep(0.1)
    await telegram.send(9)
    assert now() - begun_at >= 0.3
    await asyncio.gather(*sending)


async def test_a_prompt_told_to_wait_is_handed_back_at_once(telegram):
    telegram.fails[7] = [throttled(30)]
    with pytest.raises(RetryAfter) as told:
        await asyncio.wait_for(telegram.send(7, priority=Priority.PROMPT), 1)
    assert 29 < told.value.retry_after.total_seconds() <= 30
    with pytest.raises(RetryAfter):
        await asyncio.wait_for(telegram.send(7, priority=Priority.PROMPT), 1)
    assert len(telegram.taken) == 1, "while the wait stands, Telegram is not even asked"


async def test_prompts_in_line_are_handed_back_when_everybody_must_wait(storage):
    telegram = Telegram(Sender(Limits(1), storage, SystemClock(real_now), Metrics()))
    with at_priority(Priority.REPLY):
        telegram.sender._wait_until(99, real_now() + timedelta(seconds=60))
    telegram.fails[1] = [throttled(60)]
    sending = [asyncio.create_task(telegram.send(chat, priority=Priority.PROMPT)) for chat in range(1, 6)]
    outcomes = await asyncio.wait_for(asyncio.gather(*sending, return_exceptions=True), 1)
    assert all(isinstance(outcome, RetryAfter) for outcome in outcomes)


async def test_a_reply_that_would_have_to_wait_for_minutes_is_given_up(telegram):
    telegram.fails[7] = [throttled(3600)]
    with pytest.raises(RetryAfter):
        await asyncio.wait_for(telegram.send(7), 1)
    telegram.fails[8] = [throttled(3600)]
    with pytest.raises(RetryAfter):
        await asyncio.wait_for(telegram.send(8), 1)
    with pytest.raises(RetryAfter):
        await asyncio.wait_for(telegram.send(9), 1)


async def test_a_reply_that_is_throttled_without_end_is_given_up(telegram, monkeypatch):
    monkeypatch.setattr(sender_module, "PATIENCE_SECONDS", 0.2)
    telegram.fails[7] = [throttled(0)] * 100_000
    with pytest.raises(RetryAfter):
        await asyncio.wait_for(telegram.send(7), 20)


async def test_waits_outlive_a_restart(telegram, storage):
    telegram.fails[7] = [throttled(3600)]
    telegram.fails[8] = [throttled(0.4)]
    for chat in (7, 8):
        with pytest.raises(RetryAfter):
            await telegram.send(chat, priority=Priority.PROMPT)
    moment = real_now()
    waits = await storage.database.write(lambda tx: storage.not_before.standing(tx, moment))
    assert set(waits) == {7, ALL_CHATS}

    again = Telegram(Sender(Limits(1000), storage, SystemClock(real_now), Metrics()))
    await again.sender.initialize()
    with pytest.raises(RetryAfter):
        await again.send(7, priority=Priority.PROMPT)
    begun_at = now()
    await again.send(9)
    assert 0.2 <= now() - begun_at <= 2.5
    assert again.order(7) == []


async def test_a_wait_that_cannot_be_written_down_is_kept_all_the_same(telegram, storage, caplog):
    telegram.fails[7] = [throttled(60)]
    await storage.database.writer._connection.close()
    with pytest.raises(RetryAfter):
        await telegram.send(7, priority=Priority.PROMPT)
    with pytest.raises(RetryAfter):
        await telegram.send(7, priority=Priority.PROMPT)
    assert len(telegram.taken) == 1
    assert "StorageUnavailable" in caplog.text


def broken(cause: BaseException | None) -> NetworkError:
    error = NetworkError("broken")
    error.__cause__ = cause
    return error


NEVER_LEFT = aiohttp.ConnectionTimeoutError()
NOBODY_KNOWS = aiohttp.ServerDisconnectedError()


@pytest.mark.parametrize(
    ("endpoint", "priority", "error", "tries"),
    [
        ("sendMessage", Priority.REPLY, lambda: broken(NEVER_LEFT), 3),
        ("sendMessage", Priority.REPLY, lambda: broken(None), 3),
        ("sendMessage", Priority.REPLY, lambda: broken(NOBODY_KNOWS), 1),
        ("sendMessage", Priority.PROMPT, lambda: broken(NEVER_LEFT), 1),
        ("editMessageText", Priority.REPLY, lambda: broken(NOBODY_KNOWS), 3),
        ("editMessageText", Priority.REST, TimedOut, 3),
        ("editMessageText", Priority.REPLY, lambda: BadRequest("no"), 1),
        ("sendMessage", Priority.REPLY, lambda: Forbidden("no"), 1),
    ],
)
async def test_a_broken_line_is_tried_again_only_where_nothing_can_be_doubled(
    telegram, monkeypatch, endpoint, priority, error, tries
):
    monkeypatch.setattr(sender_module, "FIRST_PAUSE", 0.01)
    telegram.fails[7] = [error() for _ in range(5)]
    with pytest.raises(type(error())):
        await telegram.send(7, priority=priority, endpoint=endpoint)
    assert len(telegram.taken) == tries


async def test_while_another_program_runs_the_bot_only_replies_are_sent(telegram):
    is_silent = True
    telegram.sender.be_silent_while(lambda: is_silent)
    for priority in (Priority.PROMPT, Priority.REST):
        with pytest.raises(RetryAfter):
            await telegram.send(7, priority=priority)
    await telegram.send(7, "reply")
    is_silent = False
    await telegram.send(7, "prompt", Priority.PROMPT)
    assert telegram.order() == ["reply", "prompt"]


async def test_a_sender_can_be_closed_with_a_timer_running(storage, tmp_path: Path):
    telegram = Telegram(Sender(Limits(1), storage, SystemClock(real_now), Metrics()))
    await telegram.send(1)
    waiting = asyncio.create_task(telegram.send(2))
    await asyncio.sleep(0)
    await telegram.sender.shutdown()
    waiting.cancel()
    await asyncio.wait({waiting})
    assert telegram.order() == [None]
