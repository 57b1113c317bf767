"""The way to human help, by command and by button, whatever else Ebb waits for."""

from __future__ import annotations

from itertools import product

import pytest

from bot.screens.callback_data import encode
from bot.screens.help_actions import HelpNow
from tests.world import Chat, World

STATES = ("stranger", "zone", "time", "question", "note", "pause", "flare", "technique", "rest")


@pytest.mark.parametrize(("state", "language"), [*product(STATES, ["en", "es"]), ("stranger", "tlh")])
async def test_helpnow_and_its_button_work_in_every_state_and_language_with_and_without_a_diary(
    ebb: World, state: str, language: str | None
) -> None:
    kim = ebb.person("Kim", language=language)
    if state not in ("stranger", "zone", "time"):
        await kim.settle_in()
    await brought_to(ebb, kim, state)
    first = "¿En peligro ahora?" if language == "es" else "In danger right now?"
    for ask in ("/helpnow", HelpNow()):
        await (kim.say(ask) if isinstance(ask, str) else kim.tap_data(encode(ask)))
        assert kim.last_words.startswith(first)
    with ebb.broken_diary():
        await kim.say("/helpnow")
        assert "findahelpline.com" in kim.last_words
        heard = len(kim.events)
        await kim.tap_data(encode(HelpNow()))
        assert len(kim.events) > heard


async def brought_to(ebb: World, chat: Chat, state: str) -> None:
    """The chat in a state in which Ebb waits for something else."""
    if state in ("zone", "time"):
        await chat.say("/start")
        await ebb.tap_first(chat)
    if state == "time":
        await chat.say("Berlin")
        await ebb.tap_first(chat)
        await ebb.tap_first(chat)
    if state in ("question", "note"):
        await ebb.to("20:00")
        await ebb.tap_first(chat)
    if state == "note":
        await chat.say("pain 3 fatigue 3 sleep 6 fog 2 mood 6")
        await ebb.tap_first(chat)
    if state in ("pause", "flare", "technique"):
        await chat.say({"pause": "/pause", "flare": "/flare", "technique": "/breathe"}[state])
        await ebb.tap_first(chat)
    if state == "rest":
        await chat.say("I want to kill myself")
