"""What the next typed line or tap means when something else happened in between."""

from __future__ import annotations

import pytest

from bot.domain.person import Expecting
from bot.domain.prompts import PromptState
from bot.domain.tips import Verdict
from bot.storage.storage import Transaction
from tests.handlers.test_sending import prompt_of
from tests.handlers.test_strange_messages import finished_day, notes
from tests.world import Chat, World


async def test_a_prompt_takes_the_place_of_a_note_that_was_asked_for(ebb: World, anna: Chat) -> None:
    await finished_day(ebb, anna)
    await anna.tap("Add a note")
    await ebb.to("20:00")
    await anna.say("rough")
    await anna.say("6")
    tuesday = await anna.day("2026-03-03")
    assert await notes(anna) == []
    assert tuesday is not None
    assert tuesday.scores == {"pain": 6}


async def test_a_check_in_takes_the_place_of_a_time_that_was_asked_for(ebb: World, anna: Chat) -> None:
    await anna.say("/settings")
    await anna.tap("Check-in time: 20:00")
    await anna.say("/checkin")
    await anna.tap("Rough")
    await anna.say("6")
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6}
    assert str((await anna.person()).checkin_time) == "20:00:00"


@pytest.mark.parametrize("label", ["Check-in time: 20:00", "Time zone: Berlin (Europe)"])
async def test_back_from_a_setting_leaves_it_as_it_was(anna: Chat, label: str) -> None:
    await anna.say("/settings")
    await anna.tap(label)
    await anna.tap("Back")
    assert label in anna.last_buttons
    assert (await anna.person()).expecting.kind is Expecting.NOTHING


async def test_settings_keep_what_is_typed_for_them(anna: Chat) -> None:
    await anna.say("/settings")
    await anna.tap("Check-in time: 20:00")
    await anna.say("half past")
    assert anna.last_words.startswith("I did not catch that time.")
    await anna.say("half past seven pm")
    assert anna.last_words.startswith(
        "Your check-in time is now 19:30. The next one comes on Monday, 2 March at 19:30."
    )


async def test_a_note_for_a_day_that_was_taken_back_is_not_said_to_be_saved(ebb: World, anna: Chat) -> None:
    await finished_day(ebb, anna)
    undo = anna.data_of("Undo")
    await anna.tap("Add a note")
    await ebb.ebb.parts.checkins.undo(await anna.person(), undo.split(":")[1], ebb.clock.now())
    await anna.say("a few words")
    assert anna.last_words.startswith("Taken out of your diary.")
    assert await notes(anna) == []


async def test_an_old_way_back_to_the_receipt_does_not_end_a_check_in_under_way(ebb: World, anna: Chat) -> None:
    await finished_day(ebb, anna)
    await anna.tap("Add a note")
    back = anna.data_of("Back")
    await anna.tap("Undo")
    await anna.tap("Start again")
    await anna.tap("Good")
    await anna.tap_data(back)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert not checkin.is_finished
    assert anna.last_words.startswith("How strong was your pain")


@pytest.mark.parametrize("label", ["In 30 minutes", "Skip today"])
async def test_an_old_not_now_does_not_hide_a_receipt(ebb: World, anna: Chat, label: str) -> None:
    await ebb.to("20:00")
    await anna.tap("Not now")
    old = anna.data_of(label)
    await anna.tap("Back")
    await anna.tap("Rough")
    await anna.tap("7")
    await anna.tap("That's enough")
    await anna.tap_data(old)
    assert anna.last_words.startswith("Saved in your diary")
    assert (await prompt_of(anna)).state is PromptState.ANSWERED


