"""What the buttons on the way to human help mean. They need no consent, no stage and, but for two, no diary."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.red_flags import Urgency
from bot.screens.actions import Action


@dataclass(frozen=True)
class HelpNow(Action, code="hn"):
    """The way to human help."""


@dataclass(frozen=True)
class ChooseCountry(Action, code="cc"):
    """The list of countries whose lines are known; `page` turns it."""

    page: int


@dataclass(frozen=True)
class PickCountry(Action, code="pc"):
    """The country whose lines to show, by its code."""

    country: str


@dataclass(frozen=True)
class CallLines(Action, code="cl"):
    """Numbers to call in a country, or anywhere."""

    country: str | None = None


@dataclass(frozen=True)
class TextLines(Action, code="xl"):
    """Lines to text or chat with in a country, or anywhere."""

    country: str | None = None


@dataclass(frozen=True)
class WhatHappens(Action, code="wh"):
    """What happens on a call to a line."""


@dataclass(frozen=True)
class StillSafe(Action, code="sg"):
    """Struggling, but not in danger now."""


@dataclass(frozen=True)
class NotMeant(Action, code="nm"):
    """The check took a text for what it was not."""


@dataclass(frozen=True)
class WayOfSpeaking(Action, code="ws"):
    """The text was a way of speaking; it is taken as it was typed."""


@dataclass(frozen=True)
class MeantIt(Action, code="mi"):
    """The text was meant as it sounds."""


@dataclass(frozen=True)
class LookIn(Action, code="li"):
    """Ask me once tomorrow how I am."""


@dataclass(frozen=True)
class LookedIn(Action, code="lo"):
    """How it is a day later; `is_better` 1 or 0."""

    is_better: int


@dataclass(frozen=True)
class OfAge(Action, code="oa"):
    """18 or older after all."""


@dataclass(frozen=True)
class OpenRedFlags(Action, code="rf"):
    """Signs that want a person soon, by how soon."""


@dataclass(frozen=True)
class OpenUrgency(Action, code="ru"):
    """The signs of one level."""

    urgency: Urgency


@dataclass(frozen=True)
class OpenRedFlag(Action, code="rd"):
    """One sign and what to do."""

    flag_id: str


# Answered whatever is broken, and however often: nobody may be kept from these.
HELP = (
    HelpNow,
    ChooseCountry,
    PickCountry,
    CallLines,
    TextLines,
    WhatHappens,
    StillSafe,
    NotMeant,
    MeantIt,
    OpenRedFlags,
    OpenUrgency,
    OpenRedFlag,
)
