"""What a typed line means: a score, several scores with a note, a feeling, one of a few plain words, or just words.

The words of a language come in as data; one pass from left to right reads them, so long hostile text costs little.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.domain.checkin import Feeling
from bot.domain.reply_words import SHORT_REPLY, ReplyWords, Token, folded, joined, tokens_of
from bot.domain.scores import OutOfRange, in_range, parse_score, plain_number, score_at
from bot.domain.wall_time import parse_time

__all__ = [
    "BackWord",
    "FeelingWord",
    "OutOfRange",
    "Reply",
    "ReplyWords",
    "Same",
    "Score",
    "Scores",
    "SkipWord",
    "StopWord",
    "Words",
    "parse_reply",
    "parse_score",
    "parse_time",
]

# A line with scores and a note; what comes later in a longer text stays note.
READ_AT_MOST = 600
# Characters before such a cut whose meaning may hang on what was cut off.
UNSURE_AT_CUT = 40
RANGE_MARKS = frozenset("-−–/:")


@dataclass(frozen=True, slots=True)
class Score:
    """One score from 0 to 10, to one tenth."""

    value: float


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores with the symptoms they belong to; `note` is what was written around them, in the person's own words.

    `out_of_range` names the symptoms whose number is not between 0 and 10; they have no score here.
    """

    scores: Mapping[str, float]
    note: str = ""
    out_of_range: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FeelingWord:
    """A word for the whole day, as on the first buttons."""

    feeling: Feeling


@dataclass(frozen=True, slots=True)
class Same:
    """The same as yesterday."""


@dataclass(frozen=True, slots=True)
class SkipWord:
    """Not this one, or not today."""


@dataclass(frozen=True, slots=True)
class BackWord:
    """One question back."""


@dataclass(frozen=True, slots=True)
class StopWord:
    """Stop what is going on."""


@dataclass(frozen=True, slots=True)
class Words:
    """Anything else."""

    text: str


Reply = Score | OutOfRange | Scores | FeelingWord | Same | SkipWord | BackWord | StopWord | Words


def parse_reply(text: str, words: ReplyWords, symptoms: Mapping[str, str]) -> Reply:
    """What a typed line means. `symptoms` maps names and aliases, as they are typed, to symptom ids."""
    if len(text) <= SHORT_REPLY:
        plain = _plain_word(text, words)
        if plain is not None:
            return plain
        score = parse_score(text, words)
        if score is not None:
            return score if isinstance(score, OutOfRange) else Score(score)
    return _scores(text, words, symptoms) or Words(text)


def _plain_word(text: str, words: ReplyWords) -> Reply | None:
    tokens = tokens_of(text)
    for phrase in (joined(tokens), joined([token for token in tokens if token.plain not in words.fillers])):
        if phrase in words.feelings:
            return FeelingWord(words.feelings[phrase])
        for known, reply in (
            (words.same, Same),
            (words.skip, SkipWord),
            (words.back, BackWord),
            (words.stop, StopWord),
        ):
            if phrase in known:
                return reply()
    return None


@dataclass(frozen=True, slots=True)
class _Found:
    """One symptom with its number, and the tokens they took."""

    symptom_id: str
    value: float
    first: int
    end: int


class _Names:
    """Symptom names by their first word, longest first."""

    def __init__(self, symptoms: Mapping[str, str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for name, symptom_id in symptoms.items():
            phrase = tuple(token.plain for token in tokens_of(name))
            if phrase:
                self._by_first.setdefault(phrase[0], []).append((phrase, symptom_id))
        for entries in self._by_first.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def at(self, tokens: Sequence[Token], place: int) -> tuple[str, int] | None:
        """The symptom named at a place, and the place after its name."""
        if place >= len(tokens):
            return None
        for phrase, symptom_id in self._by_first.get(tokens[place].plain, ()):
            end = place + len(phrase)
            if tuple(token.plain for token in tokens[place:end]) == phrase:
                return symptom_id, end
        return None


_Reader = Callable[[Sequence[Token], int, ReplyWords, _Names], _Found | None]


def _scores(text: str, words: ReplyWords, symptoms: Mapping[str, str]) -> Scores | None:
    tokens = tokens_of(text[:READ_AT_MOST])
    found = list(_pairs(tokens, words, _Names(symptoms)))
    if len(text) > READ_AT_MOST:
        found = [each for each in found if tokens[each.end - 1].end <= READ_AT_MOST - UNSURE_AT_CUT]
    if not found:
        return None
    scores: dict[str, float] = {}
    beyond: list[str] = []
    for each in found:
        value = in_range(each.value)
        if isinstance(value, OutOfRange):
            beyond.append(each.symptom_id)
        else:
            scores[each.symptom_id] = value
    spans = [(tokens[each.first].start, tokens[each.end - 1].end) for each in found]
    return Scores(scores, _note_around(text, spans, words), tuple(beyond))


def _pairs(tokens: Sequence[Token], words: ReplyWords, names: _Names) -> Iterator[_Found]:
    """Symptoms with numbers, either always name first or always number first, as the line begins."""
    readers: tuple[_Reader, ...] = (_name_first, _number_first)
    place = 0
    while place < len(tokens):
        found = None
        for read in readers:
            found = read(tokens, place, words, names)
            if found is not None:
                readers = (read,)
                yield found
                break
        place = found.end if found else place + 1


def _name_first(tokens: Sequence[Token], place: int, words: ReplyWords, names: _Names) -> _Found | None:
    named = names.at(tokens, place)
    if named is None:
        return None
    symptom_id, number_at = named
    for _ in range(3):
        if number_at < len(tokens) and (
            tokens[number_at].plain in words.links or tokens[number_at].plain in words.hedges
        ):
            number_at += 1
    read = score_at(tokens, number_at, words)
    if read is None or _measures_something_else(tokens, read[1], words):
        return None
    return _Found(symptom_id, read[0], place, read[1])


def _number_first(tokens: Sequence[Token], place: int, words: ReplyWords, names: _Names) -> _Found | None:
    if place and tokens[place - 1].plain in RANGE_MARKS:
        return None
    read = score_at(tokens, place, words)
    if read is None:
        return None
    value, end = read
    if end < len(tokens) and tokens[end].plain in words.links:
        end += 1
    named = names.at(tokens, end)
    if named is None or (named[1] < len(tokens) and tokens[named[1]].plain in words.units):
        return None
    return _Found(named[0], value, place, named[1])


def _measures_something_else(tokens: Sequence[Token], place: int, words: ReplyWords) -> bool:
    """Whether what follows makes the number hours, a clock time, a range or a date instead of a score."""
    if place >= len(tokens):
        return False
    if tokens[place].plain in words.units:
        return True
    mark, after = tokens[place], tokens[place + 1 : place + 2]
    if not after or plain_number(after[0].plain, words) is None:
        return False
    return mark.plain in RANGE_MARKS or (
        mark.plain in ".," and tokens[place - 1].end == mark.start == after[0].start - 1
    )


def _note_around(text: str, spans: Sequence[tuple[int, int]], words: ReplyWords) -> str:
    """What is left of the text when the scores are taken out, without the punctuation that held them together."""
    edges = [0, *(edge for span in spans for edge in span), len(text)]
    pieces = (text[start:end].strip(" \t\n,;:.-–—&+/") for start, end in zip(edges[::2], edges[1::2], strict=True))
    kept = [piece for piece in pieces if piece and folded(piece) not in words.joins]
    return " ".join(kept)
