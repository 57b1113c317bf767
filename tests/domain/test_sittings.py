"""What sittings say by and by: what eased, what to offer first, and how often is enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.sittings import Eased, Footing, Outcome, Sitting, eased, first_of, offered, put_first, sat_on
from bot.domain.techniques import Course, Phase, Technique

NOW = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
BERLIN = ZoneInfo("Europe/Berlin")


def a_sitting(
    technique_id: str = "box",
    before: int | None = None,
    after: int | None = None,
    *,
    at: datetime = NOW,
    outcome: Outcome | None = Outcome.WHOLE,
) -> Sitting:
    return Sitting(1, 1, technique_id, 1, Course(1), at, at, outcome, before, after)


def a_technique(name: str, variant_of: str | None = None) -> Technique:
    return Technique(name, name, "", "", "", (Phase("in", 4, ""),), 1, (), variant_of=variant_of)


def test_only_pairs_count_and_only_a_lower_number_eased() -> None:
    sittings = [a_sitting("box", 7, 4), a_sitting("box", 7, 7), a_sitting("box", 7), a_sitting("46", 3, 5)]
    assert eased(sittings) == {"box": Eased(1, 2), "46": Eased(0, 1)}


def test_nine_of_ten_outranks_two_of_two_and_a_single_time_says_nothing() -> None:
    rated = {
        "a": Eased(2, 2),
        "b": Eased(9, 10),
        "c": Eased(1, 1),
        "d": Eased(1, 3),
        "e": Eased(3, 4),
        "f": Eased(2, 3),
    }
    assert put_first(rated, frozenset()) == ["b", "a", "e"]
    assert put_first(rated, {"b"}) == ["a", "e", "f"]


def test_the_menu_shows_what_eased_and_one_of_each_family_but_nothing_put_away() -> None:
    known = {
        name: a_technique(name, head)
        for name, head in (("46", None), ("muscles", None), ("muscles4", "muscles"), ("cue", "muscles"))
    }
    best, others = offered(known, {"cue": Eased(2, 2)}, frozenset())
    assert ([each.id for each in best], [each.id for each in others]) == (["cue"], ["46", "muscles"])
    _, others = offered(known, {}, {"muscles", "46"})
    assert [each.id for each in others] == ["muscles4"]


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 9).map(lambda n: Eased(n, 9))),
    st.sets(st.sampled_from("abcdef")),
)
def test_what_is_not_for_somebody_is_never_offered(rated: dict[str, Eased], hidden: set[str]) -> None:
    known = {name: a_technique(name, "a" if name in "bc" else None) for name in "abcdef"}
    best, others = offered(known, rated, hidden)
    shown = [each.id for each in (*best, *others)]
    assert not set(shown) & hidden
    assert len(shown) == len(set(shown))


def test_a_day_is_the_local_date_and_easier_steps_count_with_the_whole() -> None:
    sittings = [
        a_sitting("478"),
        a_sitting("234"),
        a_sitting("46"),
        a_sitting("478", outcome=Outcome.BROKEN),
        a_sitting("478", at=NOW - timedelta(hours=2)),
    ]
    assert sat_on(sittings, {"478", "234"}, date(2026, 3, 3), BERLIN) == 2
    assert sat_on(sittings, {"478", "234"}, date(2026, 3, 2), BERLIN) == 1


@pytest.mark.parametrize(("seconds", "counts"), [(0, False), (37, False), (38, True), (75, True)])
def test_a_sitting_that_was_stopped_counts_from_its_half_on(seconds: int, counts: bool) -> None:
    stopped = replace(
        a_sitting(outcome=Outcome.STOPPED),
        ends_at=NOW + timedelta(seconds=76),
        ended_at=NOW + timedelta(seconds=seconds),
    )
    assert stopped.counts_for_its_day is counts


def test_the_first_sitting_is_the_oldest_one_of_that_technique() -> None:
    assert first_of([a_sitting(), a_sitting(at=NOW - timedelta(days=3)), a_sitting("46")], "box") == NOW - timedelta(
        days=3
    )
    assert first_of([], "box") is None


@pytest.mark.parametrize(
    ("wanted", "allowed", "rounds"), [(None, 4, 4), (2, 4, 2), (99, 6, 6), (None, 2, 2), (0, 4, 4)]
)
def test_as_many_rounds_as_are_wanted_and_never_more_than_are_allowed(
    wanted: int | None, allowed: int, rounds: int
) -> None:
    four_rounds = replace(a_technique("478"), rounds=4)
    assert Footing(allowed).course(four_rounds, wanted, 125) == Course(rounds, 125)


@pytest.mark.parametrize(
    ("enough", "caution", "may"), [(False, False, True), (True, False, False), (False, True, False)]
)
def test_enough_for_today_and_a_caution_of_ones_own_both_say_no(enough: bool, caution: bool, may: bool) -> None:
    assert Footing(4, is_enough_today=enough, caution_applies=caution).may_play is may
