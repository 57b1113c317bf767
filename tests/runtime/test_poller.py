from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web
from telegram.ext import ExtBot

from bot.runtime import poller as poller_module
from bot.runtime.metrics import Metrics
from bot.runtime.poller import ALLOWED_UPDATES, Poller, PollerStuck, Polling, TokenRefused
from bot.runtime.request import Timeouts

QUICK = Polling(wait=1, first_backoff=0.01, longest_backoff=0.02)


def update(update_id: int, **content: Any) -> dict[str, Any]:
    return {"update_id": update_id, **content}


class Receiver:
    """Accepts updates, and refuses those it was told to refuse."""

    def __init__(self) -> None:
        self.accepted: list[int] = []
        self.refuses: set[int] = set()
        self._more = asyncio.Condition()

    async def accept(self, updates: list[dict[str, Any]]) -> None:
        if self.refuses & {update["update_id"] for update in updates}:
            raise OSError("the disk is full")
        self.accepted += [update["update_id"] for update in updates]
        async with self._more:
            self._more.notify_all()

    async def until(self, number: int) -> None:
        async with asyncio.timeout(5), self._more:
            await self._more.wait_for(lambda: len(self.accepted) >= number)


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


def poller_for(bot: ExtBot[None], receiver: Receiver, polling: Polling = QUICK, **options: Any) -> Poller:
    return Poller(bot, receiver.accept, metrics=Metrics(), polling=polling, **options)


@asynccontextmanager
async def running(poller: Poller) -> AsyncIterator[asyncio.Task[None]]:
    task = asyncio.create_task(poller.run())
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})


def offsets(telegram) -> list[int | None]:
    return [int(call["offset"]) if "offset" in call else None for call in telegram.calls_of("getUpdates")]


async def test_updates_are_handed_over_as_they_came(bot, telegram):
    seen: list[dict[str, Any]] = []

    async def accept(updates: list[dict[str, Any]]) -> None:
        seen.extend(updates)

    odd = update(5, something_new={"field": [1, None, "ü"]})
    telegram.will_send(odd)
    async with running(Poller(bot, accept, metrics=Metrics(), polling=QUICK)):
        await telegram.until_called("getUpdates", 2)
    assert seen == [odd]


async def test_the_kinds_of_update_are_always_named(bot, telegram, receiver):
    async with running(poller_for(bot, receiver)):
        await telegram.until_called("getUpdates", 2)
    first, second = telegram.calls_of("getUpdates")[:2]
    assert first["allowed_updates"] == list(ALLOWED_UPDATES)
    assert second["allowed_updates"] == list(ALLOWED_UPDATES)
    assert (first["timeout"], second["timeout"]) == (0, 1)


async def test_a_batch_is_confirmed_only_after_all_of_it_was_accepted(bot, telegram, receiver):
    gate = asyncio.Event()

    async def accept(updates: list[dict[str, Any]]) -> None:
        await receiver.accept(updates)
        await gate.wait()

    telegram.will_send(update(10), update(11), update(12))
    poller = Poller(bot, accept, metrics=Metrics(), polling=QUICK)
    async with running(poller):
        await receiver.until(3)
        await asyncio.sleep(0.05)
        assert (receiver.accepted, poller.offset, len(telegram.calls_of("getUpdates"))) == ([10, 11, 12], None, 1)
        assert not poller.is_alive
        gate.set()
        await telegram.until_called("getUpdates", 2)
    assert offsets(telegram)[:2] == [None, 13]


async def test_a_batch_that_cannot_be_accepted_is_asked_for_again_whole(bot, telegram, receiver):
    receiver.refuses = {21}
    for _ in range(3):
        telegram.will_send(update(20), update(21), update(22))
    poller = poller_for(bot, receiver)
    async with running(poller):
        await telegram.until_called("getUpdates", 2)
        assert not poller.is_alive
        receiver.refuses = set()
        await receiver.until(3)
        await telegram.until_called("getUpdates", 4)
    assert receiver.accepted == [20, 21, 22]
    assert offsets(telegram)[0] is None
    assert offsets(telegram)[-1] == 23


async def test_nothing_is_fetched_while_there_is_no_room(bot, telegram, receiver):
    gate = asyncio.Event()
    telegram.will_send(update(1))
    poller = poller_for(bot, receiver, Polling(wait=1, stuck_after=0.1), room=gate.wait)
    async with running(poller) as task:
        await asyncio.sleep(0.2)
        assert telegram.calls_of("getUpdates") == []
        gate.set()
        await receiver.until(1)
        assert not task.done(), "waiting for room is not being stuck"