async def test_a_snooze_that_would_come_after_the_day_is_closed_is_not_offered(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await ebb.to("18:30")
    await anna.tap("Not now")
    assert anna.last_buttons == ["In 30 minutes", "Skip today", "Back"]
    await ebb.to("19:40")
    await anna.tap("In 30 minutes")
    assert anna.last_words == "Hello. How is today?"
    await anna.tap("Not now")
    assert anna.last_buttons == ["Skip today", "Back"]


async def test_a_snoozed_check_in_opens_when_asked_for(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Not now")
    await anna.tap("In 2 hours")
    await anna.say("/checkin")
    assert anna.last_words == "Hello. How is today?"


async def test_a_check_in_skipped_by_hand_is_not_asked_for_in_the_evening(ebb: World, anna: Chat) -> None:
    await anna.say("/checkin")
    await anna.tap("Not now")
    await anna.tap("Skip today")
    await ebb.to("20:00")
    assert len(anna.prompts()) == 1
    await ebb.to("20:00")
    assert len(anna.prompts()) == 2


async def test_a_check_in_works_during_a_break_that_swallowed_its_snooze(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Not now")
    await anna.tap("In 2 hours")
    await anna.say("/pause")
    await anna.tap("1 day")
    await ebb.to("22:00")
    assert len(anna.prompts()) == 1
    assert (await prompt_of(anna)).state is PromptState.MISSED
    await anna.say("/checkin")
    await anna.tap("Good")
    assert anna.last_words.startswith("How strong was your pain")


async def test_no_before_the_first_tap_skips_the_day_and_says_so(ebb: World, anna: Chat) -> None:
    await anna.say("no")
    assert anna.last_words.startswith("I am a simple program")
    await ebb.to("20:00")
    await anna.say("no")
    assert anna.last_words == "Skipped. Rest well."
    assert (await prompt_of(anna)).state is PromptState.SKIPPED
    await anna.say("so-so")
    assert anna.last_words.startswith("How strong was your pain")


async def test_a_number_before_the_first_tap_shows_the_first_tap(ebb: World, anna: Chat) -> None:
    await anna.say("6")
    assert anna.last_words == "Hello. How is today?"
    assert await anna.day("2026-03-02") is None


@pytest.mark.parametrize("text", ["pain 60", "42", "-3"])
async def test_a_number_beyond_the_scale_is_answered_with_the_scale(ebb: World, anna: Chat, text: str) -> None:
    await ebb.to("20:00")
    await anna.say(text)
    assert anna.last_words == "Scores go from 0 to 10. Please try again."
    assert await anna.day("2026-03-02") is None


async def test_stop_ends_what_is_going_on(ebb: World, anna: Chat) -> None:
    await anna.say("/breathe")
    await anna.tap("Slow breath 4-6")
    await anna.tap("Begin")
    await anna.say("stop")
    assert anna.last_words == "Stopped. That is fine."
    assert await ebb.ebb.parts.calm.interrupted(ebb.clock.now()) == []
    await ebb.to("20:00")
    await anna.tap("Good")
    await anna.say("4")
    await anna.say("enough")
    assert anna.last_words.startswith("Saved in your diary")
    await anna.say("stop")
    assert anna.last_words.startswith("How long shall I stay quiet?")


async def test_a_technique_begun_anew_below_stops_the_one_above(ebb: World, anna: Chat) -> None:
    await anna.say("/breathe")
    await anna.tap("Slow breath 4-6")
    await anna.tap("Begin")
    above = anna.last_message_id
    await anna.say("/breathe")
    await anna.tap("Box breath")
    await anna.tap("Begin")
    changed = [event for event in anna.events if event.kind == "edited" and event.message_id == above]
    assert changed[-1].text == "Stopped. That is fine."
    await anna.tap("Stop", message_id=anna.last_message_id)
    assert await ebb.ebb.parts.calm.interrupted(ebb.clock.now()) == []


async def test_deleting_everything_stops_the_breathing(ebb: World, anna: Chat) -> None:
    await anna.say("/breathe")
    await anna.tap("Slow breath 4-6")
    await anna.tap("Begin")
    breathing = anna.last_message_id
    await anna.say("/delete")
    await anna.tap("Delete everything")
    await ebb.pass_time(seconds=30)
    changed = [event for event in anna.events if event.kind == "edited" and event.message_id == breathing]
    assert changed[-1].text == "Stopped. That is fine."


async def test_more_tips_come_from_the_shelf_that_was_asked_for(anna: Chat) -> None:
    await anna.say("/tip pacing")
    data = anna.data_of("Why?")
    assert data.endswith(":pacing")
    for label in ("Save", "Why?", "Back to the tip", "Not for me"):
        await anna.tap(label)
    assert anna.data_of("Another").endswith(":pacing")


async def test_saved_tips_are_listed_page_by_page(ebb: World, anna: Chat) -> None:
    person, parts = await anna.person(), ebb.ebb.parts
    await ebb.ebb.storage.database.write(
        lambda tx: keep_all(ebb, tx, person.id, [tip.id for tip in parts.library.words("en").tips])
    )
    await anna.say("/tip saved")
    first = anna.last_buttons
    assert len(first) == 9
    assert first[-1] == "More"
    await anna.tap("More")
    assert not set(first[:-1]) & set(anna.last_buttons)


async def keep_all(ebb: World, tx: Transaction, person_id: int, tip_ids: list[str]) -> None:
    for tip_id in tip_ids:
        await ebb.ebb.storage.tips.set_verdict(tx, person_id, tip_id, verdict=Verdict.SAVED, now=ebb.clock.now())


async def test_the_flare_ends_with_a_way_to_check_in(ebb: World, anna: Chat) -> None:
    await anna.say("/flare")
    await anna.tap("Flare days: one tap")
    await anna.tap("The flare is over")
    await anna.tap("That's all")
    assert anna.last_buttons[0] == "Check in now"
