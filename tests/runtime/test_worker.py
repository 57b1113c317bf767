from __future__ import annotations

import asyncio
import random
from typing import Any

import pytest
from telegram import Update
from telegram.ext import ContextTypes, TypeHandler

from bot.runtime import worker as worker_module
from bot.runtime.priority import Priority, priority_here
from bot.runtime.worker import Worker, note_failure
from bot.storage.errors import StorageUnavailable
from tests.program import until
from tests.runtime.conftest import message, tap


def handled_by(application, callback) -> None:
    application.add_handler(TypeHandler(Update, callback))


@pytest.fixture
def make_worker(application, inbox, metrics):
    def make(**options: Any) -> Worker:
        return Worker(application, inbox, metrics=metrics, error_id=lambda: "e-17", pauses=(0.01, 0.01), **options)

    return make


async def done(worker: Worker) -> None:
    await until(lambda: not worker.unfinished)


async def rows(inbox) -> dict[int, tuple[str, int, str | None]]:
    """What the inbox holds once it has been written: state, attempts and error id by update."""
    await inbox.close()
    storage = inbox._storage

    async def look(tx):
        found = tx.execute("SELECT update_id, state, attempts, error_id FROM inbox", ()).fetchall()
        return {row[0]: tuple(row)[1:] for row in found}

    return await storage.database.read(look)


async def test_an_update_is_on_disk_when_accept_returns_and_handled_later(application, make_worker, inbox, metrics):
    gate, seen = asyncio.Event(), []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await gate.wait()
        seen.append(update.effective_message.text)

    handled_by(application, on_update)
    worker = make_worker()
    await worker.accept([message(1, 7, "hello")])
    assert (seen, worker.unfinished) == ([], 1)
    assert (await rows(inbox))[1][0] == "waiting"
    gate.set()
    await done(worker)
    assert seen == ["hello"]
    assert await rows(inbox) == {1: ("handled", 0, None)}
    assert (metrics.count("updates_received"), metrics.count("updates_handled")) == (1, 1)


async def test_a_repeated_update_is_handled_once(application, make_worker, metrics):
    seen: list[int] = []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        seen.append(update.update_id)

    handled_by(application, on_update)
    worker = make_worker()
    await asyncio.gather(*(worker.accept([message(1, 7)]) for _ in range(3)))
    await done(worker)
    await worker.accept([message(1, 7), message(2, 7)])
    await done(worker)
    assert seen == [1, 2]
    assert metrics.count("updates_repeated") == 3


async def test_each_person_s_updates_keep_their_order_while_people_run_side_by_side(application, make_worker):
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
    worker = make_worker()
    updates = [chance.choice((message, tap))(number, chance.randrange(1, 9)) for number in range(200)]
    for begin in range(0, 200, 20):
        await worker.accept(updates[begin : begin + 20])
    await done(worker)
    assert sum(map(len, seen.values())) == 200
    assert all(ids == sorted(ids) for ids in seen.values())
    assert most > 4
    assert worker._lanes == {}