@pytest.mark.parametrize("strange", [2**63, -1, True, "7", 1.0])
async def test_an_id_that_cannot_be_kept_is_none(bot, telegram, receiver, strange):
    telegram.will_send(update(strange), update(31))
    async with running(poller_for(bot, receiver)):
        await receiver.until(1)
    assert receiver.accepted == [31]


async def test_ids_that_start_anew_at_a_smaller_number_are_new_updates(bot, telegram, receiver):
    telegram.will_send(update(900_000))
    telegram.will_send(update(17), update(18))
    async with running(poller_for(bot, receiver)):
        await telegram.until_called("getUpdates", 3)
    assert receiver.accepted == [900_000, 17, 18]
    assert offsets(telegram)[:3] == [None, 900_001, 19]


async def test_an_update_sent_twice_is_accepted_once(bot, telegram, receiver):
    telegram.will_send(update(1), update(1), update(2))
    telegram.will_send(update(2), update(3))
    async with running(poller_for(bot, receiver)):
        await telegram.until_called("getUpdates", 3)
    assert receiver.accepted == [1, 2, 3]


async def test_an_update_without_an_id_is_passed_over_and_the_rest_goes_on(bot, telegram, receiver, caplog):
    telegram.will_send({"message": {"text": "private words"}}, update(31), "nonsense", update(32))
    poller = poller_for(bot, receiver)
    async with running(poller):
        await telegram.until_called("getUpdates", 2)
    assert receiver.accepted == [31, 32]
    assert offsets(telegram)[1] == 33
    assert "private words" not in caplog.text


async def test_a_batch_of_nothing_but_nonsense_does_not_spin(bot, telegram, receiver):
    telegram.will_answer("getUpdates", *[{"ok": True, "result": ["nonsense"]}] * 500)
    polling = Polling(wait=1, first_backoff=0.2, longest_backoff=30)
    async with running(poller_for(bot, receiver, polling)):
        await asyncio.sleep(0.2)
    assert len(telegram.calls_of("getUpdates")) < 50


async def test_a_server_that_answers_nothing_at_once_does_not_make_it_spin(bot, telegram, receiver):
    telegram.will_answer("getUpdates", *[{"ok": True, "result": []}] * 500)
    async with running(poller_for(bot, receiver)):
        await asyncio.sleep(0.2)
    assert 2 <= len(telegram.calls_of("getUpdates")) < 10


