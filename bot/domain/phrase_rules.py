"""What is listened for in one language: texts as its phrases know them, and the phrases that are in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field

from bot.domain.phrase_tree import SPEAKER, Meaning, Node, Ways
from bot.domain.plain_words import BREAK, readings, undoubled

# Whoever writes letter by letter or without spaces writes little; more than this is not taken apart.
MOST_TAKEN_APART = 200
MOST_GLUED = 100
MOST_DISGUISED = 24
LEAST_GLUED = 7
LEAST_ALONE = 4
LONGEST_WORD = 14
# In words, with all that its gaps can hold and room for some "I" between.
LONGEST_PHRASE = 40


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase that was found, from one word to before another."""

    start: int
    end: int
    meaning: Meaning


@dataclass(frozen=True, slots=True)
class Nearby:
    """Words that mean something when one of each group of `beside`, and none of `without`, is in the sentence.

    Phrases hear what was foreseen; this hears death and the one who speaks of it in whatever order they come.
    """

    words: frozenset[str]
    beside: tuple[frozenset[str], ...]
    without: frozenset[str] = frozenset()
    meaning: Meaning = Meaning.SOFT

    def holds(self, sentence: Set[str]) -> bool:
        """Whether a sentence with one of `words` and these is meant."""
        for group in self.beside:
            if group.isdisjoint(sentence):
                return False
        return self.without.isdisjoint(sentence)


@dataclass(frozen=True, slots=True)
class PhraseRules:
    """The phrases of one language.

    `spellings` leads from every way of writing a word to the word the phrases use; `pairs` does so for two words
    that count as one; `fillers` are passed over, so that "I just really want to die" is heard as "want die"; `nearby`
    leads from a word to the rules that listen for it.
    """

    language: str
    spellings: Mapping[str, str]
    pairs: Mapping[tuple[str, str], str]
    fillers: frozenset[str]
    tree: Node
    nearby: Mapping[str, Sequence[Nearby]] = field(default_factory=dict)


def matches(words: Sequence[str], rules: PhraseRules) -> list[Match]:
    """Every phrase in the plain words of a text, in the order of their beginnings."""
    heard = _heard(_together(words, rules), rules)
    found = [*_found(heard, rules), *_near(heard, rules.nearby)]
    return sorted(found, key=lambda match: match.start)


def _near(heard: Sequence[str], nearby: Mapping[str, Sequence[Nearby]]) -> Iterator[Match]:
    """The words of each sentence in which a rule holds, each as a phrase of its own, so that a saying can cover it."""
    start = 0
    # A text of many short sentences says the same again and again.
    known: dict[frozenset[str], Mapping[str, Set[Meaning]]] = {}
    for end, word in enumerate(heard):
        if word != BREAK:
            continue
        present = frozenset(heard[start:end])
        if present not in known:
            known[present] = _meant(present, nearby)
        meant = known[present]
        for place in range(start, end) if meant else ():
            yield from (Match(place, place + 1, meaning) for meaning in meant.get(heard[place], ()))
        start = end + 1


def _meant(sentence: Set[str], nearby: Mapping[str, Sequence[Nearby]]) -> Mapping[str, Set[Meaning]]:
    """What each word of a sentence means beside the others."""
    telling = {
        word: {rule.meaning for rule in nearby[word] if rule.holds(sentence)} for word in sentence & nearby.keys()
    }
    return {word: meanings for word, meanings in telling.items() if meanings}


def _found(heard: Sequence[str], rules: PhraseRules) -> list[Match]:
    found: list[Match] = []
    beginnings = rules.tree.ways.next
    # A text that says the same again and again is looked at once.
    known: dict[tuple[str, ...], list[tuple[int, Meaning]]] = {}
    for start, word in enumerate(heard):
        if word not in beginnings:
            continue
        ahead = tuple(heard[start : start + LONGEST_PHRASE])
        if ahead not in known:
            known[ahead] = list(dict.fromkeys(_ends(beginnings[word], ahead, 1)))
        found += [Match(start, start + length, meaning) for length, meaning in known[ahead]]
    return found


def _ends(node: Node, heard: Sequence[str], place: int, *, is_new: bool = True) -> Iterator[tuple[int, Meaning]]:
    """Where phrases that have come as far as `node` end. It goes no deeper than the tree, whatever the text."""
    ways = node.ways
    if is_new and ways.meanings:
        end = place - 1 if heard[place - 1] == BREAK else place
        yield from ((end, meaning) for meaning in ways.meanings)
    if place >= len(heard):
        return
    following = ways.next.get(heard[place])
    if following is not None:
        yield from _ends(following, heard, place + 1)
    elif heard[place] == SPEAKER:
        yield from _ends(node, heard, place + 1, is_new=False)
    if ways.beyond:
        yield from _beyond(ways, heard, place)


