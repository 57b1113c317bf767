"""Whatever people send: a kind sentence or silence, nothing lost, nothing changed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.domain.text import utf16_length
from tests.handlers.conftest import PRIVATE, Rows
from tests.world import Chat, World

CANNOT_READ = "I am a simple program and can't read that."
NO_PLACE = "I could not find that place."
FILE = {"file_id": "a", "file_unique_id": "b"}
MEDIA: list[dict[str, Any]] = [
    {"sticker": FILE | {"width": 512, "height": 512, "is_animated": False, "is_video": False, "type": "regular"}},
    {"voice": FILE | {"duration": 3}},
    {"video_note": FILE | {"duration": 3, "length": 200}},
    {"photo": [FILE | {"width": 90, "height": 90}]},
    {"document": FILE | {"file_name": f"{PRIVATE}.pdf"}},
    {"contact": {"phone_number": "+10000000000", "first_name": PRIVATE}},
    {"dice": {"emoji": "🎲", "value": 4}},
    {"poll": {
        "id": "1", "question": PRIVATE, "options": [], "total_voter_count": 0, "is_closed": False,
        "is_anonymous": True, "type": "regular", "allows_multiple_answers": False, "allows_revoting": False,
        "members_only": False,
    }},
]  # fmt: skip


@pytest.mark.parametrize("media", MEDIA, ids=lambda media: next(iter(media)))
async def test_what_is_not_text_is_not_opened_and_changes_nothing(
    anna: Chat, rows: Callable[[], Rows], media: dict[str, Any]
) -> None:
    before = rows()
    await anna.send(**media)
    assert anna.last_words.startswith("I can't open pictures, voice notes or files. Nothing was saved.")
    assert rows() == before


async def test_a_caption_under_a_picture_is_not_taken_for_an_answer(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    ebb.api.send_photo(anna.stranger, caption=f"6 {PRIVATE}")
    await ebb.settle()
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.answers == ()


@pytest.mark.parametrize("media", MEDIA[:2], ids=lambda media: next(iter(media)))
async def test_a_picture_in_place_of_a_note_leaves_the_note_expected(
    ebb: World, anna: Chat, media: dict[str, Any]
) -> None:
    await finished_day(ebb, anna)
    await anna.tap("Add a note")
    await anna.send(**media)
    await anna.say(f"a {PRIVATE} in the garden")
    assert await notes(anna) == [f"a {PRIVATE} in the garden"]


async def test_a_location_before_consent_is_met_with_the_first_screen_and_not_kept(
    ebb: World, rows: Callable[[], Rows]
) -> None:
    tom = ebb.person("Tom")
    before = rows()
    ebb.api.share_location(tom.stranger, 52.52, 13.40)
    await ebb.settle()
    assert tom.last_words.startswith("Hello, I am Ebb.")
    assert rows() == before


async def test_a_location_gives_a_zone_to_confirm_and_is_not_kept(ebb: World, rows: Callable[[], Rows]) -> None:
    tom = ebb.person("Tom")
    await tom.say("/start")
    await tom.tap("I agree")
    before = rows()
    ebb.api.share_location(tom.stranger, 35.68, 139.69)
    await ebb.settle()
    assert "Zone: Tokyo (Asia)." in tom.last_words
    assert rows() == before
    ebb.api.share_location(tom.stranger, 95.0, 500.0)
    await ebb.settle()
    assert tom.last_words == "I can't read locations here. Please type your city or country."


async def test_an_edited_message_runs_no_command(anna: Chat, rows: Callable[[], Rows]) -> None:
    await anna.say("/help")
    before = rows()
    await anna.edit("/delete")
    assert anna.last_words == "Edited messages don't run commands. Please send it again."
    assert rows() == before


async def test_an_edited_answer_stays_as_it_was(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    await anna.say("6")
    await anna.edit("9")
    assert anna.last_words.startswith("I saw your edit, but only notes change that way.")
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6}


async def test_an_edit_of_a_newcomer_is_passed_over_in_silence(ebb: World) -> None:
    tom = ebb.person("Tom")
    ebb.api.say(tom.stranger, "hello")
    await ebb.settle()
    heard = len(tom.events)
    await tom.edit(f"hello {PRIVATE}")
    assert [event.kind for event in tom.events[heard:]] == ["person edited"]


async def test_a_note_edited_to_nothing_stays(ebb: World, anna: Chat) -> None:
    await finished_day(ebb, anna)
    await anna.tap("Add a note")
    await anna.say("a good walk")
    await anna.edit("\u200e\x00")
    await anna.edit("\x00\x01")
    assert (await notes(anna))[0].strip("\u200e") in ("a good walk", "")
    assert len(await notes(anna)) == 1


@pytest.mark.parametrize("text", ["\x00\x01", "\ud83d", "\x00\ud800 \udfff"])
async def test_text_that_cannot_be_shown_is_no_note(ebb: World, anna: Chat, text: str) -> None:
    await finished_day(ebb, anna)
    await anna.tap("Add a note")
    await hand_in(ebb, anna, text)
    assert await notes(anna) == []
    await anna.say("the real one")
    assert await notes(anna) == ["the real one"]


async def test_lone_surrogates_and_nul_are_left_out_of_a_note(ebb: World, anna: Chat) -> None:
    await finished_day(ebb, anna)
    await anna.tap("Add a note")
    await hand_in(ebb, anna, "so\x00me \ud83dwords\udc00")
    assert await notes(anna) == ["some words"]


@pytest.mark.parametrize(
    "note", ["<b>not bold</b>", "</tg-time> & <tg-time", "&amp; &lt;b&gt;", "*_[`~{}|", "{note} {day}", "%s {0}"]
)
async def test_markup_in_a_note_is_shown_as_it_was_written(ebb: World, anna: Chat, note: str) -> None:
    await finished_day(ebb, anna)
    await anna.tap("Add a note")
    await anna.say(note)
    await anna.say("/checkin")
    assert f"Your note: {note}" in anna.last_words
    assert await notes(anna) == [note]


async def test_a_name_full_of_markup_does_no_harm(ebb: World) -> None:
    somebody = ebb.person("<b>Anna</i> & {name} *_[`")
    await somebody.say("/start")
    await somebody.tap("I agree")
    assert somebody.last_words.startswith("What time is it for you now?")


async def test_4096_emoji_are_no_answer_no_place_and_no_time(ebb: World) -> None:
    anna = ebb.person("Anna")
    flood = "🦓" * 2048
    await anna.say(flood)
    assert anna.last_words.startswith("Hello, I am Ebb.")
    await anna.tap("I agree")
    await anna.say(flood)
    assert anna.last_words.startswith(NO_PLACE)
    await anna.say("Berlin")
    await ebb.tap_first(anna)
    await anna.tap("Yes, that's right")
    await anna.say(flood)
    assert anna.last_words.startswith("I did not catch that time.")
    await anna.tap("20:00")
    await anna.say(flood)
    assert anna.last_words.startswith(CANNOT_READ)


async def test_a_note_of_4096_emoji_is_cut_at_a_whole_one_and_said_so(ebb: World, anna: Chat) -> None:
    await finished_day(ebb, anna)
    await anna.tap("Add a note")
    await anna.say("👩🏽‍🦱" * 580)
    assert anna.last_words == "Your note is saved. It was long, so I kept the first 1,000 characters."
    (note,) = await notes(anna)
    assert utf16_length(note) <= 1000
    assert note == "👩🏽‍🦱" * (1000 // 7)
    await anna.say("/checkin")
    assert "Your note: 👩🏽‍🦱" in anna.last_words


async def test_many_long_notes_full_of_marks_still_fit_on_the_receipt(ebb: World, anna: Chat) -> None:
    await finished_day(ebb, anna)
    for number in range(6):
        await anna.tap("Add a note")
        await anna.say(f"{number}" + "<&>" * 400)
    await anna.say("/checkin")
    assert anna.last_words.count("Your note: ") == 3
    assert [len(note) for note in await notes(anna)] == [1000] * 6


async def test_words_around_scores_are_kept_up_to_the_length_of_a_note(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.say("pain 6 " + "and so on " * 400)
    assert [len(note) for note in await notes(anna)] == [999]


async def test_5000_characters_are_no_place(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say("/start")
    await tom.tap("I agree")
    await hand_in(ebb, tom, "Berlin" * 900)
    assert tom.last_words.startswith(NO_PLACE)


@pytest.mark.parametrize(
    "text", ["../etc", "localtime", "/etc/localtime", "Mars", "EST5EDT4,M3", "Europe/", "America/", "a", "%", "--"]
)
async def test_what_is_no_place_gives_no_zone(ebb: World, text: str) -> None:
    tom = ebb.person("Tom")
    await tom.say("/start")
    await tom.tap("I agree")
    await tom.say(text)
    offered = [label for label in tom.last_buttons if label != "None of these"]
    assert (await tom.person()).zone is None
    assert not any("etc" in label.lower() or "local" in label.lower() for label in offered)


@pytest.mark.parametrize(
    "zone", ["America", "../etc/passwd", "localtime", "posix/Europe/Berlin", "europe/berlin", "Factory"]
)
async def test_a_zone_that_is_none_is_not_kept(ebb: World, zone: str) -> None:
    tom = ebb.person("Tom")
    await tom.say("/start")
    await tom.tap("I agree")
    await tom.tap_data(f"1pz:{zone}")
    await tom.tap_data(f"1kz:{zone}")
    assert (await tom.person()).zone is None
    assert tom.last_words.startswith("What time is it for you now?")


@pytest.mark.parametrize(
    "text", ["/unknown", "/", "//", "/start " + "x" * 64, "/tip \x00", "/checkin@ebb_playground_bot"]
)
async def test_any_command_is_answered(anna: Chat, text: str) -> None:
    await anna.say(text)
    assert anna.events[-1].kind == "sent"


async def test_every_page_and_command_answers_a_newcomer_in_any_case(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say("/HelpNow")
    assert "findahelpline.com" in tom.last_words
    await tom.say("/help now please")
    assert "/breathe" in tom.last_words


async def test_an_update_nobody_can_read_is_set_aside_and_the_next_is_handled(ebb: World, anna: Chat) -> None:
    await anna.push({"message": {"chat": PRIVATE}})
    await anna.push({"callback_query": {"id": 1, "from": {}, "data": [PRIVATE]}})
    await anna.push({"something_new": {}})
    await anna.say("/help")
    assert "/breathe" in anna.last_words


async def test_a_message_from_nobody_in_particular_is_passed_over(ebb: World, anna: Chat) -> None:
    heard = len(anna.events)
    chat = {"id": anna.id, "type": "private", "first_name": "Anna"}
    await anna.push({"message": {"message_id": 900, "date": 0, "chat": chat, "text": PRIVATE}})
    assert len(anna.events) == heard


async def test_old_words_that_arrive_all_at_once_are_answered_in_order(ebb: World, anna: Chat) -> None:
    await ebb.at(datetime(2026, 3, 2, 19, 0, tzinfo=UTC))
    for text in ("so-so", "1", "2", "3", "4", "5"):
        ebb.api.say(anna.stranger, text)
    await ebb.settle()
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 1, "fatigue": 2, "sleep": 3, "fog": 4, "mood": 5}


async def finished_day(ebb: World, chat: Chat) -> None:
    """Live through a check-in with one answer."""
    await ebb.to("20:00")
    await chat.tap("Rough")
    await chat.tap("7")
    await chat.tap("That's enough")


async def notes(chat: Chat) -> list[str]:
    checkin = await chat.day("2026-03-02")
    return [note.text for note in checkin.notes] if checkin else []


async def hand_in(ebb: World, chat: Chat, text: str) -> None:
    """Hand a message to the program that no JSON could carry."""
    person = {"id": chat.id, "is_bot": False, "first_name": "Anna"}
    where = {"id": chat.id, "type": "private", "first_name": "Anna"}
    number = 5000 + len(chat.events)
    message = {"message_id": number, "date": 0, "chat": where, "from": person, "text": text}
    await ebb.ebb.worker.accept([{"update_id": number, "message": message}])
    await ebb.settle()
