"""People to reach in a crisis: lines to call, text or chat with, by country, and how far each can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import Enum

# Numbers change: each line wants a look every three months (content facts, section 6.2).
CHECK_LASTS = timedelta(days=92)
# The country of somebody who found theirs on no list; they get the international text and are not asked again.
NOT_LISTED = "XX"


class Reach(Enum):
    """How a line is reached."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"


class Standing(Enum):
    """Whether somebody made sure lately that a line answers."""

    CHECKED = "checked"
    OVERDUE = "overdue"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Line:
    """One way to reach a person. `number` is empty for a chat with only a `url`; `word` is what to text there.

    `hours` is 24/7, a span such as 19:00-07:00 on the wall there, `limited`, `varies`, or empty when unknown.
    """

    name: str
    number: str
    reach: tuple[Reach, ...]
    hours: str
    source: str
    checked_on: date | None = None
    word: str = ""
    url: str = ""
    is_for_children: bool = False

    def standing(self, now: datetime) -> Standing:
        """Checked within three months, longer ago, or never."""
        if self.checked_on is None:
            return Standing.NEVER
        return Standing.CHECKED if now.date() - self.checked_on <= CHECK_LASTS else Standing.OVERDUE


@dataclass(frozen=True, slots=True)
class Country:
    """A country's emergency numbers and its lines, in the order of the file."""

    code: str
    emergency: tuple[str, ...]
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class LineBook:
    """Every country, by its ISO code, and what else it is called."""

    countries: Mapping[str, Country] = field(default_factory=dict)
    other_names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def find(self, code: str | None) -> Country | None:
        """The country behind a code; None for no code and for one that is not listed."""
        return self.countries.get(code or "")

    def unchecked(self, now: datetime) -> tuple[str, ...]:
        """The codes of countries with a line, or none at all, that nobody has checked within three months."""
        return tuple(
            code
            for code, country in self.countries.items()
            if not country.lines or any(line.standing(now) is not Standing.CHECKED for line in country.lines)
        )


def lines_for(country: Country, reach: frozenset[Reach] = frozenset(Reach), *, child: bool = False) -> tuple[Line, ...]:
    """A country's lines of some kinds; those for children only come when they are wanted, and then first."""
    fitting = [line for line in country.lines if reach & set(line.reach)]
    own = [line for line in fitting if line.is_for_children] if child else []
    return (*own, *(line for line in fitting if not line.is_for_children))
