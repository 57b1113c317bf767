"""Texts made to keep what reads them busy, or to break it."""

from __future__ import annotations

# Each about as long as a message can be.
REPLIES = {
    "numbers": "1 " * 2048,
    "names": "pain " * 820,
    "hedged names": "pain about " * 372,
    "scores": "pain 6 " * 585,
    "signs": "." * 4096,
    "slashes": "6/" * 2048,
    "emoji": "👍" * 2048,
    "one word": "a" * 4096,
    "one number": "9" * 4096,
    "marks": "\u0301" * 4096,
    "apostrophes": "a'" * 2048,
    "wide ligature": "\ufdfa" * 4096,
}

NO_PLACES = (
    "",
    " ",
    "a",
    "?",
    "🇩🇪",
    "zzzzzzz",
    "qqq",
    "../etc",
    "localtime",
    "x" * 61,
    "x" * 5000,
    "\x00",
    "'; drop table",
    "America/../../etc",
)

PLACES = (*NO_PLACES, "a b " * 15, "sa " * 20, "o" * 60, "s" * 60, "al", "\u0301" * 60, "\ufdfa" * 60)
