"""How far somebody's first minute got, and whether they asked for silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from bot.domain.person import Pause, Person, Stage

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
NEW = Person(id=1, chat_id=1, language="en")


def test_the_first_minute_asks_for_the_zone_and_then_the_time() -> None:
    assert NEW.stage is Stage.NEEDS_ZONE
    assert replace(NEW, checkin_time=time(20)).stage is Stage.NEEDS_ZONE
    assert replace(NEW, zone="Europe/Berlin").stage is Stage.NEEDS_TIME
    assert replace(NEW, zone="Europe/Berlin", checkin_time=time(0)).stage is Stage.SETTLED


def test_a_pause_holds_until_its_end_or_until_they_say() -> None:
    assert not NEW.is_paused(NOW)
    assert replace(NEW, pause=Pause(NOW)).is_paused(NOW + timedelta(days=4000))
    for_a_day = replace(NEW, pause=Pause(NOW, NOW + timedelta(days=1)))
    assert for_a_day.is_paused(NOW + timedelta(hours=23, minutes=59))
    assert not for_a_day.is_paused(NOW + timedelta(days=1))
