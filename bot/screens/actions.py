"""What a button means: one small frozen value per kind of tap, with the code it carries in callback data.

Codes are permanent, because a button stays in a chat for years. A changed meaning takes a new code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import ClassVar

from bot.domain.checkin import Feeling
from bot.domain.tips import Topic


class Action:
    """Something a button can mean. Fields are text, whole numbers, wall times or choices, at most one optional."""

    code: ClassVar[str]
    kinds: ClassVar[dict[str, type[Action]]] = {}

    def __init_subclass__(cls, code: str) -> None:
        if code in Action.kinds:
            raise ValueError(f"the code {code} already means {Action.kinds[code].__name__}")
        cls.code = code
        Action.kinds[code] = cls


@dataclass(frozen=True)
class Agree(Action, code="ag"):
    """Consent to the text of this version."""

    version: int


@dataclass(frozen=True)
class ReadMore(Action, code="rm"):
    """The longer text behind the first screen."""


@dataclass(frozen=True)
class NoThanks(Action, code="no"):
    """No consent."""


@dataclass(frozen=True)
class BeginAgain(Action, code="ba"):
    """Back to the first screen."""


@dataclass(frozen=True)
class ClockShows(Action, code="cs"):
    """The wall time on the person's own clock."""

    wall_time: time


@dataclass(frozen=True)
class AskZone(Action, code="az"):
    """Ask for the time zone (again)."""


@dataclass(frozen=True)
class PickZone(Action, code="pz"):
    """A likely zone, still to be confirmed."""

    zone: str


@dataclass(frozen=True)
class KeepZone(Action, code="kz"):
    """The confirmed zone."""

    zone: str


@dataclass(frozen=True)
class AskTime(Action, code="at"):
    """Ask for the check-in time."""


@dataclass(frozen=True)
class PickTime(Action, code="pt"):
    """The check-in time."""

    wall_time: time


@dataclass(frozen=True)
class CheckInNow(Action, code="cn"):
    """Begin today's check-in without waiting for a prompt."""


@dataclass(frozen=True)
class Later(Action, code="la"):
    """Not now, nothing needed; the prompt comes at its time."""


@dataclass(frozen=True)
class Feel(Action, code="fe"):
    """The first tap."""

    prompt: str
    feeling: Feeling


@dataclass(frozen=True)
class NotNow(Action, code="nn"):
    """Offer to snooze or skip."""

    prompt: str


@dataclass(frozen=True)
class FirstTap(Action, code="ft"):
    """Back to the first tap."""

    prompt: str


@dataclass(frozen=True)
class Snooze(Action, code="sn"):
    """Ask again in some minutes."""

    prompt: str
    minutes: int


@dataclass(frozen=True)
class SkipToday(Action, code="st"):
    """No check-in today."""

    prompt: str


@dataclass(frozen=True)
class GiveScore(Action, code="gs"):
    """A score from 0 to 10 for one symptom."""

    prompt: str
    symptom_id: str
    score: int


@dataclass(frozen=True)
class SkipQuestion(Action, code="sq"):
    """Pass over one question."""

    prompt: str
    symptom_id: str


@dataclass(frozen=True)
class BackFrom(Action, code="bf"):
    """Return to the question before this one."""

    prompt: str
    symptom_id: str


@dataclass(frozen=True)
class Enough(Action, code="en"):
    """Finish with what is answered."""

    prompt: str


@dataclass(frozen=True)
class AddNote(Action, code="an"):
    """Write a few words about the day."""

    prompt: str


@dataclass(frozen=True)
class ChangeAnswers(Action, code="ca"):
    """List the answers to change one."""

    prompt: str


@dataclass(frozen=True)
class Reask(Action, code="ra"):
    """Put one answered question on the screen again."""

    prompt: str
    symptom_id: str


@dataclass(frozen=True)
class ShowReceipt(Action, code="sr"):
    """Back to the receipt, or wherever the check-in stands."""

    prompt: str


@dataclass(frozen=True)
class Undo(Action, code="un"):
    """Take this check-in out of the diary."""

    prompt: str


@dataclass(frozen=True)
class BringBack(Action, code="bb"):
    """Put an undone check-in back."""

    prompt: str


@dataclass(frozen=True)
class StartFlare(Action, code="sf"):
    """The person says a flare is on."""


@dataclass(frozen=True)
class EndFlare(Action, code="ef"):
    """The person says the flare is over."""


@dataclass(frozen=True)
class AnotherTip(Action, code="nt"):
    """A different tip, from one shelf or from all."""

    topic: Topic | None = None


@dataclass(frozen=True)
class ShowTip(Action, code="ht"):
    """One tip again."""

    tip_id: str
    topic: Topic | None = None


@dataclass(frozen=True)
class SaveTip(Action, code="vt"):
    """Keep a tip."""

    tip_id: str
    topic: Topic | None = None


@dataclass(frozen=True)
class TipNotForMe(Action, code="tn"):
    """Never show this tip again."""

    tip_id: str
    topic: Topic | None = None


@dataclass(frozen=True)
class WhyTip(Action, code="wt"):
    """Grade, sources and cautions of a tip."""

    tip_id: str
    topic: Topic | None = None


@dataclass(frozen=True)
class OpenCalm(Action, code="oc"):
    """The list of calming techniques."""


@dataclass(frozen=True)
class OpenTechnique(Action, code="ot"):
    """One technique: what to expect, and its caution the first time."""

    technique_id: str


@dataclass(frozen=True)
class Play(Action, code="pl"):
    """Begin a technique at a pace in percent of its written seconds."""

    technique_id: str
    pace: int


@dataclass(frozen=True)
class StopPlaying(Action, code="sp"):
    """End the technique that is being played."""

    technique_id: str


@dataclass(frozen=True)
class OpenSettings(Action, code="os"):
    """The settings list."""


@dataclass(frozen=True)
class OpenLanguages(Action, code="lg"):
    """The languages to choose from."""


@dataclass(frozen=True)
class SpeakLanguage(Action, code="lc"):
    """Be written to in this language, by its folder's name."""

    language: str


@dataclass(frozen=True)
class ToggleLargeButtons(Action, code="tl"):
    """Large buttons on or off."""


@dataclass(frozen=True)
class OpenSymptoms(Action, code="oy"):
    """Choose which symptoms are asked; `page` turns the list."""

    page: int


@dataclass(frozen=True)
class ToggleSymptom(Action, code="ts"):
    """Ask this symptom, or stop asking it."""

    symptom_id: str
    page: int


@dataclass(frozen=True)
class OpenPause(Action, code="op"):
    """The choices of silence."""


@dataclass(frozen=True)
class PauseFor(Action, code="pf"):
    """Silence for some days; 0 means until the person says."""

    days: int


@dataclass(frozen=True)
class Resume(Action, code="re"):
    """End the silence."""


@dataclass(frozen=True)
class AskDelete(Action, code="ad"):
    """The first step of deleting everything."""


@dataclass(frozen=True)
class DeleteEverything(Action, code="de"):
    """The second step of deleting everything."""


@dataclass(frozen=True)
class KeepEverything(Action, code="ke"):
    """No deletion after all."""
