"""Finding the time zone somebody lives by: from the time their own clock shows, or from a zone's exact name.

A zone is only ever one of a given list; nothing a person types is handed to the zone database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# People read 18:43 as 18:40, and a message may be a few minutes old. Real offsets lie at least 15 minutes apart.
NEAR_ENOUGH = timedelta(minutes=7)
COMING_YEAR = timedelta(days=366)
LOOK_EVERY = timedelta(days=7)
ONE_DAY = timedelta(days=1)
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class Zone:
    """One canonical zone: its country (a code, empty for UTC), its people in thousands, and its clock rules."""

    name: str
    country: str
    people: int
    rules: ZoneInfo = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class ZoneGroup:
    """Zones whose clocks agree now and for the coming year, the one with most people first."""

    offset: timedelta
    zones: tuple[Zone, ...]

    @property
    def lead(self) -> Zone:
        """The zone to name when one stands for all."""
        return self.zones[0]

    @property
    def people(self) -> int:
        """Thousands of people who live by these clocks."""
        return sum(zone.people for zone in self.zones)


@dataclass(frozen=True, slots=True)
class ClockChoice:
    """One button for "what time is it for you?": an offset from UTC in use now, and what its clocks show."""

    offset: timedelta
    shown: time


def names_by_fold(names: Iterable[str], aliases: Mapping[str, str]) -> dict[str, str]:
    """Canonical names by their folded form, with older names pointing at them."""
    folded = {alias.casefold(): name for alias, name in aliases.items()}
    return folded | {name.casefold(): name for name in names}


def known_zone(text: str, names: Mapping[str, str]) -> str | None:
    """The canonical zone a text names, whatever its case; None for everything else, paths and `localtime` included.

    `names` comes from `names_by_fold`.
    """
    return names.get(text.strip().casefold()) if len(text) <= LONGEST_NAME else None


def likely_zones(shown: time, zones: Sequence[Zone], now: datetime) -> list[ZoneGroup]:
    """The zones whose clocks show about this time now (within 7 minutes), grouped, most people first."""
    asked = timedelta(hours=shown.hour, minutes=shown.minute)
    return _grouped([zone for zone in zones if _apart(_shown_in(zone, now), asked) <= NEAR_ENOUGH], now)


def zones_at(offset: timedelta, zones: Sequence[Zone], now: datetime) -> list[ZoneGroup]:
    """The zones at exactly this offset from UTC now, grouped, most people first."""
    return _grouped([zone for zone in zones if _offset(zone, now) == offset], now)


def clock_choices(zones: Sequence[Zone], now: datetime, *, limit: int = 24) -> list[ClockChoice]:
    """The offsets most people live by now, from west to east, each with what its clocks show."""
    people: dict[timedelta, int] = {}
    for zone in zones:
        offset = _offset(zone, now)
        people[offset] = people.get(offset, 0) + zone.people
    busiest = sorted(people, key=lambda offset: (-people[offset], offset))[:limit]
    return [ClockChoice(offset, _clock(now + offset)) for offset in sorted(busiest)]


def _offset(zone: Zone, instant: datetime) -> timedelta:
    return instant.astimezone(zone.rules).utcoffset() or timedelta(0)


def _clock(instant: datetime) -> time:
    return instant.astimezone(UTC).time().replace(second=0, microsecond=0)


def _shown_in(zone: Zone, now: datetime) -> timedelta:
    clock = now.astimezone(zone.rules)
    return timedelta(hours=clock.hour, minutes=clock.minute)


def _apart(one: timedelta, other: timedelta) -> timedelta:
    """How far two clock faces are apart, around midnight too."""
    apart = abs(one - other)
    return min(apart, ONE_DAY - apart)


def _grouped(zones: Sequence[Zone], now: datetime) -> list[ZoneGroup]:
    by_year: dict[tuple[tuple[datetime, timedelta], ...], list[Zone]] = {}
    for zone in sorted(zones, key=lambda each: (-each.people, each.name)):
        by_year.setdefault(_coming_year(zone, now), []).append(zone)
    groups = [ZoneGroup(year[0][1], tuple(members)) for year, members in by_year.items()]
    return sorted(groups, key=lambda group: (-group.people, group.lead.name))


def _coming_year(zone: Zone, now: datetime) -> tuple[tuple[datetime, timedelta], ...]:
    """The offset now and each change in the coming year: two zones with the same answer are one choice."""
    offset = _offset(zone, now)
    year = [(now, offset)]
    begin = now
    while begin < now + COMING_YEAR:
        end = begin + LOOK_EVERY
        after = _offset(zone, end)
        if after != offset:
            year.append((_change_between(zone, begin, end), after))
            offset = after
        begin = end
    return tuple(year)


def _change_between(zone: Zone, low: datetime, high: datetime) -> datetime:
    """The minute in which a zone's offset changes."""
    before = _offset(zone, low)
    while high - low > timedelta(seconds=30):
        middle = low + (high - low) / 2
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high.replace(second=0, microsecond=0)
