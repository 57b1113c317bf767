"""When Python looks for garbage: seldom while the program starts, and later not among what is there to stay."""

from __future__ import annotations

import gc

STARTING = (30_000, 100, 1_000)
RUNNING = (2_000, 10, 10)


def look_seldom() -> None:
    """For the start. Nearly all that is made then stays, and looking through it again and again is a quarter of it."""
    gc.set_threshold(*STARTING)


def pass_over_what_is_there() -> None:
    """For the run, when everything that stays is there: a look through all of it would hold up everybody's taps."""
    gc.freeze()
    gc.set_threshold(*RUNNING)
