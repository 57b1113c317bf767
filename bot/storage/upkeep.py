"""What the storage does for itself: shredding keys for good, and letting old days go."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from bot.storage import key_file
from bot.storage.backup import back_up, is_backup_due
from bot.storage.columns import to_seconds
from bot.storage.database import Database
from bot.storage.files import Files
from bot.storage.transaction import Transaction

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class UpkeepRepository:
    """Nobody's noun in particular."""

    queries: Any

    async def shredded(self, tx: Transaction) -> list[str]:
        """Keys that may still be in the key file."""
        return [row["key_id"] async for row in self.queries.shredded(tx)]

    async def is_shredded(self, tx: Transaction, key_id: str) -> None:
        """This one is not in the key file any more."""
        await self.queries.drop_shredded(tx, key_id=key_id)

    async def drop_days_before(self, tx: Transaction, first_on: date, limit: int) -> int:
        """Delete some check-ins of days before this one, with their answers and notes; how many went."""
        dropped: int = await self.queries.drop_checkins(tx, first_on=first_on.isoformat(), limit=limit)
        return dropped

    async def drop_prompts_before(self, tx: Transaction, first_on: date, limit: int) -> int:
        """Delete some prompts of days before this one; how many went."""
        dropped: int = await self.queries.drop_prompts(tx, first_on=first_on.isoformat(), limit=limit)
        return dropped

    async def drop_pacing_before(self, tx: Transaction, first_on: date) -> None:
        """Delete how days were paced before this one, and the sittings, flares and alarms that were over by then."""
        day, moment = first_on.isoformat(), to_seconds(datetime.combine(first_on, time(), UTC))
        await self.queries.drop_activity_days(tx, first_on=day)
        await self.queries.drop_energy_days(tx, first_on=day)
        await self.queries.drop_big_days(tx, first_on=day)
        await self.queries.drop_sittings(tx, moment=moment)
        await self.queries.drop_flares(tx, moment=moment)
        await self.queries.drop_activities(tx, moment=moment)
        await self.queries.drop_alarms(tx, moment=moment)


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Can be killed at any point and begun again."""

    database: Database
    repository: UpkeepRepository
    files: Files

    async def finish_shredding(self) -> int:
        """Take the keys of forgotten people out of the key file, and out of the log of changes; how many.

        A key file that cannot be written now is tried again at the next start and every night.
        """
        key_ids = await self.database.read(self.repository.shredded)
        if not key_ids:
            return 0
        try:
            await asyncio.to_thread(key_file.take_out, self.files.key_file, key_ids)
        except (sqlite3.Error, OSError):
            return 0

        async def work(tx: Transaction) -> None:
            for key_id in key_ids:
                await self.repository.is_shredded(tx, key_id)

        await self.database.write(work)
        await self.database.empty_log()
        return len(key_ids)

    async def back_up_if_due(self, now: datetime) -> Path | None:
        """Make tonight's backup unless it is made; where it is. BackupFailed leaves the older ones as they are."""
        return await asyncio.to_thread(self._back_up_if_due, now)

    def _back_up_if_due(self, now: datetime) -> Path | None:
        return back_up(self.files, now) if is_backup_due(self.files, now) else None

    async def drop_before(self, first_on: date) -> int:
        """Delete the diary of days before this one, a little at a time; how many check-ins went."""
        dropped = 0
        while some := await self.database.write(lambda tx: self.repository.drop_days_before(tx, first_on, AT_ONCE)):
            dropped += some
        while await self.database.write(lambda tx: self.repository.drop_prompts_before(tx, first_on, AT_ONCE)):
            pass
        await self.database.write(lambda tx: self.repository.drop_pacing_before(tx, first_on))
        return dropped
