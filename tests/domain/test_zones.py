"""Which zones a clock face may belong to, and which names are zones at all."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.zones import ClockChoice, Zone, clock_choices, known_zone, likely_zones, names_by_fold, zones_at

NOW = datetime(2026, 11, 20, 17, 43, 30, tzinfo=UTC)
DAY = timedelta(days=1)


@cache
def all_zones() -> tuple[Zone, ...]:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return tuple(Zone(row[2], row[0], len(row[2]), ZoneInfo(row[2])) for row in rows)


def some(*names: str) -> list[Zone]:
    """Zones with ever fewer people, in the order named."""
    return [Zone(name, "XX", 100 - place, ZoneInfo(name)) for place, name in enumerate(names)]


def leads(shown: time, zones: list[Zone], now: datetime = NOW) -> list[str]:
    return [group.lead.name for group in likely_zones(shown, zones, now)]


def test_a_clock_a_few_minutes_off_still_finds_its_zone() -> None:
    zones = some("Europe/Berlin", "Europe/London", "Asia/Tokyo")
    for shown in (time(18, 36), time(18, 40), time(18, 43), time(18, 50)):
        assert leads(shown, zones) == ["Europe/Berlin"]
    assert leads(time(18, 35), zones) == []
    assert leads(time(18, 51), zones) == []


def test_around_midnight_clocks_are_compared_in_a_circle() -> None:
    now = datetime(2026, 11, 20, 22, 58, tzinfo=UTC)
    assert leads(time(0, 2), some("Europe/Berlin"), now) == ["Europe/Berlin"]
    assert leads(time(23, 55), some("Europe/Berlin"), now + timedelta(minutes=4)) == ["Europe/Berlin"]


def test_neighbouring_quarter_hour_zones_are_told_apart() -> None:
    zones = some("Asia/Kolkata", "Asia/Kathmandu")
    assert leads(time(23, 13), zones) == ["Asia/Kolkata"]
    assert leads(time(23, 28), zones) == ["Asia/Kathmandu"]


def test_zones_are_one_choice_only_when_the_whole_coming_year_agrees() -> None:
    groups = likely_zones(time(18, 43), some("Africa/Lagos", "Europe/Paris", "Europe/Berlin", "Africa/Algiers"), NOW)
    assert [[zone.name for zone in group.zones] for group in groups] == [
        ["Africa/Lagos", "Africa/Algiers"],
        ["Europe/Paris", "Europe/Berlin"],
    ]
    assert [group.people for group in groups] == [197, 197]
    assert {group.offset for group in groups} == {timedelta(hours=1)}


def test_a_different_day_of_change_parts_two_zones() -> None:
    now = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    assert len(zones_at(timedelta(hours=2), some("Europe/Helsinki", "Asia/Beirut", "Africa/Cairo"), now)) == 3


def test_an_offset_finds_the_zones_that_have_it_now() -> None:
    zones = some("Europe/Berlin", "Europe/London")
    summer = datetime(2026, 7, 1, tzinfo=UTC)
    assert [group.lead.name for group in zones_at(timedelta(hours=1), zones, summer)] == ["Europe/London"]
    assert [group.lead.name for group in zones_at(timedelta(hours=1), zones, NOW)] == ["Europe/Berlin"]
    assert zones_at(timedelta(hours=3), zones, NOW) == []


def test_clock_choices_go_from_west_to_east_and_keep_the_busiest() -> None:
    zones = some("Asia/Tokyo", "Europe/Berlin", "America/New_York", "Pacific/Niue")
    assert clock_choices(zones, NOW, limit=3) == [
        ClockChoice(timedelta(hours=-5), time(12, 43)),
        ClockChoice(timedelta(hours=1), time(18, 43)),
        ClockChoice(timedelta(hours=9), time(2, 43)),
    ]
    assert len(clock_choices(zones, NOW)) == 4


@given(
    now=st.integers(0, 365 * 24 * 60 * 10).map(lambda minutes: NOW + timedelta(minutes=minutes)),
    place=st.integers(0, 10_000),
)
def test_whoever_types_their_own_clock_finds_their_zone(now: datetime, place: int) -> None:
    zone = all_zones()[place % len(all_zones())]
    neighbours = [zone, *all_zones()[:40]]
    shown = now.astimezone(zone.rules).time()
    groups = likely_zones(shown, neighbours, now)
    assert sum(zone in group.zones for group in groups) >= 1
    for group in groups:
        for member in group.zones:
            for days in range(0, 360, 30):
                later = now + days * DAY
                assert member.rules.utcoffset(later.astimezone(member.rules)) == group.lead.rules.utcoffset(
                    later.astimezone(group.lead.rules)
                )


NAMES = names_by_fold(["Europe/Kyiv", "America/New_York", "UTC"], {"Europe/Kiev": "Europe/Kyiv"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Europe/Kyiv", "Europe/Kyiv"),
        ("europe/kyiv ", "Europe/Kyiv"),
        ("Europe/Kiev", "Europe/Kyiv"),
        ("AMERICA/NEW_YORK", "America/New_York"),
        ("utc", "UTC"),
        ("America", None),
        ("../etc", None),
        ("../../etc/passwd", None),
        ("localtime", None),
        ("posixrules", None),
        ("Factory", None),
        ("Etc/GMT-3", None),
        ("zone.tab", None),
        ("/etc/localtime", None),
        ("Europe/Kyiv\x00", None),
        ("", None),
        (" " * 39 + "utc", None),
        ("x" * 5000, None),
    ],
)
def test_only_names_from_the_list_are_zones(text: str, expected: str | None) -> None:
    assert known_zone(text, NAMES) == expected


@given(st.text(max_size=60))
def test_no_text_raises_or_invents_a_zone(text: str) -> None:
    assert known_zone(text, NAMES) in {None, "Europe/Kyiv", "America/New_York", "UTC"}
