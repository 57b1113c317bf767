"""Diaries to measure on: a few hundred people with a month behind them, sealed as ever, or up to a million who wait.

The million is filled with plain SQL through the real tables. Sealed values that nothing opens there are random bytes
of the right length.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import tzdata

from bot.domain.checkin import Answer, Checkin, Feeling
from bot.domain.prompts import EVERY_DAY, PromptState, diary_date, expiry
from bot.domain.symptom import DEFAULT_SYMPTOMS, Wording
from bot.screens.actions import Feel, GiveScore
from bot.screens.callback_data import encode
from bot.services.prompts import Prompts
from bot.storage.backup import back_up
from bot.storage.storage import Storage, Transaction
from content.loader import load
from tests.benchmarks.load import Tap
from tests.diary import files_of_program, opened

ZONE = "Europe/Berlin"
ZONES = (ZONE, "America/New_York", "Asia/Kolkata", "Australia/Sydney", "America/Los_Angeles", "Europe/London")
DAYS_BEHIND = 28
FIRST_CHAT = 1_000_000
MINUTES = 1440
SEALED_BYTES, SEALED_KEY_BYTES = 45, 60
TAPS_OF_A_CHECKIN = 1 + len(DEFAULT_SYMPTOMS)


@dataclass(frozen=True)
class Waiting:
    """How many people wait for a check-in time, how many of them right now, and how many old answers there are."""

    people: int
    due: int = 0
    answers: int = 0


async def make_tappers(folder: Path, people: int, now: datetime) -> list[Tap]:
    """A diary of people with a month of finished days and today's prompt before them; all the taps of their check-ins.

    First everybody's first tap, then everybody's second, and so on.
    """
    wordings = {symptom.id: symptom.wording for symptom in load().words("en").symptoms.values()}
    steps: list[list[Tap]] = [[] for _ in range(TAPS_OF_A_CHECKIN)]
    files = files_of_program(folder)
    async with opened(files, now) as storage:
        for number in range(people):
            chat_id = FIRST_CHAT + number
            code = await storage.database.write(_tapper(storage, chat_id, wordings, now))
            steps[0].append(Tap(chat_id, encode(Feel(code, Feeling.SO_SO))))
            for step, symptom_id in zip(steps[1:], DEFAULT_SYMPTOMS, strict=True):
                step.append(Tap(chat_id, encode(GiveScore(code, symptom_id, number % 11))))
        await _plan_nothing_anew(storage)
    back_up(files, now)
    return [tap for step in steps for tap in step]


def _tapper(storage: Storage, chat_id: int, wordings: dict[str, Wording], now: datetime):  # noqa: ANN202
    today = diary_date(now, ZoneInfo(ZONE))

    async def work(tx: Transaction) -> str:
        joined_at = now - timedelta(days=DAYS_BEHIND + 1)
        person = await storage.people.add(tx, chat_id, language="en", consent_version=1, now=joined_at)
        await storage.people.set_zone(tx, person.id, ZONE)
        await storage.slots.set_time(
            tx,
            person.id,
            "evening",
            wall_time=now.time().replace(second=0, microsecond=0),
            weekdays=EVERY_DAY,
            next_due_at=now + timedelta(days=1),
        )
        for day in range(1, DAYS_BEHIND + 1):
            await _live_a_day(tx, storage, person.id, wordings, on=today - timedelta(days=day), at=now)
        code = f"{chat_id:08}"
        await storage.prompts.add_if_absent(
            tx,
            code=code,
            person_id=person.id,
            slot_id=None,
            diary_on=today,
            zone=ZONE,
            due_at=now,
            expires_at=expiry(now),
            state=PromptState.SENT,
        )
        return code

    return work


async def _live_a_day(
    tx: Transaction, storage: Storage, person_id: int, wordings: dict[str, Wording], *, on: date, at: datetime
) -> None:
    day = Checkin(0, person_id, on, ZONE, Feeling.SO_SO, DEFAULT_SYMPTOMS, None, at, finished_at=at)
    checkin = await storage.checkins.save(tx, day)
    for place, symptom_id in enumerate(DEFAULT_SYMPTOMS):
        answer = Answer(symptom_id, float((on.day + place) % 11), at)
        await storage.checkins.put_answer(tx, checkin, answer, wordings[symptom_id])


async def add_waiting(folder: Path, waiting: Waiting, now: datetime) -> None:
    """Put people into the diary of a folder who fall due over the coming day, and some who are due already."""
    files = files_of_program(folder)
    async with opened(files, now) as storage:
        await _plan_nothing_anew(storage)
    with closing(sqlite3.connect(files.database, isolation_level=None)) as connection:
        # Nothing of value is lost if this is interrupted.
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        first_id = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM people").fetchone()[0]
        ids = range(first_id, first_id + waiting.people)
        _fill_people(connection, ids, now)
        connection.executemany(
            "INSERT INTO slots (person_id, name, wall_time, weekdays, next_due_at) VALUES (?, 'evening', ?, 127, ?)",
            _slots(ids, waiting.due, now),
        )
        _fill_answers(connection, ids, waiting.answers, now)
        connection.execute("COMMIT")


async def fall_due(storage: Storage, now: datetime) -> int:
    """The due tick: every check-in time that has come becomes a prompt and moves on; how many there were."""
    prompts, due = Prompts(storage, _code), 0
    while found := await prompts.fall_due(now):
        due += found
    return due


async def claim(storage: Storage, now: datetime) -> int:
    """What the sender does next: take the prompts, before it sends them; how many it took. They count as sent."""
    prompts, taken = Prompts(storage, _code), 0
    while claimed := await prompts.claim(now):
        taken += len(claimed)
        for _, prompt in claimed:
            await prompts.sent(prompt, 1, now)
    return taken


def _code() -> str:
    return os.urandom(4).hex()


async def _plan_nothing_anew(storage: Storage) -> None:
    """As after an earlier start with the same zone data."""
    await storage.database.write(lambda tx: storage.facts.put(tx, "tz_version", tzdata.IANA_VERSION))


def _fill_people(connection: sqlite3.Connection, ids: range, now: datetime) -> None:
    joined_at = int(now.timestamp()) - 86_400 * 100
    connection.executemany(
        "INSERT INTO people (id, chat_id, language, zone, joined_at) VALUES (?, ?, 'en', ?, ?)",
        ((each, 2 * FIRST_CHAT + each, _zone(each), joined_at) for each in ids),
    )
    span = (ids.start, ids.stop - 1)
    connection.execute(
        "INSERT INTO consents (person_id, version, language, given_at) "
        "SELECT id, 1, 'en', joined_at FROM people WHERE id BETWEEN ? AND ?",
        span,
    )
    for symptoms in (tuple(enumerate(DEFAULT_SYMPTOMS)),):
        connection.executemany(
            "INSERT INTO tracked_symptoms (person_id, position, symptom_id) VALUES (?, ?, ?)",
            ((each, position, symptom_id) for each in ids for position, symptom_id in symptoms),
        )
    # Random ids lie in the order of people, which saves most of the time and none of the space.
    connection.execute(
        "INSERT INTO vault_keys (key_id, person_id, master_key_id, sealed_key) "
        "SELECT printf('%016x', id), id, '0000000000000000', randomblob(?) FROM people WHERE id BETWEEN ? AND ?",
        (SEALED_KEY_BYTES, *span),
    )


def _slots(ids: range, due: int, now: datetime) -> Iterator[tuple[int, str, int]]:
    """Spread evenly over the minutes of a day from now on, each at the wall time of that moment in its zone."""
    moments = [now.replace(second=0, microsecond=0) + timedelta(minutes=minute) for minute in range(MINUTES + 1)]
    wall_times = {zone: [f"{each.astimezone(ZoneInfo(zone)):%H:%M}" for each in moments] for zone in ZONES}
    for place, person_id in enumerate(ids):
        minute = 0 if place < due else 1 + place % MINUTES
        yield person_id, wall_times[_zone(person_id)][minute], int(moments[minute].timestamp())


def _zone(person_id: int) -> str:
    return ZONES[person_id % len(ZONES)]


def _fill_answers(connection: sqlite3.Connection, ids: range, answers: int, now: datetime) -> None:
    """Finished days of the past with every question answered, as many people as that takes."""
    if not answers:
        return
    at = int(now.timestamp()) - 86_400
    days = answers // len(DEFAULT_SYMPTOMS)
    connection.execute("INSERT INTO wordings VALUES (NULL, 'any', 'en', 'How was it?', 'low', 'high')")
    wording_id = connection.execute("SELECT max(id) FROM wordings").fetchone()[0]
    first = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM checkins").fetchone()[0]
    dates = [(now.date() - timedelta(days=1 + day)).isoformat() for day in range(DAYS_BEHIND)]
    connection.executemany(
        "INSERT INTO checkins (id, person_id, diary_on, zone, sealed_feeling, plan, begun_at, finished_at) "
        "VALUES (?, ?, ?, ?, randomblob(?), 'pain,fatigue,sleep,fog,mood', ?, ?)",
        (
            (first + day, ids[day // DAYS_BEHIND], dates[day % DAYS_BEHIND], ZONE, SEALED_BYTES, at, at)
            for day in range(days)
        ),
    )
    connection.executemany(
        "INSERT INTO answers (checkin_id, symptom_id, wording_id, sealed_value, answered_at) "
        "VALUES (?, ?, ?, randomblob(?), ?)",
        (
            (first + day, symptom_id, wording_id, SEALED_BYTES, at)
            for day in range(days)
            for symptom_id in sorted(DEFAULT_SYMPTOMS)
        ),
    )
