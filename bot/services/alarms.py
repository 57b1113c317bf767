"""What rings at a moment: setting timers, claiming what is due, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.domain.alarms import TIMERS, Alarm, AlarmKind
from bot.domain.pacing import REST_MINUTES, Unit, stop_after, stretches
from bot.domain.pacing_picture import ActivityDay
from bot.domain.person import Person
from bot.storage.storage import Storage, Transaction

RETRY_AFTER = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Alarms:
    """Timers a person started, and questions that were booked."""

    storage: Storage

    async def start_timer(
        self, person: Person, day: ActivityDay, *, is_tired: bool = False, place: int = 0, now: datetime
    ) -> Alarm | None:
        """Time one stretch of an activity in minutes, in place of any timer that runs; None without such a stretch.

        The timer of this very stretch goes on as it is, and so does the rest after it: a tap that is handled again
        after a crash must not put off the word to stop.
        """
        if day.amount is None or day.activity.unit is not Unit.MINUTES:
            return None
        pieces = stretches(day.amount, is_tired=is_tired)
        if not 0 <= place < len(pieces):
            return None
        due_at = now + stop_after(pieces[place])

        async def work(tx: Transaction) -> Alarm | None:
            for known in await self.storage.alarms.open_of(tx, person.id):
                if known.kind in TIMERS and (known.about, known.place) == (day.activity.id, place):
                    return known
            await self._stop_timers(tx, person, now)
            alarm_id = await self.storage.alarms.set(
                tx,
                person.id,
                AlarmKind.STOP,
                due_at=due_at,
                about=day.activity.id,
                place=place,
                is_tired=is_tired,
                now=now,
            )
            return await self.storage.alarms.find(tx, alarm_id)

        return await self.storage.database.write(work)

    async def stop_timers(self, person: Person, now: datetime) -> None:
        """End every timer of this person."""
        await self.storage.database.write(lambda tx: self._stop_timers(tx, person, now))

    async def claim(self, now: datetime) -> list[tuple[Person, Alarm]]:
        """What has to ring by now. Questions nobody can or wants to hear any more are dropped without a word."""

        async def work(tx: Transaction) -> list[tuple[Person, Alarm]]:
            claimed = []
            for alarm in await self.storage.alarms.claim(tx, now):
                person = await self.storage.people.find(tx, alarm.person_id)
                if person is None or person.unreachable_at is not None or _is_unwanted(alarm, person, now):
                    await self.storage.alarms.settle(tx, alarm.id, now)
                else:
                    claimed.append((person, alarm))
            return claimed

        return await self.storage.database.write(work)

    async def rung(self, alarm: Alarm, now: datetime) -> None:
        """It was heard. After the word to stop a rest begins by itself."""

        async def work(tx: Transaction) -> None:
            is_first = await self.storage.alarms.settle(tx, alarm.id, now)
            if is_first and alarm.kind is AlarmKind.STOP:
                await self.storage.alarms.set(
                    tx,
                    alarm.person_id,
                    AlarmKind.REST,
                    due_at=now + timedelta(minutes=REST_MINUTES),
                    about=alarm.about,
                    place=alarm.place,
                    is_tired=alarm.is_tired,
                    now=now,
                )

        await self.storage.database.write(work)

    async def not_rung(self, alarm: Alarm, wait: timedelta | None, now: datetime) -> None:
        """It could not be sent; again in a few seconds, or when Telegram says."""
        due_at = now + (wait or RETRY_AFTER)
        await self.storage.database.write(lambda tx: self.storage.alarms.put_off(tx, alarm.id, due_at))

    async def broke(self, alarm: Alarm, now: datetime) -> None:
        """Making or sending it failed by our own fault: tried again when the lease is over, or given up."""
        if alarm.is_hopeless:
            await self.never(alarm, now)

    async def never(self, alarm: Alarm, now: datetime) -> None:
        """It will never be heard."""
        await self.storage.database.write(lambda tx: self.storage.alarms.settle(tx, alarm.id, now))

    async def _stop_timers(self, tx: Transaction, person: Person, now: datetime) -> None:
        for alarm in await self.storage.alarms.open_of(tx, person.id):
            if alarm.kind in TIMERS:
                await self.storage.alarms.settle(tx, alarm.id, now)


def _is_unwanted(alarm: Alarm, person: Person, now: datetime) -> bool:
    """A break or a rest after a crisis silences questions, not what was started; a flare that is over needs none."""
    if alarm.kind in TIMERS:
        return False
    has_ended = alarm.kind is AlarmKind.FLARE and person.flare_since_at is None
    return alarm.is_stale(now) or person.is_paused(now) or person.is_resting(now) or has_ended
