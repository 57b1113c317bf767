"""Keeps a process that has read the program and its words and started nothing; each start is a child of that process.

Reading them takes most of a start's time and writes nothing, so many kills in a short time leave it out. The
child is a process of its own that runs the same command and is killed like any other.

    python tests/faults/stable.py          and then, line by line: [folder, failpoint or null]
"""

from __future__ import annotations

import gc
import json
import os
import sys
from functools import cache

import bot.programs  # noqa: F401 - read here, so that no child has to
import bot.runtime.loop  # noqa: F401
from bot import app
from bot.cli import main
from tests.faults.failpoints import make_lethal


def start(folder: str, failpoint: str | None) -> None:
    """Become the program; never returns."""
    os.chdir(folder)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    if failpoint is not None:
        make_lethal(failpoint)
    code = main(["run"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def say(word: str, number: int) -> None:
    """Tell whoever keeps the stable."""
    os.write(1, f"{word} {number}\n".encode())


def keep() -> None:
    """Start what is asked for, one after the other."""
    app.load = cache(app.load)  # type: ignore[attr-defined]
    app.read_words()
    gc.freeze()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            start(*json.loads(line))
        say("started", child)
        say("ended", os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


if __name__ == "__main__":
    keep()
