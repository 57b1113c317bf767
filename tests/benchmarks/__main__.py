"""Measures everything in one run and writes docs/benchmarks.md.

This process is the Bot API and the people; it keeps to one core and the bot, a process of its own, to another.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from bot.app import real_now, use_pinned_zones
from bot.runtime.loop import run
from tests.benchmarks import broadcast, crowds, in_process, saves, taps, words
from tests.benchmarks.child import cores, stay_on
from tests.benchmarks.figures import Line
from tests.benchmarks.machine import machine
from tests.benchmarks.page import PAGE, page
from tests.benchmarks.sizes import FULL, QUICK, Sizes


async def measure(sizes: Sizes, others: str | None) -> dict[str, list[Line]]:
    """Every part in turn."""
    use_pinned_zones()
    ours, theirs = (cores()[-1], cores()[0]) if len(cores()) > 1 else (None, None)
    stay_on(ours)
    now = real_now()
    with tempfile.TemporaryDirectory(prefix="ebb-bench-") as name:
        folder = Path(name)
        return {
            "Taps": [
                *await taps.measure(sizes, folder, others=others, core=theirs, now=now),
                *await in_process.measure(sizes, folder / "in-process"),
            ],
            "A broadcast": await broadcast.measure(sizes, folder, core=theirs, now=real_now()),
            "Saves": await saves.measure(sizes, folder, real_now()),
            "Crowds": await crowds.measure(sizes, folder, core=theirs),
            "Words": words.measure(sizes),
        }


def main(arguments: list[str]) -> None:
    """Measure, print, write the page."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--others",
        type=os.path.abspath,
        help="a Python with aiogram and pyTelegramBotAPI; without it they are left out",
    )
    parser.add_argument("--quick", action="store_true", help="a glance, printed and not written")
    wanted = parser.parse_args(arguments)
    note = _load()
    parts = run(measure(QUICK if wanted.quick else FULL, wanted.others))
    text = page(parts, machine(wanted.others), note=note)
    print(text)  # noqa: T201
    if not wanted.quick:
        PAGE.write_text(text, encoding="utf-8")


def _load() -> str:
    """How busy the machine is with other things, which spoils times more than ratios."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f"When the run began, other programs kept {os.getloadavg()[0]:.1f} processors busy."


if __name__ == "__main__":
    main(sys.argv[1:])
