"""Runs the real program with one difference: it kills itself, without a word, when it comes to a certain point.

    python tests/faults/killed_at.py POINT run

The point is passed until the file `armed` lies in the working directory.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.cli import main
from bot.runtime.inbox import Inbox
from bot.runtime.sender import Sender
from bot.runtime.worker import Worker
from bot.services.prompts import Prompts

# The first step that must not happen any more, for each point.
POINTS: dict[str, tuple[type, str]] = {
    "fetched": (Inbox, "keep"),
    "kept": (Worker, "take"),
    "recorded": (Sender, "process_request"),
    "sent": (Prompts, "sent"),
    "handled": (Inbox, "handled"),
}


def die_instead(owner: type, name: str) -> None:
    """Put death in the place of one method, once armed."""
    method: Callable[..., Any] = getattr(owner, name)

    def lethal(*arguments: Any, **named: Any) -> Any:
        if Path("armed").exists() and named.get("endpoint") != "answerCallbackQuery":
            os.kill(os.getpid(), signal.SIGKILL)
        return method(*arguments, **named)

    setattr(owner, name, lethal)


if __name__ == "__main__":
    die_instead(*POINTS[sys.argv[1]])
    sys.exit(main(sys.argv[2:]))