async def test_no_more_than_the_bound_run_at_once(application, make_worker):
    now = most = 0

    async def on_update(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal now, most
        now += 1
        most = max(most, now)
        await asyncio.sleep(0.002)
        now -= 1

    handled_by(application, on_update)
    worker = make_worker(at_once=3)
    await worker.accept([message(number, number) for number in range(1, 30)])
    await done(worker)
    assert most == 3


async def test_one_person_s_queue_does_not_take_the_places_of_others(application, make_worker):
    gate, others = asyncio.Event(), []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.effective_user.id == 1:
            await gate.wait()
        else:
            others.append(update.effective_user.id)

    handled_by(application, on_update)
    worker = make_worker(at_once=2)
    await worker.accept([*(message(number, 1) for number in range(1, 20)), message(50, 2)])
    await until(lambda: worker.unfinished == 19)
    assert others == [2]
    gate.set()
    await done(worker)


async def test_one_person_cannot_fill_the_whole_backlog(application, make_worker, inbox, metrics, monkeypatch):
    monkeypatch.setattr(worker_module, "MOST_IN_LANE", 5)
    gate, seen = asyncio.Event(), []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await gate.wait()
        seen.append(update.update_id)

    handled_by(application, on_update)
    worker = make_worker()
    await worker.accept([message(number, 7) for number in range(1, 10)])
    assert worker.unfinished == 5
    gate.set()
    await done(worker)
    assert seen == [1, 2, 3, 4, 5]
    assert metrics.count("updates_dropped") == 4
    assert {state for state, _, _ in (await rows(inbox)).values()} == {"handled"}


async def test_more_is_fetched_only_when_there_is_room(application, make_worker, monkeypatch):
    monkeypatch.setattr(worker_module, "MOST_WAITING", 3)
    gate = asyncio.Event()

    async def on_update(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await gate.wait()

    handled_by(application, on_update)
    worker = make_worker()
    await worker.room()
    await worker.accept([message(number, number) for number in range(1, 6)])
    assert worker.is_full
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await worker.room()
    gate.set()
    async with asyncio.timeout(2):
        await worker.room()


BROKEN = [
    {"update_id": 3, "message": "secret words"},
    {"update_id": 3, "message": {"chat": {"id": "secret words"}}},
    {"update_id": 3, "message": {"message_id": 1, "date": "secret words", "chat": {"id": 1, "type": "private"}}},
    {"update_id": 3, "callback_query": {"from": None, "data": "secret words"}},
    {"update_id": 3, "callback_query": ["secret words"]},
]


@pytest.mark.parametrize("broken", BROKEN)
async def test_an_unreadable_update_is_set_aside_at_once_and_without_its_words(
    application, make_worker, inbox, caplog, broken
):
    seen: list[int] = []

    async def on_update(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        seen.append(update.update_id)

    handled_by(application, on_update)
    worker = make_worker()
    await worker.accept([message(2, 7), broken, message(4, 7)])
    await done(worker)
    assert seen == [2, 4]
    assert await rows(inbox) == {2: ("handled", 0, None), 3: ("quarantined", 1, "e-17"), 4: ("handled", 0, None)}
    assert "e-17" in caplog.text
    assert "secret words" not in caplog.text


@pytest.mark.parametrize("strange", [{"update_id": 3, "brand_new": {"field": 1}}, {"update_id": 3}])
async def test_an_update_of_an_unknown_kind_is_handled_like_any_other(make_worker, inbox, strange):
    worker = make_worker()
    await worker.accept([strange])
    await done(worker)
    assert await rows(inbox) == {3: ("handled", 0, None)}


class Failing:
    """Handlers that fail for some updates, and what the error handler was told about each."""

    def __init__(self, application, times: dict[int, int]) -> None:
        self.times = times
        self.told: list[bool] = []
        self.handled: list[int] = []
        handled_by(application, self.on_update)
        application.add_error_handler(self.on_error)

    async def on_update(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if self.times.get(update.update_id, 0):
            self.times[update.update_id] -= 1
            raise ValueError
        self.handled.append(update.update_id)

    async def on_error(self, _update: object, _context: ContextTypes.DEFAULT_TYPE) -> None:
        self.told.append(note_failure("e-99"))


async def test_a_failing_update_is_tried_three_times_and_then_given_up(application, make_worker, inbox, metrics):
    failing = Failing(application, {2: 9})
    worker = make_worker()
    await worker.accept([message(1, 7), message(2, 7), message(3, 7)])
    await done(worker)
    assert failing.handled == [1, 3]
    assert failing.told == [False, False, True], "the person hears of it once"
    assert (await rows(inbox))[2] == ("quarantined", 3, "e-99")
    assert metrics.count("updates_failed") == 3


async def test_an_update_that_fails_once_is_handled_in_its_place(application, make_worker, inbox):
    failing = Failing(application, {1: 2})
    worker = make_worker()
    await worker.accept([message(1, 7), message(2, 7)])
    await done(worker)
    assert failing.handled == [1, 2]
    assert (await rows(inbox))[1][0] == "handled"


async def test_attempts_of_an_earlier_run_count(application, make_worker, inbox):
    failing = Failing(application, {1: 9})
    (entry,) = await inbox.keep([message(1, 7)])
    entry.attempts = 2
    await inbox.note_attempts(entry)
    worker = make_worker()
    assert await worker.resume() == 1
    await done(worker)
    assert failing.told == [True]
    assert await rows(inbox) == {1: ("quarantined", 3, "e-99")}


async def test_what_was_left_over_is_handled_before_what_comes(application, make_worker, inbox):
    failing = Failing(application, {})
    await inbox.keep([message(900, 7), message(5, 7)])
    worker = make_worker()
    assert await worker.resume() == 2
    await worker.accept([message(1, 7)])
    await done(worker)
    assert failing.handled == [900, 5, 1]


def test_noting_a_failure_outside_of_an_update_asks_to_tell():
    assert note_failure("e-1") is True


async def test_a_failure_of_the_application_itself_does_not_stop_the_rest(application, make_worker, inbox, caplog):
    worker = make_worker()
    await application.shutdown()
    await worker.accept([message(1, 7)])
    await done(worker)
    assert "e-17" in caplog.text
    await application.initialize()
    await worker.accept([message(2, 7)])
    await done(worker)
    assert [state for state, _, _ in (await rows(inbox)).values()] == ["quarantined", "handled"]


async def test_a_cancelled_caller_does_not_cancel_keeping_or_handling(application, make_worker, inbox):
    failing = Failing(application, {})
    worker = make_worker()
    accepting = asyncio.create_task(worker.accept([message(1, 7)]))
    await asyncio.sleep(0)
    accepting.cancel()
    await asyncio.wait({accepting})
    await until(lambda: failing.handled == [1])
    assert accepting.cancelled()


async def test_draining_gives_up_on_what_takes_too_long_and_leaves_it_in_the_inbox(application, make_worker, inbox):
    async def on_update(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await asyncio.sleep(60)

    handled_by(application, on_update)
    worker = make_worker()
    await worker.accept([message(1, 7), message(2, 7), message(3, 8)])
    await asyncio.sleep(0.01)
    assert not await worker.drain(0.02)
    assert worker.unfinished == 0
    assert [state for state, _, _ in (await rows(inbox)).values()] == ["waiting"] * 3


async def test_draining_does_not_wait_for_another_attempt(application, inbox, metrics):
    Failing(application, {1: 9})
    worker = Worker(application, inbox, metrics=metrics, error_id=lambda: "e-17", pauses=(60, 60))
    await worker.accept([message(1, 7), message(2, 7)])
    await until(lambda: metrics.count("updates_failed") == 1)
    assert await worker.drain(2)
    assert await rows(inbox) == {1: ("waiting", 1, None), 2: ("waiting", 0, None)}


async def test_draining_an_idle_worker_is_done_at_once(make_worker):
    assert await make_worker().drain(0)


async def test_what_handlers_send_are_replies(application, make_worker):
    seen: list[Priority] = []

    async def on_update(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        seen.append(priority_here())

    handled_by(application, on_update)
    worker = make_worker()
    await worker.accept([message(1, 7)])
    await done(worker)
    assert seen == [Priority.REPLY]
    assert priority_here() is Priority.REST


async def test_what_is_urgent_is_answered_once_although_nothing_can_be_kept(application, make_worker, inbox):
    failing = Failing(application, {})
    worker = make_worker(is_urgent=lambda update: update["message"]["text"] == "/helpnow")
    keep = inbox.keep

    async def fail(_updates: Any) -> Any:
        raise StorageUnavailable("the disk is full")

    inbox.keep = fail
    batch = [message(1, 7), message(2, 7, "/helpnow"), message(3, 8)]
    for _ in range(3):
        with pytest.raises(StorageUnavailable):
            await worker.accept(batch)
    await asyncio.sleep(0.01)
    assert failing.handled == [2]
    inbox.keep = keep
    await worker.accept(batch)
    await done(worker)
    assert failing.handled == [2, 1, 3] or failing.handled == [2, 3, 1]
    assert {state for state, _, _ in (await rows(inbox)).values()} == {"handled"}


async def test_of_delicate_words_nothing_stays_even_sealed_whether_they_were_handled_or_given_up(
    application, make_worker, inbox
):
    gate = asyncio.Event()
    failing = Failing(application, {2: 9, 4: 9})

    async def wait(_update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        await gate.wait()

    application.add_handler(TypeHandler(Update, wait), group=-1)
    worker = make_worker(is_delicate=lambda update: update["message"]["text"] == "zebra")
    await worker.accept([message(1, 7, "zebra"), message(2, 7, "zebra"), message(3, 8, "lamp"), message(4, 8, "lamp")])
    sealed = await sealed_words(inbox)
    assert all(is_on_disk(inbox, words) for words in sealed.values())
    gate.set()
    await done(worker)
    await until(lambda: inbox._flushing is None)
    assert failing.handled == [3, 1] or failing.handled == [1, 3]
    assert [is_on_disk(inbox, sealed[update_id]) for update_id in (1, 2, 4)] == [False, False, True]
    assert await sealed_words(inbox) == {1: b"", 2: b"", 3: b"", 4: sealed[4]}
    assert (await rows(inbox))[2] == ("quarantined", 3, "e-99")


async def sealed_words(inbox) -> dict[int, bytes]:
    async def look(tx):
        return dict(map(tuple, tx.execute("SELECT update_id, sealed_update FROM inbox", ()).fetchall()))

    return await inbox._storage.database.read(look)


def is_on_disk(inbox, words: bytes) -> bool:
    folder = inbox._storage.upkeep.files.database.parent
    return any(words in path.read_bytes() for path in folder.rglob("*") if path.is_file())
