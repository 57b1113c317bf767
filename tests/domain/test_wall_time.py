"""Times of day as people type them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.replies import parse_time
from content.replies import load_reply_words

ENGLISH = load_reply_words(Path(__file__).parents[2] / "content" / "en" / "replies.toml")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:40", "18:40"),
        ("18.40", "18:40"),
        ("18 40", "18:40"),
        ("18:40:12", "18:40"),
        ("it's 18.40 now", "18:40"),
        ("~18:40", "18:40"),
        ("06:05", "06:05"),
        ("1940", "19:40"),
        ("740", "07:40"),
        ("8", "08:00"),
        ("20h", "20:00"),
        ("20h15", "20:15"),
        ("20 Uhr", "20:00"),
        ("20 Uhr 15", "20:15"),
        ("6.40pm", "18:40"),
        ("6:40 p.m.", "18:40"),
        ("6.40p.m.", "18:40"),
        ("7 pm", "19:00"),
        ("7PM", "19:00"),
        ("18:40 pm", "18:40"),
        ("7 am", "07:00"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("0:30 am", "00:30"),
        ("at 8 in the evening", "20:00"),
        ("8 in the morning.", "08:00"),
        ("noon", "12:00"),
        ("12 noon", "12:00"),
        ("midnight", "00:00"),
        ("midnight tonight", "00:00"),
        ("five to noon", "11:55"),
        ("24:00", "00:00"),
        ("half past six", "06:30"),
        ("half past 6 pm", "18:30"),
        ("a quarter past 6", "06:15"),
        ("quarter to seven", "06:45"),
        ("ten past six", "06:10"),
        ("20 minutes past 6", "06:20"),
        ("quarter to 0", "23:45"),
        ("six", "06:00"),
        ("six o'clock", "06:00"),
        ("six o’clock pm", "18:00"),
        ("seven thirty", "07:30"),
        ("seven forty five", "07:45"),
        ("eighteen forty", "18:40"),
    ],
)
def test_a_time_is_read_however_it_is_written(text: str, expected: str) -> None:
    read = parse_time(text, ENGLISH)
    assert read is not None
    assert read.isoformat("minutes") == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "at",
        "25:00",
        "24:01",
        "18:60",
        "13 am",
        "8am pm",
        "7 5",
        "123:00",
        "18::40",
        ":30",
        "-6:40",
        "99999",
        "18:40:12:13",
        "Berlin",
        "quarter past",
        "quarter past Berlin",
        "Berlin past six",
        "quarter of six",
        "70 past 6",
        "twenty three",
        "seven five five",
        "seven ten five two",
        "6 and 7 or 8",
        "18:40 " * 30,
    ],
)
def test_what_is_no_time_is_nothing(text: str) -> None:
    assert parse_time(text, ENGLISH) is None


@given(
    hour=st.integers(0, 23), minute=st.integers(0, 59), form=st.sampled_from(["{:02}:{:02}", "{}.{:02}", "{:02}{:02}"])
)
def test_every_minute_of_the_day_is_read_back(hour: int, minute: int, form: str) -> None:
    read = parse_time(form.format(hour, minute), ENGLISH)
    assert read is not None
    assert (read.hour, read.minute) == (hour, minute)
