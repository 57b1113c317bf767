"""A typed line whose meaning was recorded just before a kill is handled again, when other words are expected."""

from __future__ import annotations

from typing import Any

import pytest

from bot.runtime.inbox import Entry
from tests.world import Chat, World

TODAY = "2026-03-02"


async def says_and_is_handled_again(ebb: World, anna: Chat, text: str) -> tuple[Any, Any]:
    """What Ebb holds after a typed line, and after the same update was taken up once more, as a restart does."""
    ebb.api.say(anna.stranger, text)
    (update,) = [each.update for each in ebb.api.updates.waiting()]
    await ebb.settle()
    once = await held(anna)
    ebb.ebb.worker.take([Entry(update["update_id"], update)])
    await ebb.settle()
    return once, await held(anna)


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
