"""The tree of phrases: gaps, ends of sentences, the one who speaks, and words taken apart."""

from __future__ import annotations

import pytest

from bot.domain.phrase_rules import Match, PhraseRules, matches
from bot.domain.phrase_tree import Gap, Meaning, Phrase, Step, grown
from bot.domain.plain_words import BREAK, plain_words


def rules(*phrases: tuple[Step, ...], fillers: str = "really to", meaning: Meaning = Meaning.EXPLICIT) -> PhraseRules:
    spellings = {word: word for steps in phrases for word in steps if isinstance(word, str)}
    spellings |= {"dei": "die", "i": "i", "im": "i"}
    pairs = {("no", "longer"): "not"}
    return PhraseRules(
        "en", spellings, pairs, frozenset(fillers.split()), grown(Phrase([[each]], meaning) for each in phrases)
    )


def found(text: str, made: PhraseRules) -> bool:
    return bool(matches(plain_words(text), made))


WANT_DIE = rules(("want", "die"))


@pytest.mark.parametrize(
    "text",
    [
        "want die",
        "I want to really die",
        "want, die",
        "want dei",
        "w a n t d i e",
        "wantdie",
        "want i die",
        "WANT DIEEEE",
        "and now want die again",
    ],
)
def test_a_phrase_is_found_through_fillers_spellings_and_disguises(text: str) -> None:
    assert found(text, WANT_DIE)


@pytest.mark.parametrize("text", ["want not die", "die want", "want. die", "want", "", "w a", "wantdiet", "untdie"])
def test_other_words_are_not_the_phrase(text: str) -> None:
    assert not found(text, WANT_DIE)


def test_a_gap_reaches_so_far_and_not_beyond_a_sentence() -> None:
    made = rules(("want", Gap(2), "die"))
    assert found("want die", made)
    assert found("want all this die", made)
    assert not found("want all of this die", made)
    assert not found("want this. Then die", made)


def test_two_gaps_after_the_same_word_share_the_longer_reach() -> None:
    made = rules(("want", Gap(1), "die"), ("want", Gap(3), "end"))
    assert found("want a b c end", made)


def test_the_end_of_a_sentence_can_be_part_of_a_phrase() -> None:
    made = rules(("give", "up", BREAK))
    assert found("I give up", made)
    assert found("I give up. Bye", made)
    assert not found("I give up coffee", made)
    assert matches(plain_words("give up"), made) == [Match(0, 2, Meaning.EXPLICIT)]


def test_the_one_who_speaks_counts_only_where_a_phrase_begins_with_it() -> None:
    made = rules(("i", "done", BREAK))
    assert found("im done", made)
    assert found("I I done", made)
    assert not found("job done", made)


def test_two_words_can_count_as_one() -> None:
    assert found("no longer live", rules(("not", "live")))


def test_letters_that_make_no_words_stay_letters() -> None:
    assert not found("a b c d", WANT_DIE)
    assert not found("x y", WANT_DIE)


def test_a_word_without_spaces_is_parted_only_where_it_says_something() -> None:
    made = rules(("be", "gun"), ("begin",), ("kill", "myself"))
    assert found("killmyself", made)
    assert not found("begungo", made)


def test_only_so_much_is_taken_apart() -> None:
    hidden = " ".join("wantdie" + letter * 2 for letter in "bcfghjklmnopqrstuvxyz") + " wantdie"
    assert not found(" ".join(f"zz{number:05d}qwv" for number in range(99)) + " wantdie", WANT_DIE)
    assert not found("a " * 400, WANT_DIE)
    assert found("wantdie " + hidden, WANT_DIE)
