"""Inline keyboards: what Telegram accepts under a message."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from bot.playground.refusals import bad_request

Button = dict[str, Any]
Rows = list[list[Button]]

DATA_BYTES = 64
BUTTONS_PER_ROW = 8
BUTTONS = 100
COPY_CHARACTERS = 256
STYLES = {"primary", "success", "danger"}
# What a button does; each carries exactly one of these.
PURPOSES = {"url", "callback_data", "web_app", "copy_text", "switch_inline_query", "switch_inline_query_current_chat"}


def keyboard_of(markup: dict[str, Any] | None) -> Rows | None:
    """The rows of an inline keyboard, None when there is no button; raises a Refusal for what Telegram refuses."""
    if markup is None or "inline_keyboard" not in markup:
        return None
    rows = [row for row in markup["inline_keyboard"] if row]
    if sum(len(row) for row in rows) > BUTTONS or any(len(row) > BUTTONS_PER_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for row in rows:
        for button in row:
            _check(button)
    return rows or None


def _check(button: Button) -> None:
    if not button["text"].strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if len(PURPOSES & button.keys()) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= COPY_CHARACTERS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if "url" in button and urlsplit(button["url"]).scheme not in {"http", "https", "tg", "mailto", "tel"}:
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if button.get("style", "primary") not in STYLES:
        raise bad_request("can't parse inline keyboard button: invalid button style specified")


def labels_of(rows: Rows | None) -> tuple[tuple[str, ...], ...]:
    """The words on the buttons, row by row."""
    return tuple(tuple(button["text"] for button in row) for row in rows or ())


def find_button(rows: Rows | None, label: str) -> Button | None:
    """The button with exactly these words, else the only one that contains them, whatever the case."""
    buttons = [button for row in rows or () for button in row]
    exact = [button for button in buttons if button["text"] == label]
    close = [button for button in buttons if label.casefold() in button["text"].casefold()]
    if exact:
        return exact[0]
    return close[0] if len(close) == 1 else None
