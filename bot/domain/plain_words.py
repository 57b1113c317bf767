"""Typed text brought back to plain words: one case, one script, no accents, nothing hidden between the letters.

The phrase check compares plain words only, so that `K!ll`, `kіll` with a Cyrillic letter and `k i l l` all read `kill`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import product
from string import ascii_lowercase

# Telegram's longest message; nothing longer comes in.
LONGEST_TEXT = 4096

BREAK = "."
MOST_ECHOES = 3
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U0001f3fb-\U0001f3ff\U000e0000-\U000e0fff]"
)
# Scripts whose letters can stand for ours, and signs. All else cannot be English or Spanish and becomes a gap, which
# also keeps a text short: some characters of other scripts unfold to 18.
STRANGE = re.compile(
    "[^\n -~\u00a0-\u058f\u10a0-\u10ff\u13a0-\u13ff\u1c80-\u1dff\u1e00-\u2bff\u2c60-\u2dff\ua640-\uab6f"
    "\uff01-\uff5e\U0001d400-\U0001d7ff\U0001f000-\U0001faff]"
)
# Letters of other scripts that look like ours. Found by eye; each pair is one ours, many theirs.
LOOKALIKES = {
    "a": "аαɑаāᴀ",
    "b": "ьвʙЬ",
    "c": "сϲᴄ",
    "d": "ԁɗᴅđ",
    "e": "еєεҽэᴇɛǝ",
    "f": "ƒғ",
    "g": "ɡԍɢ",
    "h": "һнʜ",
    "i": "іιıɩїɪɨ",
    "j": "јʝ",
    "k": "кκҝᴋ",
    "l": "ӏⅼʟł",
    "m": "мᴍ",
    "n": "пηɴոŋ",
    "o": "оοσөᴏøօ",
    "p": "рρᴘ",
    "q": "ԛ",
    "r": "гʀɾ",
    "s": "ѕꜱʂ",
    "t": "тτᴛŧ",
    "u": "υцսᴜ",
    "v": "ѵνᴠ",
    "w": "ԝωшᴡ",
    "x": "хχ×",
    "y": "уүγʏ",
    "z": "ᴢʐ",
}
LIKE_OURS = str.maketrans({theirs: ours for ours, many in LOOKALIKES.items() for theirs in many})
MARKS = re.compile("[\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+")
APOSTROPHES = re.compile("['’‘ʼ`´′]")
# The end of a sentence parts what stands around it; dots for a pause, or between letters, do not.
SENTENCE_END = re.compile(r"(?<![.!?])[.!?](?=\s)")
EMOJI = "[\u2620\u26b0\U0001f300-\U0001faff]"
# What needs no mending.
PLAIN = re.compile("[a-z0-9 ]*")
WORD = re.compile(rf"[a-z0-9]+(?:[*@$!|+]+[a-z0-9]+)*\**|[{BREAK}]|{EMOJI}")
# A dozen say all that a row of them can say.
MANY_EMOJI = re.compile(rf"((?:{EMOJI}\s*){{12}})(?:{EMOJI}\s*)+")
# Signs and digits that stand for letters. A 1 can be two of them.
SIGNS = str.maketrans("013457@$!|+", "oieastasiit")
SIGNS_L = str.maketrans("013457@$!|+", "oleastaslit")
LETTERS = frozenset(ascii_lowercase)
LETTER = re.compile("[a-z]")
LONG_RUN = re.compile(r"([a-z])\1{2,}")
ANY_RUN = re.compile(r"([a-z])\1+")
# Letters that are written for one another by ear, in English or Spanish.
SOUNDS = {"s": "zc", "z": "sc", "c": "szk", "k": "c", "i": "y", "y": "i", "b": "v", "v": "b"}
# With a letter twice, a shorter word is too often another one: "god" and "good", "son" and "soon".
LEAST_DOUBLED = 5
MOST_DOUBLED = 15
# Without a letter, a shorter word is too often another one: "cant" and "cat".
LEAST_LOSING = 5


def plain_words(text: str) -> list[str]:
    """The words of a text in small plain letters, single emoji, and a break where a sentence ends.

    Signs inside a word stay (`k!ll`, `su*cide`): what they stand for depends on the words of a language.
    """
    if PLAIN.fullmatch(text, 0, LONGEST_TEXT + 1):
        return _without_echo(text[:LONGEST_TEXT].split())
    visible = MANY_EMOJI.sub(r"\1", STRANGE.sub(" ", INVISIBLE.sub("", text[:LONGEST_TEXT])))
    parted = SENTENCE_END.sub(" \0 ", APOSTROPHES.sub("", visible))
    letters = unicodedata.normalize("NFKD", parted.translate(LIKE_OURS)).casefold().translate(LIKE_OURS)
    bare = MARKS.sub("", letters).replace(BREAK, " ").replace("\0", BREAK)
    return _without_echo(WORD.findall(bare))


def _without_echo(words: list[str]) -> list[str]:
    """A word, or two words in turn, said more than three times on end are kept three times, and so is a sentence.

    A row of single letters is left alone: it may spell something.
    """
    if len(words) <= MOST_ECHOES:
        return words
    for period in (1, 2, 3):
        words = _without_echo_of(words, period)
    return words


def _without_echo_of(words: list[str], period: int) -> list[str]:
    """The same for so many words in turn."""
    start = MOST_ECHOES * period
    kept = words[:start]
    same = 0
    for place in range(period, len(words)):
        same = same + 1 if words[place] == words[place - period] else 0
        if place >= start and (same <= start - period or LETTERS.issuperset(words[place - period + 1 : place + 1])):
            kept.append(words[place])
    return kept


def readings(word: str) -> tuple[str, ...]:
    """What a word with signs, digits or stretched letters may stand for, the likeliest first; not the word itself."""
    if word.isalpha() and LONG_RUN.search(word) is None:
        return ()
    if not LETTER.search(word):
        return ()
    found: list[str] = []
    for signs in (SIGNS, SIGNS_L):
        spelled = word.translate(signs)
        found.append(spelled)
        if LONG_RUN.search(spelled):
            found += [LONG_RUN.sub(r"\1", spelled), LONG_RUN.sub(r"\1\1", spelled)]
        if ANY_RUN.search(spelled):
            found.append(ANY_RUN.sub(r"\1", spelled))
    return tuple(dict.fromkeys(found))


def undoubled(word: str) -> Iterator[str]:
    """The words that this one is with one of their letters twice; none for a short word, nor for an endless one."""
    if LEAST_DOUBLED < len(word) <= MOST_DOUBLED and word.isalpha():
        for place in range(1, len(word)):
            if word[place] == word[place - 1]:
                yield word[:place] + word[place + 1 :]


def slips(word: str) -> frozenset[str]:
    """The word with one slip after its first letter: one doubled, swapped, as it sounds, or lost from a long word."""
    found = set()
    for place in range(1, len(word)):
        found.add(word[:place] + word[place] + word[place:])
        found.update(word[:place] + sound + word[place + 1 :] for sound in SOUNDS.get(word[place], ""))
        if place + 1 < len(word):
            if len(word) >= LEAST_LOSING:
                found.add(word[:place] + word[place + 1 :])
            found.add(word[:place] + word[place + 1] + word[place] + word[place + 2 :])
    return frozenset(found - {word})


def starred(word: str) -> frozenset[str]:
    """The word with any of its letters but the first hidden behind stars, as people do to slip past a filter."""
    if len(word) > 10:
        return frozenset()
    endings = product(*((letter, "*") for letter in word[1:]))
    return frozenset([word[0] + "".join(each) for each in endings]) - {word}
