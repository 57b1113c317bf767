"""Everything that is sent goes through here, one turn at a time: within Telegram's limits, replies first.

It sits in python-telegram-bot's place for rate limiters, so that no caller can go around it.
"""

from __future__ import annotations

import asyncio
import heapq
import logging
import os
import random
from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.ext import BaseRateLimiter

from bot.runtime.clock import Clock
from bot.runtime.limits import Bucket, Limits, Window
from bot.runtime.metrics import Metrics
from bot.runtime.priority import Priority, priority_here
from bot.runtime.request import surely_not_done
from bot.storage.errors import StorageError
from bot.storage.not_before import ALL_CHATS
from bot.storage.storage import Storage

logger = logging.getLogger(__name__)

# How long a reply may be held back before it is given up; a person has put the phone away by then.
PATIENCE_SECONDS = 60.0
SILENCE = timedelta(seconds=60)
# After Telegram said "too fast", what can wait goes at half the pace until the wait is over.
SLOWNESS = 2.0
# Spreads those who were told to wait, so that they do not all come back in one instant.
SPREAD_SECONDS = 0.5
LOOK_AGAIN_SECONDS = 0.25
# Who is cancelled waits so long for what is on its way; a person who taps Stop does not feel it.
LINGER_SECONDS = 2.0
MOST_IDLE_CHATS = 1000
MOST_TRIES = 3
FIRST_PAUSE = 0.5

Request = Callable[..., Coroutine[Any, Any, Any]]


@dataclass(slots=True, eq=False)
class _Waiting:
    """One request that waits for its turn."""

    number: int
    priority: Priority
    asked_at: float
    turn: asyncio.Future[None]
    failures: int = 0


@dataclass(slots=True, eq=False)
class _Chat:
    """One chat: its requests leave in the order they were asked, one after the other.

    `offer` numbers the newest place in the queues; older places of the same chat no longer count.
    """

    bucket: Bucket
    waiting: deque[_Waiting] = field(default_factory=deque)
    is_busy: bool = False
    not_before: datetime | None = None
    offer: int = 0


