"""How values lie in columns: instants as whole Unix seconds, dates as YYYY-MM-DD, wall times as HH:MM."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def to_seconds(moment: datetime) -> int:
    """Whole seconds since 1970, rounded down. A moment without a time zone is refused with TypeError."""
    return (moment - EPOCH) // SECOND


def to_seconds_or_none(moment: datetime | None) -> int | None:
    """As `to_seconds`, for a column that may be empty."""
    return None if moment is None else to_seconds(moment)


def to_moment(seconds: int) -> datetime:
    """The aware UTC moment of a column."""
    return EPOCH + seconds * SECOND


def to_moment_or_none(seconds: int | None) -> datetime | None:
    """As `to_moment`, for a column that may be empty."""
    return None if seconds is None else to_moment(seconds)


def to_wall_time(text: str) -> time:
    """The wall time of a column."""
    return time.fromisoformat(text)


def from_wall_time(wall_time: time) -> str:
    """HH:MM; seconds are dropped, for nobody sets a check-in to the second."""
    return wall_time.isoformat("minutes")
