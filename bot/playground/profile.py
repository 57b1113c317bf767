"""The methods about the bot itself: its name, descriptions, commands and menu button, and the chats it is in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.refusals import bad_request
from bot.playground.room import Room

Values = dict[str, Any]

MOST_COMMANDS = 100
COMMAND_NAME = re.compile(r"[a-z0-9_]{1,32}")
COMMAND_DESCRIPTION_CHARACTERS = 256
LENGTHS = {"name": 64, "description": 512, "short_description": 120}


def _key(values: Values) -> tuple[str, str]:
    return json.dumps(values.get("scope") or {"type": "default"}, sort_keys=True), values.get("language_code", "")


@dataclass
class Profile:
    """What the bot told Telegram about itself, by language; each method takes the values of a request."""

    room: Room
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Values]] = field(default_factory=dict)
    menu_buttons: dict[int, Values] = field(default_factory=dict)
    on_change: Callable[[], None] = lambda: None

    def get_me(self, _values: Values) -> Values:
        """Who the bot is."""
        return self.room.bot_user | {
            "can_join_groups": True,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    def set_my_commands(self, values: Values) -> bool:
        """The command list for a scope and language."""
        commands = values["commands"]
        if len(commands) > MOST_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        for each in commands:
            if not COMMAND_NAME.fullmatch(each["command"].removeprefix("/")):
                raise bad_request("BOT_COMMAND_INVALID")
            if not 1 <= len(each["description"]) <= COMMAND_DESCRIPTION_CHARACTERS:
                raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[_key(values)] = [each | {"command": each["command"].removeprefix("/")} for each in commands]
        self.on_change()
        return True

    def get_my_commands(self, values: Values) -> list[Values]:
        """The command list set for exactly this scope and language."""
        return self.commands.get(_key(values), [])

    def delete_my_commands(self, values: Values) -> bool:
        """Forget the command list of a scope and language."""
        self.commands.pop(_key(values), None)
        self.on_change()
        return True

    def commands_for(self, chat_id: int, language_code: str) -> list[Values]:
        """The commands a person sees: the narrowest scope first, their language before the default."""
        scopes: list[Values] = [
            {"type": "chat", "chat_id": chat_id},
            {"type": "all_private_chats"},
            {"type": "default"},
        ]
        keys = [_key({"scope": scope, "language_code": code}) for scope in scopes for code in (language_code, "")]
        return next((self.commands[key] for key in keys if key in self.commands), [])

    def set_text(self, kind: str, values: Values) -> bool:
        """Set the name, description or short description for a language."""
        text = values.get(kind, "")
        if len(text) > LENGTHS[kind]:
            raise bad_request(f"BOT_{kind.upper()}_TOO_LONG")
        self.texts[(kind, values.get("language_code", ""))] = text
        self.on_change()
        return True

    def get_text(self, kind: str, values: Values) -> Values:
        """The name, description or short description for a language."""
        return {kind: self.text_for(kind, values.get("language_code", ""))}

    def text_for(self, kind: str, language_code: str) -> str:
        """The text a person reads: in their language, else the default."""
        found = self.texts.get((kind, language_code)) or self.texts.get((kind, ""))
        return found or (self.room.bot_user["first_name"] if kind == "name" else "")

    def set_chat_menu_button(self, values: Values) -> bool:
        """What the button beside the input does; chat 0 stands for all."""
        self.menu_buttons[values.get("chat_id", 0)] = values.get("menu_button") or {"type": "default"}
        self.on_change()
        return True

    def get_chat_menu_button(self, values: Values) -> Values:
        """What the button beside the input does."""
        default = self.menu_buttons.get(0, {"type": "default"})
        return self.menu_buttons.get(values.get("chat_id", 0), default)

    def get_chat(self, values: Values) -> Values:
        """What Telegram tells about a chat."""
        return self.room.chat_of(values["chat_id"]).as_json() | {"accent_color_id": 0, "max_reaction_count": 11}

    def leave_chat(self, values: Values) -> bool:
        """Go from a group or channel; private chats cannot be left."""
        chat = self.room.chat_of(values["chat_id"])
        if chat.person is not None:
            raise bad_request("chat is not a group, supergroup or channel chat")
        chat.bot_is_member = False
        self.room.events.note("left", chat.chat_id)
        return True

    def get_file(self, values: Values) -> Values:
        """Where a file is downloaded from."""
        return self.room.files.describe(values["file_id"])
