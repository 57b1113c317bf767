"""Whether people's taps could reach us. After a silence that swallowed some, the open questions are offered again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.storage.columns import to_moment, to_seconds
from bot.storage.storage import Storage, Transaction

# A tap lives this long on Telegram's side; then it is gone, and nobody is told.
TAP_LIFETIME = timedelta(seconds=150)
HEARD_AT = "heard_at"


@dataclass(frozen=True, slots=True)
class Presence:
    """Remembers over restarts when updates last came through."""

    storage: Storage

    async def heard(self, now: datetime) -> None:
        """Updates come through right now."""
        await self.storage.database.write(lambda tx: self._put(tx, now))

    async def silence_before(self, now: datetime) -> timedelta:
        """How long nothing came through until now; zero at the very first start."""

        async def work(tx: Transaction) -> timedelta:
            heard_at = await self.storage.facts.get(tx, HEARD_AT)
            return now - to_moment(int(heard_at)) if heard_at is not None else timedelta()

        return await self.storage.database.read(work)

    async def offer_again(self, now: datetime) -> int:
        """Make every open question due again whose taps may be lost; how many. Nobody on a break is disturbed.

        Noted in the same transaction as heard, so that one outage never leads to two offers.
        """

        async def work(tx: Transaction) -> int:
            await self._put(tx, now)
            return await self.storage.prompts.offer_again(tx, sent_before=now - TAP_LIFETIME, now=now)

        return await self.storage.database.write(work)

    async def _put(self, tx: Transaction, now: datetime) -> None:
        await self.storage.facts.put(tx, HEARD_AT, str(to_seconds(now)))
