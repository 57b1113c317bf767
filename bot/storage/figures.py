"""How much there is of everything, for whoever runs the bot: sums over everybody, and nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.domain.figures import Figures
from bot.storage.columns import to_seconds
from bot.storage.files import Files
from bot.storage.inbox import InboxRepository
from bot.storage.transaction import Transaction

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True, slots=True)
class FigureRepository:
    """Reads whole tables; for a person who asks now and then, not for a job."""

    queries: Any
    inbox: InboxRepository
    files: Files

    async def count(self, tx: Transaction, now: datetime) -> Figures:
        """Everything as it stands; people active and prompts given up in 7 days, what became of prompts in 24 hours."""
        people = await self.queries.people(tx, active_since=to_seconds(now - A_WEEK))
        prompts = await self.queries.prompts(tx, since=to_seconds(now - A_DAY))
        return Figures(
            people=people["people"],
            active=people["active"],
            unreachable=people["unreachable"],
            prompts_sent=prompts["sent"],
            prompts_answered=prompts["answered"],
            prompts_expired=prompts["expired"],
            prompts_dead=await self.queries.dead_prompts(tx, since=to_seconds(now - A_WEEK)),
            updates_waiting=await self.inbox.count_waiting(tx),
            updates_quarantined=await self.inbox.count_quarantined(tx),
            backed_up_at=max(self.files.backups_made(), default=None),
        )
