"""What is done once a day for the diary as a whole: a backup, and letting days go that are older than they may be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from bot.storage.storage import Storage


@dataclass(slots=True)
class Upkeep:
    """`retention_days` None keeps everything until the person says otherwise."""

    storage: Storage
    retention_days: int | None
    _tidied_on: date | None = field(default=None, init=False)

    async def tend(self, now: datetime) -> bool:
        """Do what is due; whether a backup was made. Each day's old days go before its backup is made."""
        if self._tidied_on != now.date():
            await self.storage.upkeep.finish_shredding()
            await self._let_go(now)
            self._tidied_on = now.date()
        return await self.storage.upkeep.back_up_if_due(now) is not None

    async def _let_go(self, now: datetime) -> None:
        if self.retention_days is not None:
            await self.storage.upkeep.drop_before(now.date() - timedelta(days=self.retention_days))
