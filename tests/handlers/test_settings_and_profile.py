"""Settings at their limits, buttons of things that are gone, who may talk to the bot, and how it introduces itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from handlers.profile import COMMANDS, introduce
from tests.world import Chat, World


async def test_the_last_symptom_stays_on_and_says_why(anna: Chat) -> None:
    await anna.say("/settings")
    await anna.tap("What I ask about")
    for name in ("Mood", "Brain fog", "Sleep last night", "Tiredness", "Pain"):
        await anna.tap(f"✓ {name}")
    assert anna.last_toast == "At least one stays on. To hear nothing, take a break instead."
    assert (await anna.person()).tracked == ("pain",)


async def test_an_eleventh_symptom_is_not_switched_on_and_says_why(anna: Chat) -> None:
    await anna.say("/settings")
    await anna.tap("What I ask about")
    for name in ("Stiffness", "Tender spots", "Neck and shoulders", "Muscle knots", "Sore after activity"):
        await anna.tap(name)
    await anna.tap("More")
    await anna.tap("Jaw")
    assert anna.last_toast == "Ten is the most. Switch one off first."
    assert len((await anna.person()).tracked) == 10


@pytest.mark.parametrize("data", ["1ot:nothing", "1pl:nothing:100", "1pl:46:999", "1pl:46:-100", "1pl:46:0"])
async def test_a_technique_that_is_none_leads_to_those_there_are(anna: Chat, data: str) -> None:
    await anna.say("/breathe")
    await anna.tap_data(data)
    assert anna.last_words.startswith("What would you like to try?")


@pytest.mark.parametrize("code", ["ht", "vt", "tn", "wt"])
async def test_a_tip_that_is_none_leads_to_the_shelves(anna: Chat, code: str) -> None:
    await anna.say("/tip")
    await anna.tap_data(f"1{code}:zz99:")
    assert anna.last_words == "I have tips on these. Which one?"


async def test_when_every_tip_of_a_shelf_was_refused_the_others_are_offered(ebb: World, anna: Chat) -> None:
    for _ in [tip for tip in ebb.ebb.parts.library.words("en").tips if tip.topic.value == "flare"]:
        await anna.say("/tip flare")
        if "Not for me" in anna.last_buttons:
            await anna.tap("Not for me")
    await anna.say("/tip flare")
    assert anna.last_words.startswith("You have seen all that fit today.")
    assert "Sleep" in anna.last_buttons


async def test_who_blocks_the_bot_between_two_lines_is_noted_and_nothing_breaks(ebb: World, anna: Chat) -> None:
    ebb.api.fail_next("sendMessage", error_code=403, description="Forbidden: bot was blocked by the user")
    await anna.say("/help")
    assert (await anna.person()).unreachable_at is not None


async def test_the_first_minute_goes_on_where_it_was(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say("/nonsense")
    assert tom.last_words.startswith("Hello, I am Ebb.")
    agree = tom.data_of("I agree")
    await tom.tap("I agree")
    await tom.tap_data(agree)
    await tom.tap_data("1no")
    assert tom.last_words.startswith("What time is it for you now?")
    await tom.say("/checkin")
    assert tom.last_words.startswith("What time is it for you now?")
    await tom.tap_data("1pt:2000")
    assert tom.last_words.startswith("What time is it for you now?")
    await tom.say("/nonsense")
    assert tom.last_words.startswith("I am a simple program")
    await tom.say("Berlin")
    await ebb.tap_first(tom)
    await tom.tap("No, change it")
    assert tom.last_words.startswith("What time is it for you now?")
    await tom.say("Berlin")
    await ebb.tap_first(tom)
    await tom.tap("Yes, that's right")
    await tom.say("/tip")
    assert tom.last_words.startswith("When would you like your daily check-in?")
    await tom.tap("20:00")
    await tom.tap("Later")
    assert tom.last_words.startswith("Fine. I will ask on Monday, 2 March at 20:00.")


async def test_only_those_the_operator_allowed_are_answered(ebb: World) -> None:
    anna, stranger = ebb.person("Anna"), ebb.person("Stranger")
    parts = ebb.ebb.application.parts
    ebb.ebb.application.parts = replace(parts, allowed_ids=frozenset({anna.id}))
    await anna.say("/start")
    await stranger.say("/start")
    assert anna.last_words.startswith("Hello, I am Ebb.")
    assert [event.kind for event in stranger.events] == ["said"]


async def test_a_group_the_bot_was_put_out_of_hears_nothing_more(ebb: World) -> None:
    anna = ebb.person("Anna")
    group = ebb.api.add_to_group(anna.stranger, "Tuesday group")
    await ebb.settle()
    heard = len(ebb.listen(group).events)
    member = {"user": ebb.api.room.bot_user, "status": "member"}
    gone = {"user": ebb.api.room.bot_user, "status": "left"}
    change = {"chat": group.as_json(), "from": anna.stranger.as_user(), "date": 0}
    await anna.push({"my_chat_member": change | {"old_chat_member": member, "new_chat_member": gone}})
    assert len(ebb.listen(group).events) == heard


async def test_a_group_that_cannot_be_left_is_no_failure(ebb: World) -> None:
    anna = ebb.person("Anna")
    ebb.api.fail_next("sendMessage", error_code=403, description="Forbidden: bot was kicked from the group chat")
    ebb.api.fail_next("leaveChat", error_code=400, description="Bad Request: chat not found")
    ebb.api.add_to_group(anna.stranger, "Tuesday group")
    await ebb.settle()
    assert ebb.ebb.parts.metrics.count("updates_failed") == 0


async def test_the_menu_and_the_descriptions_are_told_to_telegram(ebb: World) -> None:
    await introduce(ebb.ebb.application.bot, ebb.ebb.parts.library)
    for language, warning in (("", "Not for emergencies."), ("es", "No es para emergencias.")):
        told = {
            request.method: request.values
            for request in ebb.api.requests
            if request.values.get("language_code", "") == language
        }
        assert [each["command"] for each in told["setMyCommands"]["commands"]] == list(COMMANDS)
        assert warning in told["setMyDescription"]["description"]
        assert len(told["setMyShortDescription"]["short_description"]) <= 120
