"""Days as they come: good ones, rough ones, flares, breaks, and days on which nobody answers."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.domain.checkin import Feeling
from tests.conversations.conftest import Reads
from tests.world import World


async def test_rough_day(ebb: World, reads_as_expected: Reads) -> None:
    """Anna has a rough day: two taps are plenty."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Rough")
    await anna.tap("8")
    await anna.tap("That's enough")
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.is_finished
    assert checkin.scores == {"pain": 8}


async def test_flare_and_back(ebb: World, reads_as_expected: Reads) -> None:
    """Mara flares: one tap a day until she says that it is over."""
    mara = ebb.person("Mara")
    await mara.settle_in()
    await ebb.to("20:00")
    await mara.tap("Flare")
    await mara.tap("Skip")
    await mara.tap("One tap a day, please")
    await ebb.to("20:00")
    await mara.tap("Rough")
    await ebb.to("20:00")
    await mara.tap("The flare is over")
    await mara.tap("Good")
    await mara.say("/flare")
    reads_as_expected(mara)
    days = [await mara.day(f"2026-03-0{day}") for day in (2, 3, 4)]
    assert [day.feeling if day else None for day in days] == [Feeling.FLARE, Feeling.ROUGH, Feeling.GOOD]
    assert [day.plan if day else None for day in days] == [
        ("pain",),
        (),
        ("pain", "fatigue", "sleep", "fog", "mood"),
    ]
    assert (await mara.person()).flare_since_at is None


async def test_snooze_and_skip(ebb: World, reads_as_expected: Reads) -> None:
    """Anna has guests on Monday and sleeps early on Tuesday."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Not now")
    await anna.tap("In 30 minutes")
    await ebb.to("20:30")
    await anna.tap("Not now")
    await anna.tap("Back")
    await anna.tap("Good")
    await anna.say("/pause")
    await ebb.to("20:00")
    await anna.tap("Not now")
    await anna.tap("Skip today")
    await ebb.to("22:00")
    await anna.say("/checkin")
    await anna.tap("Not now")
    reads_as_expected(anna)
    assert (await anna.day("2026-03-02")) is not None
    assert (await anna.day("2026-03-03")) is None


async def test_never_a_burst(ebb: World, reads_as_expected: Reads) -> None:
    """The program is off for three days; Anna meets one question, not three."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.at(datetime(2026, 3, 5, 19, 45, tzinfo=UTC))
    await ebb.to("20:00")
    reads_as_expected(anna)
    assert len(anna.prompts()) == 2


async def test_pause_and_resume(ebb: World, reads_as_expected: Reads) -> None:
    """Anna takes a break of a day, and later one without an end."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/pause")
    await anna.tap("1 day")
    await ebb.to("20:00")
    await anna.say("/checkin")
    await anna.tap("Good")
    await ebb.to("20:00")
    await anna.say("/pause")
    await anna.tap("Until I say")
    await ebb.at(datetime(2026, 3, 20, 12, tzinfo=UTC))
    await anna.say("/start")
    await anna.say("/pause")
    await anna.tap("End the break")
    await ebb.to("20:00")
    reads_as_expected(anna)
    assert (await anna.person()).pause is None
    assert len(anna.prompts()) == 3


async def test_clocks_go_forward(ebb: World, reads_as_expected: Reads) -> None:
    """Jonas works nights and checks in at half past two, a time that does not exist on 29 March."""
    jonas = ebb.person("Jonas")
    await jonas.settle_in(at="02:30")
    await ebb.at(datetime(2026, 3, 28, 1, 30, tzinfo=UTC))
    await jonas.tap("Good")
    for _ in range(5):
        await jonas.tap("2")
    await ebb.at(datetime(2026, 3, 29, 1, 29, tzinfo=UTC))
    assert len(jonas.prompts()) == 1
    await ebb.at(datetime(2026, 3, 29, 1, 30, tzinfo=UTC))
    await jonas.tap("So-so")
    await jonas.say("pain 3, fatigue 4, sleep 5, fog 1, mood 6")
    await ebb.at(datetime(2026, 3, 30, 0, 30, tzinfo=UTC))
    reads_as_expected(jonas)
    assert [event.at for event in jonas.prompts()] == [
        datetime(2026, 3, 28, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC),
    ]
    assert (await jonas.day("2026-03-27")) is not None
    assert (await jonas.day("2026-03-28")) is not None
    assert (await jonas.day("2026-03-29")) is None


async def test_night_shift(ebb: World, reads_as_expected: Reads) -> None:
    """Aroha works nights in Auckland; two in the morning still belongs to the day before."""
    aroha = ebb.person("Aroha", "Pacific/Auckland")
    await aroha.settle_in(at="02:00")
    await ebb.to("02:00", "Pacific/Auckland")
    await aroha.tap("Good")
    await aroha.say("skip")
    await aroha.say("four")
    await aroha.say("6/10")
    await aroha.say("about 2")
    await aroha.say("7.5")
    await ebb.to("02:00", "Pacific/Auckland")
    reads_as_expected(aroha)
    checkin = await aroha.day("2026-03-03")
    assert checkin is not None
    assert checkin.scores == {"fatigue": 4, "sleep": 6, "fog": 2, "mood": 7.5}


async def test_blocked_and_back(ebb: World, reads_as_expected: Reads) -> None:
    """Anna blocks the bot for a week; when she is back, all is as it was and nothing has piled up."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Good")
    for score in "34567":
        await anna.tap(score)
    await anna.block()
    await ebb.at(datetime(2026, 3, 9, 19, 30, tzinfo=UTC))
    await anna.unblock()
    await ebb.pass_time(minutes=5)
    await anna.say("/start")
    await ebb.to("20:00")
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 3, "fatigue": 4, "sleep": 5, "fog": 6, "mood": 7}
    assert len(anna.prompts()) == 2
