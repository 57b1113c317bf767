"""Keeps a process that has read the program and its words and started nothing; each start is a fork of it.

Reading them takes most of a start's time and writes nothing, so tests that start the program many times leave it out.
What is forked is a process of its own that runs the same command line, says its lines and is killed like any other.

    python tests/keeper.py SOCKET          the number of an open socket; each message on it asks for one start
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import NoReturn

import bot.doctor
import bot.playground.server
import bot.programs
import bot.runtime.loop
import bot.webhooks  # noqa: F401 - all of these are read here, so that no start has to
from bot import app
from bot.storage import storage
from bot.storage.transaction import QUERIES
from content import places

LONGEST_REQUEST = 65_536
FAILED = 1


@dataclass(frozen=True)
class Start:
    """What is to be run where, and the pipes that hear it and that are told its number and its end."""

    folder: str
    environment: dict[str, str]
    command: list[str]
    pipes: tuple[int, ...]


def keep(requests: socket.socket) -> Start | None:
    """Fork at each request; in the child this returns what to run, and in the keeper None when nobody asks any more."""
    bell, ringer = socket.socketpair()
    for each in (bell, ringer):
        each.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(ringer.fileno(), warn_on_full_buffer=False)
    told: dict[int, int] = {}
    with requests, bell, ringer, selectors.DefaultSelector() as waiting:
        waiting.register(requests, selectors.EVENT_READ)
        waiting.register(bell, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _ in waiting.select()}
            if bell in ready:
                bell.recv(LONGEST_REQUEST)
                tell_of_the_ended(told)
            if requests not in ready:
                continue
            asked, pipes, _, _ = socket.recv_fds(requests, LONGEST_REQUEST, 3)
            if not asked:
                return None
            if (child := os.fork()) == 0:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                return Start(**json.loads(asked), pipes=tuple(pipes))
            *ears, told[child] = pipes
            for each in ears:
                os.close(each)
            os.write(told[child], f"{child}\n".encode())


def tell_of_the_ended(told: dict[int, int]) -> None:
    """Tell the exit code of each process that has ended."""
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            status = told.pop(ended[0])
            os.write(status, f"{os.waitstatus_to_exitcode(ended[1])}\n".encode())
            os.close(status)


def become(start: Start) -> object:
    """Be the program; its exit code."""
    nowhere = os.open(os.devnull, os.O_RDONLY)
    for wanted, given in enumerate((nowhere, *start.pipes[:2])):
        os.dup2(given, wanted)
    for each in (nowhere, *start.pipes):
        os.close(each)
    os.chdir(start.folder)
    os.environ.clear()
    os.environ.update(start.environment)
    try:
        if start.command[0] == "-m":
            sys.argv = start.command[1:]
            runpy.run_module(start.command[1], run_name="__main__", alter_sys=True)
        else:
            sys.argv = start.command
            runpy.run_path(start.command[0], run_name="__main__")
    except SystemExit as ending:
        return ending.code
    except BaseException:
        traceback.print_exc()
        return FAILED
    return 0


def leave(code: object) -> NoReturn:
    """End as `sys.exit` does, but without taking down what was read: that costs more than most runs."""
    if not isinstance(code, int | None):
        sys.stderr.write(f"{code}\n")
    for each in (sys.stdout, sys.stderr):
        each.flush()
    os._exit(code if isinstance(code, int) else 0 if code is None else FAILED)


def read_everything() -> None:
    """Read what every start reads, and what the first person needs: the words, the queries and the places."""
    app.load = bot.doctor.load = cache(app.load)  # type: ignore[attr-defined, assignment]
    app.load_reply_words = cache(app.load_reply_words)  # type: ignore[attr-defined, assignment]
    app.read_words()
    with suppress(ImportError):
        importlib.import_module("uvloop")
    storage.load_queries = cache(storage.load_queries)  # type: ignore[attr-defined]
    for file in QUERIES.glob("*.sql"):
        storage.load_queries(file.stem)  # type: ignore[attr-defined]
    places.search("Berlin")


if __name__ == "__main__":
    read_everything()
    gc.freeze()
    if (wanted := keep(socket.socket(fileno=int(sys.argv[1])))) is not None:
        leave(become(wanted))
