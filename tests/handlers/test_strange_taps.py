"""Buttons that are old, foreign, forged or tapped at the wrong moment: nothing breaks and nothing of others changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import fields
from datetime import time
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.domain.cards import Group
from bot.domain.checkin import Feeling
from bot.domain.energy import EnergyUnit
from bot.domain.flare import Helped
from bot.domain.pacing import Done, Unit
from bot.domain.payback import Payback
from bot.domain.red_flags import Urgency
from bot.domain.tips import Topic
from bot.runtime import sender
from bot.screens.actions import Action, Agree, DeleteEverything
from bot.screens.callback_data import decode, encode
from bot.screens.pacing_actions import OwnActivity, PickEnergyUnit
from tests.handlers.conftest import PRIVATE, Rows
from tests.world import Chat, World, world

TOO_OLD = "That button is too old to use. Nothing was changed."
KINDS = sorted(Action.kinds.values(), key=lambda kind: kind.code)
WITH_PROMPT = [kind for kind in KINDS if "prompt" in get_type_hints(kind)]
VALUES: dict[Any, st.SearchStrategy[Any]] = {
    str: st.sampled_from(
        ["pain", "sl01", "massage", "FALL", "46", "478", "Europe/Berlin", "nothing", "", "../etc", "AAAAAAAA"]
    ),
    int: st.integers(-(10**9) + 1, 10**9 - 1) | st.integers(0, 11),
    time: st.times().map(lambda moment: moment.replace(second=0, microsecond=0, tzinfo=None)),
    Feeling: st.sampled_from(Feeling),
    Group: st.sampled_from(Group),
    Unit: st.sampled_from(Unit),
    EnergyUnit: st.sampled_from(EnergyUnit),
    Done: st.sampled_from(Done),
    Payback: st.sampled_from(Payback),
    Helped: st.sampled_from(Helped),
    Topic | None: st.none() | st.sampled_from(Topic),
    str | None: st.none() | st.sampled_from(["DE", "XX", "../etc"]),
    Urgency: st.sampled_from(Urgency),
}


SAMPLES: dict[str, Any] = {
    "prompt": "AAAAAAAA",
    "feeling": Feeling.GOOD,
    "symptom_id": "pain",
    "score": 3,
    "minutes": 30,
    "page": 1,
    "days": 1,
    "language": "es",
    "pace": 100,
    "technique_id": "46",
    "tip_id": "sl01",
    "card_id": "massage",
    "group": Group.SLEEP,
    "caution": "FALL",
    "topic": Topic.SLEEP,
    "zone": "Europe/Berlin",
    "wall_time": time(20, 0),
    "version": 1,
    **dict.fromkeys(("tension", "rounds", "sitting_id", "activity_id", "flare_id", "part", "place", "amount"), 1),
    **dict.fromkeys(("applies", "has_pem", "is_tired", "grows"), 1),
    "halves": 10,
    "day": 739_000,
    "name": "walk",
    "done": Done.DID,
    "payback": Payback.SAME,
    "helped": Helped.REST,
    "country": "DE",
    "urgency": Urgency.NOW,
    "flag_id": "RE1",
    "is_better": 1,
}
UNITS = {OwnActivity: Unit.MINUTES, PickEnergyUnit: EnergyUnit.SPOONS}


def sample(kind: type[Action], **known: str) -> Action:
    """One sensible action of a kind."""
    values = SAMPLES | known | {"unit": UNITS.get(kind)}
    return kind(**{each.name: values[each.name] for each in fields(kind)})  # type: ignore[arg-type]


def actions(kind: type[Action], **known: str) -> st.SearchStrategy[Action]:
    """Any action of a kind, with some fields given."""
    hints = get_type_hints(kind)
    wanted = {each.name: VALUES[hints[each.name]] for each in fields(kind)}  # type: ignore[arg-type]
    return st.builds(kind, **wanted | {name: st.just(value) for name, value in known.items() if name in wanted})


def data_with(code: str) -> st.SearchStrategy[str]:
    """Garbage, forged data of every kind with a real prompt's code, and such data cut short or changed."""
    forged = st.sampled_from([kind for kind in KINDS if kind is not DeleteEverything]).flatmap(
        lambda kind: actions(kind, prompt=code) | actions(kind)
    )
    whole = forged.map(encode)
    cut = st.tuples(whole, st.integers(0, 64)).map(lambda pair: pair[0][: pair[1]])
    longer = st.tuples(whole, st.text(max_size=8)).map("".join)
    return st.one_of(whole, whole, cut, longer, st.text(max_size=64))


