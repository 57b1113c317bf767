"""A file comes apart into header and body, or each line that cannot be read is named."""

from __future__ import annotations

import pytest

from content.document import parse
from content.problems import ContentError


def problems(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        parse(text, "en/tips/a.md")
    return [str(problem) for problem in caught.value.problems]


def test_a_value_runs_from_the_first_colon_to_the_end_of_the_line() -> None:
    document = parse("---\nquestion: Pain: how bad at 10:00?\n---\n", "a.md")
    assert document.header["question"].text == "Pain: how bad at 10:00?"


def test_values_stay_text() -> None:
    document = parse("---\nminutes: 5\nanswer: no # really\n---\n", "a.md")
    assert [value.text for value in document.header.values()] == ["5", "no # really"]


def test_an_empty_value_is_kept_as_empty() -> None:
    assert parse("---\ncautions:\n---\n", "a.md").header["cautions"].text == ""


def test_the_body_knows_the_line_it_begins_on() -> None:
    body = parse("---\nid: a\n---\n\n\nFirst.\n\nSecond.\n\n", "a.md").body
    assert (body.text, body.line) == ("First.\n\nSecond.", 6)


def test_files_saved_on_windows_read_the_same() -> None:
    document = parse("\ufeff---\r\nid: a\r\n\r\n---\r\nText.\r\n", "a.md")
    assert (document.header["id"].text, document.body.text) == ("a", "Text.")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "en/tips/a.md:1: The first line must be ---, with the header below it."),
        ("id: a\n---\n", "en/tips/a.md:1: The first line must be ---, with the header below it."),
        ("---\nid: a\nText.\n", "en/tips/a.md:3: The header needs a second --- line at its end."),
        ("---\nid a\n---\n", "en/tips/a.md:2: “id a” should read key: value, with a colon."),
        ("---\n: a\n---\n", "en/tips/a.md:2: “: a” should read key: value, with a colon."),
        (
            "---\nid: a\n  - b: c\n---\n",
            "en/tips/a.md:3: A header line must start at the left edge; there is no nesting.",
        ),
        ("---\ntitle: 'Rest'\n---\n", "en/tips/a.md:2: “title” needs no quotes around its value."),
        ("---\ntitle: Rest & sleep\n---\n", "en/tips/a.md:2: “title” cannot hold <, >, &, { or }; write it in words."),
        ("---\ntitle: {name}\n---\n", "en/tips/a.md:2: “title” cannot hold <, >, &, { or }; write it in words."),
        ("---\nid: a\n\nid: b\n---\n", "en/tips/a.md:4: “id” is here twice; the first is on line 2."),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(text: str, sentence: str) -> None:
    assert problems(text) == [sentence]


def test_every_bad_line_is_named_at_once() -> None:
    assert len(problems("---\nid a\ntitle b\n---\n")) == 2
