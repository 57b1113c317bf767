from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Forbidden

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person

PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + (3).to_bytes(4, "big") + (2).to_bytes(4, "big")


def keyboard(*rows: list[dict[str, Any]]) -> Any:
    return {"inline_keyboard": list(rows)}


def button(text: str = "Yes", **purpose: Any) -> dict[str, Any]:
    return {"text": text, **(purpose or {"callback_data": "y"})}


async def test_a_text_may_have_4096_units_after_its_marks_are_read(bot: Bot, ada: Person) -> None:
    await bot.send_message(ada.chat_id, f"<b>{'x' * 4096}</b>", parse_mode="HTML")
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(ada.chat_id, "😀" * 2048 + "x")


async def test_a_caption_may_have_1024_units(bot: Bot, ada: Person) -> None:
    await bot.send_photo(ada.chat_id, PNG, caption="x" * 1024)
    with pytest.raises(BadRequest, match="Message caption is too long"):
        await bot.send_photo(ada.chat_id, PNG, caption="x" * 1025)


@pytest.mark.parametrize("nothing", [" ", "\n\n", "<b></b>"])
async def test_a_text_of_nothing_is_refused(bot: Bot, ada: Person, nothing: str) -> None:
    with pytest.raises(BadRequest, match="Message text is empty"):
        await bot.send_message(ada.chat_id, nothing, parse_mode="HTML")


async def test_only_html_is_a_parse_mode_here(bot: Bot, ada: Person) -> None:
    with pytest.raises(BadRequest, match="(?i)unsupported parse_mode"):
        await bot.send_message(ada.chat_id, "*x*", parse_mode="MarkdownV2")


@pytest.mark.parametrize("data", ["", "x" * 65, "é" * 33])
async def test_callback_data_takes_1_to_64_bytes(bot: Bot, ada: Person, data: str) -> None:
    await bot.send_message(ada.chat_id, "x", reply_markup=keyboard([button(callback_data="é" * 32)]))
    with pytest.raises(BadRequest, match="(?i)button_data_invalid"):
        await bot.send_message(ada.chat_id, "x", reply_markup=keyboard([button(callback_data=data)]))


async def test_a_keyboard_holds_8_a_row_and_100_in_all(bot: Bot, ada: Person) -> None:
    await bot.send_message(ada.chat_id, "x", reply_markup=keyboard(*[[button()] * 8] * 12, [button()] * 4))
    for rows in ([[button()] * 9], [[button()] * 8] * 12 + [[button()] * 5]):
        with pytest.raises(BadRequest, match="(?i)reply markup is too long"):
            await bot.send_message(ada.chat_id, "x", reply_markup=keyboard(*rows))


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"text": "x"}, "Text buttons are unallowed"),
        ({"text": " ", "callback_data": "x"}, "must be non-empty"),
        ({"text": "x", "callback_data": "x", "url": "https://example.org"}, "Text buttons are unallowed"),
        ({"text": "x", "url": "javascript:x"}, "Wrong HTTP URL"),
        ({"text": "x", "callback_data": "x", "style": "loud"}, "invalid button style"),
        ({"text": "x", "copy_text": {"text": "x" * 257}}, "button_copy_text_invalid"),
    ],
)
async def test_a_button_does_exactly_one_sensible_thing(
    bot: Bot, ada: Person, wrong: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await bot.send_message(ada.chat_id, "x", reply_markup=keyboard([wrong]))


async def test_a_tap_is_answered_once_within_15_seconds_and_200_characters(
    api: BotApi, bot: Bot, ada: Person, seconds: Any
) -> None:
    await bot.send_message(ada.chat_id, "ready?", reply_markup=keyboard([button()]))
    query = api.tap(ada, "Yes")
    with pytest.raises(BadRequest, match="(?i)message_too_long"):
        await bot.answer_callback_query(query, "x" * 201)
    seconds.passed = 15.0
    await bot.answer_callback_query(query, "x" * 200, show_alert=True)
    late = api.tap(ada, "Yes")
    seconds.passed = 30.1
    for query_id in (query, late, "never"):
        with pytest.raises(
            BadRequest, match="(?i)query is too old and response timeout expired or query id is invalid"
        ):
            await bot.answer_callback_query(query_id)
    assert [event.kind for event in api.events_of(ada)] == ["sent", "tapped", "alert", "tapped"]


async def test_edits_meet_telegrams_refusals(api: BotApi, bot: Bot, ada: Person) -> None:
    message = await bot.send_message(ada.chat_id, "one", reply_markup=keyboard([button()]))
    edited = await message.edit_text("two", reply_markup=keyboard([button()]))
    assert (edited.text, edited.edit_date) == ("two", message.date)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await message.edit_text("<i></i>two ", parse_mode="HTML", reply_markup=keyboard([button()]))
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("x", ada.chat_id, 999)
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("x", ada.chat_id, api.say(ada, "mine").message_id)
    with pytest.raises(BadRequest, match="(?i)there is no caption"):
        await message.edit_caption("x")
    photo = await bot.send_photo(ada.chat_id, PNG, caption="old")
    with pytest.raises(BadRequest, match="(?i)there is no text in the message to edit"):
        await photo.edit_text("x")
    assert (await photo.edit_caption("new")).caption == "new"
    assert (await message.edit_reply_markup(None)).reply_markup is None


async def test_a_message_can_be_deleted_for_48_hours(api: BotApi, bot: Bot, ada: Person) -> None:
    old = await bot.send_message(ada.chat_id, "old")
    api.clock.move_by(timedelta(hours=48).total_seconds())
    await old.delete()
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await old.delete()
    older = await bot.send_message(ada.chat_id, "older")
    api.clock.move_by(timedelta(hours=48).total_seconds() + 1)
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await older.delete()
    fresh = await bot.send_message(ada.chat_id, "fresh")
    await bot.delete_messages(ada.chat_id, [older.message_id, fresh.message_id, 999])
    assert [message.text for message in api.chat(ada)] == ["older"]


async def test_nothing_reaches_people_who_blocked_the_bot_or_are_gone(api: BotApi, bot: Bot, ada: Person) -> None:
    api.block(ada)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ada.chat_id, "x")
    api.unblock(ada)
    await bot.send_message(ada.chat_id, "x")
    api.deactivate(ada)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(ada.chat_id, "x")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(1, "x")


async def test_a_left_group_is_closed(api: BotApi, bot: Bot, ada: Person) -> None:
    group = api.add_to_group(ada, "Book club")
    api.say(ada, "hi all", chat=group)
    await bot.send_message(group.chat_id, "Sorry, not here.")
    await bot.leave_chat(group.chat_id)
    with pytest.raises(Forbidden, match="bot is not a member"):
        await bot.send_message(group.chat_id, "x")
    joined, said = await bot.get_updates()
    assert joined.my_chat_member.new_chat_member.status == "member"
    assert said.message.chat.type == "supergroup"


@pytest.mark.parametrize(
    ("content", "reason"), [(b"not a picture", "image_process_failed"), (b"", "file must be non-empty")]
)
async def test_a_photo_must_be_a_picture(bot: Bot, ada: Person, content: bytes, reason: str) -> None:
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await bot.send_photo(ada.chat_id, content)
