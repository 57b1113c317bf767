"""What was recorded just before a kill is handled again, when other words are expected and switches are turned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.domain.flare import Helped
from bot.runtime.inbox import Entry
from bot.screens.actions import Action, ToggleLargeButtons, ToggleSymptom
from bot.screens.callback_data import encode
from bot.screens.library_actions import ToggleCaution, ToggleWeekTopic
from bot.screens.pacing_actions import ToggleHelped, ToggleWatch
from tests.world import Chat, World

TODAY = "2026-03-02"


async def says_and_is_handled_again(ebb: World, anna: Chat, text: str) -> tuple[Any, Any]:
    """What Ebb holds after a typed line, and after the same update was taken up once more, as a restart does."""
    ebb.api.say(anna.stranger, text)
    return await is_handled_again(ebb, lambda: held(anna))


async def is_handled_again(ebb: World, look: Callable[[], Awaitable[Any]]) -> tuple[Any, Any]:
    """What is seen after the update that waits is handled, and after it is handled once more."""
    (update,) = [each.update for each in ebb.api.updates.waiting()]
    await ebb.settle()
    once = await look()
    ebb.ebb.worker.take([Entry(update["update_id"], update)])
    await ebb.settle()
    return once, await look()


async def held(anna: Chat) -> Any:
    """The day, what the next typed line would mean, and the check-in time."""
    person = await anna.person()
    return await anna.day(TODAY), person.expecting, person.checkin_time


@pytest.mark.parametrize("line", ["4", "skip", "back", "enough", "good", "Pain 4, tired 5. It rained."])
async def test_fault_03_a_typed_answer_counts_once_although_it_is_handled_twice(
    ebb: World, anna: Chat, line: str
) -> None:
    await ebb.to("20:00")
    for label in ("Good", "3", "6"):
        await anna.tap(label)
    once, twice = await says_and_is_handled_again(ebb, anna, line)
    assert twice == once


async def test_fault_03_a_typed_score_handled_twice_shows_the_question_that_follows(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    (checkin, *_), again = await says_and_is_handled_again(ebb, anna, "4")
    assert checkin.scores == {"pain": 4}
    assert again[0] == checkin
    assert "2 of 5" in anna.last_words


async def test_fault_03_a_note_handled_twice_stays_a_note_and_is_never_read_for_scores(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    for label in ("Rough", "4", "That's enough", "Add a note"):
        await anna.tap(label)
    once, twice = await says_and_is_handled_again(ebb, anna, "Pain 9 at noon, then rain.")
    assert twice == once
    assert once[0].scores == {"pain": 4}
    assert [note.text for note in once[0].notes] == ["Pain 9 at noon, then rain."]
    assert "Pain 9 at noon" in anna.last_words


async def test_fault_03_a_typed_time_handled_twice_is_not_taken_for_a_score(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    await anna.say("/settings")
    await anna.tap("Check-in time")
    once, twice = await says_and_is_handled_again(ebb, anna, "9")
    assert twice == once
    assert once[0].scores == {}
    assert f"{once[2]:%H:%M}" in ("09:00", "21:00")


async def test_fault_03_a_skipped_day_handled_twice_stays_skipped(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    once, twice = await says_and_is_handled_again(ebb, anna, "skip")
    assert twice == once
    assert anna.last_buttons == ["Check in after all"]


async def test_fault_03_a_note_to_the_flare_self_handled_twice_is_not_read_for_scores(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    await anna.say("/flare")
    await anna.tap("Write to my flare self")
    once, twice = await says_and_is_handled_again(ebb, anna, "7")
    assert twice == once
    assert once[0].scores == {}


async def test_fault_03_the_name_of_an_activity_handled_twice_is_not_read_for_scores(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    await anna.say("/pace")
    for label in ("No, or rarely", "Add something", "Something else, how often"):
        await anna.tap(label)
    once, twice = await says_and_is_handled_again(ebb, anna, "5")
    assert twice == once
    assert once[0].scores == {}


SWITCHES = (ToggleLargeButtons(), ToggleSymptom("pain", 0), ToggleCaution("FALL"), ToggleWeekTopic(), ToggleWatch())


@pytest.mark.parametrize("switch", SWITCHES, ids=lambda switch: type(switch).__name__)
async def test_fault_03_a_switch_tapped_once_and_handled_twice_is_turned_once(
    ebb: World, anna: Chat, switch: Action
) -> None:
    await anna.say("/settings")
    before = await switched(ebb, anna)
    ebb.api.tap(anna.stranger, data=encode(switch), message_id=anna.last_message_id)
    once, twice = await is_handled_again(ebb, lambda: switched(ebb, anna))
    assert once != before
    assert twice == once
    await anna.tap_data(encode(switch))
    assert await switched(ebb, anna) != once, "another tap turns it back"


async def test_fault_03_what_helped_in_a_flare_stays_ticked_although_it_is_handled_twice(
    ebb: World, anna: Chat
) -> None:
    flares = ebb.ebb.parts.flares

    async def helped() -> Any:
        person = await anna.person()
        return await ebb.ebb.storage.database.read(lambda tx: flares.storage.flares.of_person(tx, person.id))

    await flares.begin(await anna.person(), ebb.clock.now())
    await flares.end(await anna.person(), ebb.clock.now())
    await anna.say("/settings")
    (flare,) = await helped()
    ebb.api.tap(anna.stranger, data=encode(ToggleHelped(flare.id, Helped.REST)), message_id=anna.last_message_id)
    once, twice = await is_handled_again(ebb, helped)
    assert once[0].helped == {Helped.REST}
    assert twice == once


async def switched(ebb: World, anna: Chat) -> Any:
    """Everything that a person can switch on and off."""
    person, storage = await anna.person(), ebb.ebb.storage
    profile = await storage.database.read(lambda tx: storage.pacing.profile(tx, person.id))
    return person, await ebb.ebb.parts.people.cautions(person), profile
