"""Text from outside becomes safe to store, and never longer than Telegram takes."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.text import clean_text, utf16_length

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
anything = st.text(st.characters(exclude_categories=()), max_size=120)
troublesome = st.text(
    st.sampled_from(
        "ab \n\r\t\x00\x1b\x85\u2028\u202a\u202e\u202c\u2066\u2067\u2069\u0301\u0958\u200d👩🏽🇩\ud800\udc00é"
    ),
    max_size=40,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("  trimmed \n", "trimmed"),
        ("a\x00b", "ab"),
        ("a\ud800b\udfffc", "abc"),
        ("bell\x07 escape\x1b[31m", "bell escape[31m"),
        ("tab\tand\nnewline", "tab\tand\nnewline"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("cafe\u0301", "café"),
        ("", ""),
        ("\x00\x01", ""),
    ],
)
def test_what_cannot_be_shown_is_taken_out(text: str, expected: str) -> None:
    assert clean_text(text, 100) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("\u202cleft over", "left over"),
        ("\u2067שלום\u2069 ok", "\u2067שלום\u2069 ok"),
        ("\u202bשלום\u202c ok", "\u202bשלום\u202c ok"),
        ("\u2066a\u202eb\u2069c", "\u2066ab\u2069c"),
        ("\u2066over\ntwo lines\u2069", "over\ntwo lines"),
        ("שלום plain", "שלום plain"),
        ("a\u200fb", "a\u200fb"),
    ],
)
def test_writing_direction_never_leaks_out_of_the_text(text: str, expected: str) -> None:
    assert clean_text(text, 100) == expected


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("abcdef", 3, "abc"),
        ("👍👍", 3, "👍"),
        ("👍", 1, ""),
        (f"ab{FAMILY}", 5, "ab"),
        (f"ab{FAMILY}", 13, f"ab{FAMILY}"),
        ("a👍🏽", 3, "a"),
        ("🇩🇪🇫🇷", 6, "🇩🇪"),
        ("🇩🇪🇫🇷", 4, "🇩🇪"),
        ("x\u0325\u0323", 2, ""),
        ("a" + "\u0301" * 100, 60, "á" + "\u0301" * 59),
        ("\u2067ab\u2069", 3, "ab"),
    ],
)
def test_a_long_text_is_cut_between_characters(text: str, limit: int, expected: str) -> None:
    assert clean_text(text, limit) == expected


def test_length_is_counted_in_utf16_units() -> None:
    assert [utf16_length(text) for text in ("", "abc", "é", "👍", FAMILY, "\ud800")] == [0, 3, 1, 2, 11, 1]


def _depths(line: str) -> list[str]:
    opened = []
    for character in line:
        if character in "\u202a\u202b\u202d\u202e":
            opened.append("\u202c")
        elif character in "\u2066\u2067\u2068":
            opened.append("\u2069")
        elif character in "\u202c\u2069":
            assert opened, "closed without being opened"
            assert opened.pop() == character
    return opened


@given(text=st.one_of(anything, troublesome), limit=st.integers(1, 60))
@example("a\u202a\u0301b", 60)
@example("\u202a" * 30 + "\u202c" * 30, 40)
def test_clean_text_is_always_safe(text: str, limit: int) -> None:
    clean = clean_text(text, limit)
    assert utf16_length(clean) <= limit
    clean.encode("utf-8")
    assert not {unicodedata.category(each) for each in clean.replace("\n", "").replace("\t", "")} & {"Cc", "Cs"}
    assert unicodedata.is_normalized("NFC", clean)
    assert clean == clean.strip()
    assert all(_depths(line) == [] for line in clean.split("\n"))
    assert clean_text(clean, limit) == clean


@given(st.text(st.characters(categories=["L", "N", "P"]), max_size=50))
def test_ordinary_text_is_only_composed(text: str) -> None:
    assert clean_text(text, 1000) == unicodedata.normalize("NFC", text).strip()