class Sender(BaseRateLimiter[Any]):
    """Grants turns: replies before prompts before the rest, never more than the limits allow.

    Only what makes or changes messages takes a turn; answers to taps and questions to Telegram go at once. When
    Telegram says "too many requests", the chat is left alone for as long as it says, or every chat when it says so of
    several; these waits outlive a restart. A reply waits and goes again; a prompt is handed back to be sent later.
    """

    def __init__(self, limits: Limits, storage: Storage, clock: Clock, metrics: Metrics) -> None:
        # PTB's own switch: RetryAfter then holds a timedelta, and making one no longer warns.
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._limits = limits
        self._storage = storage
        self._clock = clock
        self._metrics = metrics
        self._window = Window(limits.per_second)
        self._chats: dict[int, _Chat] = {}
        self._most_idle = MOST_IDLE_CHATS
        self._ready: list[tuple[Priority, int, int, _Chat]] = []
        self._later: list[tuple[float, int, int, _Chat]] = []
        self._numbers = count(1)
        self._not_before: datetime | None = None
        self._slow_until: datetime | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_silent: Callable[[], bool] = bool
        metrics.watch("requests_waiting", lambda: sum(len(chat.waiting) for chat in self._chats.values()))

    async def initialize(self) -> None:
        """Take up the waits that stood when the program ended."""
        now = self._clock.now()
        waits = await self._storage.database.write(lambda tx: self._storage.not_before.standing(tx, now))
        for chat_id, until_at in waits.items():
            self._wait_until(chat_id, until_at)

    async def shutdown(self) -> None:
        """Grant no more turns."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def be_silent_while(self, is_silent: Callable[[], bool]) -> None:
        """Send nothing but replies while this holds, as when another program runs the same bot."""
        self._is_silent = is_silent

    def lift_chat_limit(self) -> None:
        """Hold to the overall rate alone from now on, as beside a playground; call it before anything is sent."""
        self._limits = replace(self._limits, chat_burst=None)

    async def process_request(
        self,
        callback: Request,
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Any | None,
    ) -> Any:
        """Send when it is this request's turn. RetryAfter: Telegram, or a wait that stands, says to come later."""
        if not is_counted(endpoint):
            return await callback(*args, **kwargs)
        priority = priority_here()
        if priority is not Priority.REPLY and self._is_silent():
            raise RetryAfter(SILENCE)
        chat_id = data.get("chat_id", ALL_CHATS)
        waiting = _Waiting(next(self._numbers), priority, _now(), asyncio.get_running_loop().create_future())
        while True:
            chat = self._chat(chat_id)
            if wait := self._is_hopeless(chat, waiting):
                raise RetryAfter(wait)
            await self._turn(chat, waiting)
            try:
                result = await _to_its_end(callback(*args, **kwargs))
            except RetryAfter as error:
                self._metrics.add("requests_throttled")
                await self._heed(chat_id, _seconds(error))
            except TelegramError as error:
                self._metrics.add(_outcome(error))
                waiting.failures += 1
                if not _may_repeat(endpoint, waiting, error):
                    raise
                await asyncio.sleep(_jittered(waiting.failures))
            else:
                self._metrics.add("requests_sent")
                return result
            finally:
                self._end(chat)

    def _is_hopeless(self, chat: _Chat, waiting: _Waiting) -> timedelta | None:
        """How long to come back later for, when waiting for it here would be too long."""
        seconds = max(self._seconds_until(self._not_before), self._seconds_until(chat.not_before), 0.0)
        if waiting.priority is Priority.PROMPT:
            return timedelta(seconds=seconds) if seconds > 0 else None
        too_late = _now() + seconds > waiting.asked_at + PATIENCE_SECONDS
        return timedelta(seconds=max(seconds, 1)) if too_late else None

    async def _turn(self, chat: _Chat, waiting: _Waiting) -> None:
        """Wait in the chat's line; who was told to wait goes back to its head, so that the order stays."""
        waiting.turn = turn = asyncio.get_running_loop().create_future()
        place = bisect_left(chat.waiting, waiting.number, key=lambda each: each.number)
        chat.waiting.insert(place, waiting)
        if not chat.is_busy:
            self._offer(chat)
        self._grant()
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():
                self._end(chat)
            elif waiting in chat.waiting:
                chat.waiting.remove(waiting)
            raise

    def _end(self, chat: _Chat) -> None:
        chat.is_busy = False
        if chat.waiting:
            self._offer(chat)
            self._grant()

    def _offer(self, chat: _Chat) -> None:
        """Give a chat with waiting requests its place in the queues."""
        chat.offer = next(self._numbers)
        free_at = max(chat.bucket.free_at(), self._moment_of(chat.not_before))
        if free_at <= _now():
            heapq.heappush(self._ready, (_best(chat), chat.waiting[0].number, chat.offer, chat))
        else:
            heapq.heappush(self._later, (free_at, chat.waiting[0].number, chat.offer, chat))

    def _grant(self) -> None:
        """Grant every turn that is due, and come back when the next one is."""
        now = _now()
        while self._later and self._later[0][0] <= now:
            *_, offer, chat = heapq.heappop(self._later)
            if offer == chat.offer and chat.waiting:
                self._offer(chat)
        wake_at = self._later[0][0] if self._later else None
        while self._ready:
            priority, _, offer, chat = self._ready[0]
            if offer != chat.offer or not chat.waiting:
                heapq.heappop(self._ready)
                continue
            due_at = self._due_at(priority)
            if due_at > now:
                wake_at = due_at if wake_at is None else min(due_at, wake_at)
                break
            heapq.heappop(self._ready)
            self._release(chat, priority, now)
        self._wake_at(wake_at)

    def _due_at(self, priority: Priority) -> float:
        free_at = self._window.free_at() if priority is Priority.REPLY else self._window.even_at()
        return max(free_at, self._moment_of(self._not_before))

    def _release(self, chat: _Chat, priority: Priority, now: float) -> None:
        waiting = chat.waiting.popleft()
        while waiting.turn.done():  # Its caller was cancelled and has not left the line yet.
            if not chat.waiting:
                return
            waiting = chat.waiting.popleft()
        chat.is_busy = True
        chat.bucket.take(now)
        slowness = SLOWNESS if self._seconds_until(self._slow_until) > 0 else 1.0
        self._window.take(now, evenly=priority is not Priority.REPLY, slowness=slowness)
        self._metrics.took("sending", now - waiting.asked_at)
        waiting.turn.set_result(None)

    def _wake_at(self, moment: float | None) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = None if moment is None else asyncio.get_running_loop().call_at(moment, self._grant)

    async def _heed(self, chat_id: int, seconds: float) -> None:
        """Leave alone whom Telegram means, which it does not say.

        The first such answer is taken for the chat's own limit; one more, from another chat while that wait still
        stands, for the limit over all chats.
        """
        others_wait = any(
            known != chat_id and self._seconds_until(chat.not_before) > 0 for known, chat in self._chats.items()
        )
        whom = ALL_CHATS if others_wait else chat_id
        if others_wait:
            seconds += random.uniform(0, SPREAD_SECONDS)  # noqa: S311 - spreads retries, guards nothing
        until_at = self._clock.now() + timedelta(seconds=seconds)
        self._wait_until(whom, until_at)
        self._send_back_hopeless()
        logger.warning("Telegram asked for a pause of %.0f s%s.", seconds, " by all chats" if others_wait else "")
        try:
            await self._storage.database.write(lambda tx: self._storage.not_before.put(tx, whom, until_at))
        except StorageError as error:
            logger.error("A pause could not be written down (%s).", type(error).__name__)

    def _send_back_hopeless(self) -> None:
        """Tell those in line for whom the new wait is too long."""
        for chat in self._chats.values():
            for waiting in tuple(chat.waiting):
                if not waiting.turn.done() and (wait := self._is_hopeless(chat, waiting)):
                    chat.waiting.remove(waiting)
                    waiting.turn.set_exception(RetryAfter(wait))

    def _wait_until(self, chat_id: int, until_at: datetime) -> None:
        self._slow_until = _later_of(self._slow_until, until_at)
        if chat_id == ALL_CHATS:
            self._not_before = _later_of(self._not_before, until_at)
        else:
            chat = self._chat(chat_id)
            chat.not_before = _later_of(chat.not_before, until_at)

    def _seconds_until(self, until_at: datetime | None) -> float:
        """Waits go by the program's clock, as they are written down by it too; paces go by the loop's."""
        return 0.0 if until_at is None else (until_at - self._clock.now()).total_seconds()

    def _moment_of(self, until_at: datetime | None) -> float:
        """The loop's moment to look again; the program's clock may be moved meanwhile."""
        seconds = self._seconds_until(until_at)
        return _now() + min(seconds, LOOK_AGAIN_SECONDS) if seconds > 0 else float("-inf")

    def _chat(self, chat_id: int) -> _Chat:
        chat = self._chats.get(chat_id)
        if chat is None:
            self._forget_idle()
            burst = self._limits.chat_burst if chat_id != ALL_CHATS else None
            chat = self._chats[chat_id] = _Chat(Bucket(burst, self._limits.chat_seconds, _now()))
        return chat

    def _forget_idle(self) -> None:
        if len(self._chats) >= self._most_idle:
            now = _now()
            self._chats = {chat_id: chat for chat_id, chat in self._chats.items() if not self._is_idle(chat, now)}
            self._most_idle = max(MOST_IDLE_CHATS, 2 * len(self._chats))

    def _is_idle(self, chat: _Chat, now: float) -> bool:
        at_rest = not chat.waiting and not chat.is_busy and chat.bucket.is_full(now)
        return at_rest and self._seconds_until(chat.not_before) <= 0


