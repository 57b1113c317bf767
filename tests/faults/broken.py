"""The program with one promise broken on purpose, so that the kills can be seen to find it.

    python tests/faults/broken.py PROMISE FAILPOINT run

The failpoint is as with killed_at.py; `never` is none.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta
from typing import Any

from bot.cli import main
from bot.domain.prompts import Prompt
from bot.runtime.inbox import Entry
from bot.runtime.worker import Worker
from bot.services.prompts import Prompts
from bot.storage.inbox import InboxRepository
from bot.storage.prompts import PromptRepository
from bot.storage.storage import Transaction
from tests.faults.failpoints import make_lethal


def confirm_before_keeping() -> None:
    """Let Telegram forget what is only in memory, as the stock poller does."""

    async def accept(self: Worker, updates: list[dict[str, Any]]) -> None:
        self.take(Entry(update["update_id"], update) for update in updates)

    Worker.accept = accept  # type: ignore[method-assign, assignment]


def read_lines_again() -> None:
    """Take a typed line for the next answer when it is handled again."""

    async def is_counted(_self: InboxRepository, _tx: Transaction, _update_id: int) -> bool:
        return False

    InboxRepository.is_counted = is_counted  # type: ignore[method-assign]


def settle_before_sending() -> None:
    """Believe that whatever was claimed has been sent."""
    claim = PromptRepository.claim

    async def claim_and_settle(
        self: PromptRepository, tx: Transaction, *, lease_until: datetime, limit: int, now: datetime
    ) -> list[Prompt]:
        claimed = await claim(self, tx, lease_until=lease_until, limit=limit, now=now)
        for prompt in claimed:
            await self.settle_sent(tx, prompt.id, 0, now)
        return claimed

    PromptRepository.claim = claim_and_settle  # type: ignore[method-assign]


def never_settle() -> None:
    """Send, and be due again."""

    async def sent(self: Prompts, prompt: Prompt, _message_id: int, now: datetime) -> None:
        await self.not_sent(prompt, timedelta(seconds=1), now)

    Prompts.sent = sent  # type: ignore[method-assign]


PROMISES = {
    each.__name__: each for each in (confirm_before_keeping, read_lines_again, settle_before_sending, never_settle)
}

if __name__ == "__main__":
    PROMISES[sys.argv[1]]()
    if sys.argv[2] != "never":
        make_lethal(sys.argv[2])
    sys.exit(main(sys.argv[3:]))
