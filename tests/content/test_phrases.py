"""Phrases are asked for by key and filled in safely; a file that cannot be shown is refused."""

from __future__ import annotations

import pytest

from content.markup import Markup
from content.phrases import Phrases, differences, fill, label_mistakes, placeholders, read_phrases
from content.problems import ContentError

PHRASES = read_phrases(
    """
[checkin]
back = "Back"
saved = "Saved at <b>{time}</b>."
days = ["Mon {n}", "Tue {n}"]

[checkin.more]
deep = "Deep"
""",
    "en/phrases.toml",
)


def problems(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read_phrases(text, "en/phrases.toml")
    return [str(problem) for problem in caught.value.problems]


def test_a_value_is_escaped_where_it_is_filled_in() -> None:
    assert PHRASES.say("checkin.saved", time="<20:00>") == "Saved at <b>&lt;20:00&gt;</b>."


def test_markup_is_filled_in_as_it_is() -> None:
    assert PHRASES.say("checkin.saved", time=Markup("<i>8</i>")) == "Saved at <b><i>8</i></b>."


def test_what_is_said_can_be_filled_into_another_phrase() -> None:
    inner = PHRASES.say("checkin.saved", time="8")
    assert PHRASES.say("checkin.saved", time=inner) == "Saved at <b>Saved at <b>8</b>.</b>."


def test_a_filled_in_value_is_not_filled_in_again() -> None:
    assert fill("{a} {b}", a="{b}", b="x") == "{b} x"


def test_a_list_gives_its_lines() -> None:
    assert PHRASES.lines("checkin.days", n=1) == ("Mon 1", "Tue 1")
    assert PHRASES.lines("checkin.back") == ("Back",)


def test_a_label_is_plain_text() -> None:
    assert PHRASES.label("checkin.back") == "Back"
    assert Phrases({"a": "{x}"}).label("a", x="R&R") == "R&R"


def test_tables_in_tables_are_reached_with_dots() -> None:
    assert PHRASES.say("checkin.more.deep") == "Deep"


def test_an_unknown_key_names_the_nearest() -> None:
    with pytest.raises(KeyError, match="There is no phrase “checkin.bak”; did you mean “checkin.back”?"):
        PHRASES.say("checkin.bak")
    with pytest.raises(KeyError, match=r"There is no phrase “zzz”\."):
        PHRASES.say("zzz")


def test_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="time"):
        PHRASES.say("checkin.saved")


def test_a_list_cannot_be_said_as_one_text() -> None:
    with pytest.raises(KeyError, match="is a list of texts"):
        PHRASES.say("checkin.days")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('[a]\nb = "x', "en/phrases.toml:2: This cannot be read as TOML: "),
        ("[a]\nb = unquoted", "en/phrases.toml:2: This cannot be read as TOML: Invalid value."),
        ('[a]\nc = "y"\nb = 5', "en/phrases.toml:3: “a.b” should be a text in quotes, or a list of them."),
        ("[a]\nb = [1]", "en/phrases.toml:2: “a.b” should be a text in quotes, or a list of them."),
        ("[a]\nb = []", "en/phrases.toml:2: “a.b” should be a text in quotes, or a list of them."),
        ('[a]\nb = "{Time}"', "en/phrases.toml:2: “a.b” has a brace that is not part of a placeholder such as {time}."),
        ('[a]\nb = "<b>x"', "en/phrases.toml:2: “a.b” opens <b> without closing it."),
        ('[a]\nb = "x</b>"', "en/phrases.toml:2: “a.b” closes <b> without opening it."),
        ('[a]\nb = "<b><i>x</b></i>"', "en/phrases.toml:2: “a.b” closes <b> without opening it."),
        ('[a]\nb = "<div>x</div>"', "en/phrases.toml:2: “a.b” has <div>, which is not known here; known are: b, i, u"),
        ('[a]\nb = "a < b"', "en/phrases.toml:2: “a.b” has a lone <, > or &; write it in words."),
        ('[a]\nb = ["fine", "R & R"]', "en/phrases.toml:2: “a.b” has a lone <, > or &; write it in words."),
    ],
)
def test_a_slip_in_the_file_is_named(text: str, sentence: str) -> None:
    assert [problem[: len(sentence)] for problem in problems(text)] == [sentence]


def test_a_label_must_be_short_plain_and_single() -> None:
    assert list(label_mistakes("a", "Back")) == []
    assert list(label_mistakes("a", "<b>Back</b>")) == ["“a” is a button label and cannot have markup."]
    assert list(label_mistakes("a", "x" * 41)) == ["“a” has 41 characters; a button has room for 40."]
    assert list(label_mistakes("a", ("x", "y"))) == ["“a” is a list and cannot be a button label."]


def test_placeholders_are_found_in_texts_and_lists() -> None:
    assert placeholders("{a} and {b_c}") == {"a", "b_c"}
    assert placeholders(("{a}", "x")) == {"a"}


def test_another_language_must_have_the_same_keys_and_placeholders() -> None:
    english = Phrases({"a": "{x}", "b": "text", "c": ("one",)})
    german = Phrases({"a": "{y}", "bb": "Text", "c": "eins"}, {"a": 2, "bb": 3, "c": 4})
    assert [str(problem) for problem in differences(english, german, "de/phrases.toml")] == [
        "de/phrases.toml:2: “a” has {y}, which the English phrase does not have.",
        "de/phrases.toml:2: “a” lacks {x}, which the English phrase has.",
        "de/phrases.toml:3: “bb” is not a phrase in English; did you mean “b”?",
        "de/phrases.toml:4: “c” is a list in one language and a single text in the other.",
    ]
