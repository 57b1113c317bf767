from datetime import datetime, timedelta

import pytest

from bot.domain.person import Person
from bot.domain.tips import Verdict
from bot.storage.storage import Storage

HOUR = timedelta(hours=1)


async def test_a_tip_is_remembered_with_when_it_was_last_shown(
    storage: Storage, anna: Person, ben: Person, now: datetime
) -> None:
    await storage.database.write(lambda tx: storage.tips.mark_seen(tx, anna.id, "S-01", now))
    await storage.database.write(lambda tx: storage.tips.mark_seen(tx, anna.id, "S-01", now + HOUR))

    seen = await storage.database.read(lambda tx: storage.tips.seen(tx, anna.id))
    assert seen == {"S-01": (now + HOUR, Verdict.NONE)}
    assert await storage.database.read(lambda tx: storage.tips.seen(tx, ben.id)) == {}


@pytest.mark.parametrize("verdict", Verdict)
async def test_a_verdict_outlives_the_next_showing(
    storage: Storage, anna: Person, now: datetime, verdict: Verdict
) -> None:
    await storage.database.write(lambda tx: storage.tips.mark_seen(tx, anna.id, "S-01", now))
    await storage.database.write(
        lambda tx: storage.tips.set_verdict(tx, anna.id, "S-01", verdict=verdict, now=now + HOUR)
    )
    judged = await storage.database.read(lambda tx: storage.tips.seen(tx, anna.id))
    await storage.database.write(lambda tx: storage.tips.mark_seen(tx, anna.id, "S-01", now + 2 * HOUR))

    assert judged == {"S-01": (now, verdict)}
    shown = await storage.database.read(lambda tx: storage.tips.seen(tx, anna.id))
    assert shown == {"S-01": (now + 2 * HOUR, verdict)}


async def test_a_verdict_on_a_tip_not_shown_before_counts_as_shown(
    storage: Storage, anna: Person, now: datetime
) -> None:
    await storage.database.write(
        lambda tx: storage.tips.set_verdict(tx, anna.id, "S-02", verdict=Verdict.SAVED, now=now)
    )
    seen = await storage.database.read(lambda tx: storage.tips.seen(tx, anna.id))
    assert seen == {"S-02": (now, Verdict.SAVED)}
