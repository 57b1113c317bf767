from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.playground.bot_api import BotApi
from bot.playground.catalogue import EXTRACT, load_catalogue
from bot.playground.chats import Person

TOKEN = "123:playground"
WHOLE_API = Path(__file__).parents[2].parent / "shared" / "facts" / "botapi" / "api.json"


def fields_of(described: dict[str, Any]) -> dict[str, Any]:
    return {
        field["name"]: {"types": field["types"], "required": field["required"]} for field in described.get("fields", [])
    }


@pytest.mark.skipif(not WHOLE_API.exists(), reason="the whole Bot API is not beside the project")
def test_the_extract_is_what_the_whole_bot_api_says() -> None:
    extract = json.loads(EXTRACT.read_text())
    whole = json.loads(WHOLE_API.read_text())
    assert extract["version"] == whole["version"]
    assert extract["methods"] == {name: fields_of(whole["methods"][name]) for name in extract["methods"]}
    for name, described in extract["types"].items():
        subtypes = whole["types"][name].get("subtypes")
        assert described == ({"one_of": subtypes} if subtypes else {"fields": fields_of(whole["types"][name])})


def test_every_method_of_the_extract_is_carried_out(api: BotApi) -> None:
    assert set(api._methods) == set(load_catalogue().methods)


@pytest.mark.parametrize(
    ("method", "raw", "violation"),
    [
        ("sendMessage", {"chat_id": "1", "text": "x", "colour": "red"}, "sendMessage: unknown field colour"),
        ("sendMessage", {"chat_id": "1"}, "sendMessage: required field text is missing"),
        ("deleteMessage", {"chat_id": "1", "message_id": "six"}, "deleteMessage: message_id is not an integer"),
        ("sendMessage", {"chat_id": "1", "text": "x", "protect_content": "perhaps"}, "sendMessage: protect_content"),
        (
            "sendMessage",
            {"chat_id": "1", "text": "x", "reply_markup": '{"inline_keyboard": [[{"label": "x"}]]}'},
            "sendMessage: reply_markup is none",
        ),
        ("sendMessage", {"chat_id": "1", "text": "x", "link_preview_options": "{"}, "sendMessage: link_preview_optio"),
        ("setMyCommands", {"commands": '[{"command": "x"}]'}, "setMyCommands: commands is not a BotCommand"),
        ("setMyCommands", {"commands": "[]", "scope": '{"type": "moon"}'}, "setMyCommands: scope has the unknown type"),
        ("sendLocation", {"chat_id": "1", "latitude": "1", "longitude": "1"}, "sendLocation: not a method"),
    ],
)
async def test_a_request_that_strays_from_the_bot_api_is_refused_and_written_down(
    api: BotApi, method: str, raw: dict[str, str], violation: str
) -> None:
    answer = await api.call(TOKEN, method, raw)
    assert answer.status == (404 if method == "sendLocation" else 400)
    assert api.violations[0].startswith(violation)


async def test_a_lenient_api_writes_the_strays_down_and_goes_on(api: BotApi, ada: Person) -> None:
    api.strict = False
    answer = await api.call(TOKEN, "sendMessage", {"chat_id": str(ada.chat_id), "text": "x", "colour": "red"})
    assert answer.status == 200
    assert api.violations == ["sendMessage: unknown field colour"]


async def test_each_kind_of_menu_button_and_scope_is_understood(api: BotApi) -> None:
    for kind in ("default", "commands"):
        assert (await api.call(TOKEN, "setChatMenuButton", {"menu_button": json.dumps({"type": kind})})).status == 200
    for scope in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"):
        raw = {"commands": "[]", "scope": json.dumps({"type": scope})}
        assert (await api.call(TOKEN, "setMyCommands", raw)).status == 200
    assert api.violations == []
