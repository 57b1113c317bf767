"""Wall times become instants: every canonical zone, 2000 to 2037, and the strangest calendars there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.prompts import (
    EVERY_DAY,
    date_exists,
    diary_date,
    local_date_of,
    moment_on,
    next_moment,
    slot_diary_date,
)

BEGIN, END = datetime(2000, 1, 1, tzinfo=UTC), datetime(2038, 1, 1, tzinfo=UTC)
DAY, WEEK, SECOND = timedelta(days=1), timedelta(days=7), timedelta(seconds=1)


@cache
def zones() -> tuple[str, ...]:
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if line and not line.startswith("#"))
    return (*sorted({row[2].strip() for row in rows}), "UTC")


def offset_at(instant: datetime, zone: ZoneInfo) -> timedelta:
    offset = instant.astimezone(zone).utcoffset()
    assert offset is not None
    return offset


def changes(zone: ZoneInfo) -> Iterator[tuple[datetime, timedelta, timedelta]]:
    """Each clock change from 2000 to 2037: the instant, the offset before and the one after."""
    begin = BEGIN
    while begin < END:
        end = begin + WEEK
        before, after = offset_at(begin, zone), offset_at(end, zone)
        if before != after:
            low, high = begin, end
            while high - low > SECOND:
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if offset_at(middle, zone) == before else (low, middle)
            yield high, before, after
        begin = end


@cache
def all_changes() -> tuple[tuple[str, datetime, timedelta, timedelta], ...]:
    tables = {name: resources.files("tzdata").joinpath("zoneinfo", *name.split("/")).read_bytes() for name in zones()}
    # Many zones share one table.
    found = {
        table: [*changes(ZoneInfo(name))] for table, name in {table: name for name, table in tables.items()}.items()
    }
    return tuple((name, *change) for name, table in tables.items() for change in found[table])


@cache
def distinct_changes() -> tuple[tuple[str, datetime, timedelta, timedelta], ...]:
    """One zone for each change that several zones make at the same instant between the same offsets."""
    return tuple(
        {
            (instant, before, after): (name, instant, before, after) for name, instant, before, after in all_changes()
        }.values()
    )


def test_the_tables_hold_the_changes_these_tests_are_about() -> None:
    found = all_changes()
    assert len(zones()) > 400
    assert len(found) > 5_000
    jumps = {after - before for _, _, before, after in found}
    assert {timedelta(minutes=30), timedelta(minutes=-30), timedelta(days=1)} <= jumps


def test_around_every_clock_change_each_existing_date_has_one_moment_and_moments_rise() -> None:
    for name, instant, before, after in distinct_changes():
        zone = ZoneInfo(name)
        old_wall = (instant + before).replace(tzinfo=None)
        new_wall = (instant + after).replace(tzinfo=None)
        low, high = min(old_wall, new_wall), max(old_wall, new_wall)
        for wall in {low - SECOND, low, low + (high - low) / 2, high - SECOND, high}:
            wall_time = wall.time().replace(microsecond=0)
            moments = []
            for days in range(-2, 3):
                local_date = wall.date() + timedelta(days=days)
                moment = moment_on(local_date, wall_time, zone)
                wanted = datetime.combine(local_date, wall_time)
                # The oracle does not ask zoneinfo about folds: a wall reading is an instant minus an offset.
                readings = sorted({wanted - before, wanted - after})
                true = [each.replace(tzinfo=UTC) for each in readings]
                true = [each for each in true if each.astimezone(zone).replace(tzinfo=None) == wanted]
                skips_whole_date = low <= datetime.combine(local_date, time(0)) and high >= datetime.combine(
                    local_date + DAY, time(0)
                )
                if after > before and skips_whole_date:
                    assert moment is None, (name, local_date)
                    continue
                assert moment is not None, (name, local_date)
                moments.append(moment)
                if true:
                    assert moment == true[0], (name, local_date, wall_time)
                else:
                    shown = moment.astimezone(zone).replace(tzinfo=None)
                    assert shown == wanted + (after - before), (name, local_date, wall_time)
                assert local_date_of(wall_time, zone, moment) == local_date
            assert moments == sorted(set(moments)), name


@given(
    name=st.sampled_from(zones()),
    local_date=st.dates(date(2000, 1, 1), date(2037, 12, 30)),
    wall_time=st.times().map(lambda each: each.replace(second=0, microsecond=0, fold=0)),
)
def test_on_any_date_in_any_zone_the_moment_reads_as_wanted_or_is_pushed_forward(
    name: str, local_date: date, wall_time: time
) -> None:
    zone = ZoneInfo(name)
    moment = moment_on(local_date, wall_time, zone)
    if moment is None:
        assert (name, local_date) in {
            ("Pacific/Apia", date(2011, 12, 30)),
            ("Pacific/Fakaofo", date(2011, 12, 30)),
        }
        return
    wanted = datetime.combine(local_date, wall_time)
    shown = moment.astimezone(zone)
    assert shown.fold == 0
    assert timedelta(0) <= shown.replace(tzinfo=None) - wanted <= timedelta(hours=3)
    assert next_moment(wall_time, EVERY_DAY, zone, moment - SECOND) == moment
    following = next_moment(wall_time, EVERY_DAY, zone, moment)
    assert following is not None
    assert following > moment


TRICKY = (
    "Pacific/Apia",
    "Pacific/Fakaofo",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "Africa/Cairo",
    "Africa/Casablanca",
    "Asia/Beirut",
    "America/Havana",
    "America/Santiago",
    "America/Asuncion",
    "Atlantic/Azores",
    "Antarctica/Troll",
    "Antarctica/Casey",
    "Asia/Kathmandu",
    "Pacific/Chatham",
    "Asia/Pyongyang",
    "America/Caracas",
    "Asia/Gaza",
    "Asia/Tehran",
    "America/Sao_Paulo",
)


@pytest.mark.parametrize("name", TRICKY)
def test_walking_from_prompt_to_prompt_for_years_visits_every_date_once(name: str) -> None:
    zone = ZoneInfo(name)
    for wall_time in (time(0, 0), time(2, 15), time(23, 45)):
        first_on, last_on = date(2009, 12, 1), date(2013, 2, 1)
        moment = moment_on(first_on, wall_time, zone)
        visited = [first_on]
        while visited[-1] < last_on:
            assert moment is not None
            following = next_moment(wall_time, EVERY_DAY, zone, moment)
            assert following is not None
            assert following > moment
            visited.append(local_date_of(wall_time, zone, following))
            moment = following
        dates = [first_on + timedelta(days=days) for days in range((last_on - first_on).days + 1)]
        assert visited == [each for each in dates if date_exists(each, zone)]


@pytest.mark.parametrize(
    ("name", "skipped_on"),
    [
        ("Pacific/Apia", date(2011, 12, 30)),
        ("Pacific/Fakaofo", date(2011, 12, 30)),
        ("Pacific/Kwajalein", date(1993, 8, 21)),
        ("Pacific/Kiritimati", date(1994, 12, 31)),
        ("Pacific/Kanton", date(1994, 12, 31)),
        ("Asia/Manila", date(1844, 12, 31)),
    ],
)
def test_a_date_the_calendar_left_out_has_no_moment(name: str, skipped_on: date) -> None:
    zone = ZoneInfo(name)
    for wall_time in (time(0, 0), time(3, 59), time(12, 0), time(23, 59)):
        assert moment_on(skipped_on, wall_time, zone) is None
        assert moment_on(skipped_on - DAY, wall_time, zone) is not None
        assert moment_on(skipped_on + DAY, wall_time, zone) is not None
    eve = moment_on(skipped_on - DAY, time(20), zone)
    assert eve is not None
    assert next_moment(time(20), EVERY_DAY, zone, eve) == moment_on(skipped_on + DAY, time(20), zone)


@pytest.mark.parametrize(
    ("name", "local_date", "wall_time", "expected"),
    [
        # Spring forward: 02:30 does not occur and becomes 03:30.
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30), "2027-03-28T01:30"),
        # Autumn: 02:30 occurs twice, the first one counts.
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        # A midnight that does not occur.
        ("Africa/Cairo", date(2027, 4, 30), time(0, 30), "2027-04-29T22:30"),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:45"),
        ("Australia/Lord_Howe", date(2027, 4, 4), time(1, 45), "2027-04-03T14:45"),
        # Clocks jump from 23:00 to midnight; the evening's prompt comes at 00:30.
        ("America/Nuuk", date(2027, 3, 27), time(23, 30), "2027-03-28T01:30"),
        # Quarter-hour zones.
        ("Asia/Kathmandu", date(2026, 11, 20), time(20, 0), "2026-11-20T14:15"),
        ("Pacific/Chatham", date(2026, 11, 20), time(20, 0), "2026-11-20T06:15"),
        ("UTC", date(2026, 11, 20), time(20, 0), "2026-11-20T20:00"),
    ],
)
def test_known_moments_are_exact(name: str, local_date: date, wall_time: time, expected: str) -> None:
    assert moment_on(local_date, wall_time, ZoneInfo(name)) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


def test_the_wall_time_is_kept_over_a_clock_change() -> None:
    zone = ZoneInfo("Europe/Berlin")
    moment = datetime(2027, 3, 27, 19, 0, tzinfo=UTC)
    following = next_moment(time(20), EVERY_DAY, zone, moment)
    assert following == datetime(2027, 3, 28, 18, 0, tzinfo=UTC)


def test_only_chosen_weekdays_count_and_none_means_never() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    friday = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    mondays_and_fridays = 0b0010001
    first = next_moment(time(20), mondays_and_fridays, zone, friday)
    assert first == datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
    assert next_moment(time(20), mondays_and_fridays, zone, first) == datetime(2026, 11, 27, 11, 0, tzinfo=UTC)
    assert next_moment(time(20), 0, zone, friday) is None


def test_one_weekday_is_found_even_when_its_date_was_left_out() -> None:
    fridays = 0b0010000
    zone = ZoneInfo("Pacific/Apia")
    moment = moment_on(date(2011, 12, 23), time(20), zone)
    assert moment is not None
    assert next_moment(time(20), fridays, zone, moment) == moment_on(date(2012, 1, 6), time(20), zone)


def test_the_next_moment_is_strictly_later() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    due_at = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
    assert next_moment(time(20), EVERY_DAY, zone, due_at - SECOND) == due_at
    assert next_moment(time(20), EVERY_DAY, zone, due_at) == due_at + DAY


def test_a_fold_asked_for_by_the_caller_changes_nothing() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert moment_on(date(2026, 10, 25), time(2, 30, fold=1), zone) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_a_moment_that_fits_no_plan_keeps_the_date_it_is_seen_on() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    assert local_date_of(time(20), zone, datetime(2026, 11, 20, 16, 0, tzinfo=UTC)) == date(2026, 11, 21)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-20T18:59", date(2026, 11, 20)),
        ("2026-11-20T19:00", date(2026, 11, 21)),
        ("2026-11-20T15:30", date(2026, 11, 20)),
    ],
)
def test_the_diary_day_turns_at_four_in_the_morning(moment: str, expected: date) -> None:
    instant = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    assert diary_date(instant, ZoneInfo("Asia/Tokyo")) == expected


def test_the_turn_of_the_day_can_be_moved() -> None:
    instant = datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    assert diary_date(instant, ZoneInfo("UTC"), time(0)) == date(2026, 11, 20)
    assert diary_date(instant, ZoneInfo("UTC"), time(2)) == date(2026, 11, 19)
    assert slot_diary_date(date(2026, 11, 20), time(1, 30), time(1)) == date(2026, 11, 20)


def test_the_diary_day_never_turns_back_around_any_clock_change() -> None:
    for name, instant, _, _ in all_changes():
        zone = ZoneInfo(name)
        steps = [instant + timedelta(minutes=minutes) for minutes in range(-300, 301, 60)]
        days = [diary_date(each, zone) for each in (*steps[:5], instant - SECOND, *steps[5:])]
        assert days == sorted(days), (name, instant)


@given(
    name=st.sampled_from(zones()),
    first_on=st.dates(date(2000, 1, 1), date(2037, 12, 20)),
    wall_time=st.times().map(lambda each: each.replace(second=0, microsecond=0, fold=0)),
)
def test_one_slot_asks_about_each_diary_day_at_most_once(name: str, first_on: date, wall_time: time) -> None:
    zone = ZoneInfo(name)
    moment: datetime | None = moment_on(first_on, wall_time, zone) or moment_on(first_on + DAY, wall_time, zone)
    asked: list[date] = []
    for _ in range(4):
        assert moment is not None
        asked.append(slot_diary_date(local_date_of(wall_time, zone, moment), wall_time))
        moment = next_moment(wall_time, EVERY_DAY, zone, moment)
    assert asked == sorted(set(asked))


def test_a_prompt_pushed_over_the_turn_of_the_day_keeps_its_diary_day() -> None:
    # 03:30 did not occur in Apia on this date; the prompt came at 04:30, and still asks about the day before.
    zone = ZoneInfo("Pacific/Apia")
    moment = moment_on(date(2012, 9, 30), time(3, 30), zone)
    assert moment is not None
    assert moment.astimezone(zone).time() == time(4, 30)
    assert slot_diary_date(local_date_of(time(3, 30), zone, moment), time(3, 30)) == date(2012, 9, 29)
