"""The sample month: thirty evenings of one plausible life, and how its person reads a keyboard."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass

Labels = tuple[tuple[str, ...], ...]

NUMBER = re.compile(r"\W*(10|\d)\W*")
DIGIT = re.compile(r"\d")
BEST_AT_TEN = re.compile(r"\b10\s*(?:=|:|is)[^\n]*\b(?:best|good|great|well)\b", re.IGNORECASE)
PASSING = re.compile(r"\b(skip|done)\b", re.IGNORECASE)
FEELINGS = 4
# A question about the day offers these four and at least a way out; a consent screen is never answered for somebody.
LEAST_BUTTONS = 5
CONSENT = re.compile(r"\bagree\b", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """One evening: which of the first four buttons (0 is the best feeling), and about which score."""

    feeling: int
    score: int
    number: int = 0


def _days(*days: tuple[int, int]) -> tuple[Day, ...]:
    return tuple(Day(feeling, score, number) for number, (feeling, score) in enumerate(days, start=1))


# Mostly 3 to 6; a rough day after a busy one, a flare in the third week with a slow way out, a second rough day.
STORY = _days(
    *[(1, 4), (1, 5), (0, 3), (1, 4), (1, 5), (1, 6), (2, 7)],
    *[(1, 6), (1, 5), (0, 4), (0, 3), (1, 4), (1, 5), (1, 4)],
    *[(1, 5), (1, 6), (3, 9), (1, 6), (1, 6), (1, 5), (1, 5)],
    *[(0, 4), (1, 4), (0, 3), (1, 5), (2, 7), (1, 6), (1, 5)],
    *[(0, 4), (0, 3)],
)


def choose(labels: Labels, day: Day, answered: int, text: str = "") -> str | None:
    """The button this person would tap, `answered` taps into the evening; None when nothing more is asked.

    `text` is what the message says; where it calls 10 the good end, the score is turned round.
    """
    buttons = [label for row in labels for label in row]
    numbers = {int(found.group(1)): label for label in buttons if (found := NUMBER.fullmatch(label))}
    if len(numbers) >= 3:
        wanted = day.score + _wobble(day, answered)
        wanted = 10 - wanted if BEST_AT_TEN.search(text) else wanted
        return numbers[min(numbers, key=lambda number: (abs(number - wanted), number))]
    if answered == 0:
        return buttons[day.feeling] if _asks_feeling(buttons) else None
    return next((label for label in buttons if PASSING.search(label)), None)


def _asks_feeling(buttons: list[str]) -> bool:
    first = buttons[:FEELINGS]
    is_other = any(DIGIT.search(label) or CONSENT.search(label) for label in first)
    return len(buttons) >= LEAST_BUTTONS and not is_other


def _wobble(day: Day, answered: int) -> int:
    """One up, one down or the same, always alike for the same evening and question."""
    return (-1, 0, 0, 1)[zlib.crc32(f"{day.number}:{answered}".encode()) % 4]
