"""What the buttons of pacing and of the flare mean. Amounts travel as halves, because buttons carry whole numbers."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.energy import EnergyUnit
from bot.domain.flare import Helped
from bot.domain.pacing import Done, Unit
from bot.domain.payback import Payback
from bot.screens.actions import Action


@dataclass(frozen=True)
class OpenPacing(Action, code="pac"):
    """How all pacing stands."""


@dataclass(frozen=True)
class AskPem(Action, code="paq"):
    """The first question again."""


@dataclass(frozen=True)
class AnswerPem(Action, code="ppe"):
    """Worse for days after small effort: 1 yes, 0 no."""

    has_pem: int


@dataclass(frozen=True)
class AddActivity(Action, code="paa"):
    """Choose something to pace."""


@dataclass(frozen=True)
class PickActivity(Action, code="pak"):
    """Pace one of the offered activities."""

    name: str


@dataclass(frozen=True)
class OwnActivity(Action, code="pao"):
    """Pace something in the person's own words, counted in this unit."""

    unit: Unit


@dataclass(frozen=True)
class OpenActivity(Action, code="pop"):
    """One activity today."""

    activity_id: int


@dataclass(frozen=True)
class AskFound(Action, code="pnf"):
    """At which amount did symptoms begin to rise today?"""

    activity_id: int


@dataclass(frozen=True)
class FoundAmount(Action, code="pfa"):
    """At this amount, in halves."""

    activity_id: int
    halves: int


@dataclass(frozen=True)
class Unsure(Action, code="pun"):
    """Begin with 5 minutes."""

    activity_id: int


@dataclass(frozen=True)
class LogDay(Action, code="pld"):
    """How today went beside the plan."""

    activity_id: int
    done: Done


@dataclass(frozen=True)
class StartTimer(Action, code="pst"):
    """Time one stretch; shorter stretches when tired (1)."""

    activity_id: int
    place: int
    is_tired: int


@dataclass(frozen=True)
class StopTimer(Action, code="psx"):
    """End the timer."""

    activity_id: int


@dataclass(frozen=True)
class ReviewWeek(Action, code="prw"):
    """Look at the week."""

    activity_id: int


@dataclass(frozen=True)
class DecideWeek(Action, code="pdw"):
    """A new week: bigger (1) or the same (0)."""

    activity_id: int
    grows: int


@dataclass(frozen=True)
class SetBack(Action, code="psb"):
    """A harder time: less for a few days."""

    activity_id: int


@dataclass(frozen=True)
class EndActivity(Action, code="pea"):
    """Stop pacing this."""

    activity_id: int


@dataclass(frozen=True)
class OpenEnergy(Action, code="pen"):
    """The energy of today."""


@dataclass(frozen=True)
class PickEnergyUnit(Action, code="peu"):
    """Count energy in this."""

    unit: EnergyUnit


@dataclass(frozen=True)
class ChangeEnergyUnit(Action, code="pec"):
    """Choose another unit."""


@dataclass(frozen=True)
class SayBudget(Action, code="peb"):
    """So much energy there is today."""

    amount: int


@dataclass(frozen=True)
class SaySpent(Action, code="pes"):
    """So much went."""

    amount: int


@dataclass(frozen=True)
class MarkBig(Action, code="pmb"):
    """Today was a big day."""


@dataclass(frozen=True)
class TellPayback(Action, code="ptp"):
    """How it is two days after a big day, which is told by its ordinal."""

    day: int
    payback: Payback


@dataclass(frozen=True)
class ToggleWatch(Action, code="ptw"):
    """Watch for harder days after big ones, or not."""


@dataclass(frozen=True)
class ShowWatch(Action, code="psw"):
    """What was noticed after big days."""


@dataclass(frozen=True)
class WriteFlareNote(Action, code="fwn"):
    """Write to the flare self."""


@dataclass(frozen=True)
class FlareGoesOn(Action, code="fgo"):
    """The flare is still on."""


@dataclass(frozen=True)
class ToggleHelped(Action, code="fht"):
    """This helped in a flare, or did not after all."""

    flare_id: int
    helped: Helped


@dataclass(frozen=True)
class FlareDone(Action, code="ffd"):
    """Nothing more to say about what helped."""

    flare_id: int
