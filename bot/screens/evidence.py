"""How sure something is and where that comes from, in the same words under a tip and under a card."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.domain.tips import Grade
from bot.screens.screen import lines
from content.library import Words
from content.markup import Markup, escape
from content.sources import Source

DOI = re.compile(r"doi:(10\.[0-9]{4,9}/[^\s;,]*[A-Za-z0-9])")


def grade_words(grade: Grade, words: Words) -> Markup:
    """The grade by its name."""
    phrases = words.phrases
    return phrases.say("tip.grade", grade=phrases.label(f"grades.{grade.name.lower()}"))


def evidence_text(grade: Grade | None, sources: Iterable[str], review: str, words: Words) -> str:
    """The grade and what it means, every source in full, and whether a clinician had a look."""
    phrases = words.phrases
    graded = [grade_words(grade, words), phrases.say(f"tip.grade_{grade.name.lower()}")] if grade else []
    cited = [_cited(words.sources[key], words) for key in sources if key in words.sources]
    return lines([*graded, *cited, phrases.say(f"tip.review_{review}")])


def _cited(source: Source, words: Words) -> Markup:
    key = "tip.source" if source.is_checked else "tip.source_unchecked"
    return words.phrases.say(key, source=linked(source.citation))


def linked(citation: str) -> Markup:
    """A citation whose doi leads to the publication."""
    return Markup(DOI.sub(r'<a href="https://doi.org/\1">doi:\1</a>', escape(citation)))
