from __future__ import annotations

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person

YES = InlineKeyboardMarkup(
    [[InlineKeyboardButton("Yes, please", callback_data="y"), InlineKeyboardButton("No", callback_data="n")]]
)


async def test_the_log_of_a_chat_tells_what_happened_in_order(api: BotApi, bot: Bot, ada: Person) -> None:
    api.say(ada, "/start")
    await bot.send_chat_action(ada.chat_id, "typing")
    message = await bot.send_message(ada.chat_id, "<b>Ready?</b>", parse_mode="HTML", reply_markup=YES)
    await bot.answer_callback_query(api.tap(ada, "yes"), "Good")
    await message.edit_text("<i>Go</i>", parse_mode="HTML")
    await message.delete()
    events = api.events_of(ada)
    assert [(event.kind, event.html) for event in events] == [
        ("said", "/start"),
        ("chat action", ""),
        ("sent", "<b>Ready?</b>"),
        ("tapped", "Yes, please"),
        ("toast", "Good"),
        ("edited", "<i>Go</i>"),
        ("deleted", "<i>Go</i>"),
    ]
    assert [event.number for event in events] == list(range(1, 8))
    assert (events[5].before, events[5].labels_before, events[5].labels) == (
        "<b>Ready?</b>",
        (("Yes, please", "No"),),
        (),
    )


async def test_everything_a_person_sends_reaches_the_bot_as_an_update(api: BotApi, bot: Bot, ada: Person) -> None:
    api.share_location(ada, 48.2, 16.4)
    api.send_sticker(ada, "👍")
    api.send_voice(ada)
    api.send_photo(ada, caption="look")
    api.send_document(ada, "a.csv", b"a,b")
    api.send_contact(ada)
    api.forward(ada, "wise words", "Grandma")
    api.send(ada, dice={"emoji": "🎲", "value": 3})
    api.edit(ada, api.say(ada, "pain 6").message_id, "pain 7")
    place, sticker, voice, photo, document, contact, forwarded, dice, said, edited = await bot.get_updates()
    assert place.message.location.latitude == 48.2
    assert sticker.message.sticker.emoji == "👍"
    assert voice.message.voice.file_id == "stand-in-voice"
    assert photo.message.caption == "look"
    assert document.message.document.file_name == "a.csv"
    assert contact.message.contact.first_name == "Ada"
    assert forwarded.message.forward_origin.sender_user_name == "Grandma"
    assert dice.message.dice.value == 3
    assert said.message.message_id == edited.edited_message.message_id
    assert edited.edited_message.text == "pain 7"


async def test_a_button_that_is_not_there_cannot_be_tapped_but_any_data_can_be_sent(
    api: BotApi, bot: Bot, ada: Person
) -> None:
    message = await bot.send_message(ada.chat_id, "Ready?", reply_markup=YES)
    with pytest.raises(LookupError, match="Perhaps"):
        api.tap(ada, "Perhaps")
    api.tap(ada, message_id=message.message_id, data="forged")
    [update] = await bot.get_updates()
    assert update.callback_query.data == "forged"
    assert update.callback_query.message.text == "Ready?"


async def test_who_blocked_the_bot_cannot_write_to_it(api: BotApi, ada: Person) -> None:
    api.block(ada)
    with pytest.raises(ValueError, match="unblock"):
        api.say(ada, "hello")


async def test_waiting_for_an_event_finds_the_first_that_fits_or_gives_up(api: BotApi, bot: Bot, ada: Person) -> None:
    await bot.send_message(ada.chat_id, "one")
    found = await api.events.next(lambda event: event.kind == "sent", after=0, seconds=1)
    assert found is not None
    assert found.text == "one"
    assert await api.events.next(lambda event: event.kind == "sent", after=found.number, seconds=0.01) is None


async def test_files_come_back_and_can_be_sent_again_by_their_id(api: BotApi, bot: Bot, ada: Person) -> None:
    sent = await bot.send_document(ada.chat_id, b"a,b\n", filename="diary.csv", caption="yours", protect_content=True)
    assert sent.has_protected_content
    file = await bot.get_file(sent.document.file_id)
    assert bytes(await file.download_as_bytearray()) == b"a,b\n"
    again = await bot.send_document(ada.chat_id, sent.document.file_id)
    assert again.document.file_name == "diary.csv"
    assert api.events_of(ada)[-1].file_name == "diary.csv"
    assert api.violations == []
