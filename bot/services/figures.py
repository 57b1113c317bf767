"""The counts that whoever runs the bot may ask for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.domain.figures import Figures
from bot.storage.storage import Storage


@dataclass(frozen=True, slots=True)
class Counting:
    """Sums over everybody; nobody in particular."""

    storage: Storage

    async def figures(self, now: datetime) -> Figures:
        """How much there is of everything right now."""
        return await self.storage.database.read(lambda tx: self.storage.figures.count(tx, now))
