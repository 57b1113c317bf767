"""Reads what the phrase check listens for, `safety/phrases.toml` of each language, onto the domain's rules."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli

from bot.domain.phrase_rules import Nearby, PhraseRules
from bot.domain.phrase_tree import SPEAKER, Gap, Meaning, Phrase, Step, Wording, grown
from bot.domain.plain_words import BREAK, plain_words, slips, starred
from content.problems import ContentError, Problem, not_known

PHRASES_FILE = "safety/phrases.toml"
PART = re.compile(
    r"\((?P<choice>[^()]*)\)|\[(?P<maybe>[^\[\]]*)\]|<(?P<set>\w+)>|(?P<gap>~+)|(?P<word>[^\s()\[\]<>~]+)"
)
ONE_WORD = re.compile(r"\w+")
SENTENCE_END = "$"
GAPS = {"~": Gap(3), "~~": Gap(6)}
MEANINGS = tuple(meaning.value for meaning in Meaning)
TABLES = ("words", "slips", "sets", *MEANINGS)
Wordings = Sequence[Wording]


def load_phrase_rules(root: Path, languages: Sequence[str]) -> tuple[PhraseRules, ...]:
    """The rules of every language that has them; raises ContentError with all there is to mend."""
    files = [(language, root / language / PHRASES_FILE) for language in languages]
    return tuple(read_phrase_rules(file, language) for language, file in files if file.exists())


def read_phrase_rules(file: Path, language: str) -> PhraseRules:
    """The rules of one language."""
    path = f"{language}/{PHRASES_FILE}"
    text = file.read_text(encoding="utf-8")
    try:
        tables = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ContentError([Problem(path, 1, f"This is not valid TOML: {error}.")]) from error
    mistakes = list(_misshapen(tables))
    if mistakes:
        raise ContentError(Problem(path, _line_of(text, word), sentence) for word, sentence in mistakes)
    reader = Reader(tables)
    nearby = _by_word(reader.nearby())
    tree = grown(reader.phrases())
    if reader.mistakes:
        raise ContentError(Problem(path, _line_of(text, phrase), sentence) for phrase, sentence in reader.mistakes)
    return PhraseRules(
        language=language,
        spellings=MappingProxyType(reader.spellings),
        pairs=MappingProxyType(reader.pairs),
        fillers=reader.fillers,
        tree=tree,
        nearby=nearby,
    )


def _misshapen(tables: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in tables:
        if name not in (*TABLES, "fillers", "nearby"):
            yield name, not_known(name, "a table of this file", TABLES)
    for rule in tables.get("nearby", ()):
        if not all(map(_is_list, [rule.get("words"), rule.get("without", ["-"]), *rule.get("beside", [None])])):
            yield "[[nearby]]", "[[nearby]] should have “words”, a list, and “beside”, lists of words."
        if rule.get("meaning", "soft") not in MEANINGS:
            yield str(rule["meaning"]), not_known(str(rule["meaning"]), "a meaning", MEANINGS)
    if not _is_list(tables.get("fillers")):
        yield "fillers", "“fillers” should be a list of words."
    for name in ("words", "sets"):
        for key, value in tables.get(name, {}).items():
            if value != [] and not _is_list(value):
                yield key, f"“{key}” should be a list of words."
    for meaning in Meaning:
        if not _is_list(tables.get(meaning.value, {}).get("phrases")):
            yield meaning.value, f"[{meaning.value}] should have “phrases”, a list."


def _by_word(rules: Iterable[Nearby]) -> Mapping[str, Sequence[Nearby]]:
    found: dict[str, list[Nearby]] = {}
    for rule in rules:
        for word in rule.words:
            found.setdefault(word, []).append(rule)
    return MappingProxyType(found)


def _is_list(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) and each.strip() for each in value)


def _line_of(text: str, word: str) -> int:
    return next((number for number, line in enumerate(text.splitlines(), start=1) if word in line), 1)


class Reader:
    """One file while it is read; `mistakes` grows."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.tables = tables
        self.mistakes: list[tuple[str, str]] = []
        self.fillers = frozenset(word for each in tables["fillers"] for word in plain_words(each))
        self.spellings: dict[str, str] = {}
        self.pairs: dict[tuple[str, str], str] = {}
        self._wordings_read: dict[str, Wordings] = {}
        self._learn_words()

    def phrases(self) -> Iterator[Phrase]:
        """Every phrase with its meaning."""
        for meaning in Meaning:
            for text in self.tables[meaning.value]["phrases"]:
                phrase = Phrase(list(self._parts(text)), meaning)
                alone = phrase.alone()
                if alone is not None and not ONE_WORD.fullmatch(text):
                    self.mistakes.append((text, f"“{text}” can come down to “{' '.join(map(str, alone))}” alone."))
                yield phrase
        self._learn_slips()

    def nearby(self) -> Iterator[Nearby]:
        """The rules for words anywhere in a sentence. Call it before `phrases`, which adds slips."""
        for rule in self.tables.get("nearby", ()):
            yield Nearby(
                self._group(rule["words"]),
                tuple(map(self._group, rule["beside"])),
                self._group(rule.get("without", ())),
                Meaning(rule.get("meaning", "soft")),
            )

    def _group(self, words: Sequence[str]) -> frozenset[str]:
        heard = {word: self._wordings(word, word) for word in words}
        wordings = [(word, steps) for word in words for steps in heard[word]]
        self.mistakes += [(word, f"“{word}” should be one word here.") for word, steps in wordings if len(steps) != 1]
        return frozenset(step for _, steps in wordings for step in steps if isinstance(step, str))

    def _learn_words(self) -> None:
        for word, spellings in self.tables.get("words", {}).items():
            self.spellings[word] = word
            for spelling in spellings:
                self._learn_spelling(plain_words(spelling), word)

    def _learn_spelling(self, plain: Sequence[str], word: str) -> None:
        if len(plain) == 2:
            self.pairs[plain[0], plain[1]] = word
        elif len(plain) == 1:
            self.spellings.setdefault(plain[0], word)
        else:
            self.mistakes.append((word, f"A spelling of “{word}” should be one word or two."))

    def _learn_slips(self) -> None:
        for word in self.tables.get("slips", {}).get("words", ()):
            for slip in (*slips(word), *starred(word)):
                self.spellings.setdefault(slip, self.spellings.get(word, word))
        for word in list(self.spellings):
            if word.isalpha() and 3 <= len(word) <= 8 and word in self.tables.get("words", {}):
                for hidden in starred(word):
                    self.spellings.setdefault(hidden, word)

    def _parts(self, phrase: str) -> Iterator[Wordings]:
        for found in PART.finditer(phrase):
            if found["choice"] is not None:
                yield list(self._choice(found["choice"].split("|"), phrase, is_first=found.start() == 0))
            elif found["maybe"] is not None:
                yield [(), *(wording for each in found["maybe"].split("|") for wording in self._wordings(each, phrase))]
            elif found["set"]:
                yield self._set(found["set"], phrase)
            elif found["gap"]:
                yield [(GAPS.get(found["gap"], Gap(6)),)]
            else:
                yield self._wordings(found["word"], phrase)

    def _choice(self, pieces: Sequence[str], phrase: str, *, is_first: bool) -> Iterator[Wording]:
        for piece in pieces:
            wordings = self._wordings(piece, phrase)
            if () in wordings or ((SPEAKER,) in wordings and not is_first):
                self.mistakes.append((phrase, f"“{piece}” is passed over, so “{phrase}” would be heard without it."))
            yield from wordings

    def _set(self, name: str, phrase: str) -> Wordings:
        if name not in self.tables.get("sets", {}):
            self.mistakes.append((phrase, not_known(name, "one of [sets]", self.tables.get("sets", {}))))
            return [()]
        return [wording for each in self.tables["sets"][name] for wording in self._wordings(each, phrase)]

    def _wordings(self, text: str, phrase: str) -> Wordings:
        """A piece of a phrase, read once however often it occurs."""
        known = self._wordings_read.get(text)
        if known is None:
            known = self._wordings_read[text] = self._read(text, phrase)
        return known

    def _read(self, text: str, phrase: str) -> Wordings:
        """A set in <…>, a gap, or words as they are heard in a text."""
        if text.strip().startswith("<"):
            return self._set(text.strip(" <>"), phrase)
        if text.strip() in GAPS:
            return [(GAPS[text.strip()],)]
        if text.strip() == SENTENCE_END:
            return [(BREAK,)]
        return [self._heard(plain_words(text))]

    def _heard(self, plain: Sequence[str]) -> Wording:
        heard: list[Step] = []
        plain = [BREAK if word == SENTENCE_END else word for word in plain]
        place = 0
        while place < len(plain):
            pair = self.pairs.get((plain[place], plain[place + 1])) if place + 1 < len(plain) else None
            word = pair or plain[place]
            place += 2 if pair else 1
            if word not in self.fillers:
                self.spellings.setdefault(word, word)
                heard.append(self.spellings[word])
        return tuple(heard)
