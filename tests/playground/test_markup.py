from __future__ import annotations

from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.entities import as_html, typed_entities
from bot.playground.markup import parse_html, parse_plain
from bot.playground.refusals import Refusal

TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "code": "code",
    "pre": "pre",
    "tg-spoiler": "spoiler",
    "blockquote": "blockquote",
}
words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Z"], exclude_characters="\u202a\u202b\u202c\u202d\u202e"), min_size=1
)


def units(text: str) -> bytes:
    return text.encode("utf-16-le")


@given(words, words, words, st.sampled_from(sorted(TAGS)))
def test_an_entity_covers_exactly_its_words_counted_in_utf16_units(
    before: str, inside: str, after: str, tag: str
) -> None:
    text, entities = parse_html(f"{escape(before)}<{tag}>{escape(inside)}</{tag}>{escape(after)}")
    assert text == before + inside + after
    [entity] = entities
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    assert entity["type"] == TAGS[tag]
    assert units(text)[start:end].decode("utf-16-le") == inside


@given(st.lists(st.tuples(st.sampled_from(["b", "i", "u", "s", "tg-spoiler"]), words), min_size=1, max_size=5))
def test_reading_back_the_marked_up_form_gives_the_same_text_and_entities(parts: list[tuple[str, str]]) -> None:
    source = "<b>" + "".join(f"<{tag}>{escape(inside)}</{tag}>" for tag, inside in parts if tag != "b") + "end</b>"
    text, entities = parse_html(source)
    assert parse_html(as_html(text, entities)) == (text, entities)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_escaped_text_arrives_as_it_would_without_a_parse_mode(text: str) -> None:
    assert parse_html(escape(text)) == parse_plain(text)


@pytest.mark.parametrize(
    ("source", "entity"),
    [
        (
            '<a href="https://example.org/?a=1&amp;b=2">x</a>',
            {"type": "text_link", "url": "https://example.org/?a=1&b=2"},
        ),
        ("<a href='tg://user?id=1'>x</a>", {"type": "text_link", "url": "tg://user?id=1"}),
        ('<span class="tg-spoiler">x</span>', {"type": "spoiler"}),
        ("<blockquote expandable>x</blockquote>", {"type": "expandable_blockquote"}),
        (
            '<tg-time unix="1647531900" format="wDT">x</tg-time>',
            {"type": "date_time", "unix_time": 1647531900, "date_time_format": "wDT"},
        ),
        ('<tg-time unix="1647531900">x</tg-time>', {"type": "date_time", "unix_time": 1647531900}),
        ('<tg-emoji emoji-id="5">x</tg-emoji>', {"type": "custom_emoji", "custom_emoji_id": "5"}),
        ('<pre><code class="language-python">x</code></pre>', {"type": "pre", "language": "python"}),
        ("<B>x</B>", {"type": "bold"}),
    ],
)
def test_every_tag_telegram_knows_is_read_and_written(source: str, entity: dict[str, object]) -> None:
    text, entities = parse_html(source)
    assert (text, entities) == ("x", [{"offset": 0, "length": 1} | entity])
    assert parse_html(as_html(text, entities)) == (text, entities)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("<x>a</x>", 'Unsupported start tag "x" at byte offset 0'),
        ("é<h1>a</h1>", 'Unsupported start tag "h1" at byte offset 2'),
        ("<b>a", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b>a</i>", 'Unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
        ("a</b>", "Unexpected end tag at byte offset 1"),
        ("a < b", "Unclosed start tag at byte offset 2"),
        ("<span>a</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<b loud>a</b>", 'Expected equal sign in declaration of an attribute of the tag "b" at byte offset 0'),
        ('<tg-time unix="soon">a</tg-time>', 'Tag "tg-time" must have attribute "unix" at byte offset 0'),
        ('<tg-time unix="1" format="hh">a</tg-time>', 'Invalid date-time format "hh" specified'),
    ],
)
def test_bad_markup_is_refused_in_telegrams_words(source: str, reason: str) -> None:
    with pytest.raises(Refusal) as refused:
        parse_html(source)
    assert refused.value.description == f"Bad Request: can't parse entities: {reason}"


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("&lt;b&gt; &amp;&quot;", '<b> &"'),
        ("&#65;&#x42;", "AB"),
        ("&nbsp;&copy; AT&T", "&nbsp;&copy; AT&T"),
        ("&#0;&#55296;", "&#0;&#55296;"),
    ],
)
def test_only_four_named_and_all_numeric_characters_are_resolved(source: str, text: str) -> None:
    assert parse_html(source)[0] == text


def test_white_space_at_the_ends_falls_off_and_entities_shrink_with_it() -> None:
    assert parse_html("  <b> a </b>\n") == ("a", [{"type": "bold", "offset": 0, "length": 1}])
    assert parse_html("<b> </b>") == ("", [])


def test_commands_and_addresses_are_found_in_what_people_type() -> None:
    found = typed_entities("😀 /start and/or https://example.org/a, /no/path")
    assert [(each["type"], each["offset"], each["length"]) for each in found] == [
        ("bot_command", 3, 6),
        ("url", 17, 21),
    ]
