"""What phrases amount to together, when to look in, and which lines to show."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.lines import Country, Line, LineBook, Reach, Standing, lines_for
from bot.domain.phrase_rules import PhraseRules
from bot.domain.phrase_tree import Meaning, Phrase, grown
from bot.domain.safety import (
    Concern,
    Crisis,
    CrisisKind,
    MedicineQuestion,
    NoConcern,
    SoftCheck,
    UnderAge,
    concern_of,
    look_in_at,
)

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
CALL = Line("A", "1", (Reach.CALL,), "24/7", "dataset")
TEXT = Line("B", "2", (Reach.TEXT,), "", "dataset", date(2026, 11, 1))
CHILD = Line("C", "3", (Reach.CALL, Reach.CHAT), "", "memory", is_for_children=True)


def made(language: str = "en") -> PhraseRules:
    """Each meaning has a word of its own, and covers reach from one to the next."""
    phrases = [((meaning.value,), meaning) for meaning in Meaning]
    phrases += [(("so", meaning.value), cover) for cover, meaning in COVERED]
    spellings = {word: word for steps, _ in phrases for word in steps}
    return PhraseRules(
        language, spellings, {}, frozenset(), grown(Phrase([[steps]], meaning) for steps, meaning in phrases)
    )


COVERED = (
    (Meaning.SAYING, Meaning.EXPLICIT),
    (Meaning.NEGATED, Meaning.PASSIVE),
    (Meaning.FRIEND, Meaning.METHOD),
    (Meaning.NEGATED, Meaning.MEDICINE),
)


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("explicit", Crisis(CrisisKind.EXPLICIT, "en")),
        ("soft explicit", Crisis(CrisisKind.EXPLICIT, "en")),
        ("passive goodbye", Crisis(CrisisKind.GOODBYE, "en")),
        ("so explicit", NoConcern()),
        ("so explicit explicit", Crisis(CrisisKind.EXPLICIT, "en")),
        ("so passive", SoftCheck("en")),
        ("so method", Crisis(CrisisKind.FRIEND, "en")),
        ("so medicine", MedicineQuestion("en")),
        ("medicine soft", SoftCheck("en")),
        ("saying negated", NoConcern()),
        ("plain", NoConcern()),
    ],
)
def test_phrases_amount_to_the_gravest_of_what_is_left(text: str, concern: Concern) -> None:
    assert concern_of(text, [made()]) == concern


def test_an_age_counts_with_a_crisis_and_alone() -> None:
    # The word itself cannot be typed, for it has a sign in it that parts words.
    phrases = [(("young",), Meaning.UNDER_AGE), (("explicit",), Meaning.EXPLICIT), (("soft",), Meaning.SOFT)]
    rules = PhraseRules(
        "en",
        {each: each for (each,), _ in phrases},
        {},
        frozenset(),
        grown(Phrase([[steps]], meaning) for steps, meaning in phrases),
    )
    assert concern_of("young soft", [rules]) == UnderAge("en")
    assert concern_of("young explicit", [rules]) == Crisis(CrisisKind.EXPLICIT, "en", is_under_age=True)


def test_the_gravest_language_counts_and_then_the_first() -> None:
    rules = [made("en"), made("es")]
    assert concern_of("explicit", rules) == Crisis(CrisisKind.EXPLICIT, "en")
    assert concern_of("explicit", []) == NoConcern()


@pytest.mark.parametrize(
    ("said_at", "asked_at"),
    [
        ("2026-03-02T03:00", "2026-03-03T10:00"),
        ("2026-03-02T00:00", "2026-03-02T10:00"),
        ("2026-03-02T00:01", "2026-03-03T10:00"),
        ("2026-03-02T20:05", "2026-03-03T10:00"),
        ("2026-03-28T22:30", "2026-03-29T10:00"),
    ],
)
def test_a_look_in_comes_by_day_after_a_night(said_at: str, asked_at: str) -> None:
    zone = ZoneInfo("Europe/Berlin")
    now = datetime.fromisoformat(said_at).replace(tzinfo=zone).astimezone(UTC)
    at = look_in_at(zone, now)
    assert at.astimezone(zone).isoformat(timespec="minutes")[:16] == asked_at
    assert at.tzinfo is UTC


@given(st.integers(0, 24 * 365 * 10), st.sampled_from(["UTC", "Asia/Kolkata", "America/Lima"]))
def test_a_look_in_is_always_between_ten_and_thirty_five_hours_away(hours: int, name: str) -> None:
    now = datetime(2020, 1, 1, 0, 30, tzinfo=UTC) + timedelta(hours=hours)
    assert timedelta(hours=10) <= look_in_at(ZoneInfo(name), now) - now < timedelta(hours=35)


def test_a_line_is_checked_for_three_months() -> None:
    assert CALL.standing(NOW) is Standing.NEVER
    assert TEXT.standing(NOW) is Standing.CHECKED
    assert TEXT.standing(NOW + timedelta(days=73)) is Standing.CHECKED
    assert TEXT.standing(NOW + timedelta(days=74)) is Standing.OVERDUE


def test_lines_for_children_come_first_when_wanted_and_not_at_all_otherwise() -> None:
    country = Country("XY", ("112",), (CALL, TEXT, CHILD))
    assert lines_for(country) == (CALL, TEXT)
    assert lines_for(country, child=True) == (CHILD, CALL, TEXT)
    assert lines_for(country, frozenset({Reach.TEXT, Reach.CHAT})) == (TEXT,)


def test_the_book_finds_a_country_and_names_what_wants_a_check() -> None:
    checked, bare = Country("AA", ("1",), (TEXT,)), Country("BB", ("2",))
    book = LineBook({"AA": checked, "BB": bare, "CC": Country("CC", ("3",), (TEXT, CALL))})
    assert book.find("AA") is checked
    assert book.find("ZZ") is None
    assert book.find(None) is None
    assert book.unchecked(NOW) == ("BB", "CC")
