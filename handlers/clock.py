"""The clock is a handler too: prompts that fall due are sent, and windows that are over are closed."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import datetime

from telegram import Bot

from bot.domain.person import Person
from bot.domain.prompts import Prompt
from bot.runtime.clockwork import Job
from bot.runtime.priority import Priority, at_priority
from bot.screens.checkin import checkin_screen
from bot.screens.crisis import look_in_screen
from handlers.alarms import ring_due
from handlers.context import Parts
from handlers.playing import tell_overdue
from handlers.show import Gone, NotSent, Refused, Sent, Throttled, Unclear, edit, send, take_buttons

logger = logging.getLogger(__name__)

# Enough to use the send limit up at any latency, and half of the connections, so that replies always find one.
AT_ONCE = 32


class Bell:
    """Rings when it is time. It holds nothing but what it needs to ask and to send."""

    def __init__(self, bot: Bot, parts: Parts) -> None:
        self._bot = bot
        self._parts = parts
        self._places = asyncio.Semaphore(AT_ONCE)

    def jobs(self) -> Mapping[str, Job]:
        """The system jobs, with their rhythm in seconds."""
        return {
            "due": Job(1, self.send_due),
            "expiry": Job(30, self.close_expired),
            "alarms": Job(1, self.ring_due),
            "sittings": Job(10, self.end_overdue),
            "look_ins": Job(30, self.look_in),
        }

    async def send_due(self, now: datetime) -> None:
        """Turn due slots into prompts and send every claimed one: claim (commit), send, settle.

        The next are claimed while the last of those before are still on their way, so that no turn to send is lost.
        """
        while await self._parts.prompts.fall_due(now):
            pass
        with at_priority(Priority.PROMPT):
            async with asyncio.TaskGroup() as sending:
                while claimed := await self._parts.prompts.claim(max(now, self._parts.clock.now())):
                    for person, prompt in claimed:
                        await self._places.acquire()
                        sending.create_task(self._send_alone(person, prompt))

    async def close_expired(self, now: datetime) -> None:
        """End what nobody answered in its window, without a sound."""
        for person, prompt, standing in await self._parts.checkins.close_expired(now):
            self._parts.metrics.add("prompts_expired")
            if prompt.message_id is not None:
                screen = checkin_screen(standing, person, self._parts.library.words(person.language))
                await edit(self._bot, person.chat_id, prompt.message_id, screen)

    async def ring_due(self, now: datetime) -> None:
        """Send what was set to ring."""
        await ring_due(self._bot, self._parts, now)

    async def end_overdue(self, now: datetime) -> None:
        """Say so where a technique was being played and its play died on the way."""
        await tell_overdue(self._bot, self._parts)

    async def look_in(self, now: datetime) -> None:
        """Ask once how they are whoever wished for it the day before."""
        for person in await self._parts.safety.due_look_ins(now):
            with at_priority(Priority.PROMPT):
                await self._look_in_on(person, now)

    async def _look_in_on(self, person: Person, now: datetime) -> None:
        parts = self._parts
        match await send(self._bot, person.chat_id, look_in_screen(parts.library.words(person.language))):
            case NotSent() | Throttled():
                await parts.safety.look_in_again(person, now)
            case Gone():
                await parts.people.unreachable(person.chat_id, now)
            case Sent() | Unclear() | Refused():
                parts.metrics.add("look_ins_sent")

    async def _send_alone(self, person: Person, prompt: Prompt) -> None:
        """Send one prompt; what breaks here stays with this one. Its lease then runs out, and it is tried again."""
        try:
            await self._send(person, prompt)
        except Exception:
            self._parts.metrics.add("prompts_failed")
            logger.exception("A prompt could not be sent, error %s.", self._parts.error_id())
        finally:
            self._places.release()

    async def _send(self, person: Person, prompt: Prompt) -> None:
        parts = self._parts
        now = parts.clock.now()
        standing = await parts.checkins.look(person, prompt.code, now)
        screen = checkin_screen(standing, person, parts.library.words(person.language))
        match await send(self._bot, person.chat_id, screen):
            case Sent(message_id):
                parts.metrics.add("prompts_sent")
                await parts.prompts.sent(prompt, message_id, parts.clock.now())
                if prompt.message_id is not None:
                    await take_buttons(self._bot, person.chat_id, prompt.message_id)
            case NotSent():
                await parts.prompts.not_sent(prompt, None, now)
            case Throttled(wait):
                await parts.prompts.not_sent(prompt, wait, now)
            case Unclear():
                await parts.prompts.unclear(prompt, now)
            case Gone():
                await parts.people.unreachable(person.chat_id, now)
                await parts.prompts.never(prompt, now)
            case Refused():
                parts.metrics.add("prompts_failed")
                await parts.prompts.never(prompt, now)
