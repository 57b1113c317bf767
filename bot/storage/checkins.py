"""Check-ins as rows: the diary day, its answers with the words they were asked in, and its notes, all sealed."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.domain.checkin import Answer, Checkin, Feeling, Note
from bot.domain.symptom import Wording
from bot.storage.columns import to_moment, to_moment_or_none, to_seconds, to_seconds_or_none
from bot.storage.transaction import Transaction
from bot.storage.vault import Place, Vault

EVENING = "evening"
SKIP = "skip"
Scores = dict[str, list[tuple[date, float]]]


@dataclass(frozen=True, slots=True)
class CheckinRepository:
    """What people said. Nothing of it leaves this class unsealed except as domain values."""

    queries: Any
    vault: Vault

    async def find(self, tx: Transaction, person_id: int, diary_on: date) -> Checkin | None:
        """One diary day, also when it was taken back (`undone_at`)."""
        row = await self.queries.find(tx, person_id=person_id, diary_on=diary_on.isoformat(), kind=EVENING)
        return await self._checkin(tx, row)

    async def find_by_id(self, tx: Transaction, checkin_id: int) -> Checkin | None:
        """A check-in by id; whose it is, is for the caller to check."""
        return await self._checkin(tx, await self.queries.find_by_id(tx, checkin_id=checkin_id))

    async def latest(self, tx: Transaction, person_id: int) -> Checkin | None:
        """The check-in of the latest diary day, finished or not."""
        return await self._checkin(tx, await self.queries.latest(tx, person_id=person_id))

    async def save(self, tx: Transaction, checkin: Checkin) -> Checkin:
        """Write everything but answers and notes; gives the check-in back with its id.

        The row is found by person and diary day, so `checkin.id` may be 0 the first time.
        """
        place = place_of_feeling(checkin.diary_on)
        checkin_id: int = await self.queries.save(
            tx,
            person_id=checkin.person_id,
            diary_on=checkin.diary_on.isoformat(),
            kind=EVENING,
            zone=checkin.zone,
            sealed_feeling=await self.vault.seal(tx, checkin.person_id, place, _from_feeling(checkin.feeling).encode()),
            plan=",".join(checkin.plan),
            asking=checkin.asking,
            begun_at=to_seconds(checkin.begun_at),
            finished_at=to_seconds_or_none(checkin.finished_at),
            undone_at=to_seconds_or_none(checkin.undone_at),
            tip_id=checkin.tip_id,
        )
        return replace(checkin, id=checkin_id)

    async def put_answer(self, tx: Transaction, checkin: Checkin, answer: Answer, wording: Wording) -> None:
        """Record one answer with the words it was asked in; a second one to the same question replaces it."""
        place = place_of_answer(checkin.id, answer.symptom_id)
        await self.queries.put_answer(
            tx,
            checkin_id=checkin.id,
            symptom_id=answer.symptom_id,
            wording_id=await self._wording_id(tx, wording),
            sealed_value=await self.vault.seal(tx, checkin.person_id, place, _from_score(answer.score).encode()),
            answered_at=to_seconds(answer.answered_at),
        )

    async def _wording_id(self, tx: Transaction, wording: Wording) -> int:
        words = {
            "symptom_id": wording.symptom_id,
            "language": wording.language,
            "question": wording.question,
            "low_anchor": wording.low_anchor,
            "high_anchor": wording.high_anchor,
        }
        known: int | None = await self.queries.find_wording(tx, **words)
        if known is not None:
            return known
        added: int = await self.queries.add_wording(tx, **words)
        return added

    async def wording_of(self, tx: Transaction, checkin_id: int, symptom_id: str) -> Wording | None:
        """The words in which an answered question was put then."""
        row = await self.queries.wording_of_answer(tx, checkin_id=checkin_id, symptom_id=symptom_id)
        if row is None:
            return None
        return Wording(row["symptom_id"], row["language"], row["question"], row["low_anchor"], row["high_anchor"])

    async def erase_answers(self, tx: Transaction, checkin_id: int) -> None:
        """Take every answer of a check-in away; its notes stay."""
        await self.queries.erase_answers(tx, checkin_id=checkin_id)

    async def scores_since(self, tx: Transaction, person_id: int, first_on: date, last_on: date) -> Scores:
        """Scores by symptom, oldest day first, of finished check-ins that were not taken back.

        Both days belong. A skipped question gives no score; a symptom without scores is not in the result.
        """
        scores: Scores = {}
        days = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
        rows = [row async for row in self.queries.answers_between(tx, person_id=person_id, **days)]
        if not rows:
            return scores
        opened = await self.vault.opener(tx, person_id)
        for row in rows:
            place = place_of_answer(row["checkin_id"], row["symptom_id"])
            score = _to_score(opened(place, row["sealed_value"]).decode())
            if score is not None:
                scores.setdefault(row["symptom_id"], []).append((date.fromisoformat(row["diary_on"]), score))
        return scores

    async def finished_days(self, tx: Transaction, person_id: int, first_on: date, last_on: date) -> list[date]:
        """Days with a finished check-in that was not taken back, oldest first; both ends belong."""
        days = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
        rows = self.queries.finished_days(tx, person_id=person_id, **days)
        return [date.fromisoformat(row["diary_on"]) async for row in rows]

    async def count_finished(self, tx: Transaction, person_id: int) -> int:
        """How many check-ins a person has finished and not taken back."""
        finished: int = await self.queries.count_finished(tx, person_id=person_id)
        return finished

    async def add_note(
        self, tx: Transaction, checkin: Checkin, text: str, *, message_id: int | None, now: datetime
    ) -> Note:
        """Keep a note. The same message never makes two: the note it made before comes back."""
        written_at = to_seconds(now)
        place = place_of_note(checkin.id, written_at)
        note_id: int | None = await self.queries.add_note(
            tx,
            checkin_id=checkin.id,
            person_id=checkin.person_id,
            sealed_text=await self.vault.seal(tx, checkin.person_id, place, text.encode()),
            written_at=written_at,
            message_id=message_id,
        )
        if note_id is not None:
            return Note(note_id, text, to_moment(written_at))
        row = await self.queries.note_of_message(tx, person_id=checkin.person_id, message_id=message_id)
        return await self._note(tx, row)

    async def notes(self, tx: Transaction, checkin_id: int) -> tuple[Note, ...]:
        """The notes of a check-in in the order they were written."""
        return tuple([await self._note(tx, row) async for row in self.queries.notes(tx, checkin_id=checkin_id)])

    async def edit_note(self, tx: Transaction, person_id: int, message_id: int, text: str) -> bool:
        """Put other words into the note a message became; False when the message became none."""
        row = await self.queries.note_of_message(tx, person_id=person_id, message_id=message_id)
        if row is None:
            return False
        place = place_of_note(row["checkin_id"], row["written_at"])
        await self.queries.change_note(
            tx, note_id=row["id"], sealed_text=await self.vault.seal(tx, person_id, place, text.encode())
        )
        return True

    async def _checkin(self, tx: Transaction, row: sqlite3.Row | None) -> Checkin | None:
        if row is None:
            return None
        diary_on = date.fromisoformat(row["diary_on"])
        feeling = await self.vault.open(tx, row["person_id"], place_of_feeling(diary_on), row["sealed_feeling"])
        plan = tuple(row["plan"].split(",")) if row["plan"] else ()
        return Checkin(
            id=row["id"],
            person_id=row["person_id"],
            diary_on=diary_on,
            zone=row["zone"],
            feeling=_to_feeling(feeling.decode()),
            plan=plan,
            asking=row["asking"],
            begun_at=to_moment(row["begun_at"]),
            finished_at=to_moment_or_none(row["finished_at"]),
            undone_at=to_moment_or_none(row["undone_at"]),
            tip_id=row["tip_id"],
            answers=await self._answers(tx, row, plan),
            notes=await self.notes(tx, row["id"]),
        )

    async def _answers(self, tx: Transaction, checkin: sqlite3.Row, plan: tuple[str, ...]) -> tuple[Answer, ...]:
        answers = [
            Answer(
                row["symptom_id"],
                await self._score(tx, checkin["person_id"], checkin["id"], row),
                to_moment(row["answered_at"]),
            )
            async for row in self.queries.answers(tx, checkin_id=checkin["id"])
        ]
        places = {symptom_id: place for place, symptom_id in enumerate(plan)}
        answers.sort(key=lambda answer: (answer.answered_at, places.get(answer.symptom_id, len(places))))
        return tuple(answers)

    async def _score(self, tx: Transaction, person_id: int, checkin_id: int, row: sqlite3.Row) -> float | None:
        place = place_of_answer(checkin_id, row["symptom_id"])
        value = await self.vault.open(tx, person_id, place, row["sealed_value"])
        return _to_score(value.decode())

    async def _note(self, tx: Transaction, row: sqlite3.Row) -> Note:
        place = place_of_note(row["checkin_id"], row["written_at"])
        text = await self.vault.open(tx, row["person_id"], place, row["sealed_text"])
        return Note(row["id"], text.decode(), to_moment(row["written_at"]))


def place_of_feeling(diary_on: date) -> Place:
    """Where the first tap of a day lies."""
    return Place("checkins", "sealed_feeling", f"{diary_on.isoformat()}/{EVENING}")


def place_of_answer(checkin_id: int, symptom_id: str) -> Place:
    """Where one answer lies."""
    return Place("answers", "sealed_value", f"{checkin_id}/{symptom_id}")


def place_of_note(checkin_id: int, written_at: int) -> Place:
    """Where a note lies."""
    return Place("notes", "sealed_text", f"{checkin_id}/{written_at}")


def _from_feeling(feeling: Feeling | None) -> str:
    """Its word; empty when scores were typed before the first tap."""
    return feeling.value if feeling else ""


def _to_feeling(text: str) -> Feeling | None:
    return Feeling(text) if text else None


def _from_score(score: float | None) -> str:
    """As a person would write it: 6, 3.5, or skip."""
    if score is None:
        return SKIP
    return str(int(score)) if float(score).is_integer() else repr(float(score))


def _to_score(text: str) -> float | None:
    return None if text == SKIP else float(text)
