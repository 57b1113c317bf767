from __future__ import annotations

import pytest
from telegram import (
    Bot,
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    MenuButtonCommands,
    ReplyParameters,
)
from telegram.error import BadRequest

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person
from bot.playground.files import picture_size

JPEG = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08\x00\x07\x00\x09" + bytes(12)
GIF = b"GIF89a\x05\x00\x04\x00"


async def test_a_person_sees_the_narrowest_commands_in_their_language(api: BotApi, bot: Bot, ada: Person) -> None:
    everywhere, private = BotCommandScopeAllPrivateChats(), BotCommandScopeChat(ada.chat_id)
    await bot.set_my_commands([BotCommand("start", "Begin")])
    await bot.set_my_commands([BotCommand("start", "Los")], scope=everywhere, language_code="de")
    assert [each["description"] for each in api.profile.commands_for(ada.chat_id, "en")] == ["Begin"]
    assert [each["description"] for each in api.profile.commands_for(ada.chat_id, "de")] == ["Los"]
    await bot.set_my_commands([BotCommand("admin", "Counts")], scope=private)
    assert [each["command"] for each in api.profile.commands_for(ada.chat_id, "de")] == ["admin"]
    assert (await bot.get_my_commands(private))[0].command == "admin"
    await bot.delete_my_commands(private)
    assert await bot.get_my_commands(private) == ()


@pytest.mark.parametrize(
    ("commands", "reason"),
    [
        ([("Start", "x")], "bot_command_invalid"),
        ([("start", "")], "bot_command_description_invalid"),
        ([("start", "x" * 257)], "bot_command_description_invalid"),
        ([(f"c{number}", "x") for number in range(101)], "bot_commands_too_much"),
    ],
)
async def test_commands_telegram_would_refuse_are_refused(
    bot: Bot, commands: list[tuple[str, str]], reason: str
) -> None:
    with pytest.raises(BadRequest, match=f"(?i){reason}"):
        await bot.set_my_commands(commands)


async def test_what_the_bot_says_about_itself_is_kept_by_language(api: BotApi, bot: Bot) -> None:
    heard: list[str] = []
    api.profile.on_change = lambda: heard.append("changed")
    await bot.set_my_description("One gentle check-in a day.")
    await bot.set_my_description("Einmal am Tag.", language_code="de")
    await bot.set_my_short_description("A gentle diary.")
    await bot.set_my_name("Low Tide")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_my_description("de")).description == "Einmal am Tag."
    assert (await bot.get_my_description("fr")).description == "One gentle check-in a day."
    assert (await bot.get_my_short_description()).short_description == "A gentle diary."
    assert (await bot.get_my_name()).name == "Low Tide"
    assert (await bot.get_chat_menu_button()).type == "commands"
    assert len(heard) == 5
    with pytest.raises(BadRequest):
        await bot.set_my_short_description("x" * 121)


async def test_a_chat_can_be_looked_up_and_a_private_one_not_left(bot: Bot, ada: Person) -> None:
    assert (await bot.get_chat(ada.chat_id)).first_name == "Ada"
    with pytest.raises(BadRequest, match="(?i)not a group"):
        await bot.leave_chat(ada.chat_id)


async def test_logging_out_forgets_what_waits(api: BotApi, bot: Bot, ada: Person) -> None:
    api.say(ada, "hello")
    assert await bot.log_out()
    assert await bot.get_updates() == ()


async def test_a_reply_quotes_the_message_it_answers(api: BotApi, bot: Bot, ada: Person) -> None:
    said = api.say(ada, "hello")
    answer = await bot.send_message(ada.chat_id, "hi", reply_parameters=ReplyParameters(said.message_id))
    assert answer.reply_to_message is not None
    assert answer.reply_to_message.text == "hello"
    with pytest.raises(BadRequest, match="(?i)message to be replied not found"):
        await bot.send_message(ada.chat_id, "hi", reply_parameters=ReplyParameters(999))
    loose = ReplyParameters(999, allow_sending_without_reply=True)
    assert (await bot.send_message(ada.chat_id, "hi", reply_parameters=loose)).reply_to_message is None


async def test_animations_are_documents_too_and_an_id_fits_its_own_kind_only(bot: Bot, ada: Person) -> None:
    sent = await bot.send_animation(ada.chat_id, GIF, filename="breath.gif")
    assert sent.animation is not None
    assert sent.document is not None
    assert (sent.animation.width, sent.animation.height) == (5, 4)
    with pytest.raises(BadRequest, match="(?i)can't use file of type animation as photo"):
        await bot.send_photo(ada.chat_id, sent.animation.file_id)
    with pytest.raises(BadRequest, match="(?i)wrong file identifier"):
        await bot.send_photo(ada.chat_id, "nowhere")
    with pytest.raises(BadRequest, match="(?i)invalid file_id"):
        await bot.get_file("nowhere")


@pytest.mark.parametrize(
    ("content", "size"), [(JPEG, (9, 7)), (GIF, (5, 4)), (b"\xff\xd8\xff", None), (b"", None), (b"%PDF-1.7", None)]
)
def test_the_size_of_a_picture_is_read_from_its_head(content: bytes, size: tuple[int, int] | None) -> None:
    assert picture_size(content) == size


@pytest.mark.parametrize("action", ["typing", "upload_document"])
async def test_chat_actions_are_shown_and_unknown_ones_refused(api: BotApi, bot: Bot, ada: Person, action: str) -> None:
    await bot.send_chat_action(ada.chat_id, action)
    assert api.events_of(ada)[-1].text == action
    with pytest.raises(BadRequest, match="(?i)wrong parameter action"):
        await bot.send_chat_action(ada.chat_id, "juggling")