def is_counted(endpoint: str) -> bool:
    """Whether Telegram counts this method against the limits for messages."""
    return endpoint.startswith(("send", "edit", "copy", "forward")) and endpoint != "sendChatAction"


async def _to_its_end(request: Coroutine[Any, Any, Any]) -> Any:
    """Send something; who is cancelled meanwhile still waits for it, so that nothing of this chat overtakes it."""
    task = asyncio.create_task(request)
    task.add_done_callback(lambda done: done.cancelled() or done.exception())
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=LINGER_SECONDS)
        raise


def _may_repeat(endpoint: str, waiting: _Waiting, error: TelegramError) -> bool:
    """Whether a broken line may be tried again: an edit changes nothing the second time, a message would be doubled.

    Prompts are repeated by their own rows, which also know when their window is over.
    """
    if not isinstance(error, NetworkError) or isinstance(error, BadRequest) or waiting.failures >= MOST_TRIES:
        return False
    return endpoint.startswith("edit") or (waiting.priority is not Priority.PROMPT and surely_not_done(error))


def _outcome(error: TelegramError) -> str:
    """What is counted; BadRequest is a NetworkError to the library."""
    if not isinstance(error, NetworkError) or isinstance(error, BadRequest):
        return "requests_refused"
    return "requests_failed" if surely_not_done(error) else "requests_unclear"


def _jittered(failures: int) -> float:
    """A random share of a pause that doubles, so that not all come back at once."""
    return random.uniform(0, FIRST_PAUSE * 2 ** (failures - 1))  # noqa: S311 - spreads retries, guards nothing


def _best(chat: _Chat) -> Priority:
    """What a chat is worth: its most urgent request, which those before it must not hold up."""
    return min(waiting.priority for waiting in chat.waiting)


def _later_of(known: datetime | None, moment: datetime) -> datetime:
    return moment if known is None else max(known, moment)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _seconds(error: RetryAfter) -> float:
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
