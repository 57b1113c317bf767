"""Pacing as rows: everything a person said about their activities and energy is sealed, as small JSON texts."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.domain.energy import EnergyDay, EnergyUnit, PacingProfile
from bot.domain.pacing import Activity, Done, Unit
from bot.domain.payback import BigDay, Payback
from bot.storage.columns import to_seconds
from bot.storage.transaction import Transaction
from bot.storage.vault import Place, Vault

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PacingRepository:
    """Activities, their days, energy and big days of each person."""

    queries: Any
    vault: Vault

    async def profile(self, tx: Transaction, person_id: int) -> PacingProfile:
        """What holds for all pacing of one person; the empty one before anything was said."""
        sealed = await self.queries.profile(tx, person_id=person_id)
        if sealed is None:
            return PacingProfile()
        said = await self._open(tx, person_id, _PROFILE, sealed)
        unit = EnergyUnit(said["unit"]) if said["unit"] else None
        return PacingProfile(said["has_pem"], unit, said["watches_payback"])

    async def put_profile(self, tx: Transaction, person_id: int, profile: PacingProfile) -> None:
        """What holds from now on."""
        said = {
            "has_pem": profile.has_pem,
            "unit": profile.unit.value if profile.unit else None,
            "watches_payback": profile.watches_payback,
        }
        await self.queries.put_profile(tx, person_id=person_id, sealed=await self._seal(tx, person_id, _PROFILE, said))

    async def add(self, tx: Transaction, activity: Activity, now: datetime) -> Activity:
        """A new activity; it comes back with its id."""
        added: int = await self.queries.add_activity(tx, person_id=activity.person_id, begun_at=to_seconds(now))
        activity = replace(activity, id=added)
        await self.put(tx, activity)
        return activity

    async def put(self, tx: Transaction, activity: Activity) -> None:
        """The activity as it now is."""
        sealed = await self._seal(tx, activity.person_id, _place_of_activity(activity.id), _from_activity(activity))
        await self.queries.put_activity(tx, activity_id=activity.id, sealed=sealed)

    async def end(self, tx: Transaction, activity_id: int, now: datetime) -> None:
        """Not paced any more."""
        await self.queries.end_activity(tx, activity_id=activity_id, ended_at=to_seconds(now))

    async def activities(self, tx: Transaction, person_id: int) -> list[Activity]:
        """What one person paces, in the order it was begun."""
        return [await self._activity(tx, row) async for row in self.queries.activities(tx, person_id=person_id)]

    async def put_day(self, tx: Transaction, activity: Activity, diary_on: date, done: Done) -> None:
        """How one day went; a second word replaces the first."""
        sealed = await self._seal(tx, activity.person_id, _place_of_day(activity.id, diary_on), {"done": done.value})
        await self.queries.put_day(tx, activity_id=activity.id, diary_on=diary_on.isoformat(), sealed=sealed)

    async def days(self, tx: Transaction, activity: Activity, first_on: date, last_on: date) -> dict[date, Done]:
        """How the days of a span went; both ends belong."""
        found: dict[date, Done] = {}
        span = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
        async for row in self.queries.days(tx, activity_id=activity.id, **span):
            day = date.fromisoformat(row["diary_on"])
            said = await self._open(tx, activity.person_id, _place_of_day(activity.id, day), row["sealed_day"])
            found[day] = Done(said["done"])
        return found

    async def put_energy(self, tx: Transaction, person_id: int, day: EnergyDay) -> None:
        """The energy of one day, as it now is."""
        said = {"budget": day.budget, "spent": day.spent}
        sealed = await self._seal(tx, person_id, _place_of_energy(day.diary_on), said)
        await self.queries.put_energy(tx, person_id=person_id, diary_on=day.diary_on.isoformat(), sealed=sealed)

    async def energy(self, tx: Transaction, person_id: int, first_on: date, last_on: date) -> list[EnergyDay]:
        """The energy of a span of days, oldest first; both ends belong."""
        found = []
        span = {"first_on": first_on.isoformat(), "last_on": last_on.isoformat()}
        async for row in self.queries.energy(tx, person_id=person_id, **span):
            day = date.fromisoformat(row["diary_on"])
            found.append(EnergyDay(day, **await self._open(tx, person_id, _place_of_energy(day), row["sealed_day"])))
        return found

    async def mark_big(self, tx: Transaction, person_id: int, diary_on: date, now: datetime) -> None:
        """More was done than planned on this day."""
        moment = to_seconds(now)
        await self.queries.mark_big(tx, person_id=person_id, diary_on=diary_on.isoformat(), marked_at=moment)

    async def tell_payback(self, tx: Transaction, person_id: int, diary_on: date, payback: Payback) -> None:
        """How it was two days after a big day."""
        sealed = await self._seal(tx, person_id, _place_of_payback(diary_on), {"payback": payback.value})
        await self.queries.tell_payback(tx, person_id=person_id, diary_on=diary_on.isoformat(), sealed=sealed)

    async def big_days(self, tx: Transaction, person_id: int, first_on: date) -> list[BigDay]:
        """Big days since a date, the oldest first."""
        found = []
        async for row in self.queries.big_days(tx, person_id=person_id, first_on=first_on.isoformat()):
            day = date.fromisoformat(row["diary_on"])
            sealed = row["sealed_payback"]
            payback = None
            if sealed is not None:
                payback = Payback((await self._open(tx, person_id, _place_of_payback(day), sealed))["payback"])
            found.append(BigDay(day, payback))
        return found

    async def is_big(self, tx: Transaction, person_id: int, diary_on: date) -> bool:
        """Whether more was done than planned on this day."""
        return any(day.diary_on == diary_on for day in await self.big_days(tx, person_id, diary_on))

    async def _activity(self, tx: Transaction, row: sqlite3.Row) -> Activity:
        said = await self._open(tx, row["person_id"], _place_of_activity(row["id"]), row["sealed_activity"])
        return _to_activity(row["id"], row["person_id"], said)

    async def _seal(self, tx: Transaction, person_id: int, place: Place, said: Values) -> bytes:
        return await self.vault.seal(tx, person_id, place, json.dumps(said).encode())

    async def _open(self, tx: Transaction, person_id: int, place: Place, sealed: bytes) -> Values:
        said: Values = json.loads(await self.vault.open(tx, person_id, place, sealed))
        return said


_PROFILE = Place("pacing_profiles", "sealed_profile", "")


def _place_of_activity(activity_id: int) -> Place:
    return Place("activities", "sealed_activity", str(activity_id))


def _place_of_day(activity_id: int, day: date) -> Place:
    return Place("activity_days", "sealed_day", f"{activity_id}/{day.isoformat()}")


def _place_of_energy(day: date) -> Place:
    return Place("energy_days", "sealed_day", day.isoformat())


def _place_of_payback(day: date) -> Place:
    return Place("big_days", "sealed_payback", day.isoformat())


def _from_activity(activity: Activity) -> Values:
    return {
        "name": activity.name,
        "unit": activity.unit.value,
        "is_cautious": activity.is_cautious,
        "found": [[day.isoformat(), amount] for day, amount in activity.found],
        "amount": activity.amount,
        "comfortable": activity.comfortable,
        "week_from_on": _text(activity.week_from_on),
        "held_weeks": activity.held_weeks,
        "setback_amount": activity.setback_amount,
        "setback_until_on": _text(activity.setback_until_on),
    }


def _to_activity(activity_id: int, person_id: int, said: Values) -> Activity:
    dates = {name: _day(said[name]) for name in ("week_from_on", "setback_until_on")}
    found = tuple((date.fromisoformat(day), amount) for day, amount in said["found"])
    return Activity(activity_id, person_id, **(said | dates | {"unit": Unit(said["unit"]), "found": found}))


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
