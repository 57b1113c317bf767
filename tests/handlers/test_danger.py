"""Words about danger, wherever they are typed: answered first, kept nowhere, and help that works in any state."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.playground.faults import Fault
from bot.screens.callback_data import asks_for_help, encode
from bot.screens.help_actions import HelpNow, NotMeant, OpenRedFlag, WayOfSpeaking
from handlers.gate import delicate_by
from tests.handlers.conftest import Rows
from tests.program import until
from tests.world import Chat, World

CRISIS = "I'm glad you told me."
SOFT = "That sounds hard. Is it a way of speaking?"
MEDICINE = "I can't answer questions about medicines."
WORDS = "zebra, I want to kill myself"


def bytes_of(folder: Path) -> bytes:
    """All that lies in a folder."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def unrested(rows: Rows) -> Rows:
    """Every row, without what a crisis may change: the rest of the one person there is."""
    return {name: [] if name == "people" else kept for name, kept in rows.items()}


async def finished(ebb: World, chat: Chat) -> None:
    """A day that is done, with its receipt on the screen."""
    await ebb.to("20:00")
    await chat.say("/checkin")
    await chat.tap("Good")
    await chat.say("pain 3 fatigue 3 sleep 6 fog 2 mood 6")


async def test_a_crisis_text_is_answered_at_every_step_of_the_first_minute(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say(WORDS)
    assert tom.last_words.startswith(CRISIS)
    await tom.say("/start")
    await tom.tap("I agree")
    await tom.say(WORDS)
    assert tom.last_words.startswith(CRISIS)
    await tom.say("Berlin")
    await ebb.tap_first(tom)
    await tom.tap("Yes, that's right")
    await tom.say(WORDS)
    assert tom.last_words.startswith(CRISIS)
    assert (await tom.person()).checkin_time is None


@pytest.mark.parametrize("before", ["nothing", "question", "note", "pause", "flare", "technique"])
async def test_a_crisis_text_is_kept_nowhere_whatever_was_asked(
    ebb: World, anna: Chat, rows: Callable[[], Rows], before: str
) -> None:
    match before:
        case "question":
            await ebb.to("20:00")
            await anna.tap("Good")
        case "note":
            await finished(ebb, anna)
            await anna.tap("Add a note")
        case "pause" | "flare":
            await anna.say(f"/{before}")
            await ebb.tap_first(anna)
        case "technique":
            await anna.say("/breathe")
            await ebb.tap_first(anna)
            await anna.tap("Begin")
    kept = unrested(rows())
    await anna.say(WORDS)
    assert anna.last_words.startswith(CRISIS)
    assert unrested(rows()) == kept
    assert (await anna.person()).is_resting(ebb.clock.now())


async def test_a_caption_an_edit_and_a_command_are_heard_too(ebb: World, anna: Chat, rows: Callable[[], Rows]) -> None:
    ebb.api.send_photo(anna.stranger, caption=WORDS)
    await ebb.settle()
    assert anna.last_words.startswith(CRISIS)
    await anna.say(f"/checkin {WORDS}")
    assert anna.last_words.startswith(CRISIS)
    assert not anna.prompts()
    await finished(ebb, anna)
    await anna.tap("Add a note")
    await anna.say("a long walk")
    kept = rows()["notes"]
    await anna.edit(WORDS)
    assert anna.last_words.startswith(CRISIS)
    assert rows()["notes"] == kept


async def test_no_word_of_it_is_on_the_disk(ebb: World, anna: Chat, tmp_path: Path) -> None:
    await finished(ebb, anna)
    await anna.tap("Add a note")
    await anna.say(WORDS)
    assert b"zebra" not in bytes_of(tmp_path)


@pytest.mark.parametrize("text", [WORDS, "zebra, I feel dead inside"])
async def test_no_sealed_word_of_it_stays_in_the_inbox_or_in_a_backup(ebb: World, anna: Chat, text: str) -> None:
    await anna.say(text)
    upkeep = ebb.ebb.storage.upkeep
    backup = await upkeep.back_up_if_due(ebb.clock.now())
    assert backup is not None
    await until(lambda: ebb.ebb.inbox._flushing is None)
    for path in (upkeep.files.database, backup):
        with closing(sqlite3.connect(path)) as connection:
            sealed = connection.execute("SELECT sealed_update FROM inbox").fetchall()
        assert set(sealed) <= {(b"",)}


def test_words_that_may_lie_nowhere_are_known_wherever_an_update_carries_them(ebb: World) -> None:
    is_delicate = delicate_by(ebb.ebb.parts.library.safety.phrase_rules)
    said = {"text": WORDS}
    assert is_delicate({"message": said})
    assert is_delicate({"edited_message": {"caption": WORDS}})
    assert is_delicate({"message": {"text": "yes", "reply_to_message": said}})
    assert is_delicate({"callback_query": {"data": encode(WayOfSpeaking()), "message": {"reply_to_message": said}}})
    assert is_delicate({"message": {"text": "I feel dead inside"}})
    assert is_delicate({"message": {"text": "I'm 15 years old"}})
    assert not is_delicate({"message": {"text": "pain 6, a long walk"}})
    assert not is_delicate({"message": {"text": "can I double my dose"}})
    of_the_bot = said | {"from": {"id": 42, "is_bot": True, "first_name": "Ebb"}}
    assert not is_delicate({"callback_query": {"data": "1", "message": of_the_bot}})
    for strange in ({}, {"message": None}, {"message": {"text": 7}}, {"callback_query": {"message": []}}):
        assert not is_delicate(strange)


async def test_worry_about_a_friend_gets_its_own_words_and_no_rest(ebb: World, anna: Chat) -> None:
    await anna.say("my sister is suicidal")
    assert anna.last_words.startswith("Thank you for caring.")
    assert not (await anna.person()).is_resting(ebb.clock.now())


async def test_the_number_of_the_country_comes_first_once_it_is_known(anna: Chat) -> None:
    await anna.say("/helpnow japan")
    await anna.say(WORDS)
    assert "call 119." in anna.last_words


async def test_a_person_in_rest_can_still_do_everything(ebb: World, anna: Chat) -> None:
    await anna.say(WORDS)
    await anna.say("/checkin")
    await anna.tap("Good")
    await anna.say("pain 3 fatigue 3 sleep 6 fog 2 mood 6")
    assert anna.last_words.startswith("Saved in your diary")
    assert "Take care" not in anna.last_words
    await anna.say("/tip sleep")
    assert anna.last_words.startswith("Tips rest until")
    await anna.tap("Something calming")
    assert anna.last_words.startswith("What would you like to try?")
    await ebb.pass_time(hours=24)
    await anna.say("/tip sleep")
    assert not anna.last_words.startswith("Tips rest until")


async def test_looking_in_is_offered_once_it_is_safe_and_can_end_the_rest(ebb: World, anna: Chat) -> None:
    await anna.say(WORDS)
    await anna.tap("Struggling, but safe")
    await anna.tap("Look in on me tomorrow")
    await ebb.to("10:00")
    assert anna.last_words == "Hello. You asked me to look in today. How is it now?"
    await anna.tap("A bit better")
    assert anna.last_words == "Good to hear. Everything goes on at your own pace."
    assert not (await anna.person()).is_resting(ebb.clock.now())


async def test_nobody_is_looked_in_on_who_did_not_wish_it(ebb: World, anna: Chat) -> None:
    await anna.say(WORDS)
    heard = len(anna.events)
    await ebb.to("10:00")
    await ebb.to("10:30")
    assert len(anna.events) == heard


async def test_a_look_in_that_fails_comes_later_and_stops_for_who_has_gone(ebb: World, anna: Chat) -> None:
    await anna.say(WORDS)
    await anna.tap("Struggling, but safe")
    await anna.tap("Look in on me tomorrow")
    ebb.api.faults.plan(Fault("sendMessage", error_code=429, description="Too Many Requests", retry_after=5))
    await ebb.to("10:00")
    assert not anna.last_words.startswith("Hello. You asked me to look in")
    await ebb.to("10:15")
    assert anna.last_words.startswith("Hello. You asked me to look in")
    await anna.tap("Still hard")
    await anna.say(WORDS)
    await anna.tap("Struggling, but safe")
    await anna.tap("Look in on me tomorrow")
    ebb.api.deactivate(anna.stranger)
    await ebb.to("10:00")
    assert (await anna.person()).unreachable_at is not None


async def test_a_stranger_who_is_safe_gets_words_and_no_promise(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say(WORDS)
    await tom.tap("Struggling, but safe")
    assert tom.last_buttons == ["Help now"]
    await tom.tap_data("1li")
    assert "until" not in tom.last_words


async def test_a_way_of_speaking_goes_on_as_the_answer_it_was(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    await anna.say("pain 6, my back is killing me")
    assert anna.last_words.startswith(SOFT)
    assert (await anna.day("2026-03-02")).answers == ()  # type: ignore[union-attr]
    await anna.tap("Just a way of speaking")
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6}


async def test_an_edit_that_is_a_way_of_speaking_still_changes_the_note(ebb: World, anna: Chat) -> None:
    await finished(ebb, anna)
    await anna.tap("Add a note")
    await anna.say("a long walk")
    await anna.edit("a long walk, my feet are killing me")
    await anna.tap("Just a way of speaking")
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert [note.text for note in checkin.notes] == ["a long walk, my feet are killing me"]


async def test_a_line_that_cannot_be_seen_any_more_is_wanted_again(anna: Chat) -> None:
    await anna.say("hello")
    await anna.tap_data(encode(WayOfSpeaking()))
    assert anna.last_words.startswith("Thank you for telling me. I did not keep that line.")


async def test_a_caption_that_is_a_way_of_speaking_needs_no_further_word(ebb: World, anna: Chat) -> None:
    ebb.api.send_photo(anna.stranger, caption="my back is killing me")
    await ebb.settle()
    await anna.tap("Just a way of speaking")
    assert anna.last_words == "Thank you for telling me."


async def test_a_question_about_medicines_is_no_answer_and_gets_one_reply(anna: Chat) -> None:
    heard = len(anna.events)
    await anna.say("can I double my dose")
    assert [event.kind for event in anna.events[heard:]] == ["said", "sent"]
    assert anna.last_words.startswith(MEDICINE)


async def test_a_note_about_medicines_is_kept_as_a_note(ebb: World, anna: Chat) -> None:
    await finished(ebb, anna)
    await anna.tap("Add a note")
    await anna.say("I stopped my duloxetine on Monday")
    assert any(event.text.startswith(MEDICINE) for event in anna.events)
    assert anna.last_words == "Your note is saved."


async def test_a_country_is_only_heard_where_it_was_asked_for(ebb: World, anna: Chat) -> None:
    await anna.say("Peru")
    assert not anna.last_words.startswith("Peru")
    await anna.say("/helpnow")
    await anna.say("no idea")
    assert not anna.last_words.startswith("In danger")
    await anna.say("Peru")
    assert anna.last_words.startswith("Peru")
    await anna.say("/helpnow uruguay")
    await anna.tap("Other country")
    await ebb.pass_time(minutes=11)
    await anna.say("Peru")
    assert not anna.last_words.startswith("Peru")


async def test_not_in_the_list_is_remembered_and_can_be_changed(anna: Chat) -> None:
    await anna.say("/helpnow")
    await anna.tap("Not in this list")
    await anna.say("/helpnow")
    assert anna.last_buttons == ["What happens on a call", "Choose my country"]


async def test_a_country_of_nobodys_making_changes_nothing(ebb: World, anna: Chat) -> None:
    await anna.say("/helpnow")
    await anna.tap_data("1pc:QQ")
    assert await ebb.ebb.parts.safety.country(await anna.person()) is None


async def test_a_red_flag_that_is_not_there_leads_to_the_list(anna: Chat) -> None:
    await anna.say("/redflags")
    await anna.tap_data(encode(OpenRedFlag("RE99")))
    assert anna.last_words.startswith("Some signs need a person soon.")


async def test_the_way_back_through_the_red_flags(anna: Chat) -> None:
    await anna.say("/redflags")
    await anna.tap("Today")
    await anna.tap("Red, painful eye")
    await anna.tap("Back")
    await anna.tap("Back")
    assert anna.last_words.startswith("Some signs need a person soon.")


async def test_a_new_symptom_shows_the_way_to_the_red_flags(anna: Chat) -> None:
    await anna.say("/settings")
    await anna.tap("What I ask about")
    new = next(label for label in anna.last_buttons if not label.startswith(("✓", "Back", "More")))
    await anna.tap(new)
    assert "New or different? When to get help" in anna.last_buttons
    await anna.tap(f"✓ {new}")
    assert "New or different? When to get help" not in anna.last_buttons


async def test_one_receipt_in_four_weeks_says_what_ebb_is_not(ebb: World, anna: Chat) -> None:
    for days in (0, 30, 31):
        await ebb.at(datetime(2026, 3, 2, 19, tzinfo=UTC) + timedelta(days=days))
        await finished(ebb, anna)
        assert ("I am a self-care tool, not a doctor" in anna.last_words) is (days == 30)


async def test_eighteen_or_older_without_an_agreement_leads_to_the_first_screen(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say("I'm 16 years old")
    await tom.tap("I am 18 or older")
    assert tom.last_words.startswith("Hello, I am Ebb.")


async def test_deleting_works_although_the_agreement_has_ended(ebb: World, anna: Chat) -> None:
    await anna.say("I'm 16 years old")
    await anna.tap("Delete everything")
    assert anna.last_words.startswith("Everything is deleted.")
    await anna.say("/delete")
    assert not anna.last_words.startswith("This deletes")
    assert not await ebb.ebb.parts.safety.keeps_something(anna.id)


async def test_help_is_shown_without_a_diary(ebb: World, anna: Chat) -> None:
    await anna.say("/helpnow japan")
    with ebb.broken_diary():
        await anna.say("I'm 15 years old and I want to die")
        assert anna.last_words.startswith(CRISIS)
        await anna.say("/helpnow japan")
        assert anna.last_words.startswith("Japan")
        shown = len(anna.events)
    await ebb.settle()
    assert len(anna.events) == shown


def test_taps_on_the_way_to_help_are_known_as_such() -> None:
    assert asks_for_help(encode(HelpNow()))
    assert asks_for_help(encode(NotMeant()))
    assert not asks_for_help(encode(WayOfSpeaking()))
    assert not asks_for_help(None)
    assert not asks_for_help("1gs:AAAAAAAA:pain:3")
