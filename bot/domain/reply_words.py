"""The words of one language that typed replies are made of, and how typed text is split and folded to meet them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.domain.checkin import Feeling

# Nothing longer than this is a score, a time or a plain word.
SHORT_REPLY = 80
TOKEN = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?(?!\d)|\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]|_+")
NUMBER = re.compile(r"\d{1,6}(?:[.,]\d{1,2})?")
FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
# Punctuation, and what only colours an emoji.
NOISE = frozenset(".,!;:()\"'`*“”‘’\ufe0f🏻🏼🏽🏾🏿") | {"..."}


@dataclass(frozen=True, slots=True)
class ReplyWords:
    """The words of one language that typed replies are made of, folded to small letters."""

    numbers: Mapping[str, float]
    halves: frozenset[str]
    halves_alone: frozenset[str]
    joins: frozenset[str]
    points: frozenset[str]
    hedges: frozenset[str]
    out_of: tuple[tuple[str, ...], ...]
    links: frozenset[str]
    units: frozenset[str]
    feelings: Mapping[str, Feeling]
    fillers: frozenset[str]
    same: frozenset[str]
    skip: frozenset[str]
    back: frozenset[str]
    stop: frozenset[str]
    morning: frozenset[str]
    afternoon: frozenset[str]
    night: frozenset[str]
    clock_fillers: frozenset[str]
    hour_marks: frozenset[str]
    clock_words: Mapping[str, int]
    minute_words: Mapping[str, int]
    past: frozenset[str]
    to: frozenset[str]
    and_minutes: frozenset[str]
    less_minutes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Token:
    """One number, word or sign, folded, with its place in the text."""

    plain: str
    start: int
    end: int


def folded(text: str) -> str:
    """Small letters without accents, plain digits and straight apostrophes: how words and typed text are compared."""
    decomposed = unicodedata.normalize("NFKD", text.casefold()).replace("’", "'")
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def tokens_of(text: str) -> list[Token]:
    """The numbers, words and signs of a text, in order."""
    found = TOKEN.finditer(text)
    return [
        Token(match[0] if match[0] in FRACTIONS else folded(match[0]), match.start(), match.end()) for match in found
    ]


def phrase_of(text: str) -> str:
    """The words of a short text, folded and parted by single spaces, without punctuation."""
    return joined(tokens_of(text))


def joined(tokens: Iterable[Token]) -> str:
    """The tokens' words parted by single spaces, without punctuation."""
    return " ".join(token.plain for token in tokens if token.plain not in NOISE)
