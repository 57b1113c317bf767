"""Waits that Telegram asked for, as rows, so that a restart does not cut them short."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.storage.columns import SECOND, to_moment, to_seconds
from bot.storage.transaction import Transaction

ALL_CHATS = 0


@dataclass(frozen=True, slots=True)
class NotBeforeRepository:
    """Until when nothing may be sent: to one chat, or to any under ALL_CHATS."""

    queries: Any

    async def put(self, tx: Transaction, chat_id: int, until_at: datetime) -> None:
        """Remember a wait, rounded up to whole seconds. One that ends later already stays."""
        await self.queries.put(tx, chat_id=chat_id, until_at=to_seconds(until_at + SECOND))

    async def standing(self, tx: Transaction, now: datetime) -> Mapping[int, datetime]:
        """The waits that are not over, by chat; those that are over are forgotten."""
        await self.queries.drop_past(tx, now=to_seconds(now))
        return {
            row["chat_id"]: to_moment(row["until_at"]) async for row in self.queries.standing(tx, now=to_seconds(now))
        }