async def test_failures_of_every_kind_are_outlived(bot, telegram, receiver):
    async def drop_the_line(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    telegram.will_answer("getUpdates", drop_the_line)
    telegram.will_answer("getUpdates", b"<html>", status=502)
    telegram.will_answer("getUpdates", b"<html>", {"ok": True, "result": {"not": "a list"}}, {"ok": False})
    telegram.will_refuse("getUpdates", 400, "Bad Request: odd")
    telegram.will_send(update(1))
    poller = poller_for(bot, receiver)
    async with running(poller):
        await receiver.until(1)
        await telegram.until_called("getUpdates", 8)
        assert poller.is_alive
    assert receiver.accepted == [1]


async def test_waits_between_failures_grow_differ_and_stay_bounded(bot, receiver):
    poller = poller_for(bot, receiver, Polling(first_backoff=1, longest_backoff=30))
    waits = [poller._failed("test") for _ in range(300)]
    assert max(waits) <= 30
    assert max(waits[:3]) <= 4
    assert max(waits[20:]) > 15
    assert len(set(waits)) > 250


async def test_the_wait_telegram_asks_for_is_kept(bot, telegram, receiver):
    telegram.will_refuse("getUpdates", 429, "Too Many Requests", retry_after=0.3)
    telegram.will_answer("getUpdates", b"<html>", status=502)
    telegram.will_send(update(1))
    poller = poller_for(bot, receiver, Polling(wait=1, stuck_after=0.25, first_backoff=0.01))
    begun = asyncio.get_running_loop().time()
    async with running(poller):
        await receiver.until(1)
    assert asyncio.get_running_loop().time() - begun >= 0.3


async def test_one_conflict_is_an_accident_and_two_are_another_program(bot, telegram, receiver):
    alarms: list[bool] = []
    telegram.will_refuse("getUpdates", 409, "Conflict: terminated by other getUpdates request")
    telegram.will_send(update(1))
    poller = poller_for(bot, receiver, on_conflict=lambda: alarms.append(True))
    async with running(poller):
        await receiver.until(1)
        assert (poller.in_conflict, alarms) == (False, [])
        assert poller.is_alive
        for _ in range(3):
            telegram.will_refuse("getUpdates", 409, "Conflict")
        telegram.will_send(update(2))
        await receiver.until(2)
        assert poller.in_conflict
        assert not poller.is_alive
        assert alarms == [True], "said once, not at every refusal"


async def test_a_conflict_is_over_when_no_more_came_for_a_while(bot, telegram, receiver):
    for _ in range(2):
        telegram.will_refuse("getUpdates", 409, "Conflict")
    poller = poller_for(bot, receiver, Polling(wait=1, first_backoff=0.01, conflict_window=0.15))
    async with running(poller):
        await telegram.until_called("getUpdates", 3)
        assert poller.in_conflict
        await asyncio.sleep(0.2)
        assert not poller.in_conflict
        assert poller.is_alive


@pytest.mark.parametrize("status", [401, 404])
async def test_a_refused_token_ends_the_polling(bot, telegram, receiver, status):
    telegram.will_send(update(1))
    telegram.will_refuse("getUpdates", status, "Unauthorized")
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(poller_for(bot, receiver).run(), 3)
    assert receiver.accepted == [1]


async def test_a_token_refused_before_the_bot_is_known_ends_the_polling(make_bot, telegram, receiver):
    bot = make_bot()
    await asyncio.gather(*(request.initialize() for request in bot._request))
    telegram.will_refuse("getUpdates", 401, "Unauthorized")
    with pytest.raises(TokenRefused):
        await asyncio.wait_for(poller_for(bot, receiver).run(), 3)


async def hang(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    raise AssertionError


async def test_polls_that_hang_while_telegram_answers_end_the_polling(bot, telegram, receiver):
    telegram.will_answer("getUpdates", *[hang] * 50)
    polling = Polling(wait=1, read_margin=0.05, stuck_after=0.15, first_backoff=0.01)
    with pytest.raises(PollerStuck):
        await asyncio.wait_for(poller_for(bot, receiver, polling).run(), 3)


async def test_a_dead_network_is_waited_out(make_bot, telegram, receiver):
    bot = make_bot(Timeouts(read=0.02))
    await bot.initialize()
    telegram.will_answer("getUpdates", *[hang] * 5)
    telegram.will_answer("getMe", *[hang] * 5)
    telegram.will_send(update(1))
    polling = Polling(wait=0, read_margin=0.05, stuck_after=0.04, first_backoff=0.01, longest_backoff=0.01)
    poller = poller_for(bot, receiver, polling)
    async with running(poller):
        await telegram.until_called("getMe", 3)
        assert not poller.is_alive
        await receiver.until(1)


async def test_a_full_disk_is_waited_out_however_long_it_takes(bot, telegram, receiver):
    receiver.refuses = {1}
    telegram.will_answer("getUpdates", *[{"ok": True, "result": [update(1)]}] * 200)
    poller = poller_for(bot, receiver, Polling(wait=1, stuck_after=0.05, first_backoff=0.01, longest_backoff=0.02))
    async with running(poller) as task:
        await asyncio.sleep(0.2)
        assert not task.done()
        assert poller.offset is None
        receiver.refuses = set()
        await receiver.until(1)


async def test_while_nothing_can_be_kept_help_is_looked_for_every_half_second_however_long_it_lasts(
    bot, telegram, receiver, monkeypatch
):
    assert poller_module._UNKEPT_PAUSE <= 0.5
    monkeypatch.setattr(poller_module, "_UNKEPT_PAUSE", 0.05)
    receiver.refuses = {1}
    telegram.will_answer("getUpdates", *[{"ok": True, "result": [update(1)]}] * 200)
    poller = poller_for(bot, receiver, Polling(wait=1, first_backoff=600, longest_backoff=600))
    async with running(poller):
        await telegram.until_called("getUpdates", 20)
    assert receiver.accepted == []
    assert poller._failures >= 19, "other failures are still waited out longer and longer"


async def test_polling_stops_at_once_in_the_middle_of_a_long_poll(bot, telegram, receiver):
    telegram.will_send(update(1))
    telegram.will_answer("getUpdates", hang)
    task = asyncio.create_task(poller_for(bot, receiver, Polling(wait=30)).run())
    await telegram.until_called("getUpdates", 2)
    begun = asyncio.get_running_loop().time()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert asyncio.get_running_loop().time() - begun < 0.2


async def test_polling_is_not_alive_before_the_first_answer(bot, receiver):
    poller = poller_for(bot, receiver)
    assert not poller.is_alive
    assert poller.last_success_at is None


async def test_the_log_of_a_failing_poll_has_no_token(bot, telegram, receiver, caplog):
    caplog.set_level(logging.DEBUG, "bot")
    telegram.will_answer("getUpdates", b"<html>", status=502)
    async with running(poller_for(bot, receiver)):
        await telegram.until_called("getUpdates", 2)
    assert "NetworkError" in caplog.text
    assert bot.token not in caplog.text
