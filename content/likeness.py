"""Which of many names look most like what somebody wrote."""

from __future__ import annotations

from collections.abc import Sequence


def most_alike(written: str, names: Sequence[str], *, least: float, most: int = 5) -> list[tuple[str, float, int]]:
    """The names at least so much alike, of 100, the likest first: name, likeness, place among the names."""
    # Read at the first slip of somebody's hand: it is three megabytes, and most starts never need it.
    from rapidfuzz import fuzz, process

    return process.extract(written, names, scorer=fuzz.ratio, score_cutoff=least, limit=most)
