"""Reads the words people type in one language from its `replies.toml` onto the domain's ReplyWords."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import tomli

from bot.domain.checkin import Feeling
from bot.domain.reply_words import ReplyWords, folded, phrase_of, tokens_of
from content.problems import ContentError, Problem, not_known

REPLIES_FILE = "replies.toml"
PLAIN_WORDS = ("same", "skip", "back", "stop")
LISTS = {
    "meanings": (*(feeling.value for feeling in Feeling), *PLAIN_WORDS),
    "scores": ("halves", "halves_alone", "joins", "points", "out_of", "hedges", "links", "units", "fillers"),
    "times": (
        "morning",
        "afternoon",
        "night",
        "hour_marks",
        "fillers",
        "past",
        "to",
        "and_minutes",
        "less_minutes",
    ),
}
NUMBERS = {"scores": ("numbers",), "times": ("hours", "minutes")}


def load_reply_words(path: Path) -> ReplyWords:
    """The reply words of one language; raises ContentError with every key that is missing, unknown or misused."""
    shown = f"{path.parent.name}/{path.name}"
    text = path.read_text(encoding="utf-8")
    try:
        tables: Mapping[str, Any] = tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ContentError([Problem(shown, 1, f"This is not valid TOML: {error}.")]) from error
    sentences = [*_misshapen(tables)] or [*_ambiguous(tables["meanings"])]
    if sentences:
        raise ContentError(Problem(shown, _line_of(text, word), sentence) for word, sentence in sentences)
    return _words(tables)


def _misshapen(tables: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each table or key that is missing, unknown or of another shape, with the word to look for in the file."""
    found = [(name, not_known(name, "a table of this file", LISTS)) for name in tables if name not in LISTS]
    for name, lists in LISTS.items():
        table = tables.get(name, {})
        numbers = NUMBERS.get(name, ())
        known = (*lists, *numbers)
        found += [(key, not_known(key, f"a key of [{name}]", known)) for key in table if key not in known]
        found += [(name, f"[{name}] has no “{key}”.") for key in known if key not in table]
        found += [(key, f"“{key}” should be a list of words.") for key in lists if not _is_list(table.get(key, []))]
        found += [(key, f"“{key}” should be words with numbers.") for key in numbers if not _is_map(table.get(key, {}))]
    return found


def _is_list(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and tokens_of(each) for each in value)


def _is_map(value: object) -> bool:
    return isinstance(value, dict) and all(type(each) is int and 0 <= each < 60 for each in value.values())


def _ambiguous(meanings: Mapping[str, list[str]]) -> list[tuple[str, str]]:
    """Phrases that mean two things."""
    first: dict[str, str] = {}
    found = []
    for key, phrases in meanings.items():
        for phrase in phrases:
            earlier = first.setdefault(phrase_of(phrase), key)
            if earlier != key:
                found.append((phrase, f"“{phrase}” stands under “{earlier}” and under “{key}”."))
    return found


def _line_of(text: str, word: str) -> int:
    """The first line that holds a word, for the eye; the top of the file when it is nowhere."""
    return next((number for number, line in enumerate(text.splitlines(), start=1) if word in line), 1)


def _words(tables: Mapping[str, Any]) -> ReplyWords:
    meanings, scores, times = (tables[name] for name in LISTS)
    feelings = {phrase_of(phrase): feeling for feeling in Feeling for phrase in meanings[feeling.value]}
    out_of = tuple(tuple(token.plain for token in tokens_of(each)) for each in scores["out_of"])
    return ReplyWords(
        feelings=MappingProxyType(feelings),
        out_of=out_of,
        numbers=MappingProxyType({folded(word): float(value) for word, value in scores["numbers"].items()}),
        clock_words=MappingProxyType({folded(word): value for word, value in times["hours"].items()}),
        minute_words=MappingProxyType({folded(word): value for word, value in times["minutes"].items()}),
        clock_fillers=_folded(times["fillers"]),
        **{key: frozenset(map(phrase_of, meanings[key])) for key in PLAIN_WORDS},
        **{key: _folded(scores[key]) for key in LISTS["scores"] if key != "out_of"},
        **{key: _folded(times[key]) for key in LISTS["times"] if key != "fillers"},
    )


def _folded(words: list[str]) -> frozenset[str]:
    """Single words, folded; a phrase of several counts as each of its words."""
    return frozenset(token.plain for word in words for token in tokens_of(word))
