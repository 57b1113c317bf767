"""What the buttons of the card library, the cautions and the shelf of the week mean; codes are as permanent as all."""

from __future__ import annotations

from dataclasses import dataclass

from bot.domain.cards import Group
from bot.screens.actions import Action


@dataclass(frozen=True)
class OpenShelves(Action, code="lsh"):
    """The shelves of the card library."""


@dataclass(frozen=True)
class OpenShelf(Action, code="lsf"):
    """The cards of one shelf; `page` turns the list."""

    group: Group
    page: int


@dataclass(frozen=True)
class OpenCard(Action, code="lca"):
    """One card."""

    card_id: str


@dataclass(frozen=True)
class WhyCard(Action, code="lwy"):
    """Grade, sources and cautions of a card."""

    card_id: str


@dataclass(frozen=True)
class CardQuestions(Action, code="lqu"):
    """What to ask a clinician about a card."""

    card_id: str


@dataclass(frozen=True)
class SavedTips(Action, code="tsv"):
    """The tips a person kept; `page` turns the list."""

    page: int


@dataclass(frozen=True)
class OpenCautions(Action, code="mcs"):
    """What a person may tell about their health."""


@dataclass(frozen=True)
class ToggleCaution(Action, code="mct"):
    """Tick a caution, or take the tick away."""

    caution: str


@dataclass(frozen=True)
class OpenWeekTopic(Action, code="wto"):
    """What tips from one shelf a week mean."""


@dataclass(frozen=True)
class ToggleWeekTopic(Action, code="wtt"):
    """Tips from one shelf a week, on or off."""
