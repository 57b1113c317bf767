"""People who tap: all at once, as fast as the bot can take it, or at a steady rate whatever the bot does."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

from tests.benchmarks.bot_api import BotApi, message_of

# A tap that is not answered by then never will be.
PATIENCE = 60.0
TEXT = "How was your pain today, on average? 0 is no pain, 10 the worst you can imagine."


@dataclass(frozen=True)
class Tap:
    """A person, known by their chat, on a button with some data."""

    chat_id: int
    data: str


@dataclass
class Load:
    """Gives taps to the bot and notes when the tapped message was changed, which is what a person waits for."""

    api: BotApi
    taken: list[float] = field(default_factory=list)
    messages: list[float] = field(default_factory=list)
    _waiting: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _all_answered: asyncio.Event = field(default_factory=asyncio.Event)
    _unanswered: int = 0

    def __post_init__(self) -> None:
        self.api.on_message = self._on_message

    async def all_at_once(self, taps: Sequence[Tap]) -> float:
        """Have every tap there at once; the seconds until the last is answered."""
        begun_at = perf_counter()
        self._give(taps)
        await self._answered()
        return perf_counter() - begun_at

    async def steadily(self, taps: Sequence[Tap], per_second: float, *, by_chance: bool = False) -> list[float]:
        """One tap after the other at this rate; the seconds each waited for its answer."""
        self.taken.clear()
        chance, loop = random.Random(7), asyncio.get_running_loop()  # noqa: S311 - a repeatable mixture
        due_at = loop.time()
        for tap in taps:
            due_at += chance.expovariate(per_second) if by_chance else 1 / per_second
            await asyncio.sleep(due_at - loop.time())
            self._give([tap])
        await self._answered()
        return list(self.taken)

    def _give(self, taps: Sequence[Tap]) -> None:
        now = perf_counter()
        for tap in taps:
            self._waiting[tap.chat_id].append(now)
        self._unanswered += len(taps)
        self._all_answered.clear()
        self.api.put([_update(tap) for tap in taps])

    async def _answered(self) -> None:
        async with asyncio.timeout(PATIENCE):
            await self._all_answered.wait()

    def _on_message(self, chat_id: int, moment: float) -> None:
        self.messages.append(moment)
        if waiting := self._waiting.get(chat_id):
            self.taken.append(moment - waiting.popleft())
            self._unanswered -= 1
            if not self._unanswered:
                self._all_answered.set()


def _update(tap: Tap) -> dict[str, Any]:
    """A tap as Telegram tells it, with the whole message and its keyboard."""
    person = {"id": tap.chat_id, "is_bot": False, "first_name": "Anna", "language_code": "en"}
    buttons = [{"text": str(score), "callback_data": f"{tap.data[:20]}:{score}"} for score in range(11)]
    keyboard = {"inline_keyboard": [buttons[:6], buttons[6:]]}
    message = message_of(tap.chat_id, TEXT, 7) | {"reply_markup": keyboard}
    query = {"id": "4382bfdwdsb323b2d9", "from": person, "message": message, "chat_instance": "-1", "data": tap.data}
    return {"callback_query": query}
