"""Texts made to keep the phrase check busy, each about as long as a message can be."""

from __future__ import annotations

from bot.domain.plain_words import LONGEST_TEXT

HOSTILE = {
    "a word again and again": "want " * 820,
    "people": "he she they my mum " * 200,
    "questions": "how many " * 455,
    "letters one by one": "k i l " * 700,
    "letters without spaces": "iwanttodi" * 455,
    "other scripts": "\u0456" * LONGEST_TEXT,
    "characters that unfold": "\ufdfa" * LONGEST_TEXT,
    "brackets that unfold": "\u2474" * LONGEST_TEXT,
    "marks on marks": ("a" + "\u0301" * 9) * 400,
    "stars": "k*l s**e " * 455,
    "digits for letters": " ".join(f"k1ll{number:x}" for number in range(600)),
    "signs": "a!b " * 1024,
    "emoji": "💊🔫" * 2048,
    "nothing to see": "d\u200b" * 2048,
    "the beginning of a phrase": "i do not want to " * 240,
    "sentences for every rule": "I jump, pills, death without me. " * 124,
    "long gaps": "how many of these so called very small and round " * 80,
    "very short sentences": "I die. " * 585,
    "a short sentence without an end": "die i " * 680,
}