def test_no_callback_data_breaks_anything_or_touches_others(tmp_path: Path) -> None:
    """Anna sends whatever a hostile client can; Ben's diary stays, and no handler fails."""
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()
        everything = runner.run(stack.enter_async_context(world(tmp_path)))
        anna, ben, code = runner.run(anna_and_ben(everything))
        bens = runner.run(ben.day("2026-03-02"))

        @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
        @example("1")
        @example("2fe:AAAAAAAA:good")
        @example(f"1gs:{code}:pain:99")
        @example(f"1gs:{code}:pain:-1")
        @example(f"1sn:{code}:999999999")
        @example("1ts:nothing:-5")
        @example(f"1{PRIVATE}\x00\ud800".encode(errors="replace").decode())
        @given(data_with(code))
        def tap(data: str) -> None:
            runner.run(anna.tap_data(data))
            assert everything.ebb.parts.metrics.count("updates_failed") == 0
            assert everything.ebb.parts.metrics.count("updates_quarantined") == 0
            if decode(data) is None:
                assert anna.last_words.startswith(TOO_OLD)

        tap()
        assert runner.run(ben.day("2026-03-02")) == bens
        checkin = runner.run(anna.day("2026-03-02"))
        assert checkin is None or all(0 <= score <= 10 for score in checkin.scores.values())
        runner.run(stack.aclose())


async def anna_and_ben(everything: World) -> tuple[Chat, Chat, str]:
    """Two people with a check-in on the screen, and the code of Anna's prompt."""
    anna, ben = everything.person("Anna"), everything.person("Ben")
    for each in (anna, ben):
        await each.settle_in()
    await everything.to("20:00")
    await ben.tap("Good")
    await ben.tap("4")
    return anna, ben, anna.data_of("Good").split(":")[1]


@pytest.mark.parametrize("reached", ["first tap", "question", "receipt", "taken back"])
async def test_another_persons_prompt_opens_nothing(
    ebb: World, anna: Chat, rows: Callable[[], Rows], reached: str
) -> None:
    ben = ebb.person("Ben")
    await ben.settle_in()
    await ebb.to("20:00")
    code = anna.data_of("Good").split(":")[1]
    if reached != "first tap":
        await anna.tap("Rough")
    if reached in ("receipt", "taken back"):
        await anna.tap("7")
        await anna.tap("That's enough")
    if reached == "taken back":
        await anna.tap("Undo")
    before = rows()
    for kind in WITH_PROMPT:
        await ben.tap_data(encode(sample(kind, prompt=code)))
        assert ben.last_words.startswith(TOO_OLD), kind
        assert "pain" not in ben.last_words.lower()
    assert rows() == before


