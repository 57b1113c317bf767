"""What can be wrong with a content file: one sentence with its place, and the nearest known word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from content.likeness import most_alike

NEAR_ENOUGH = 60


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing to mend, as a sentence for the person who edits the file; `path` starts at the content folder."""

    path: str
    line: int
    sentence: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.sentence}"


class ContentError(Exception):
    """Some texts cannot be read. Each problem says where and what to mend."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that looks most like `word`, or None when nothing is near enough to be a slip of the hand."""
    names = list(known)
    found = most_alike(word.lower(), [name.lower() for name in names], least=NEAR_ENOUGH, most=1)
    return names[found[0][2]] if found else None


def not_known(word: str, what: str, known: Iterable[str]) -> str:
    """One sentence for an unknown word: the nearest known one, or else the whole choice."""
    choice = list(known)
    guess = nearest(word, choice)
    if guess is not None:
        return f"“{word}” is not {what}; did you mean “{guess}”?"
    return f"“{word}” is not {what}; " + (f"known are: {', '.join(choice)}." if choice else "there is none yet.")
