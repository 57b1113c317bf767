"""Which chats were asked something a moment ago. It is lost with a restart, and nothing depends on it."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

LASTS = timedelta(minutes=10)
MOST_CHATS = 1000


class Recent:
    """For questions that may be put before consent, or without a diary, when nothing can be stored."""

    def __init__(self) -> None:
        self._asked_at: OrderedDict[int, datetime] = OrderedDict()

    def note(self, chat_id: int, now: datetime) -> None:
        """This chat was asked just now; the oldest are forgotten when there are very many."""
        self._asked_at[chat_id] = now
        self._asked_at.move_to_end(chat_id)
        while len(self._asked_at) > MOST_CHATS:
            self._asked_at.popitem(last=False)

    def drop(self, chat_id: int) -> None:
        """It was answered."""
        self._asked_at.pop(chat_id, None)

    def holds(self, chat_id: int, now: datetime) -> bool:
        """Whether this chat was asked in the last ten minutes."""
        asked_at = self._asked_at.get(chat_id)
        return asked_at is not None and now - asked_at < LASTS
