"""What rings by itself: the word to stop, the end of a rest, a question after a big day, a question in a flare."""

from __future__ import annotations

import asyncio
import logging
from datetime import datetime
from zoneinfo import ZoneInfo

from telegram import Bot

from bot.domain.alarms import TIMERS, Alarm, AlarmKind
from bot.domain.flare import days_touched
from bot.domain.person import Person
from bot.runtime.priority import Priority, at_priority
from bot.screens.energy import payback_screen
from bot.screens.flare import flare_asked_screen
from bot.screens.screen import Screen
from bot.screens.timers import rest_over_screen, stop_screen
from handlers.context import Parts
from handlers.show import Gone, NotSent, Refused, Sent, Throttled, Unclear, send

logger = logging.getLogger(__name__)


async def ring_due(bot: Bot, parts: Parts, now: datetime) -> None:
    """Send every alarm that has come: claim (commit), send, settle."""
    claimed = await parts.alarms.claim(now)
    await asyncio.gather(*(_ring_alone(bot, parts, person, alarm) for person, alarm in claimed))


async def _ring_alone(bot: Bot, parts: Parts, person: Person, alarm: Alarm) -> None:
    """Ring one; what breaks here stays with this one. Its lease then runs out, and it is tried again a few times."""
    try:
        with at_priority(Priority.REPLY if alarm.kind in TIMERS else Priority.PROMPT):
            await _ring(bot, parts, person, alarm)
    except Exception:
        parts.metrics.add("alarms_failed")
        logger.exception("An alarm could not ring, error %s.", parts.error_id())
        await parts.alarms.broke(alarm, parts.clock.now())


async def _ring(bot: Bot, parts: Parts, person: Person, alarm: Alarm) -> None:
    now = parts.clock.now()
    screen = await _screen(parts, person, alarm, now)
    if screen is None:
        await parts.alarms.never(alarm, now)
        return
    match await send(bot, person.chat_id, screen):
        # Unclear: it may have arrived, and a second word to stop would be worse than none.
        case Sent() | Unclear():
            await parts.alarms.rung(alarm, parts.clock.now())
        case Throttled(wait):
            await parts.alarms.not_rung(alarm, wait, now)
        case NotSent():
            await parts.alarms.not_rung(alarm, None, now)
        case Gone():
            await parts.people.unreachable(person.chat_id, now)
            await parts.alarms.never(alarm, now)
        case Refused():
            await parts.alarms.never(alarm, now)


async def _screen(parts: Parts, person: Person, alarm: Alarm, now: datetime) -> Screen | None:
    words = parts.library.words(person.language)
    if alarm.kind is AlarmKind.FLARE:
        days = days_touched(person.flare_since_at or now, now, ZoneInfo(person.zone or "UTC"))
        return flare_asked_screen(days, words)
    if alarm.kind is AlarmKind.PAYBACK:
        return payback_screen(alarm.about, words)
    day = await parts.pacing.find(person, alarm.about, now)
    if day is None:
        return None
    if alarm.kind is AlarmKind.STOP:
        return stop_screen(day, alarm, person, words, now=now)
    return rest_over_screen(day, alarm, words)
