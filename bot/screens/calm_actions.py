"""What the buttons of the calming techniques mean."""

from __future__ import annotations

from dataclasses import dataclass

from bot.screens.actions import Action


@dataclass(frozen=True)
class MoreOn(Action, code="cmo"):
    """What else there is to a technique: its circle, its text, other lengths and steps."""

    technique_id: str


@dataclass(frozen=True)
class CautionApplies(Action, code="cca"):
    """One of the cautions means the person (1), or none does (0)."""

    technique_id: str
    applies: int


@dataclass(frozen=True)
class RateBefore(Action, code="crb"):
    """Ask how tense the person is before they begin."""

    technique_id: str


@dataclass(frozen=True)
class BeginRated(Action, code="cbr"):
    """So tense before; begin."""

    technique_id: str
    tension: int


@dataclass(frozen=True)
class RateAfter(Action, code="cra"):
    """So tense afterwards."""

    sitting_id: int
    tension: int


@dataclass(frozen=True)
class PlayRounds(Action, code="cpr"):
    """Begin with a number of rounds of one's own choice."""

    technique_id: str
    rounds: int


@dataclass(frozen=True)
class ChangePace(Action, code="ccp"):
    """Go on at another pace, in percent, from the beginning of this part."""

    sitting_id: int
    pace: int
    part: int


@dataclass(frozen=True)
class SkipPart(Action, code="csk"):
    """Pass over this part, and its area for the rest of the sitting."""

    sitting_id: int
    part: int


@dataclass(frozen=True)
class NotMyTechnique(Action, code="cnm"):
    """Never offer this technique again by itself."""

    technique_id: str


@dataclass(frozen=True)
class OfferAgain(Action, code="coa"):
    """Offer a hidden technique again."""

    technique_id: str


@dataclass(frozen=True)
class ShowHidden(Action, code="csh"):
    """The techniques that are not for this person."""


@dataclass(frozen=True)
class ShowCircle(Action, code="cci"):
    """The moving circle of a breath."""

    technique_id: str


@dataclass(frozen=True)
class ReadWhole(Action, code="crw"):
    """The whole exercise as one text."""

    technique_id: str
