"""Makes what people type and what is looked for comparable: small plain letters, nothing else."""

from __future__ import annotations

import re
import unicodedata

NOT_LETTERS = re.compile(r"[\W_]+")
QUOTES = re.compile("['’‘ʻʼ`]")
# Letters that no decomposition turns into plain ones.
PLAIN_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th"})


def fold(text: str) -> str:
    """Small plain letters and digits, words parted by one space: `Île-de-France` becomes `ile de france`."""
    if text.isascii():
        return NOT_LETTERS.sub(" ", QUOTES.sub("", text).lower()).strip()
    plain = QUOTES.sub("", unicodedata.normalize("NFKD", text.casefold().translate(PLAIN_LETTERS)))
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return NOT_LETTERS.sub(" ", bare).strip()
