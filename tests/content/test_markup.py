"""Markdown becomes Telegram HTML, and what Telegram has no words for is refused with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from content.document import Passage
from content.markup import Markup, escape, plain, quickly, render, thoroughly
from content.problems import ContentError


def html(text: str) -> str:
    return render(Passage(text, 1), "a.md")


@pytest.mark.parametrize(
    ("markdown", "telegram"),
    [
        ("Stop **before** it *hurts*.", "Stop <b>before</b> it <i>hurts</i>."),
        ("One.\n\nTwo.", "One.\n\nTwo."),
        ("One\nline.", "One line."),
        ("One\\\nTwo", "One\nTwo"),
        ("- a\n- b", "• a\n• b"),
        ("Try:\n\n* a\n* **b**", "Try:\n\n• a\n• <b>b</b>"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> Be kind.\n>\n> Rest.", "<blockquote>Be kind.\nRest.</blockquote>"),
        ("[lines](https://findahelpline.com)", '<a href="https://findahelpline.com">lines</a>'),
        ("pain < 3 & rest", "pain &lt; 3 &amp; rest"),
        ("don't", "don't"),
    ],
)
def test_known_marks_become_telegram_html(markdown: str, telegram: str) -> None:
    assert html(markdown) == telegram


@pytest.mark.parametrize(
    ("markdown", "sentence"),
    [
        ("Text.\n\n# Big", "a.md:3: Headings are not shown in a chat; use bold."),
        ("```\ncode\n```", "a.md:1: Code blocks are not known here; use plain text."),
        ("    far in", "a.md:1: This line is indented too far and would become code; start it at the left edge."),
        ("One\ntwo `three`", "a.md:2: Code marks (`) are not known here; use bold."),
        ("![cat](https://a.b/c.png)", "a.md:1: Pictures cannot be put into a text."),
        ("a\n\n***\n\nb", "a.md:3: A line across is not known here; use an empty line."),
        ("<b>bold</b>", "a.md:1: HTML is not allowed here; use **bold**, *italic* or a link."),
        ("<div>\nbold\n</div>", "a.md:1: HTML is not allowed here; use **bold**, *italic* or a link."),
        ('At <tg-time unix="1">now</tg-time>', "a.md:1: HTML is not allowed here; use **bold**, *italic* or a link."),
        ("[x](http://a.b)", "a.md:1: A link must start with https://, not “http://a.b”."),
        ("- a\n  - b", "a.md:1: A list item must be one line of text; lists in lists are not known here."),
    ],
)
def test_everything_else_is_refused_with_its_line(markdown: str, sentence: str) -> None:
    with pytest.raises(ContentError) as caught:
        html(markdown)
    assert sentence in [str(problem) for problem in caught.value.problems]


def test_values_are_escaped_and_markup_is_not() -> None:
    assert escape("<b>Anna</b> & I") == "&lt;b&gt;Anna&lt;/b&gt; &amp; I"
    assert escape(Markup("<b>Anna</b>")) == "<b>Anna</b>"


@given(st.text())
def test_any_value_reads_the_same_after_escaping(value: str) -> None:
    escaped = escape(value)
    assert "<" not in escaped
    assert plain(escaped) == value


LINES = st.text(alphabet="ab1 .-+#~=!:/()|'\"“é\u00a0\u2003\u2028{}*", max_size=10)
PIECES = st.one_of(
    LINES, LINES.map("- {}".format), st.sampled_from(["a", "1 a", "1. a", "- a", "- 1", "", "", "a:", "  a"])
)


@given(st.lists(PIECES, max_size=8).map("\n".join))
def test_what_is_read_quickly_reads_as_it_does_thoroughly(text: str) -> None:
    quick = quickly(text)
    if quick is not None:
        assert quick == thoroughly(Passage(text, 1), "a.md")


@pytest.mark.parametrize(
    "text",
    [
        "One\ntwo\n\nthree",
        "- one\n- two",
        "Call now for:\n- 1 hot joint\n- fever\n\nAnd then:\n\n- rest",
        "18 places. 2 of them",
        "",
    ],
)
def test_paragraphs_and_plain_lists_are_read_quickly(text: str) -> None:
    assert quickly(text) == thoroughly(Passage(text, 1), "a.md")


@pytest.mark.parametrize("text", ["- one\n\n- two", "a\n1. one", "- one\ntwo", "**a**", "- *a*", "a\n- # b"])
def test_whatever_may_mean_more_is_left_to_the_reader(text: str) -> None:
    assert quickly(text) is None
