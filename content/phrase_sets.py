"""How the phrase check does on phrases that somebody wrote down beforehand: what it hears, misses and hears wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.domain.phrase_rules import PhraseRules
from bot.domain.safety import Crisis, MedicineQuestion, NoConcern, SoftCheck, UnderAge, concern_of

# The sets lie with the tests: they are how the check is judged, not part of what it knows.
FOLDER = Path(__file__).parents[1] / "tests" / "safety"
CRISES = ("explicit", "method", "goodbye", "passive", "friend")
FINE = {
    **dict.fromkeys(CRISES, (Crisis,)),
    "soft": (Crisis, SoftCheck),
    "idiom": (SoftCheck, NoConcern),
    "medicine": (MedicineQuestion,),
    "under age": (UnderAge,),
    "plain": (NoConcern,),
}


@dataclass(frozen=True, slots=True)
class Tried:
    """One phrase, the kind it was written for, and whether the check did what that kind asks.

    A crisis that only the two buttons ask about is noticed and not right.
    """

    kind: str
    phrase: str
    is_right: bool
    is_noticed: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    total: int

    @property
    def percent(self) -> float:
        """100 when there was nothing to try."""
        return 100 * self.right / self.total if self.total else 100.0

    def __str__(self) -> str:
        return f"{self.right} of {self.total} ({self.percent:.1f} %)"


def read_phrase_set(text: str) -> Iterator[tuple[str, str]]:
    """Each phrase with its kind; what follows a colon in a section's name is a remark."""
    kind = ""
    for line in text.splitlines():
        if line.startswith("["):
            kind = line.strip("[] ").partition(":")[0]
        elif line.strip() and not line.startswith("# "):
            yield kind, line.strip()


def try_phrases(text: str, rules: Sequence[PhraseRules]) -> list[Tried]:
    """Every phrase of a set, checked by the rules of all languages at once, as in earnest."""
    tried = []
    for kind, phrase in read_phrase_set(text):
        concern = concern_of(phrase, rules)
        tried.append(Tried(kind, phrase, isinstance(concern, FINE[kind]), isinstance(concern, Crisis | SoftCheck)))
    return tried


def share(tried: Sequence[Tried], *kinds: str) -> Share:
    """How many of some kinds came out right."""
    fitting = [each.is_right for each in tried if each.kind in kinds]
    return Share(sum(fitting), len(fitting))


def noticed(tried: Sequence[Tried], *kinds: str) -> Share:
    """How many of some kinds were heard as a crisis or asked about by the two buttons."""
    fitting = [each.is_noticed for each in tried if each.kind in kinds]
    return Share(sum(fitting), len(fitting))


def figures(rules: Sequence[PhraseRules], folder: Path = FOLDER) -> Iterator[str]:
    """One line for each set in the folder; nothing where the tests were left out."""
    for file in sorted(folder.glob("*.txt")):
        tried = try_phrases(file.read_text(encoding="utf-8"), rules)
        shares = {
            "explicit": share(tried, "explicit"),
            "every kind of crisis": share(tried, *CRISES),
            "heard or asked about": noticed(tried, *CRISES),
            "crisis or two buttons": share(tried, "soft"),
            "ways of speaking": share(tried, "idiom"),
            "medicines": share(tried, "medicine"),
            "everyday lines left alone": share(tried, "plain"),
        }
        shown = ", ".join(f"{name} {each}" for name, each in shares.items() if each.total)
        yield f"phrase check, {file.stem}: {shown}"
