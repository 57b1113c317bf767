"""The plain-language rules, each with a text that keeps it and one that breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.reading import Readable
from content.style import Rules, problems_of, read_rules, reading_grade, sentences, warnings_of, words

RULES = Rules({"cure": ("no cure",), "you should": ()}, frozenset({"IBS"}), is_graded=True)
HARD = "Comprehensive multidisciplinary rehabilitation programmes demonstrate considerable heterogeneity. " * 5
MIDDLING = "A regular bedtime routine can help your body settle and let go of the day. " * 4


def problems(text: str, most_words: int | None = 60, *, is_graded: bool = False) -> list[str]:
    return list(problems_of(Readable(1, text, most_words, is_graded), RULES))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("word. " * 61, "This text has 61 words; the most is 60."),
        ("a b c d e f g h i j k l m n o p q r s t u.", "This sentence has 21 words; the most is 20: “a b c d e …”."),
        ("Rest now!", "There is an exclamation mark; use a full stop."),
        ("NEVER do that.", "“NEVER” is in capitals; write it out, or add it to capitals.txt."),
        ("Rest 🌙 well 🌙.", "There is more than one emoji."),
        ("This is a cure.", "“cure” is on the list of words to avoid (banned.txt)."),
        ("You should rest.", "“you should” is on the list of words to avoid (banned.txt)."),
    ],
)
def test_a_broken_rule_is_named(text: str, sentence: str) -> None:
    assert problems(text) == [sentence]


@pytest.mark.parametrize(
    "text",
    [
        "word. " * 60,
        "a b c d e f g h i j k l m n o p q r s t.",
        "Rest now.",
        "Gut trouble, or IBS, is common. I am here.",
        "Rest well 🌙.",
        "There is no cure.",
        "A secure place, and accurate words.",
        "Rest if you <b>like</b>.",
    ],
)
def test_a_text_at_the_edge_of_a_rule_passes(text: str) -> None:
    assert problems(text) == []


def test_a_long_page_has_no_most_words() -> None:
    assert problems("word. " * 500, most_words=None) == []


def test_hard_words_are_refused_where_a_text_is_graded() -> None:
    assert "The reading grade is" in problems(HARD, is_graded=True)[0]
    assert problems(HARD) == []


def test_a_short_text_is_not_graded() -> None:
    assert problems("Comprehensive multidisciplinary rehabilitation.", is_graded=True) == []


def test_another_language_is_not_graded() -> None:
    assert list(problems_of(Readable(1, HARD, None, True), Rules())) == []


def test_a_sentence_between_15_and_20_words_is_only_a_warning() -> None:
    text = "a b c d e f g h i j k l m n o p."
    assert problems(text) == []
    warnings = list(warnings_of(Readable(1, text), RULES))
    assert warnings == ["This sentence has 16 words; aim for 15: “a b c d e …”."]
    assert list(warnings_of(Readable(1, "a b c d e f g h i j k l m n o."), RULES)) == []


def test_a_sentence_that_is_a_problem_is_not_a_warning_as_well() -> None:
    assert list(warnings_of(Readable(1, "a b c d e f g h i j k l m n o p q r s t u."), RULES)) == []


def test_a_grade_between_6_and_8_is_only_a_warning() -> None:
    readable = Readable(1, MIDDLING, is_graded=True)
    assert list(problems_of(readable, RULES)) == []
    assert f"The reading grade is {reading_grade(MIDDLING):.1f}; aim for 6." in warnings_of(readable, RULES)


def test_times_and_numbers_are_one_word_each() -> None:
    assert words("At 20:00 try 4-7-8, don't rush.") == ["At", "20:00", "try", "4-7-8", "don't", "rush"]


def test_list_items_and_lines_are_sentences_of_their_own() -> None:
    assert sentences("Try this:\n• rest\n• walk. Then stop? Yes.") == [
        "Try this:",
        "• rest",
        "• walk.",
        "Then stop?",
        "Yes.",
    ]


@pytest.mark.parametrize(
    ("text", "grade"),
    [
        # Worked by hand: 0.39 x words per sentence + 11.8 x syllables per word - 15.59.
        ("The cat sat on the mat.", 0.39 * 6 + 11.8 * 6 / 6 - 15.59),
        ("Gentle movement may ease pain. Rest helps too.", 0.39 * 4 + 11.8 * 10 / 8 - 15.59),
        ("", 0.0),
    ],
)
def test_the_grade_is_the_flesch_kincaid_formula(text: str, grade: float) -> None:
    assert reading_grade(text) == pytest.approx(grade)


def test_word_lists_are_read_with_their_remarks_left_out(tmp_path: Path) -> None:
    (tmp_path / "banned.txt").write_text("# remark\ncure: no cure, sell cures\n\nyou should\n", encoding="utf-8")
    (tmp_path / "capitals.txt").write_text("IBS\n", encoding="utf-8")
    rules = read_rules(tmp_path)
    assert rules.banned == {"cure": ("no cure", "sell cures"), "you should": ()}
    assert rules.capitals == {"IBS"}
    assert rules.familiar == frozenset()


def test_a_word_every_reader_knows_is_not_a_hard_word() -> None:
    text = "Fibromyalgia can vary from day to day."
    assert reading_grade(text, {"fibromyalgia"}) == pytest.approx(reading_grade("Weather can vary from day to day."))
