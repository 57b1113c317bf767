"""Text from outside, made safe to store and to show; lengths are counted the way Telegram counts them."""

from __future__ import annotations

import re
import unicodedata

# Control characters but tab and newline, and lone surrogates: none of them can be shown, some cannot be stored.
UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LINE_BREAKS = re.compile("\r\n?|\u2028|\u2029|\x85|\x0b|\x0c")

EMBEDDINGS = frozenset("\u202a\u202b\u202d\u202e")
EMBEDDING_END = "\u202c"
ISOLATES = frozenset("\u2066\u2067\u2068")
ISOLATE_END = "\u2069"
BIDI_CONTROL = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Joiners, variation selectors, marks and skin tones belong to the character before them.
JOINER = "\u200d"
SKIN_TONES = range(0x1F3FB, 0x1F400)
REGIONAL_LETTERS = range(0x1F1E6, 0x1F200)
# The longest emoji in use has 10 code points; a heap of marks beyond this is cut anywhere.
LONGEST_CHARACTER = 24


def utf16_length(text: str) -> int:
    """How many UTF-16 units a text takes: Telegram's limits count those, not characters."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean_text(text: str, limit: int) -> str:
    """What a person wrote, composed (NFC), showable, trimmed and at most `limit` UTF-16 units long.

    Writing-direction controls stay only where they are closed again within their line, so nothing shown after the
    text can be turned around. A character is never cut in two, and neither is an emoji built of several.
    """
    showable = UNSHOWABLE.sub("", LINE_BREAKS.sub("\n", text))
    # Cutting can part a pair of direction controls, and taking one out can bring two characters together.
    return _composed(_cut(_composed(showable), limit))


def _composed(text: str) -> str:
    balanced = "\n".join(_balanced(line) for line in text.split("\n"))
    return unicodedata.normalize("NFC", balanced).strip()


def _cut(text: str, limit: int) -> str:
    units = text.encode("utf-16-le")
    if len(units) <= 2 * limit:
        return text
    end = len(units[: 2 * limit].decode("utf-16-le", "ignore"))
    whole = end
    while whole > 0 and end - whole < LONGEST_CHARACTER and _continues(text, whole):
        whole -= 1
    return text[:end] if _continues(text, whole) else text[:whole]


def _continues(text: str, place: int) -> bool:
    """Whether the character at `place` belongs to the one before it."""
    if place == 0:
        return False
    character, before = text[place], text[place - 1]
    if before == JOINER or character == JOINER or ord(character) in SKIN_TONES:
        return True
    if ord(character) in REGIONAL_LETTERS:
        flags = 0
        while flags < place and ord(text[place - 1 - flags]) in REGIONAL_LETTERS:
            flags += 1
        return flags % 2 == 1
    return unicodedata.category(character) in {"Mn", "Me", "Mc"}


def _balanced(line: str) -> str:
    if not BIDI_CONTROL.search(line):
        return line
    keep = _paired(line)
    return "".join(
        character for place, character in enumerate(line) if place in keep or not BIDI_CONTROL.match(character)
    )


def _paired(line: str) -> set[int]:
    """The places of direction controls that close what they opened; ending an isolate ends all that is open in it."""
    opened: list[tuple[int, str]] = []
    isolates = 0
    keep: set[int] = set()
    for place, character in enumerate(line):
        if character in EMBEDDINGS:
            opened.append((place, EMBEDDING_END))
        elif character in ISOLATES:
            opened.append((place, ISOLATE_END))
            isolates += 1
        elif character == EMBEDDING_END and opened and opened[-1][1] == EMBEDDING_END:
            keep |= {opened.pop()[0], place}
        elif character == ISOLATE_END and isolates:
            while opened[-1][1] != ISOLATE_END:
                opened.pop()
            keep |= {opened.pop()[0], place}
            isolates -= 1
    return keep
