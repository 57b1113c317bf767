"""Finds cards by what somebody types: a title, a brand, an everyday word, a slip of the hand, a whole question.

Titles and proper names go before everyday words, so that *tea* or *training* inside another name never crowds out
what was meant. Nothing typed is kept.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from bot.domain.cards import Card, Group
from content.folding import fold
from content.likeness import most_alike
from content.markup import plain

MOST_FOUND = 8
FEW = 3
LONGEST_QUERY = 100
# Of 100: one slip in a word of six letters. Short words leave no room for a slip.
ALIKE = 80
SHORTEST_SLIP = 4
# Among other words a slip needs more letters: "what" is not a slip of "wheat".
SHORTEST_SLIP_AMONG_WORDS = 5
# A name this much less alike than the likest one is not meant.
MUCH_LESS_ALIKE = 5
# From this many letters on, the beginning of a word stands for it: "tea" is not the beginning of "team".
SHORTEST_BEGINNING = 4
# Not alike enough to be meant, but enough to tell which shelf is near.
REMOTELY_ALIKE = 45
NEAR_GROUPS = 4
# A word that this many cards use in passing says nothing about any of them.
TOO_ORDINARY = 8
SHORTEST_PASSING = 4


class Rank(IntEnum):
    """What kind of name it is, the surest first. Brands and short forms are known by a capital letter or a number."""

    TITLE = 0
    PROPER = 1
    EVERYDAY = 2


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a card: as it is written, folded for comparing, and folded word by word."""

    card_id: str
    written: str
    folded: str
    words: tuple[str, ...]
    rank: Rank


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave. `name` is set when exactly that name of the first card was typed, and is no everyday word.

    `is_mention` says that no card goes by what was typed; these only use its words. `group` is set when a shelf was
    named. With no card and no shelf, `near` are the shelves that may be meant, if any.
    """

    cards: tuple[Card, ...] = ()
    is_mention: bool = False
    name: str = ""
    group: Group | None = None
    near: tuple[Group, ...] = ()


class CardFinder:
    """The search over the cards of one language; the first search, or `warm_up`, reads all of their names.

    `shelves` are the labels of the groups, `small_words` those that mean nothing by themselves, such as "the".
    """

    def __init__(self, cards: Mapping[str, Card], shelves: Mapping[Group, str], small_words: Iterable[str]) -> None:
        self._cards = cards
        self._shelves = shelves
        self._small_words = frozenset(fold(word) for word in small_words)

    def find(self, text: str) -> Found:
        """The cards a text may mean, best first."""
        query = fold(text[:LONGEST_QUERY])
        exact = self._by_folded.get(query, [])
        words = [word for word in query.split() if word not in self._small_words]
        if not exact and not words:
            return Found()
        group = self._shelf(query)
        if group is not None and not (exact and exact[0].rank < Rank.EVERYDAY):
            return Found(group=group)
        named = list(self._named(query, words))
        sure = [name for name in named if name.rank < Rank.EVERYDAY]
        if exact and (exact[0].rank < Rank.EVERYDAY or len(exact[0].words) > 1):
            return Found(self._distinct([*exact, *sure]), name=exact[0].written)
        cards = self._distinct([*sure, *exact, *named])
        if not cards:
            cards = self._distinct(name for word in words for name in self._by_folded.get(word, []))
        if not cards:
            sure = list(self._alike(query, words))
            cards = self._distinct(sure)
        is_mention = not cards
        if not sure and len(cards) < FEW:
            # An everyday word alone may lead astray: whoever typed "bleeding" may not mean injections.
            cards = (*cards, *(card for card in self._in_passing(words) if card not in cards))[:MOST_FOUND]
        return Found(cards, is_mention) if cards else Found(near=self._near(query))

    def warm_up(self) -> None:
        """Read every name and text now, so that the first person who looks does not wait for it."""
        self.find("a")
        self._passing  # noqa: B018 - reads the texts

    @cached_property
    def _names(self) -> tuple[Name, ...]:
        """Every name, titles first; within a rank in the order of the shelves."""
        names = [
            Name(card.id, written, folded := fold(written), tuple(folded.split()), _rank(written, place))
            for card in self._cards.values()
            for place, written in enumerate(card.names)
        ]
        return tuple(sorted(names, key=lambda name: name.rank))

    @cached_property
    def _by_folded(self) -> Mapping[str, list[Name]]:
        found: dict[str, list[Name]] = {}
        for name in self._names:
            found.setdefault(name.folded, []).append(name)
        return found

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(name.folded for name in self._names)

    def _named(self, query: str, words: Sequence[str]) -> Iterator[Name]:
        """Names that stand whole in what was typed, then names that have every typed word.

        One everyday word among others is not enough, and of an everyday word the whole is needed.
        """
        padded = f" {query} "
        for name in self._names:
            says_enough = len(name.words) > 1 or (name.rank < Rank.EVERYDAY and name.folded in words)
            if says_enough and f" {name.folded} " in padded:
                yield name
        for name in self._names:
            if words and all(
                word in name.words or (name.rank < Rank.EVERYDAY and _begins(word, name.words)) for word in words
            ):
                yield name

    def _alike(self, query: str, words: Sequence[str]) -> Iterator[Name]:
        """Names one slip away from all that was typed, or from one longer word of it.

        Among other words the first letter must be right: "heart" is not a slip of "wheat".
        """
        yield from self._one_slip_away(query, SHORTEST_SLIP)
        for word in sorted(words, key=len, reverse=True):
            near = self._one_slip_away(word, SHORTEST_SLIP_AMONG_WORDS)
            yield from (name for name in near if name.folded[0] == word[0])

    def _one_slip_away(self, wanted: str, shortest: int) -> Iterator[Name]:
        if len(wanted) < shortest:
            return
        near = most_alike(wanted, self._folded, least=ALIKE, most=MOST_FOUND)
        meant = [each for each in near if each[1] >= near[0][1] - MUCH_LESS_ALIKE]
        places = sorted(meant, key=lambda each: (self._names[each[2]].rank == Rank.EVERYDAY, -each[1]))
        yield from (self._names[place] for _, _, place in places)

    def _in_passing(self, words: Sequence[str]) -> tuple[Card, ...]:
        """Cards that use all of the typed words, or an uncommon one, or else signs to seek help that use the only one.

        Signs to seek help always come first.
        """
        uses = Counter(card_id for word in dict.fromkeys(words) for card_id in self._passing.get(word, ()))
        together = [card_id for card_id, count in uses.items() if count == len(words) > 1]
        rare = [self._passing[word] for word in words if len(self._passing.get(word, ())) in range(1, TOO_ORDINARY + 1)]
        found = together or list(dict.fromkeys(card_id for cards in rare for card_id in cards))
        if not found and len(words) == 1:
            found = [card_id for card_id in uses if self._cards[card_id].group is Group.SEEK_HELP]
        cards = sorted((self._cards[card_id] for card_id in found), key=lambda card: card.group is not Group.SEEK_HELP)
        return tuple(cards[:MOST_FOUND])

    @cached_property
    def _passing(self) -> Mapping[str, list[str]]:
        """Which cards use a word anywhere, in the order of the shelves."""
        uses: dict[str, list[str]] = {}
        for card in self._cards.values():
            texts = (*card.names, *(plain(text) for text in (card.what, card.known, card.care)))
            for word in dict.fromkeys(fold(" ".join(texts)).split()):
                if len(word) >= SHORTEST_PASSING:
                    uses.setdefault(word, []).append(card.id)
        return uses

    def _shelf(self, query: str) -> Group | None:
        """The shelf whose label, or a longer word of it, was typed."""
        for group, label in self._shelves.items():
            folded = fold(label)
            choice = [folded, fold(group.value), *(word for word in folded.split() if len(word) >= SHORTEST_SLIP)]
            if query in choice or any(query in (f"{word}s", word.removesuffix("s")) for word in choice):
                return group
        return None

    def _near(self, query: str) -> tuple[Group, ...]:
        """The shelves of the names that look most like what was typed."""
        near = most_alike(query, self._folded, least=REMOTELY_ALIKE, most=MOST_FOUND)
        groups = (self._cards[self._names[place].card_id].group for _, _, place in near)
        return tuple(dict.fromkeys(groups))[:NEAR_GROUPS]

    def _distinct(self, names: Iterable[Name]) -> tuple[Card, ...]:
        ids = dict.fromkeys(name.card_id for name in names)
        return tuple(self._cards[card_id] for card_id in ids)[:MOST_FOUND]


def nearest_choice(text: str, choices: Mapping[str, Sequence[str]]) -> str | None:
    """The key one of whose words was typed, allowing for one slip; None when nothing is near."""
    query = fold(text[:LONGEST_QUERY])
    words = {fold(word): key for key, each in choices.items() for word in (key, *each)}
    if query in words:
        return words[query]
    if len(query) < SHORTEST_SLIP:
        return None
    near = most_alike(query, list(words), least=ALIKE, most=1)
    return words[near[0][0]] if near else None


def _rank(written: str, place: int) -> Rank:
    if place == 0:
        return Rank.TITLE
    return Rank.PROPER if any(each.isupper() or each.isdigit() for each in written) else Rank.EVERYDAY


def _begins(word: str, parts: Sequence[str]) -> bool:
    return len(word) >= SHORTEST_BEGINNING and any(part.startswith(word) for part in parts)
