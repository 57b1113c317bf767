"""Days and moments in words. A moment is also marked up so that the phone shows it on its own clock."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from content.markup import Markup
from content.phrases import Phrases


def clock_words(wall_time: time) -> str:
    """A wall time as 20:00."""
    return f"{wall_time:%H:%M}"


def local_time(at: datetime, zone: str) -> time:
    """A moment's wall time in a zone."""
    return at.astimezone(ZoneInfo(zone)).time()


def day_words(day: date, phrases: Phrases) -> Markup:
    """A date as “Saturday, 21 November”."""
    weekday = phrases.lines("days.weekdays")[day.weekday()]
    month = phrases.lines("days.months")[day.month - 1]
    return phrases.say("days.date", weekday=weekday, day=day.day, month=month)


def moment_words(at: datetime, zone: str, phrases: Phrases) -> Markup:
    """A moment as day and time in the person's zone; the phone shows its own time, so a wrong zone is seen at once."""
    local = at.astimezone(ZoneInfo(zone))
    words = phrases.say("days.at", day=day_words(local.date(), phrases), time=clock_words(local.time()))
    return phone_time(at, "wdt", words)


def phone_time(at: datetime, style: str, words: str) -> Markup:
    """A moment that Telegram shows on the phone's clock; `words` stand in where the app is too old for it."""
    return Markup(f'<tg-time unix="{int(at.timestamp())}" format="{style}">{words}</tg-time>')
