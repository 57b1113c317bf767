from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.runtime.limits import Bucket, Window
from tests.benchmarks.figures import most_in_a_second

PAUSES = st.lists(st.floats(min_value=0, max_value=3, allow_nan=False), min_size=1, max_size=200)


@pytest.mark.parametrize("evenly", [True, False])
@pytest.mark.parametrize("rate", [1, 3, 25, 2.5])
@given(pauses=PAUSES)
def test_no_second_ever_holds_more_than_the_rate(rate, evenly, pauses):
    window, now, sent = Window(rate), 100.0, []
    for pause in pauses:
        now = max(now + pause, window.even_at() if evenly else window.free_at())
        window.take(now, evenly=evenly)
        sent.append(now)
    assert most_in_a_second(sent) <= rate


def test_a_rate_below_one_a_second_is_a_longer_window():
    window = Window(0.25)
    window.take(10, evenly=False)
    assert window.free_at() == 14


def test_what_goes_evenly_leaves_a_free_place_within_one_step():
    window, now = Window(25), 0.0
    for _ in range(100):
        now = max(now, window.even_at())
        window.take(now, evenly=True)
    assert window.free_at() <= now + window.even_seconds + 1e-9
    assert now == pytest.approx(99 / 25, rel=0.011)


def test_slowness_stretches_the_even_pace_only():
    window = Window(25)
    window.take(0, evenly=True, slowness=2)
    assert window.even_at() == pytest.approx(0.08, rel=0.011)
    assert window.free_at() < 0


def test_a_chat_takes_its_burst_at_once_and_then_one_a_second():
    bucket, now, sent = Bucket(8, 1.0, 0.0), 0.0, []
    for _ in range(12):
        now = max(now, bucket.free_at())
        bucket.take(now)
        sent.append(now)
    assert sent == [0] * 8 + [1, 2, 3, 4]
    assert not bucket.is_full(now)
    assert bucket.is_full(now + 8)


def test_a_check_in_of_eight_quick_taps_never_waits():
    bucket, waits = Bucket(8, 1.0, 0.0), []
    for tap in range(8):
        waits.append(max(0.0, bucket.free_at() - tap * 0.1))
        bucket.take(tap * 0.1 + waits[-1])
    assert waits == [0.0] * 8


def test_without_a_burst_a_chat_never_waits():
    bucket = Bucket(None, 1.0, 0.0)
    for _ in range(100):
        bucket.take(0.0)
    assert bucket.free_at() < 0
    assert bucket.is_full(0.0)
