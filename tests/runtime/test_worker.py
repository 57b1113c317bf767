from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from typing import Any

import pytest
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from bot.runtime.metrics import Metrics
from bot.runtime.worker import Outcome, Worker, lane_of, note_failure


def message(update_id: int, person: int, text: str = "hello") -> dict[str, Any]:
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 0,
            "chat": {"id": person, "type": "private"},
            "from": {"id": person, "is_bot": False, "first_name": "Ada"},
            "text": text,
        },
    }


def tap(update_id: int, person: int) -> dict[str, Any]:
    someone = {"id": person, "is_bot": False, "first_name": "Ada"}
    return {"update_id": update_id, "callback_query": {"id": "1", "from": someone, "chat_instance": "1", "data": "x"}}


@pytest.fixture
async def application(bot) -> AsyncIterator[Application[Any, Any, Any, Any, Any, Any]]:
    application = ApplicationBuilder().bot(bot).updater(None).job_queue(None).build()
    await application.initialize()
    yield application
    await application.shutdown()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


def handled_by(application, callback) -> None:
    application.add_handler(TypeHandler(Update, callback))


def worker_for(application, metrics, at_once: int = 64) -> Worker:
    return Worker(application, metrics=metrics, error_id=lambda: "e-17", at_once=at_once)


async def test_an_update_is_handled_when_accept_returns(application, metrics):
    seen: list[str] = []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await asyncio.sleep(0.02)
        seen.append(update.effective_message.text)

    handled_by(application, on_update)
    await worker_for(application, metrics).accept(message(1, 7, "hello"))
    assert seen == ["hello"]
    assert (metrics.count("updates_received"), metrics.count("updates_handled")) == (1, 1)


async def test_each_person_s_updates_keep_their_order_while_people_run_side_by_side(application, metrics):
    seen: dict[int, list[int]] = {}
    side_by_side = most = 0
    chance = random.Random(4)  # noqa: S311 - a repeatable mixture

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal side_by_side, most
        side_by_side += 1
        most = max(most, side_by_side)
        await asyncio.sleep(chance.random() / 200)
        seen.setdefault(update.effective_user.id, []).append(update.update_id)
        side_by_side -= 1

    handled_by(application, on_update)
    worker = worker_for(application, metrics)
    updates = [chance.choice((message, tap))(number, chance.randrange(1, 9)) for number in range(200)]
    await asyncio.gather(*(worker.accept(update) for update in updates))
    assert sum(map(len, seen.values())) == 200
    assert all(ids == sorted(ids) for ids in seen.values())
    assert most > 4
    assert worker.unfinished == 0
    assert worker._last_of == {}


async def test_no_more_than_the_bound_run_at_once(application, metrics):
    now = most = 0

    async def on_update(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.002)
        now -= 1

    handled_by(application, on_update)
    worker = worker_for(application, metrics, at_once=3)
    await asyncio.gather(*(worker.accept(message(number, number)) for number in range(1, 30)))
    assert most == 3


async def test_one_person_s_queue_does_not_take_the_places_of_others(application, metrics):
    gate, others = asyncio.Event(), []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.effective_user.id == 1:
            await gate.wait()
        else:
            others.append(update.effective_user.id)

    handled_by(application, on_update)
    worker = worker_for(application, metrics, at_once=2)
    flood = [asyncio.create_task(worker.accept(message(number, 1))) for number in range(1, 20)]
    await asyncio.sleep(0)
    await asyncio.wait_for(worker.accept(message(50, 2)), 2)
    assert others == [2]
    gate.set()
    await asyncio.gather(*flood)


