"""A typed time of day: `18:40`, `6.40pm`, `1940`, `noon`, `half past six` and their like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from enum import Enum

from bot.domain.reply_words import NOISE, SHORT_REPLY, ReplyWords, folded

DOTTED_LETTERS = re.compile(r"(?<![^\W\d_])([^\W\d_])\.\s?([^\W\d_])\b\.?")
PIECE = re.compile(r"\d+|[^\W\d_]+(?:['’][^\W\d_]+)*|[^\w\s]")
SEPARATORS = frozenset(":.,")
MIDDAY = 12
# “Five at night” is in the evening, “four at night” before the morning.
NIGHT_BEGINS = 5


class _Half(Enum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    NIGHT = "night"


def parse_time(text: str, words: ReplyWords) -> time | None:
    """The wall time a text names, to the minute; None when it names none, or more than one.

    Without a word for morning or afternoon an hour is read on the 24-hour clock, so `6` is 06:00.
    """
    if len(text) > SHORT_REPLY:
        return None
    pieces = _pieces(text, words)
    halves = {half for half in (_half_of(piece, words) for piece in pieces) if half}
    if len(halves) > 1:
        return None
    spoken = [piece for piece in pieces if _half_of(piece, words) is None]
    read = _clock_word(spoken, words) or _past_or_to(spoken, words) or _numbers(spoken, words)
    if read is None:
        return None
    # "Midnight tonight" is still midnight; "una de la tarde" is an hour like any other.
    is_named = any(words.clock_words.get(piece, 1) % MIDDAY == 0 for piece in spoken)
    return _on_the_clock(*read, None if is_named or not halves else halves.pop())


def _pieces(text: str, words: ReplyWords) -> list[str]:
    found = [folded(each) for each in PIECE.findall(DOTTED_LETTERS.sub(r"\1\2", text))]
    passed = (words.clock_fillers | words.hedges | {"~", "≈"}) - words.and_minutes - words.less_minutes
    pieces = [each for each in found if each not in passed]
    while pieces and pieces[-1] in NOISE:
        pieces.pop()
    return pieces


def _half_of(piece: str, words: ReplyWords) -> _Half | None:
    if piece in words.morning:
        return _Half.MORNING
    if piece in words.night:
        return _Half.NIGHT
    return _Half.AFTERNOON if piece in words.afternoon else None


def _clock_word(pieces: Sequence[str], words: ReplyWords) -> tuple[int, int] | None:
    """Noon and midnight, with or without a 12 before them."""
    bare = pieces[1:] if len(pieces) == 2 and _whole(pieces[0], words) == MIDDAY else pieces
    return (words.clock_words[bare[0]], 0) if len(bare) == 1 and bare[0] in words.clock_words else None


def _past_or_to(pieces: Sequence[str], words: ReplyWords) -> tuple[int, int] | None:
    """Minutes past or to an hour; some languages say the hour first, as in `seis y media` and `siete menos cuarto`."""
    if len(pieces) != 3:
        return None
    first, between, last = pieces
    if between in words.and_minutes | words.less_minutes:
        first, last = last, first
    elif between not in words.past | words.to:
        return None
    minutes = words.minute_words.get(first, _whole(first, words))
    hour = words.clock_words.get(last, _whole(last, words))
    if minutes is None or hour is None or not 0 < minutes < 60:
        return None
    return (hour, minutes) if between in words.past | words.and_minutes else ((hour - 1) % 24, 60 - minutes)


def _numbers(pieces: Sequence[str], words: ReplyWords) -> tuple[int, int] | None:
    """An hour, an hour and minutes (and seconds, which are dropped), or all in one as 1940."""
    if len(pieces) == 1 and pieces[0].isdecimal() and len(pieces[0]) in (3, 4):
        return int(pieces[0][:-2]), int(pieces[0][-2:])
    parting = SEPARATORS | words.hour_marks
    numbers = [piece for piece in pieces if piece not in parting]
    if not numbers or not _is_well_parted(pieces, parting):
        return None
    if all(piece.isdecimal() for piece in numbers):
        return _digits(numbers)
    return _spoken([_whole(piece, words) for piece in numbers])


def _is_well_parted(pieces: Sequence[str], parting: frozenset[str]) -> bool:
    """Whether it begins with a number and never has two separators together."""
    marks = [piece in parting for piece in pieces]
    return not marks[0] and not any(one and two for one, two in zip(marks, marks[1:], strict=False))


def _digits(numbers: Sequence[str]) -> tuple[int, int] | None:
    if len(numbers) > 3 or len(numbers[0]) > 2 or any(len(each) != 2 for each in numbers[1:]):
        return None
    return int(numbers[0]), int(numbers[1]) if len(numbers) > 1 else 0


def _spoken(numbers: Sequence[int | None]) -> tuple[int, int] | None:
    """`seven`, `seven thirty`, `seven forty five`."""
    known = [each for each in numbers if each is not None]
    if len(known) != len(numbers) or not 1 <= len(known) <= 3:
        return None
    hour, *minutes = known
    if len(minutes) == 2 and not (minutes[0] in (20, 30, 40, 50) and 0 < minutes[1] < 10):
        return None
    if len(minutes) == 1 and minutes[0] < 10:
        return None
    return hour, sum(minutes)


def _whole(piece: str, words: ReplyWords) -> int | None:
    if piece.isdecimal() and len(piece) < 3:
        return int(piece)
    number = words.numbers.get(piece)
    return int(number) if number is not None else None


def _on_the_clock(hour: int, minute: int, half: _Half | None) -> time | None:
    if half is not None and hour <= MIDDAY:
        # Twelve at night is midnight, and so are the hours after it.
        is_late = half is _Half.AFTERNOON or (half is _Half.NIGHT and NIGHT_BEGINS <= hour < MIDDAY)
        hour = hour % MIDDAY + (MIDDAY if is_late else 0)
    elif half is _Half.MORNING:
        return None
    if (hour, minute) == (24, 0):
        hour = 0
    return time(hour, minute) if hour < 24 and minute < 60 else None
