"""Pacing: activities with their days, weeks and setbacks, energy, and big days with what followed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bot.domain.alarms import TIMERS, AlarmKind
from bot.domain.checkin import Feeling
from bot.domain.energy import CHOICES, EnergyDay, EnergyUnit, PacingProfile
from bot.domain.pacing import (
    AMOUNTS,
    MOST_ACTIVITIES,
    WEEK,
    Activity,
    Done,
    Review,
    Unit,
    Week,
    begun,
    found,
    next_days,
    next_week,
    review,
    set_back,
    small_start,
)
from bot.domain.pacing_picture import ActivityDay, PacingPicture
from bot.domain.payback import ASKED_AFTER_DAYS, LEAST_DAYS, Payback, Watch, watch
from bot.domain.person import DEFAULT_CHECKIN_TIME, Person
from bot.domain.prompts import diary_date, moment_on
from bot.domain.usual import USUAL_WINDOW_DAYS
from bot.storage.storage import Storage, Transaction

# What the day after is judged by.
BURDENS = ("pain", "fatigue")
PEM = "PEM"
WATCHED_DAYS = 120
LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Pacing:
    """Every method gives back how things stand afterwards, or None for what is not there or not this person's."""

    storage: Storage

    async def look(self, person: Person, now: datetime) -> PacingPicture:
        """How all pacing of one person stands today."""
        return await self.storage.database.read(lambda tx: self._picture(tx, person, _today(person, now)))

    async def answer_pem(self, person: Person, has_pem: bool, now: datetime) -> PacingPicture:
        """The answer to the first question; it can be given anew at any time."""

        async def work(tx: Transaction) -> PacingPicture:
            ticked = await self.storage.cautions.of(tx, person.id)
            await self.storage.cautions.put(tx, person.id, ticked | {PEM} if has_pem else ticked - {PEM})
            known = await self.storage.pacing.profile(tx, person.id)
            await self.storage.pacing.put_profile(tx, person.id, replace(known, has_pem=has_pem))
            return await self._picture(tx, person, _today(person, now))

        return await self.storage.database.write(work)

    async def toggle_watch(self, person: Person, now: datetime, *, update_id: int | None = None) -> PacingPicture:
        """Watch for harder days after big ones, or not."""

        async def work(tx: Transaction) -> PacingPicture:
            known = await self.storage.pacing.profile(tx, person.id)
            if await self.storage.inbox.counts(tx, update_id):
                turned = replace(known, watches_payback=not known.watches_payback)
                await self.storage.pacing.put_profile(tx, person.id, turned)
            return await self._picture(tx, person, _today(person, now))

        return await self.storage.database.write(work)

    async def count_energy_in(self, person: Person, unit: EnergyUnit, now: datetime) -> PacingPicture:
        """The person's own unit of energy; today is asked for again, as 9 spoons are not 9 percent."""
        today = _today(person, now)

        async def work(tx: Transaction) -> PacingPicture:
            known = await self.storage.pacing.profile(tx, person.id)
            await self.storage.pacing.put_profile(tx, person.id, replace(known, unit=unit))
            await self.storage.pacing.put_energy(tx, person.id, EnergyDay(today))
            return await self._picture(tx, person, today)

        return await self.storage.database.write(work)

    async def say_energy(
        self, person: Person, *, budget: int | None = None, spent: int | None = None, now: datetime
    ) -> PacingPicture:
        """How much there is today, or how much went; what the unit does not have is not kept."""
        today = _today(person, now)

        async def work(tx: Transaction) -> PacingPicture:
            profile = await self.storage.pacing.profile(tx, person.id)
            known = await self._energy(tx, person, today)
            day = EnergyDay(today, known.budget if budget is None else budget, known.spent if spent is None else spent)
            choices = CHOICES[profile.unit] if profile.unit else ()
            if all(each is None or each in choices for each in (budget, spent)):
                await self.storage.pacing.put_energy(tx, person.id, day)
            return await self._picture(tx, person, today)

        return await self.storage.database.write(work)

    async def add(self, person: Person, name: str, unit: Unit, now: datetime) -> ActivityDay | None:
        """Begin to pace something; the one of this name when there is one already.

        None when there are enough activities or the name is empty."""
        name = name.strip()[:LONGEST_NAME].strip()

        async def work(tx: Transaction) -> ActivityDay | None:
            known = await self.storage.pacing.activities(tx, person.id)
            same = next((each for each in known if each.name.lower() == name.lower()), None)
            if same is not None:
                return await self._day(tx, same, _today(person, now))
            if not name or len(known) >= MOST_ACTIVITIES:
                return None
            activity = await self.storage.pacing.add(tx, Activity(0, person.id, name, unit), now)
            return await self._day(tx, activity, _today(person, now))

        return await self.storage.database.write(work)

    async def find(self, person: Person, activity_id: int, now: datetime) -> ActivityDay | None:
        """One activity today."""

        async def work(tx: Transaction) -> ActivityDay | None:
            activity = await self._own(tx, person, activity_id)
            return await self._day(tx, activity, _today(person, now)) if activity else None

        return await self.storage.database.read(work)

    async def note_found(
        self, person: Person, activity_id: int, amount: float | None, now: datetime
    ) -> ActivityDay | None:
        """At which amount symptoms began to rise today; None for somebody unsure, who begins small."""

        async def change(tx: Transaction, activity: Activity, today: date) -> Activity:
            profile = await self._known_profile(tx, person.id)
            if amount is not None and amount not in AMOUNTS[activity.unit]:
                return activity
            if amount is not None:
                return found(activity, today, amount, has_pem=profile.has_pem is not False)
            start = small_start(is_cautious=activity.is_cautious or profile.has_pem is not False)
            is_open = activity.amount is None and activity.unit is Unit.MINUTES
            return begun(activity, start, today) if is_open else activity

        return await self._change(person, activity_id, change, now)

    async def log(self, person: Person, activity_id: int, done: Done, now: datetime) -> ActivityDay | None:
        """How today went; more than planned makes it a big day."""

        async def change(tx: Transaction, activity: Activity, today: date) -> Activity:
            if activity.amount is not None:
                await self.storage.pacing.put_day(tx, activity, today, done)
                if done is Done.MORE:
                    await self._mark_big(tx, person, today, now)
            return activity

        return await self._change(person, activity_id, change, now)

    async def set_back(self, person: Person, activity_id: int, now: datetime) -> ActivityDay | None:
        """A harder time: less for a few days, then the last comfortable amount."""

        async def change(tx: Transaction, activity: Activity, today: date) -> Activity:
            profile = await self._known_profile(tx, person.id)
            return set_back(activity, today, has_pem=profile.has_pem is not False)

        return await self._change(person, activity_id, change, now)

    async def end(self, person: Person, activity_id: int, now: datetime) -> PacingPicture:
        """Stop pacing this; a timer that runs for it ends too."""

        async def work(tx: Transaction) -> PacingPicture:
            if await self._own(tx, person, activity_id):
                await self.storage.pacing.end(tx, activity_id, now)
                for alarm in await self.storage.alarms.open_of(tx, person.id):
                    if alarm.kind in TIMERS and alarm.about == activity_id:
                        await self.storage.alarms.settle(tx, alarm.id, now)
            return await self._picture(tx, person, _today(person, now))

        return await self.storage.database.write(work)

    async def review(self, person: Person, activity_id: int, now: datetime) -> tuple[ActivityDay, Review] | None:
        """What the week comes to, once it is over."""

        async def work(tx: Transaction) -> tuple[ActivityDay, Review] | None:
            activity = await self._own(tx, person, activity_id)
            if activity is None or not activity.is_review_due(_today(person, now)):
                return None
            profile = await self._known_profile(tx, person.id)
            week = await self._week(tx, person, activity)
            verdict = review(activity, week, has_pem=profile.has_pem is not False)
            return await self._day(tx, activity, _today(person, now)), verdict

        return await self.storage.database.read(work)

    async def decide(self, person: Person, activity_id: int, wants_to_grow: bool, now: datetime) -> ActivityDay | None:
        """A new week, bigger only where the rules offer it and the person wants it."""

        async def change(tx: Transaction, activity: Activity, today: date) -> Activity:
            if not activity.is_review_due(today):
                return activity
            profile = await self._known_profile(tx, person.id)
            week = await self._week(tx, person, activity)
            offered = review(activity, week, has_pem=profile.has_pem is not False).grows_to
            return next_week(activity, week, today, grows_to=offered if wants_to_grow else None)

        return await self._change(person, activity_id, change, now)

    async def mark_big(self, person: Person, now: datetime) -> PacingPicture:
        """Today was a big day; two days later there is one question."""

        async def work(tx: Transaction) -> PacingPicture:
            await self._mark_big(tx, person, _today(person, now), now)
            return await self._picture(tx, person, _today(person, now))

        return await self.storage.database.write(work)

    async def tell_payback(self, person: Person, diary_on: date, payback: Payback, now: datetime) -> Watch | None:
        """How it is two days after a big day; what may be said by now."""

        async def work(tx: Transaction) -> Watch | None:
            await self.storage.pacing.tell_payback(tx, person.id, diary_on, payback)
            return (await self._watch(tx, person, _today(person, now)))[0]

        return await self.storage.database.write(work)

    async def _change(
        self,
        person: Person,
        activity_id: int,
        change: Callable[[Transaction, Activity, date], Awaitable[Activity]],
        now: datetime,
    ) -> ActivityDay | None:
        today = _today(person, now)

        async def work(tx: Transaction) -> ActivityDay | None:
            activity = await self._own(tx, person, activity_id)
            if activity is None:
                return None
            changed = await change(tx, activity, today)
            await self.storage.pacing.put(tx, changed)
            return await self._day(tx, changed, today)

        return await self.storage.database.write(work)

    async def _known_profile(self, tx: Transaction, person_id: int) -> PacingProfile:
        """The profile with what is ticked among the cautions: a tick there counts as an answer here."""
        profile = await self.storage.pacing.profile(tx, person_id)
        if PEM in await self.storage.cautions.of(tx, person_id):
            return replace(profile, has_pem=True)
        return profile if profile.has_pem is None else replace(profile, has_pem=False)

    async def _own(self, tx: Transaction, person: Person, activity_id: int) -> Activity | None:
        everything = await self.storage.pacing.activities(tx, person.id)
        return next((each for each in everything if each.id == activity_id), None)

    async def _day(self, tx: Transaction, activity: Activity, today: date) -> ActivityDay:
        said = await self.storage.pacing.days(tx, activity, today, today)
        alarms = await self.storage.alarms.open_of(tx, activity.person_id)
        timer = next((each for each in alarms if each.kind in TIMERS and each.about == activity.id), None)
        profile = await self._known_profile(tx, activity.person_id)
        return ActivityDay(activity, today, said.get(today), timer, has_pem=bool(profile.has_pem))

    async def _picture(self, tx: Transaction, person: Person, today: date) -> PacingPicture:
        activities = await self.storage.pacing.activities(tx, person.id)
        big_days = await self.storage.pacing.big_days(tx, person.id, today)
        seen, has_enough_days = await self._watch(tx, person, today)
        return PacingPicture(
            profile=await self._known_profile(tx, person.id),
            today=today,
            activities=tuple([await self._day(tx, each, today) for each in activities]),
            energy=await self._energy(tx, person, today),
            is_big=any(each.diary_on == today for each in big_days),
            watch=seen,
            has_enough_days=has_enough_days,
        )

    async def _energy(self, tx: Transaction, person: Person, today: date) -> EnergyDay:
        known = await self.storage.pacing.energy(tx, person.id, today, today)
        return known[0] if known else EnergyDay(today)

    async def _week(self, tx: Transaction, person: Person, activity: Activity) -> Week:
        first_on = activity.week_from_on or date.min
        last_on = first_on + WEEK - timedelta(days=1)
        days = await self.storage.pacing.days(tx, activity, first_on, last_on)
        scores = await self._scores(
            tx, person, first_on - timedelta(days=USUAL_WINDOW_DAYS), last_on + timedelta(days=1)
        )
        usuals = {name: median(by_day.values()) for name, by_day in scores.items() if by_day}
        done = [day for day, said in days.items() if said is Done.DID]
        known, harder = next_days(done, scores, usuals)
        set_back_until = activity.setback_until_on
        return Week(
            days,
            known,
            harder,
            had_flare=await self._had_flare(tx, person, first_on, last_on),
            had_setback=set_back_until is not None and set_back_until > first_on,
        )

    async def _had_flare(self, tx: Transaction, person: Person, first_on: date, last_on: date) -> bool:
        zone = ZoneInfo(person.zone or "UTC")
        for flare in await self.storage.flares.of_person(tx, person.id):
            ended_on = flare.ended_at.astimezone(zone).date() if flare.ended_at else date.max
            if flare.begun_at.astimezone(zone).date() <= last_on and ended_on >= first_on:
                return True
        for days in range((last_on - first_on).days + 1):
            checkin = await self.storage.checkins.find(tx, person.id, first_on + timedelta(days=days))
            if checkin is not None and checkin.undone_at is None and checkin.feeling is Feeling.FLARE:
                return True
        return False

    async def _scores(
        self, tx: Transaction, person: Person, first_on: date, last_on: date
    ) -> dict[str, dict[date, float]]:
        scores = await self.storage.checkins.scores_since(tx, person.id, first_on, last_on)
        return {name: dict(pairs) for name, pairs in scores.items() if name in BURDENS}

    async def _watch(self, tx: Transaction, person: Person, today: date) -> tuple[Watch | None, bool]:
        """What may be said of big days, and whether there are days enough to watch at all."""
        profile = await self.storage.pacing.profile(tx, person.id)
        first_on = today - timedelta(days=WATCHED_DAYS)
        scores = await self._scores(tx, person, first_on, today)
        has_enough_days = len({day for each in scores.values() for day in each}) >= LEAST_DAYS
        if not profile.watches_payback:
            return None, has_enough_days
        return watch(await self.storage.pacing.big_days(tx, person.id, first_on), scores, today), has_enough_days

    async def _mark_big(self, tx: Transaction, person: Person, today: date, now: datetime) -> None:
        await self.storage.pacing.mark_big(tx, person.id, today, now)
        profile = await self.storage.pacing.profile(tx, person.id)
        _, has_enough_days = await self._watch(tx, person, today)
        zone, wall_time = ZoneInfo(person.zone or "UTC"), person.checkin_time or DEFAULT_CHECKIN_TIME
        due_at = moment_on(today + timedelta(days=ASKED_AFTER_DAYS), wall_time, zone)
        if profile.watches_payback and has_enough_days and due_at is not None:
            await self.storage.alarms.set(
                tx, person.id, AlarmKind.PAYBACK, due_at=due_at, about=today.toordinal(), diary_on=today, now=now
            )


def _today(person: Person, now: datetime) -> date:
    return diary_date(now, ZoneInfo(person.zone or "UTC"))
