"""Telegram's HTML dialect: from marked-up text to plain text with entities, refusing what Telegram refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.playground.entities import Entity, trimmed, utf16_length
from bot.playground.refusals import Refusal, bad_request

SIMPLE_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
OTHER_TAGS = {"a", "span", "blockquote", "tg-time", "tg-emoji"}
NAMED_CHARACTERS = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
TIME_FORMAT = re.compile(r"r|w?[dD]?[tT]?")
# Control characters become spaces; direction overrides and carriage returns vanish on Telegram's side.
CONTROL_CHARACTERS = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f]")
DROPPED_CHARACTERS = re.compile("[\r\u202a-\u202e]")

_TOKEN = re.compile(r"[^<&]+|<|&", re.DOTALL)
_CHARACTER = re.compile(r"&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]+));?")
_ATTRIBUTE = re.compile(r"""\s*([^\s=>/"']+)(\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")


@dataclass
class _OpenTag:
    name: str
    attributes: dict[str, str]
    offset: int
    start: int


@dataclass
class _Reader:
    source: str
    parts: list[str] = field(default_factory=list)
    length: int = 0
    stack: list[_OpenTag] = field(default_factory=list)
    entities: list[Entity] = field(default_factory=list)
    position: int = 0

    def read(self) -> tuple[str, list[Entity]]:
        while self.position < len(self.source):
            if self.source[self.position] == "<":
                self._read_tag()
            else:
                self._read_text()
        if self.stack:
            raise _cannot_parse(f'Can\'t find end tag corresponding to start tag "{self.stack[-1].name}"')
        return "".join(self.parts), self.entities

    def _read_text(self) -> None:
        if self.source[self.position] == "&" and (found := _CHARACTER.match(self.source, self.position)):
            character = _character(found)
            if character:
                self._add(character)
                self.position = found.end()
                return
        token = _TOKEN.match(self.source, self.position)
        text = token.group() if token else self.source[self.position]
        self._add(text)
        self.position += len(text)

    def _add(self, text: str) -> None:
        self.parts.append(text)
        self.length += utf16_length(text)

    def _at(self, position: int) -> int:
        return len(self.source[:position].encode("utf-8", "surrogatepass"))

    def _read_tag(self) -> None:
        start = self.position
        end = _end_of_tag(self.source, start)
        if end is None:
            raise _cannot_parse(f"Unclosed start tag at byte offset {self._at(start)}")
        inside = self.source[start + 1 : end]
        self.position = end + 1
        if inside.startswith("/"):
            self._close(inside[1:].strip().lower(), start)
        else:
            self._open(inside, start)

    def _open(self, inside: str, start: int) -> None:
        name = re.split(r"\s", inside, maxsplit=1)[0].lower()
        if name not in SIMPLE_TAGS and name not in OTHER_TAGS:
            raise _cannot_parse(f'Unsupported start tag "{name}" at byte offset {self._at(start)}')
        attributes = self._attributes(inside[len(name) :], name, start)
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise _cannot_parse(f'Tag "span" must have class "tg-spoiler" at byte offset {self._at(start)}')
        if name == "tg-time" and not attributes.get("unix", "").lstrip("-").isdigit():
            raise _cannot_parse(f'Tag "tg-time" must have attribute "unix" at byte offset {self._at(start)}')
        if name == "tg-time" and not TIME_FORMAT.fullmatch(attributes.get("format", "")):
            raise _cannot_parse(f'Invalid date-time format "{attributes["format"]}" specified')
        self.stack.append(_OpenTag(name, attributes, self.length, start))

    def _attributes(self, text: str, tag: str, start: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        position = 0
        while text[position:].strip(" \t\n\r/"):
            found = _ATTRIBUTE.match(text, position)
            if found is None or (found.group(2) is None and (tag, found.group(1).lower()) != _FLAG):
                raise _cannot_parse(
                    f'Expected equal sign in declaration of an attribute of the tag "{tag}" '
                    f"at byte offset {self._at(start)}"
                )
            value = found.group(3) or ""
            quoted = value[:1] in {'"', "'"}
            attributes[found.group(1).lower()] = plain_characters(value[1:-1] if quoted else value)
            position = found.end()
        return attributes

    def _close(self, name: str, start: int) -> None:
        if not self.stack:
            raise _cannot_parse(f"Unexpected end tag at byte offset {self._at(start)}")
        opened = self.stack.pop()
        if name and name != opened.name:
            raise _cannot_parse(
                f'Unmatched end tag at byte offset {self._at(start)}, expected "</{opened.name}>", found "</{name}>"'
            )
        if self.length > opened.offset:
            self._add_entity(opened)

    def _add_entity(self, tag: _OpenTag) -> None:
        entity: Entity = {"type": "", "offset": tag.offset, "length": self.length - tag.offset}
        extra = self._kind(tag, entity)
        if extra is not None:
            self.entities.append(entity | extra)

    def _kind(self, tag: _OpenTag, entity: Entity) -> Entity | None:
        if tag.name == "a":
            url = tag.attributes.get("href") or "".join(self.parts)[-entity["length"] :]
            return {"type": "text_link", "url": url} if is_link(url) else None
        if tag.name == "span":
            return {"type": "spoiler"}
        if tag.name == "blockquote":
            return {"type": "expandable_blockquote" if "expandable" in tag.attributes else "blockquote"}
        if tag.name == "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": tag.attributes.get("emoji-id", "")}
        if tag.name == "tg-time":
            extra: Entity = {"type": "date_time", "unix_time": int(tag.attributes["unix"])}
            shape = tag.attributes.get("format")
            return extra | {"date_time_format": shape} if shape else extra
        return self._code_kind(tag, entity)

    def _code_kind(self, tag: _OpenTag, entity: Entity) -> Entity | None:
        language = tag.attributes.get("class", "").removeprefix("language-")
        if tag.name == "code" and self.stack and self.stack[-1].name == "pre" and language:
            self.stack[-1].attributes["class"] = f"language-{language}"
            return None
        if tag.name == "pre" and language:
            return {"type": "pre", "language": language}
        return {"type": SIMPLE_TAGS[tag.name]}


_FLAG = ("blockquote", "expandable")


def _end_of_tag(source: str, start: int) -> int | None:
    quote = ""
    for position in range(start + 1, len(source)):
        character = source[position]
        if quote:
            quote = "" if character == quote else quote
        elif character in {'"', "'"}:
            quote = character
        elif character == ">":
            return position
    return None


def _cannot_parse(reason: str) -> Refusal:
    return bad_request(f"can't parse entities: {reason}")


def _character(found: re.Match[str]) -> str:
    decimal, hexadecimal, name = found.groups()
    if name:
        return NAMED_CHARACTERS.get(name, "")
    number = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else ""


def plain_characters(text: str) -> str:
    """`text` with Telegram's four named and all numeric character references resolved."""
    return _CHARACTER.sub(lambda found: _character(found) or found.group(), text)


def is_link(url: str) -> bool:
    """Whether Telegram would take `url` as a link."""
    return (
        re.match(r"(?:(?:https?|tg|tel|mailto|ton)[:]|[\w-]+(?:\.[\w-]+)+(?:[/?#:]|$))", url, re.IGNORECASE) is not None
    )


def parse_html(source: str) -> tuple[str, list[Entity]]:
    """Plain text and entities of `source`; raises a Refusal that begins with "can't parse entities"."""
    text, entities = _Reader(_cleaned(source)).read()
    return trimmed(text, entities)


def parse_plain(source: str) -> tuple[str, list[Entity]]:
    """`source` as Telegram would keep it when no parse mode is given."""
    return trimmed(_cleaned(source), [])


def _cleaned(text: str) -> str:
    return CONTROL_CHARACTERS.sub(" ", DROPPED_CHARACTERS.sub("", text))
