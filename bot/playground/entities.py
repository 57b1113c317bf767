"""Entities: which part of a text is bold, a link, a command; and the marked-up text they come from.

Offsets and lengths count UTF-16 units, as everywhere in the Bot API.
"""

from __future__ import annotations

import re
from html import escape
from typing import Any

Entity = dict[str, Any]


def utf16_length(text: str) -> int:
    """How many UTF-16 units `text` takes."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def trimmed(text: str, entities: list[Entity]) -> tuple[str, list[Entity]]:
    """White space at both ends falls off, and entities shrink with it."""
    kept = text.strip()
    lead = utf16_length(text[: len(text) - len(text.lstrip())])
    length = utf16_length(kept)
    shifted = []
    for entity in entities:
        start = max(0, entity["offset"] - lead)
        end = min(length, entity["offset"] + entity["length"] - lead)
        if end > start:
            shifted.append(entity | {"offset": start, "length": end - start})
    return kept, sorted(shifted, key=lambda each: (each["offset"], -each["length"]))


_TAGS = {
    "bold": "b",
    "italic": "i",
    "underline": "u",
    "strikethrough": "s",
    "spoiler": "tg-spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}


def as_html(text: str, entities: list[Entity]) -> str:
    """The marked-up form of a text with entities; what `parse_html` would read back."""
    marks: dict[int, list[str]] = {}
    ends: dict[int, list[str]] = {}
    for entity in sorted(entities, key=lambda each: (each["offset"], -each["length"])):
        opening, closing = _tags(entity)
        marks.setdefault(entity["offset"], []).append(opening)
        ends.setdefault(entity["offset"] + entity["length"], []).insert(0, closing)
    pieces: list[str] = []
    offset = 0
    for character in text:
        pieces += [*ends.get(offset, ()), *marks.get(offset, ()), escape(character, quote=False)]
        offset += 2 if ord(character) > 0xFFFF else 1
    return "".join([*pieces, *ends.get(offset, ())])


def _tags(entity: Entity) -> tuple[str, str]:
    kind = entity["type"]
    if kind == "text_link":
        return f'<a href="{escape(entity["url"])}">', "</a>"
    if kind == "expandable_blockquote":
        return "<blockquote expandable>", "</blockquote>"
    if kind == "date_time":
        shape = f' format="{entity["date_time_format"]}"' if entity.get("date_time_format") else ""
        return f'<tg-time unix="{entity["unix_time"]}"{shape}>', "</tg-time>"
    if kind == "custom_emoji":
        return f'<tg-emoji emoji-id="{escape(entity["custom_emoji_id"])}">', "</tg-emoji>"
    if kind == "pre" and entity.get("language"):
        return f'<pre><code class="language-{escape(entity["language"])}">', "</code></pre>"
    tag = _TAGS.get(kind)
    return (f"<{tag}>", f"</{tag}>") if tag else ("", "")


_COMMAND = re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@\w{3,32})?(?![\w/])")
_URL = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")


def typed_entities(text: str) -> list[Entity]:
    """The entities Telegram finds by itself in what people type: commands and web addresses."""
    found: list[Entity] = []
    for kind, pattern in (("bot_command", _COMMAND), ("url", _URL)):
        for match in pattern.finditer(text):
            place = {"offset": utf16_length(text[: match.start()]), "length": utf16_length(match.group())}
            found.append({"type": kind, **place})
    return sorted(found, key=lambda each: each["offset"])
