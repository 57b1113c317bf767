"""A page: a longer text that a command shows whole, such as the privacy page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """One page as it is shown; `text` is Telegram HTML."""

    id: str
    title: str
    text: str
