"""Plain-language rules, measured: sentence and message length, banned words, shouting, emoji, reading grade.

The rules come from content facts, section 6.6: a reading age of 9 to 11, sentences of at most 15 words (20 as the
edge), messages of at most 60 words, at most one emoji, no exclamation marks and no words in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from content.markup import plain
from content.reading import Readable
from content.syllables import syllables

AIMED_SENTENCE, MOST_SENTENCE = 15, 20
AIMED_GRADE, MOST_GRADE = 6.0, 8.0
# A grade computed from fewer words says more about one long word than about the text.
LEAST_WORDS_TO_GRADE = 25

WORD = re.compile(r"[^\W_]+(?:['’.:/-][^\W_]+)*")
SENTENCE_END = re.compile(r"(?<=[.?!…])[\s”\"')]+|\n+")
CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
EMOJI = re.compile("[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55]")


@dataclass(frozen=True, slots=True)
class Rules:
    """What one language bans and allows; `banned` maps each word to the wordings in which it is fine."""

    banned: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    capitals: frozenset[str] = frozenset()
    familiar: frozenset[str] = frozenset()
    is_graded: bool = False


def read_rules(folder: Path) -> Rules:
    """The word lists of one language folder; a list that is not there bans and allows nothing.

    `banned.txt` has one word a line, after a colon the wordings in which it is fine; `capitals.txt` one short form a
    line, `familiar.txt` one long but well-known word a line. The reading grade is an English formula, so only English
    is graded.
    """
    banned = {}
    for line in _lines(folder / "banned.txt"):
        word, _, fine = line.partition(":")
        banned[word.strip()] = tuple(part.strip() for part in fine.split(",") if part.strip())
    capitals, familiar = (frozenset(_lines(folder / name)) for name in ("capitals.txt", "familiar.txt"))
    return Rules(banned, capitals, familiar, folder.name == "en")


def _lines(file: Path) -> list[str]:
    if not file.exists():
        return []
    lines = (line.strip() for line in file.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def problems_of(readable: Readable, rules: Rules) -> Iterator[str]:
    """Every rule the text breaks, one sentence each."""
    text = plain(readable.text)
    count = len(words(text))
    if readable.most_words is not None and count > readable.most_words:
        yield f"This text has {count} words; the most is {readable.most_words}."
    for sentence in _longer_than(text, MOST_SENTENCE):
        yield f"This sentence has {len(words(sentence))} words; the most is {MOST_SENTENCE}: {_start(sentence)}."
    if "!" in text:
        yield "There is an exclamation mark; use a full stop."
    for word in sorted(set(CAPITALS.findall(text)) - rules.capitals):
        yield f"“{word}” is in capitals; write it out, or add it to capitals.txt."
    if len(EMOJI.findall(text)) > 1:
        yield "There is more than one emoji."
    yield from (f"“{word}” is on the list of words to avoid (banned.txt)." for word in _banned(text, rules.banned))
    if (grade := _grade(readable, rules)) > MOST_GRADE:
        yield f"The reading grade is {grade:.1f}; the most is {MOST_GRADE:.0f}. Use shorter words and sentences."


def warnings_of(readable: Readable, rules: Rules) -> Iterator[str]:
    """What is still allowed but could be plainer."""
    for sentence in _longer_than(plain(readable.text), AIMED_SENTENCE):
        if len(words(sentence)) <= MOST_SENTENCE:
            yield f"This sentence has {len(words(sentence))} words; aim for {AIMED_SENTENCE}: {_start(sentence)}."
    if AIMED_GRADE < (grade := _grade(readable, rules)) <= MOST_GRADE:
        yield f"The reading grade is {grade:.1f}; aim for {AIMED_GRADE:.0f}."


def words(text: str) -> list[str]:
    """The words of a text; `4-7-8`, `20:00` and `don't` are one word each."""
    return WORD.findall(text)


def sentences(text: str) -> list[str]:
    """The sentences of a text; a new line or list item begins a new one."""
    return [part for part in SENTENCE_END.split(text) if words(part)]


def reading_grade(text: str, familiar: Collection[str] = ()) -> float:
    """The Flesch-Kincaid grade (Kincaid and others, 1975): the school year in which a text is easily read.

    Syllables are counted by rule, not from a dictionary, so a grade gives the same answer on every machine and is good
    for comparing our own texts, not for the decimals. A familiar long word counts as two syllables.
    """
    found = words(text)
    if not found:
        return 0.0
    spoken = sum(2 if word.lower() in familiar else syllables(word) for word in found)
    return 0.39 * len(found) / len(sentences(text)) + 11.8 * spoken / len(found) - 15.59


def _grade(readable: Readable, rules: Rules) -> float:
    text = plain(readable.text)
    worth_grading = rules.is_graded and readable.is_graded and len(words(text)) >= LEAST_WORDS_TO_GRADE
    return reading_grade(text, rules.familiar | readable.familiar) if worth_grading else 0.0


def _longer_than(text: str, most: int) -> list[str]:
    return [sentence for sentence in sentences(text) if len(words(sentence)) > most]


def _start(sentence: str) -> str:
    return "“" + " ".join(words(sentence)[:5]) + " …”"


def _banned(text: str, banned: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    small = text.lower()
    for word, fine in banned.items():
        if word.lower() not in small:
            continue
        rest = small
        for wording in fine:
            rest = rest.replace(wording.lower(), " ")
        if re.search(rf"(?<!\w){re.escape(word.lower())}(?!\w)", rest):
            yield word
