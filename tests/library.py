"""All words as the program has them, read once for every test that only looks at them."""

from __future__ import annotations

from functools import cache

from content.check import Report, check
from content.library import Library
from content.loader import load


@cache
def library() -> Library:
    """The real library, shared: nothing in it can change."""
    return load()


@cache
def report() -> Report:
    """What the check says of it, shared likewise."""
    return check()
