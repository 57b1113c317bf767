"""Counts the syllables of an English word by rule, so that a reading grade needs no dictionary and no download."""

from __future__ import annotations

import re
from functools import cache

VOWELS = re.compile(r"[aeiouy]+")
# A silent e before a second part: safe-ly, move-ment, some-thing.
INNER_E = re.compile(r"(?<=[a-z])e(?=(?:ly|ful|fully|less|ment|ments|ness|thing|times?|one|work|line|body)$)")
# Endings that are written with a vowel and spoken without one.
SILENT = re.compile(
    r"""(?:
      (?<![aeiouy]) (?<![^aeiour]l) e           # take, rule; but not table
    | (?<![aeiouytd]) ed                        # helped; but not rested
    | (?<![aeiouycgszxh]) (?<![^aeiour]l) es    # times; but not places
    | (?<=[tg]h) es                             # breathes
    | (?<=[gq]u) es?                            # fatigue
    )$""",
    re.VERBOSE,
)
# Neighbouring vowels that are spoken apart, and endings spoken with a vowel nobody writes.
APART = re.compile(
    r"""
      (?<![ctgsqx]) i (?=[aou])      # diary, period, serious
    | (?<![ct]) i (?=e[tn])          # quiet, client
    | (?<=sc) i (?=e)                # science
    | (?<=gi) ant                    # giant
    | (?<=alg) i (?=a)               # fibromyalgia
    | (?<=[a-z]) y (?=a)             # fibromyalgia, loyal
    | u (?=a(?:tion|l|r|te))         # usual, evaluation
    | u (?=i[dn]s?$)                 # fluid
    | (?<=[eioy]) (?=ing$)           # doing, trying
    | (?<=[aeiou][^aeiou]e) a$       # area, idea
    | e (?=ate|o$)                   # create, video
    | sm$ | thm$                     # rhythm
    """,
    re.VERBOSE,
)
NOT = re.compile(r"(?<=[sd])n['’]t$")


@cache
def syllables(word: str) -> int:
    """How many syllables a word is likely to have; at least one."""
    letters = re.sub(r"[^a-z]", "", NOT.sub("nit", word.lower()))
    letters = INNER_E.sub("", letters)
    count = len(VOWELS.findall(letters)) - len(SILENT.findall(letters)) + len(APART.findall(letters))
    return max(count, 1)
