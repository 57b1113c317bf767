"""How long a flare lasts, in days as the person counts them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.domain.flare import days_touched

LATE = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
EARLY = datetime(2026, 3, 3, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "days"), [("UTC", 2), ("Europe/Berlin", 1), ("Asia/Tokyo", 1), ("Etc/GMT+1", 1)])
def test_a_day_is_the_date_where_the_person_is(zone: str, days: int) -> None:
    assert days_touched(LATE, EARLY, ZoneInfo(zone)) == days


def test_the_first_day_counts_too() -> None:
    assert days_touched(LATE, LATE, ZoneInfo("UTC")) == 1
