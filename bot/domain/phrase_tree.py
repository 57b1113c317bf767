"""Phrases to listen for as one tree of plain words, of which only those parts are worked out that a text comes to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import NamedTuple

# The word for the one who speaks: passed over inside a phrase, heard where a phrase begins with it.
SPEAKER = "i"


class Meaning(Enum):
    """What a phrase says, in the order in which meanings count."""

    EXPLICIT = "explicit"
    METHOD = "method"
    GOODBYE = "goodbye"
    PASSIVE = "passive"
    FRIEND = "friend"
    SOFT = "soft"
    MEDICINE = "medicine"
    # Takes the alarm out of what stands inside it: a figure of speech, or a no.
    SAYING = "saying"
    NEGATED = "negated"
    UNDER_AGE = "under_age"


@dataclass(frozen=True, slots=True)
class Gap:
    """Up to so many words of any kind. Two that meet are the first of them; one at an end of a phrase is none."""

    reach: int


Step = str | Gap
Wording = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase in parts; each part offers several wordings, of which one may be empty."""

    parts: Sequence[Sequence[Wording]]
    meaning: Meaning

    def alone(self) -> Wording | None:
        """The one word, or none, that this phrase can come down to; None where it always says two words or more."""
        fewest: Wording = ()
        for wordings in self.parts:
            fewest = min((_words_of(fewest + wording) for wording in wordings), key=len)
            if len(fewest) > 1:
                return None
        return fewest


def _words_of(steps: Wording) -> Wording:
    """The words that must be said; the one who speaks counts at the beginning only."""
    words = [step for step in steps if not isinstance(step, Gap)]
    return tuple(words[:1] + [word for word in words[1:] if word != SPEAKER])


class Rest:
    """The parts of a phrase that are still to come; phrases that end alike share it."""

    __slots__ = ("following", "wordings")

    def __init__(self, wordings: Sequence[Wording], following: Rest | None) -> None:
        self.wordings = wordings
        self.following = following


class Place(NamedTuple):
    """A place inside a phrase: the steps left of a wording, what comes after it, and what the phrase means."""

    steps: Wording
    rest: Rest | None
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Ways:
    """What follows a place: what is said by now, the next words, and the words after up to `reach` of any kind."""

    meanings: frozenset[Meaning]
    next: dict[str, Node]
    beyond: dict[str, Node]
    reach: int


class Node:
    """One or more places that the same words lead to."""

    def __init__(self, places: frozenset[Place], nodes: dict[frozenset[Place], Node], *, is_root: bool = False) -> None:
        self._places = places
        self._nodes = nodes
        self._is_root = is_root

    @cached_property
    def ways(self) -> Ways:
        """What follows, worked out at the first asking."""
        meanings: set[Meaning] = set()
        after: dict[str, set[Place]] = {}
        beyond: dict[str, set[Place]] = {}
        reach = 0
        for place in self._places:
            for gap, word, following in self._first_steps(place, None):
                if word is None:
                    meanings.add(following.meaning)
                elif gap is None:
                    after.setdefault(word, set()).add(following)
                else:
                    beyond.setdefault(word, set()).add(following)
                    reach = max(reach, gap.reach)
        return Ways(_one_of_each(frozenset(meanings)), self._nodes_of(after), self._nodes_of(beyond), reach)

    def _first_steps(self, place: Place, gap: Gap | None) -> Iterator[tuple[Gap | None, str | None, Place]]:
        """Each next word with the gap before it and what follows it; no word where a phrase ends."""
        steps, rest, meaning = place
        for at, step in enumerate(steps):
            if isinstance(step, Gap):
                gap = None if self._is_root else gap or step
            elif step != SPEAKER or self._is_root:
                yield gap, step, Place(steps[at + 1 :], rest, meaning)
                return
        if rest is None:
            yield None, None, place
            return
        for wording in rest.wordings:
            yield from self._first_steps(Place(wording, rest.following, meaning), gap)

    def _nodes_of(self, after: dict[str, set[Place]]) -> dict[str, Node]:
        """The nodes that words lead to; one for all words after which the same can follow."""
        found: dict[str, Node] = {}
        for word, reached in after.items():
            places = frozenset(reached)
            found[word] = self._nodes.get(places) or self._nodes.setdefault(places, Node(places, self._nodes))
        return found


@cache
def _one_of_each(meanings: frozenset[Meaning]) -> frozenset[Meaning]:
    """One set for all the thousands of places that mean the same; most mean nothing yet."""
    return meanings


def grown(phrases: Iterable[Phrase]) -> Node:
    """The tree of all phrases."""
    known: dict[tuple[tuple[Wording, ...], int], Rest] = {}
    places: set[Place] = set()
    for phrase in phrases:
        rest: Rest | None = None
        for part in reversed(phrase.parts):
            wordings = tuple(part)
            key = (wordings, id(rest))
            rest = known.get(key) or known.setdefault(key, Rest(wordings, rest))
        places.add(Place((), rest, phrase.meaning))
    return Node(frozenset(places), {}, is_root=True)