def _beyond(ways: Ways, heard: Sequence[str], place: int) -> Iterator[tuple[int, Meaning]]:
    """The same after some words of any kind, within the sentence."""
    for after in range(place, min(place + ways.reach + 1, len(heard))):
        following = ways.beyond.get(heard[after])
        if following is not None:
            yield from _ends(following, heard, after + 1)
        if heard[after] == BREAK:
            return


def _heard(words: Sequence[str], rules: PhraseRules) -> list[str]:
    """The words as the phrases know them: pairs joined, spellings folded together, fillers left out."""
    pairs, spellings, fillers = rules.pairs, rules.spellings, rules.fillers
    heard: list[str] = []
    before = pair = ""
    for word, following in zip(words, [*words[1:], BREAK], strict=False):
        if pair:
            pair = ""
            continue
        pair = pairs.get((word, following), "")
        plain = pair or spellings.get(word, word)
        if plain not in fillers and not (plain == before == SPEAKER):
            heard.append(plain)
            before = plain
    return [*heard, BREAK]


def _together(words: Sequence[str], rules: PhraseRules) -> list[str]:
    """Letters one by one become words, glued words are parted, and emoji that say nothing are passed over."""
    reader = Disguises(rules)
    known: list[str] = []
    letters: list[str] = []
    for word in words:
        if len(word) == 1 and word.isalnum():
            letters.append(word)
            continue
        if letters:
            known += reader.run(letters)
            letters = []
        if word in rules.spellings:
            known.append(word)
        elif word.isascii():
            known += reader.word(word)
    return known + reader.run(letters) if letters else known


class Disguises:
    """Sees through disguised words of one text, each of them once, and not without end."""

    def __init__(self, rules: PhraseRules) -> None:
        self._rules = rules
        self._seen: dict[str, list[str]] = {}
        self._letters_left = MOST_TAKEN_APART
        self._glued_left = MOST_GLUED
        self._words_left = MOST_DISGUISED

    def run(self, letters: Sequence[str]) -> list[str]:
        """Single letters in a row, as words if they make some."""
        if len(letters) < 3 or len(letters) > self._letters_left:
            return list(letters)
        self._letters_left -= len(letters)
        return self._parted("".join(letters)) or list(letters)

    def word(self, word: str) -> list[str]:
        """A word that is not known as it stands."""
        if word not in self._seen:
            self._seen[word] = self._read(word)
        return self._seen[word]

    def _read(self, word: str) -> list[str]:
        if word in self._rules.fillers:
            return [word]
        for once in undoubled(word):
            if once in self._rules.spellings:
                return [once]
        others = readings(word) if self._words_left else ()
        self._words_left -= bool(others)
        for reading in others:
            if self._knows(reading):
                return [reading]
        if LEAST_GLUED <= len(word) <= self._glued_left:
            self._glued_left -= len(word)
            parts = self._parted(word)
            if self._is_glued(parts):
                return parts
        return [word]

    def _is_glued(self, parts: Sequence[str]) -> bool:
        """Whether the parts say something together: "begun" is no "be gun", and no part is a lone letter."""
        if any(len(part) == 1 and part != SPEAKER for part in parts):
            return False
        found = _found(_heard(parts, self._rules), self._rules)
        are_whole_words = all(len(part) >= LEAST_ALONE for part in parts)
        return any(are_whole_words or match.end - match.start > 1 for match in found)

    def _parted(self, run: str) -> list[str]:
        """A run of letters as known words from end to end; nothing when that cannot be."""
        return next(filter(None, map(self._split, (run, *readings(run)[:2]))), [])

    def _split(self, run: str) -> list[str]:
        spellings, fillers = self._rules.spellings, self._rules.fillers
        best: list[list[str] | None] = [[], *([None] * len(run))]
        for end in range(1, len(run) + 1):
            for start in range(max(0, end - LONGEST_WORD), end):
                before, word = best[start], run[start:end]
                if before is None or (word not in spellings and word not in fillers):
                    continue
                already = best[end]
                if already is None or len(before) + 1 < len(already):
                    best[end] = [*before, word]
        return best[len(run)] or []

    def _knows(self, word: str) -> bool:
        return word in self._rules.spellings or word in self._rules.fillers