async def test_every_kind_of_button_has_a_route(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    code = anna.data_of("Good").split(":")[1]
    for kind in KINDS:
        if kind is not DeleteEverything:
            await anna.tap_data(encode(sample(kind, prompt=code)))
            assert not anna.last_words.startswith(TOO_OLD), kind


async def test_every_kind_of_button_is_met_before_consent(ebb: World, rows: Callable[[], Rows]) -> None:
    tom = ebb.person("Tom")
    await tom.say("/start")
    before = rows()
    for kind in KINDS:
        if kind is not Agree:
            await tom.tap_data(encode(sample(kind)))
    assert rows() == before
    assert ebb.ebb.parts.metrics.count("updates_failed") == 0


async def test_a_button_without_its_message_still_works(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    good = anna.data_of("Good")
    person = anna.stranger.as_user()
    heard = len(anna.events)
    await anna.push({"callback_query": {"id": "1", "from": person, "chat_instance": "1", "data": good}})
    assert anna.last_words.startswith("How strong was your pain")
    assert [event.kind for event in anna.events[heard:]] == ["sent"]


async def test_a_button_on_a_message_telegram_no_longer_shows_still_works(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    good, message_id = anna.data_of("Good"), anna.last_message_id
    chat = {"id": anna.id, "type": "private", "first_name": "Anna"}
    gone = {"message_id": message_id, "date": 0, "chat": chat}
    query = {"id": "1", "from": anna.stranger.as_user(), "chat_instance": "1", "data": good, "message": gone}
    heard = len(anna.events)
    await anna.push({"callback_query": query})
    assert [event.kind for event in anna.events[heard:]] == ["sent"]
    assert anna.last_words.startswith("How strong was your pain")


async def test_a_tap_that_comes_too_late_to_be_answered_counts(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    late = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    ebb.api.fail_next("answerCallbackQuery", error_code=400, description=late)
    await anna.tap("Good")
    assert anna.last_words.startswith("How strong was your pain")


async def test_a_tap_that_outlives_its_150_seconds_is_forgotten_by_telegram_and_not_missed(
    ebb: World, anna: Chat
) -> None:
    await ebb.to("20:00")
    ebb.api.go_offline()
    ebb.api.tap(anna.stranger, "Good")
    ebb.clock.move_by(151)
    ebb.api.go_online()
    await ebb.settle()
    await anna.tap("Rough")
    assert "Both questions are optional." in anna.last_words


async def test_the_same_screen_twice_is_one_screen(anna: Chat) -> None:
    await anna.say("/settings")
    await anna.tap("What I ask about")
    heard = len(anna.events)
    await anna.tap_data("1oy:0")
    assert [event.kind for event in anna.events[heard:]] == ["tapped", "answered"]


async def test_a_message_that_is_gone_is_written_anew(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    ebb.api.fail_next("editMessageText", error_code=400, description="Bad Request: message to edit not found")
    await anna.tap("Good")
    assert anna.events[-1].kind == "sent"
    assert anna.last_words.startswith("How strong was your pain")
    await anna.tap("6")
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6}


async def test_an_edit_telegram_holds_up_comes_after_the_wait_and_one_that_broke_off_comes_again(
    ebb: World, anna: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sender, "FIRST_PAUSE", 0.01)
    await ebb.to("20:00")
    ebb.api.fail_next("editMessageText", drop="read")
    ebb.api.fail_next("editMessageText", error_code=502)
    await anna.tap("Good")
    assert "How strong was your pain" in anna.last_words
    ebb.api.fail_next("editMessageText", retry_after=7)
    ebb.api.tap(anna.stranger, "6")
    while ebb.ebb.parts.metrics.count("requests_throttled") == 0:  # noqa: ASYNC110
        await asyncio.sleep(0)
    assert "How strong was your pain" in anna.last_words
    await ebb.pass_time(seconds=7)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6}
    assert "How tired were you" in anna.last_words


async def test_a_score_beyond_the_scale_is_no_answer(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    await anna.tap("Good")
    code = anna.data_of("6").split(":")[1]
    for score in (11, -1, 999999999):
        await anna.tap_data(f"1gs:{code}:pain:{score}")
    await anna.tap_data(f"1gs:{code}:nothing:5")
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.answers == ()


async def test_a_break_of_a_length_that_is_not_offered_is_none(anna: Chat) -> None:
    await anna.say("/pause")
    await anna.tap_data("1pf:5000")
    assert anna.last_words.startswith("How long shall I stay quiet?")
    assert (await anna.person()).pause is None


async def test_consent_to_another_text_is_no_consent(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say("/start")
    await tom.tap_data("1ag:0")
    assert tom.last_toast == "This text has changed since. Please read it again."
    assert await ebb.ebb.parts.people.find(tom.id) is None


async def test_clock_buttons_of_an_hour_ago_are_offered_anew(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say("/start")
    await tom.tap("I agree")
    await ebb.pass_time(minutes=20)
    await tom.tap("18:40")
    assert tom.last_words.startswith("What time is it for you now?")
    await tom.tap("19:00")
    assert "Berlin, Germany" in tom.last_buttons


async def test_a_typed_time_that_is_nowhere_is_said_so(ebb: World) -> None:
    tom = ebb.person("Tom")
    await tom.say("/start")
    await tom.tap("I agree")
    await tom.say("18:55")
    assert tom.last_words.startswith("I know no place where it is that time now.")


async def test_a_tap_in_a_group_changes_nothing_and_the_bot_leaves(ebb: World, anna: Chat) -> None:
    await ebb.to("20:00")
    good, heard = anna.data_of("Good"), len(anna.events)
    group = {"id": -100_123, "type": "supergroup", "title": "Tuesday group"}
    message = {"message_id": 5, "date": 1_790_000_000, "chat": group, "text": "Hello. How is today?"}
    query = {"id": "1", "from": anna.stranger.as_user(), "chat_instance": "1", "data": good, "message": message}
    await anna.push({"callback_query": query})
    assert len(anna.events) == heard
    assert await anna.day("2026-03-02") is None
