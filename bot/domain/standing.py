"""Where one day's check-in stands, and therefore what its message shows. Each case is met in full by the screens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.appointment import Cause
from bot.domain.checkin import AlreadyAnswered, Checkin, TooLateToChange
from bot.domain.prompts import Prompt, PromptState
from bot.domain.tips import Tip
from bot.domain.usual import Usual


@dataclass(frozen=True, slots=True)
class FirstTapOpen:
    """Nothing said yet: the first tap is on the screen."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Asking:
    """A question is on the screen. `stray` says why the last tap changed nothing."""

    prompt: Prompt
    checkin: Checkin
    symptom_id: str
    stray: AlreadyAnswered | TooLateToChange | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """The receipt: what was said today beside the person's usual, and one tip.

    `reminds` when it is the one receipt that says once more what Ebb is not; `cause` when weeks of answers speak for
    an appointment.
    """

    prompt: Prompt
    checkin: Checkin
    usuals: Mapping[str, Usual] = field(default_factory=dict)
    tip: Tip | None = None
    may_change: bool = True
    stray: AlreadyAnswered | TooLateToChange | None = None
    reminds: bool = False
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Snoozed:
    """The person asked to be asked again at `prompt.due_at`."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class DaySkipped:
    """The person chose no check-in for this day."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Undone:
    """The check-in was taken out of the diary and can still be brought back."""

    prompt: Prompt
    checkin: Checkin


@dataclass(frozen=True, slots=True)
class Closed:
    """The response window is over and nothing was said. No problem."""

    prompt: Prompt


@dataclass(frozen=True, slots=True)
class Unknown:
    """A button of another person, an older version or a deleted diary; nothing was changed."""


Standing = FirstTapOpen | Asking | Done | Snoozed | DaySkipped | Undone | Closed | Unknown


def untouched(prompt: Prompt, now: datetime) -> Standing:
    """A day on which nothing was said yet."""
    if prompt.state is PromptState.SKIPPED:
        return DaySkipped(prompt)
    if now >= prompt.expires_at:
        return Closed(prompt)
    if prompt.state is PromptState.DUE and prompt.message_id is not None:
        return Snoozed(prompt)
    return FirstTapOpen(prompt)
