"""A symptom: something a person scores from 0 to 10, and the exact words it is asked in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LOWEST_SCORE = 0.0
HIGHEST_SCORE = 10.0

DEFAULT_SYMPTOMS = ("pain", "fatigue", "sleep", "fog", "mood")


@dataclass(frozen=True, slots=True)
class Wording:
    """A question exactly as it was put to a person; every answer points at one."""

    symptom_id: str
    language: str
    question: str
    low_anchor: str
    high_anchor: str


@dataclass(frozen=True, slots=True)
class Symptom:
    """One numeric rating scale: 0 to 10, both ends labelled.

    `best` says which end is the good one (sleep quality is best at 10); `order` is its place in the catalogue.
    `other_names` are what people may call it when they type.
    """

    id: str
    name: str
    wording: Wording
    best: Literal["low", "high"]
    order: int
    source: tuple[str, ...] = ()
    other_names: tuple[str, ...] = ()