BROKEN = [
    {"update_id": 3, "message": "secret words"},
    {"update_id": 3, "message": {"chat": {"id": "secret words"}}},
    {"update_id": 3, "message": {"message_id": 1, "date": "secret words", "chat": {"id": 1, "type": "private"}}},
    {"update_id": 3, "callback_query": {"from": None, "data": "secret words"}},
    {"update_id": 3, "callback_query": ["secret words"]},
    {"message": {"text": "secret words"}},
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_an_unreadable_update_is_set_aside_without_its_words(application, metrics, caplog, broken):
    seen: list[int] = []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        seen.append(update.update_id)

    handled_by(application, on_update)
    worker = worker_for(application, metrics)
    outcomes = await asyncio.gather(worker.handle(message(2, 7)), worker.handle(broken), worker.handle(message(4, 7)))
    assert outcomes == [Outcome.HANDLED, Outcome.QUARANTINED, Outcome.HANDLED]
    assert seen == [2, 4]
    assert metrics.count("updates_quarantined") == 1
    assert "e-17" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize("strange", [{"update_id": 3, "brand_new": {"field": 1}}, {"update_id": 3}])
async def test_an_update_of_an_unknown_kind_is_handled_like_any_other(application, metrics, strange):
    assert await worker_for(application, metrics).handle(strange) is Outcome.HANDLED


async def test_a_failing_handler_is_known_when_the_error_handler_says_so(application, metrics):
    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.update_id == 2:
            raise ValueError

    async def on_error(_update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        note_failure(context.error)

    handled_by(application, on_update)
    application.add_error_handler(on_error)
    worker = worker_for(application, metrics)
    outcomes = await asyncio.gather(*(worker.handle(message(number, number)) for number in (1, 2, 3)))
    assert outcomes == [Outcome.HANDLED, Outcome.FAILED, Outcome.HANDLED]
    assert metrics.count("updates_failed") == 1


async def test_noting_a_failure_outside_of_an_update_does_nothing():
    assert note_failure(ValueError()) is None


async def test_a_failure_of_the_application_itself_does_not_stop_the_rest(application, metrics, caplog):
    worker = worker_for(application, metrics)
    await application.shutdown()
    assert await worker.handle(message(1, 7)) is Outcome.FAILED
    assert "e-17" in caplog.text
    await application.initialize()
    assert await worker.handle(message(2, 7)) is Outcome.HANDLED


async def test_a_cancelled_caller_does_not_cancel_the_handling(application, metrics):
    done = asyncio.Event()

    async def on_update(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await asyncio.sleep(0.02)
        done.set()

    handled_by(application, on_update)
    worker = worker_for(application, metrics)
    accepting = asyncio.create_task(worker.accept(message(1, 7)))
    await asyncio.sleep(0)
    accepting.cancel()
    assert await worker.drain(2)
    assert done.is_set()


async def test_draining_gives_up_on_what_takes_too_long(application, metrics):
    async def on_update(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await asyncio.sleep(60)

    handled_by(application, on_update)
    worker = worker_for(application, metrics)
    accepting = [asyncio.create_task(worker.accept(message(number, 7))) for number in (1, 2)]
    await asyncio.sleep(0.01)
    assert not await worker.drain(0.02)
    assert worker.unfinished == 0
    results = await asyncio.gather(*accepting, return_exceptions=True)
    assert all(isinstance(result, asyncio.CancelledError) for result in results)


async def test_draining_an_idle_worker_is_done_at_once(application, metrics):
    assert await worker_for(application, metrics).drain(0)


def test_taps_and_messages_of_one_person_share_a_lane():
    assert lane_of(tap(1, 7)) == lane_of(message(2, 7)) == lane_of({"my_chat_member": {"chat": {"id": 7}}})
    assert lane_of({"edited_message": {"chat": {"id": 7}}}) == 7
    assert lane_of(message(1, 7)) != lane_of(message(1, 8))


@pytest.mark.parametrize("strange", [{}, {"message": None}, {"callback_query": {}}, {"message": {"chat": {"id": "x"}}}])
def test_an_update_of_nobody_has_a_lane_of_its_own(strange):
    assert lane_of(strange) != lane_of(strange)
