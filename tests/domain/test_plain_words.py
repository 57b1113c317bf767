"""Typed text brought back to plain words, and the many ways of hiding one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.plain_words import BREAK, LONGEST_TEXT, plain_words, readings, slips, starred


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I Want", ["i", "want"]),
        ("don't", ["dont"]),
        ("don\u2019t", ["dont"]),
        ("Más daño", ["mas", "dano"]),
        ("w\u0456ll", ["will"]),
        ("\uff4b\uff49\uff4c\uff4c", ["kill"]),
        ("di\u200be", ["die"]),
        ("d.i.e", ["d", "i", "e"]),
        ("want to... die", ["want", "to", "die"]),
        ("I want. Die", ["i", "want", ".", "die"]),
        ("want\nto", ["want", "to"]),
        ("k!ll su*cide d**", ["k!ll", "su*cide", "d**"]),
        ("now!", ["now"]),
        ("me 🔫", ["me", "🔫"]),
        ("漢字 die", ["die"]),
        ("no no no no no", ["no", "no", "no"]),
        ("💊" * 99 + "ok", ["💊", "💊", "💊", "ok"]),
        ("💊🔫" * 99, ["💊", "🔫"] * 3),
        ("I die. " * 9, ["i", "die", BREAK] * 3),
        ("no and no and no and no and yes", ["no", "and", "no", "and", "no", "and", "yes"]),
        ("k i k i k i k i", ["k", "i"] * 4),
        ("a a a a a", ["a", "a", "a", "a", "a"]),
        ("", []),
    ],
)
def test_plain_words(text: str, words: list[str]) -> None:
    assert plain_words(text) == words


@pytest.mark.parametrize(
    ("word", "reading"),
    [
        ("k1ll", "kill"),
        ("ki11", "kill"),
        ("su1c1de", "suicide"),
        ("d!e", "die"),
        ("d3ad", "dead"),
        ("t0", "to"),
        ("diiiieee", "die"),
        ("killlll", "kill"),
        ("kiiilll", "kil"),
        ("w@nt", "want"),
    ],
)
def test_a_disguised_word_can_be_read(word: str, reading: str) -> None:
    assert reading in readings(word)


@pytest.mark.parametrize("word", ["kill", "sleep", "12", "🔫", "7/10"])
def test_a_plain_word_and_a_number_have_no_other_reading(word: str) -> None:
    assert readings(word) == ()


def test_slips_are_one_letter_away_and_keep_the_first() -> None:
    assert {"mslf", "mylsf", "myyslf"} <= slips("myslf")
    assert all(slip[0] == "k" and abs(len(slip) - 3) <= 1 for slip in slips("kil"))
    assert "kil" not in slips("kil")


def test_stars_hide_any_letter_but_the_first() -> None:
    assert starred("die") == {"d*e", "di*", "d**"}
    assert starred("autolesionarme") == frozenset()


@given(st.text(max_size=300))
def test_any_text_becomes_words_of_plain_letters_signs_and_emoji(text: str) -> None:
    for word in plain_words(text):
        assert word
        assert not any(character.isspace() for character in word)
        assert word == word.casefold()


@given(st.text(st.characters(min_codepoint=97, max_codepoint=122), min_size=1, max_size=20))
def test_a_plain_word_stays_as_it_is(word: str) -> None:
    assert plain_words(word) == [word]
    assert plain_words(word.upper()) == [word]


def test_no_more_than_a_message_holds_is_looked_at() -> None:
    assert plain_words(" " * LONGEST_TEXT + "die") == []
