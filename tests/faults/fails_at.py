"""Runs the real program with two differences: a handler and the storage break on certain words, and quote them.

python tests/faults/fails_at.py run
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from bot.cli import main
from bot.services.replies import Replies
from bot.storage.checkins import CheckinRepository


def break_on(words: str, owner: type, name: str) -> None:
    """Let one method fail, as a careless one would, when it is given anything with these words in it."""
    method: Callable[..., Any] = getattr(owner, name)

    def failing(*arguments: Any, **named: Any) -> Any:
        if words in str((arguments, named)):
            raise ValueError(f"cannot make sense of {arguments[1:]}")
        return method(*arguments, **named)

    setattr(owner, name, failing)


if __name__ == "__main__":
    break_on("break the handler", Replies, "take")
    break_on("break the storage", CheckinRepository, "add_note")
    sys.exit(main(sys.argv[1:]))
