"""A typed score: a number from 0 to 10 in the many ways people write one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.reply_words import FRACTIONS, NOISE, NUMBER, SHORT_REPLY, ReplyWords, Token, tokens_of
from bot.domain.symptom import HIGHEST_SCORE, LOWEST_SCORE

MINUS = frozenset("-−–")
ABOUT = frozenset("~≈")
DECIMALS = 1


@dataclass(frozen=True, slots=True)
class OutOfRange:
    """A number that was meant as a score but is not between 0 and 10."""

    value: float


def parse_score(text: str, words: ReplyWords) -> float | OutOfRange | None:
    """A single score such as `6`, `6/10`, `six`, `3,5`, `three and a half` or `about 6`; None when it is no number.

    Scores are from 0 to 10 and kept to one tenth; a number outside is told apart from text that is no number.
    """
    if len(text) > SHORT_REPLY:
        return None
    tokens = tokens_of(text)
    around = words.hedges | words.fillers
    start = _skipped(tokens, 0, around | ABOUT)
    sign = 1.0
    if start < len(tokens) and tokens[start].plain in MINUS:
        start, sign = start + 1, -1.0
    read = score_at(tokens, start, words)
    if read is None:
        return None
    value, end = read
    end = _skipped(tokens, end, around | NOISE | MINUS)
    return in_range(sign * value) if end == len(tokens) else None


def in_range(value: float) -> float | OutOfRange:
    """The value to one tenth, told apart when it is no score."""
    rounded = round(value, DECIMALS)
    return rounded if LOWEST_SCORE <= rounded <= HIGHEST_SCORE else OutOfRange(rounded)


def plain_number(plain: str, words: ReplyWords) -> float | None:
    """The number one token stands for, in figures or as a word."""
    if plain in words.numbers:
        return words.numbers[plain]
    return float(plain.replace(",", ".")) if NUMBER.fullmatch(plain) else None


def _is_whole(token: Token, words: ReplyWords) -> bool:
    return token.plain.isdecimal() or token.plain in words.numbers


def score_at(tokens: Sequence[Token], place: int, words: ReplyWords) -> tuple[float, int] | None:
    """A number with its half and its "out of ten", and the place after it."""
    if place >= len(tokens):
        return None
    if tokens[place].plain in words.halves_alone:
        return 0.5, place + 1
    value = plain_number(tokens[place].plain, words)
    if value is None:
        return None
    place += 1
    if _is_whole(tokens[place - 1], words):
        more, place = _fraction_at(tokens, place, words)
        value += more
    return _after_out_of_ten(tokens, place, value, words)


def _fraction_at(tokens: Sequence[Token], place: int, words: ReplyWords) -> tuple[float, int]:
    """What may follow a whole number: `½`, `1/2`, `and a half`, `point five`."""
    ahead = [token.plain for token in tokens[place : place + 3]]
    if not ahead:
        return 0.0, place
    if ahead[0] in FRACTIONS:
        return FRACTIONS[ahead[0]], place + 1
    if len(ahead) == 3 and ahead[0] == "1" and ahead[1] in "/⁄" and ahead[2] in ("2", "4"):
        return 1 / int(ahead[2]), place + 3
    if len(ahead) > 1 and ahead[0] in words.points:
        tenths = plain_number(ahead[1], words)
        return (tenths / 10, place + 2) if tenths is not None and tenths < 10 else (0.0, place)
    half = next((each for each, plain in enumerate(ahead) if plain in words.halves), None)
    if half is not None and all(plain in words.joins for plain in ahead[:half]):
        return 0.5, place + half + 1
    return 0.0, place


def _after_out_of_ten(tokens: Sequence[Token], place: int, value: float, words: ReplyWords) -> tuple[float, int] | None:
    """Step over "/10" or "out of ten"; out of anything else it is no score of ours."""
    for phrase in words.out_of:
        end = place + len(phrase)
        if end < len(tokens) and tuple(token.plain for token in tokens[place:end]) == phrase:
            whole = plain_number(tokens[end].plain, words)
            if whole is not None:
                return (value, end + 1) if whole == HIGHEST_SCORE else None
    return value, place


def _skipped(tokens: Sequence[Token], place: int, passed: frozenset[str]) -> int:
    while place < len(tokens) and tokens[place].plain in passed:
        place += 1
    return place
