"""A screen: one message as a person meets it, text above rows of buttons, inside Telegram's limits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from bot.domain.text import utf16_length
from bot.screens.actions import Action
from content.markup import plain

# In UTF-16 units, and without the marks: so Telegram counts.
LONGEST_TEXT = 4096
LONGEST_LABEL = 40
MOST_BUTTONS_IN_A_ROW = 8

Style = Literal["primary", "success", "danger"]


class ScreenTooLarge(ValueError):
    """A screen is larger than Telegram shows."""


@dataclass(frozen=True, slots=True)
class Button:
    """One button: what it says, and what it means or where it leads."""

    label: str
    leads_to: Action | str
    style: Style | None = None


Rows = tuple[tuple[Button, ...], ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """Text in Telegram's HTML with rows of buttons. `loud` rings; everything else arrives silently.

    `fresh` asks for a new message at the end of the chat instead of an edit of the one that was tapped.
    """

    text: str
    rows: Rows = ()
    loud: bool = False
    fresh: bool = False
    toast: str = ""

    def __post_init__(self) -> None:
        length = utf16_length(plain(self.text).strip())
        if not 0 < length <= LONGEST_TEXT:
            raise ScreenTooLarge(f"a text of {length} characters")
        if any(len(row) > MOST_BUTTONS_IN_A_ROW or not row for row in self.rows):
            raise ScreenTooLarge("a row without buttons or with more than 8")

    def saying(self, toast: str) -> Screen:
        """The same screen with a short line shown over it for a moment."""
        return replace(self, toast=toast)

    def below(self) -> Screen:
        """The same screen as a new message at the end of the chat."""
        return replace(self, fresh=True)


def shortened(text: str, length: int) -> str:
    """A text that fits, with an ellipsis where the rest was."""
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def column(*buttons: Button) -> Rows:
    """One button a row."""
    return tuple((button,) for button in buttons)


def grid(buttons: Sequence[Button], width: int) -> Rows:
    """Rows of at most `width` buttons, in reading order."""
    return tuple(tuple(buttons[start : start + width]) for start in range(0, len(buttons), width))


def paragraphs(*parts: str) -> str:
    """The parts that say something, an empty line between them."""
    return "\n\n".join(part for part in parts if part)


def lines(parts: Iterable[str]) -> str:
    """The parts that say something, each on its own line."""
    return "\n".join(part for part in parts if part)
