"""Choosing a tip, remembering what was shown, and what the person said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.domain.person import Person
from bot.domain.prompts import diary_date
from bot.domain.tip_choice import choose_tip, picture_of, topic_of_week
from bot.domain.tips import Tip, Topic, Verdict
from bot.storage.storage import Storage, Transaction


@dataclass(frozen=True, slots=True)
class ShownTip:
    """A tip with what the person said of it before, and whether it comes from the shelf of the week."""

    tip: Tip
    verdict: Verdict = Verdict.NONE
    is_of_the_week: bool = False


@dataclass(frozen=True, slots=True)
class Tips:
    """`tips` holds the tips of each language."""

    storage: Storage
    tips: Mapping[str, tuple[Tip, ...]]

    async def choose(self, person: Person, topic: Topic | None, now: datetime) -> ShownTip | None:
        """A tip that fits today and was not seen lately, from one shelf or all; None when none is left."""

        async def work(tx: Transaction) -> ShownTip | None:
            diary_on = diary_date(now, ZoneInfo(person.zone or "UTC"))
            checkin = await self.storage.checkins.find(tx, person.id, diary_on)
            seen = await self.storage.tips.seen(tx, person.id)
            cautions = await self.storage.cautions.of(tx, person.id)
            is_big = await self.storage.pacing.is_big(tx, person.id, diary_on)
            day = picture_of(person, checkin, diary_on, cautions=cautions, did_too_much=is_big)
            tip = choose_tip(self.tips[person.language], day, seen, now, topic=topic)
            if tip is None:
                return None
            await self.storage.tips.mark_seen(tx, person.id, tip.id, now)
            verdict = seen[tip.id][1] if tip.id in seen else Verdict.NONE
            return ShownTip(tip, verdict, topic is None and tip.topic is day.week_topic)

        return await self.storage.database.write(work)

    def week_topic(self, person: Person, now: datetime) -> Topic:
        """The topic of the week that the person's diary day lies in, whether or not they asked for one."""
        return topic_of_week(diary_date(now, ZoneInfo(person.zone or "UTC")))

    async def find(self, person: Person, tip_id: str) -> ShownTip | None:
        """One tip by its id."""
        tip = next((tip for tip in self.tips[person.language] if tip.id == tip_id), None)
        if tip is None:
            return None
        seen = await self.storage.database.read(lambda tx: self.storage.tips.seen(tx, person.id))
        return ShownTip(tip, seen[tip_id][1] if tip_id in seen else Verdict.NONE)

    async def judge(self, person: Person, tip_id: str, verdict: Verdict, now: datetime) -> ShownTip | None:
        """Remember *Save* or *Not for me*; the latter is final for the choice of tips."""
        if all(tip.id != tip_id for tip in self.tips[person.language]):
            return None
        await self.storage.database.write(
            lambda tx: self.storage.tips.set_verdict(tx, person.id, tip_id, verdict=verdict, now=now)
        )
        return await self.find(person, tip_id)

    async def saved(self, person: Person) -> list[Tip]:
        """The tips a person kept, the one shown last first."""
        seen = await self.storage.database.read(lambda tx: self.storage.tips.seen(tx, person.id))
        kept = [tip for tip in self.tips[person.language] if tip.id in seen and seen[tip.id][1] is Verdict.SAVED]
        return sorted(kept, key=lambda tip: seen[tip.id][0], reverse=True)
