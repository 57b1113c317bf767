"""The first minute: how people arrive, and what they meet who do something else first."""

from __future__ import annotations

from bot.domain.checkin import Feeling
from bot.domain.person import Stage
from tests.conversations.conftest import Reads
from tests.world import World


async def test_first_day(ebb: World, reads_as_expected: Reads) -> None:
    """Anna, one check-in a day in Berlin: from the first word to tomorrow's prompt."""
    anna = ebb.person("Anna")
    await anna.say("/start")
    await anna.tap("Read more")
    await anna.tap("Back")
    await anna.tap("I agree")
    await anna.tap("18:40")
    await anna.tap("Berlin, Germany")
    await anna.tap("Yes, that's right")
    await anna.tap("20:00")
    await anna.tap("Yes, try it now")
    await anna.tap("So-so")
    await anna.tap("6")
    await anna.tap("7")
    await anna.tap("3")
    await anna.tap("Skip")
    await anna.tap("5")
    await anna.tap("Something calming")
    await anna.tap("Slow breath 4-6")
    await anna.say("/tip")
    await anna.tap("Why?")
    await ebb.to("20:00")
    await ebb.to("20:00")
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.feeling is Feeling.SO_SO
    assert checkin.scores == {"pain": 6, "fatigue": 7, "sleep": 3, "mood": 5}
    assert [answer.symptom_id for answer in checkin.answers if answer.is_skip] == ["fog"]
    assert [event.at.hour for event in anna.prompts()] == [17, 19]


async def test_group_refused(ebb: World, reads_as_expected: Reads) -> None:
    """Anna brings the bot into her self-help group; it says one line and goes."""
    anna = ebb.person("Anna")
    group = ebb.api.add_to_group(anna.stranger, "Tuesday group")
    await ebb.settle()
    reads_as_expected(ebb.listen(group))
    assert not group.bot_is_member
    assert await ebb.ebb.parts.people.find(anna.id) is None


async def test_newcomer_asks_for_things_first(ebb: World, reads_as_expected: Reads) -> None:
    """Tom tries everything before he agrees: help comes at once, the rest waits, nothing is kept."""
    tom = ebb.person("Tom")
    await tom.say("/helpnow")
    await tom.say("/privacy")
    await tom.tap("Delete everything")
    await tom.say("/delete")
    await tom.say("/checkin")
    await tom.say("pain 6")
    ebb.api.send_sticker(tom.stranger)
    await ebb.settle()
    await tom.say("/start from-a-link")
    await tom.tap("No thanks")
    reads_as_expected(tom)
    assert await ebb.ebb.parts.people.find(tom.id) is None


async def test_travel(ebb: World, reads_as_expected: Reads) -> None:
    """Anna flies to Tokyo: she is asked at eight in the evening there, and not twice on one day."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Good")
    anna.zone = "Asia/Tokyo"
    await ebb.to("09:00", "Asia/Tokyo")
    await anna.say("/settings")
    await anna.tap("Time zone: Berlin (Europe)")
    await anna.say("tokyo")
    await ebb.tap_first(anna)
    await anna.tap("Yes, that's right")
    await ebb.to("20:00", "Asia/Tokyo")
    await ebb.to("20:00", "Asia/Tokyo")
    reads_as_expected(anna)
    assert (await anna.person()).zone == "Asia/Tokyo"
    assert (await anna.person()).stage is Stage.SETTLED
    assert len(anna.prompts()) == 3
