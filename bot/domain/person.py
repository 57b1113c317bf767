"""A person: who talks to Ebb, how far their first minute got, and what they chose."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from enum import Enum

from bot.domain.symptom import DEFAULT_SYMPTOMS

CONSENT_VERSION = 1
DEFAULT_CHECKIN_TIME = time(20, 0)
DAY_TURNS_AT = time(4, 0)


class Stage(Enum):
    """How far the first minute got; each stage has one screen that asks for the next thing."""

    NEEDS_ZONE = "needs zone"
    NEEDS_TIME = "needs time"
    SETTLED = "settled"


class Expecting(Enum):
    """What the next typed line means, when a screen has just asked for something typed."""

    NOTHING = ""
    ZONE = "zone"
    CHECKIN_TIME = "time"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the next typed line means; `about` names the prompt a note belongs to."""

    kind: Expecting = Expecting.NOTHING
    about: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """A silence the person asked for; without an end it lasts until they say."""

    since_at: datetime
    until_at: datetime | None = None

    def holds(self, now: datetime) -> bool:
        """Whether the silence is still on."""
        return self.until_at is None or now < self.until_at


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who agreed to the current consent text. Without consent there is no Person at all."""

    id: int
    chat_id: int
    language: str
    zone: str | None = None
    checkin_time: time | None = None
    large_buttons: bool = False
    weekly_topic: bool = False
    tracked: tuple[str, ...] = DEFAULT_SYMPTOMS
    expecting: Expectation = Expectation()
    pause: Pause | None = None
    flare_since_at: datetime | None = None
    unreachable_at: datetime | None = None
    rest_until_at: datetime | None = None

    @property
    def stage(self) -> Stage:
        """What is still to be asked before the first prompt can be planned."""
        if self.zone is None:
            return Stage.NEEDS_ZONE
        if self.checkin_time is None:
            return Stage.NEEDS_TIME
        return Stage.SETTLED

    def is_paused(self, now: datetime) -> bool:
        """Whether the person asked for silence and it still holds."""
        return self.pause is not None and self.pause.holds(now)

    def is_resting(self, now: datetime) -> bool:
        """Whether prompts and tips rest, as they do for a day after a crisis text."""
        return self.rest_until_at is not None and now < self.rest_until_at
