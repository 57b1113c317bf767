"""Prompts as rows: planned, claimed, sent and settled, each exactly once per person, slot and diary day."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.domain.prompts import LastPrompt, NewPrompt, Prompt, PromptState
from bot.storage.columns import to_moment, to_seconds
from bot.storage.transaction import Transaction

SETTLED = frozenset(
    {PromptState.ANSWERED, PromptState.SKIPPED, PromptState.EXPIRED, PromptState.MISSED, PromptState.FAILED}
)

# A person's id and one of their diary days.
Day = tuple[int, date]


@dataclass(frozen=True, slots=True)
class PromptRepository:
    """Claim (commit), send, settle: what the sender does in between never holds a transaction."""

    queries: Any

    async def add_if_absent(
        self,
        tx: Transaction,
        *,
        code: str,
        person_id: int,
        slot_id: int | None,
        diary_on: date,
        zone: str,
        due_at: datetime,
        expires_at: datetime,
        state: PromptState = PromptState.DUE,
    ) -> Prompt | None:
        """A new prompt, or None when this slot has asked for that day already. `slot_id` None never collides."""
        row = await self.queries.add_if_absent(
            tx,
            code=code,
            person_id=person_id,
            slot_id=slot_id,
            diary_on=diary_on.isoformat(),
            zone=zone,
            state=state.value,
            due_at=to_seconds(due_at),
            expires_at=to_seconds(expires_at),
        )
        return _to_prompt_or_none(row)

    async def put_due(self, tx: Transaction, prompts: Sequence[NewPrompt]) -> int:
        """Put prompts to be sent; how many. None is put for a day for which its slot has asked already."""
        rows = [
            (
                each.code,
                each.person_id,
                each.slot_id,
                each.diary_on.isoformat(),
                each.zone,
                to_seconds(each.due_at),
                to_seconds(each.expires_at),
            )
            for each in prompts
        ]
        touched: int = await self.queries.put_due(tx, prompts=json.dumps(rows)) if rows else 0
        return touched

    async def find(self, tx: Transaction, prompt_id: int) -> Prompt | None:
        """A prompt by id."""
        return _to_prompt_or_none(await self.queries.find(tx, prompt_id=prompt_id))

    async def find_by_code(self, tx: Transaction, code: str) -> Prompt | None:
        """A prompt by the code on its buttons; whose it is, is for the caller to check."""
        return _to_prompt_or_none(await self.queries.find_by_code(tx, code=code))

    async def known_days(self, tx: Transaction, days: Sequence[Day]) -> set[Day]:
        """Those for which anything was asked or answered already, which is seldom so when a prompt falls due."""
        given = json.dumps([(person_id, diary_on.isoformat()) for person_id, diary_on in days])
        rows = self.queries.known_days(tx, days=given)
        return {(row["person_id"], date.fromisoformat(row["diary_on"])) async for row in rows}

    async def open_for_day(self, tx: Transaction, person_id: int, diary_on: date) -> Prompt | None:
        """The newest prompt of that day that is not settled, whoever asked for it."""
        row = await self.queries.open_for_day(tx, person_id=person_id, diary_on=diary_on.isoformat())
        return _to_prompt_or_none(row)

    async def newest_for_day(self, tx: Transaction, person_id: int, diary_on: date) -> Prompt | None:
        """The newest prompt of that day, settled or not, whoever asked for it."""
        row = await self.queries.newest_for_day(tx, person_id=person_id, diary_on=diary_on.isoformat())
        return _to_prompt_or_none(row)

    async def last_of_slot(self, tx: Transaction, slot_id: int) -> LastPrompt | None:
        """What the slot asked for last, so that the next moment keeps its distance."""
        row = await self.queries.last_of_slot(tx, slot_id=slot_id)
        return None if row is None else LastPrompt(date.fromisoformat(row["diary_on"]), to_moment(row["asked_at"]))

    async def claim(self, tx: Transaction, *, lease_until: datetime, limit: int, now: datetime) -> list[Prompt]:
        """Take what is to be sent, the longest overdue first. No other claim sees it until the lease runs out.

        Only prompts inside their window; each claim counts as one attempt.
        """
        rows = self.queries.claim(tx, now=to_seconds(now), lease_until=to_seconds(lease_until), limit=limit)
        claimed = [_to_prompt(row) async for row in rows]
        return sorted(claimed, key=lambda prompt: (prompt.due_at, prompt.id))

    async def settle_sent(self, tx: Transaction, prompt_id: int, message_id: int, now: datetime) -> None:
        """Telegram took it. If it was answered or settled meanwhile, only the message is remembered."""
        await self.queries.settle_sent(tx, prompt_id=prompt_id, message_id=message_id, now=to_seconds(now))

    async def settle(self, tx: Transaction, prompt_id: int, state: PromptState, now: datetime) -> bool:
        """End a prompt. False, and no change, when it was settled before; only a late answer may still follow."""
        if state not in SETTLED:
            raise ValueError(state)
        touched: int = await self.queries.settle(tx, prompt_id=prompt_id, state=state.value, now=to_seconds(now))
        return touched > 0

    async def retry_at(self, tx: Transaction, prompt_id: int, due_at: datetime, *, attempts: int) -> bool:
        """It was certainly not sent: due again at that moment. False when the claim is gone.

        `attempts` is written as given, so that being throttled need not count as one.
        """
        moment = to_seconds(due_at)
        touched: int = await self.queries.retry_at(tx, prompt_id=prompt_id, due_at=moment, attempts=attempts)
        return touched > 0

    async def doubt(self, tx: Transaction, prompt_id: int, due_at: datetime) -> bool:
        """Whether it was sent is unknown: may be tried again at that moment. False when the claim is gone."""
        touched: int = await self.queries.doubt(tx, prompt_id=prompt_id, due_at=to_seconds(due_at))
        return touched > 0

    async def release(self, tx: Transaction, prompt_id: int) -> bool:
        """Give a claim back untried, as when the program stops. False when the claim is gone."""
        touched: int = await self.queries.release(tx, prompt_id=prompt_id)
        return touched > 0

    async def reopen(self, tx: Transaction, prompt_id: int) -> None:
        """A day that was skipped, missed or never reached is begun after all: its prompt is open until it expires."""
        await self.queries.reopen(tx, prompt_id=prompt_id)

    async def snooze(self, tx: Transaction, prompt_id: int, until: datetime) -> bool:
        """Ask again at that moment, with attempts counted anew. False when it is settled."""
        touched: int = await self.queries.snooze(tx, prompt_id=prompt_id, until_at=to_seconds(until))
        return touched > 0

    async def take_back_expired_leases(self, tx: Transaction, now: datetime) -> int:
        """How many claims their sender never settled; each becomes unknown, with one more doubt."""
        taken_back: int = await self.queries.take_back_expired_leases(tx, now=to_seconds(now))
        return taken_back

    async def offer_again(self, tx: Transaction, *, sent_before: datetime, now: datetime) -> int:
        """How many open prompts were made due once more: sent by then, unanswered, inside their window.

        They keep their message, so that its buttons can be taken off. People on a break or out of reach are left out.
        """
        touched: int = await self.queries.offer_again(tx, sent_before=to_seconds(sent_before), now=to_seconds(now))
        return touched

    async def expired(self, tx: Transaction, *, limit: int, now: datetime) -> list[Prompt]:
        """Open prompts whose window is over, the oldest first; the caller settles them in the same transaction."""
        rows = self.queries.expired(tx, now=to_seconds(now), limit=limit)
        return [_to_prompt(row) async for row in rows]


def _to_prompt_or_none(row: sqlite3.Row | None) -> Prompt | None:
    return None if row is None else _to_prompt(row)


def _to_prompt(row: sqlite3.Row) -> Prompt:
    return Prompt(
        id=row["id"],
        code=row["code"],
        person_id=row["person_id"],
        slot_id=row["slot_id"],
        diary_on=date.fromisoformat(row["diary_on"]),
        zone=row["zone"],
        state=PromptState(row["state"]),
        due_at=to_moment(row["due_at"]),
        expires_at=to_moment(row["expires_at"]),
        attempts=row["attempts"],
        message_id=row["message_id"],
        doubts=row["doubts"],
    )
