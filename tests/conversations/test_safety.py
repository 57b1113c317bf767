"""The way to human help, whatever the moment: before consent, in a note, at night, in Spanish, without a diary."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.runtime.limits import Limits
from tests.conversations.conftest import Reads
from tests.program import until
from tests.world import Chat, World, world


def bytes_of(folder: Path) -> bytes:
    """All that lies in the database's folder, its journal included."""
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


async def test_helpnow_before_consent(ebb: World, reads_as_expected: Reads) -> None:
    """Tom has agreed to nothing and needs a number."""
    tom = ebb.person("Tom")
    await tom.say("/start")
    await tom.tap("Help now")
    await tom.tap("More")
    await tom.say("new zeeland")
    await tom.tap("What happens on a call")
    await tom.say("/helpnow Atlantis")
    await tom.say("/helpnow united")
    reads_as_expected(tom)
    assert await ebb.ebb.parts.people.find(tom.id) is None
    assert not await ebb.ebb.parts.safety.keeps_something(tom.id)


async def test_crisis_text_in_a_note(
    ebb: World, reads_as_expected: Reads, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Anna writes it where a note was asked for. It is kept nowhere; the next day one message comes, as she wished."""
    # The libraries below say at this level what they carry; the program's own set-up keeps them quieter.
    for name in ("bot", "handlers", "content"):
        caplog.set_level(logging.DEBUG, name)
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("So-so")
    await anna.say("pain 8 fatigue 7 sleep 2 fog 4 mood 2")
    await ebb.pass_time(minutes=5)
    await anna.tap("Add a note")
    await anna.say("Nobody would miss me, zebra. I want to die.")
    await anna.tap("Struggling, but safe")
    await anna.tap("Look in on me tomorrow")
    await anna.say("/tip")
    await ebb.to("10:00")
    await anna.tap("Still hard")
    await ebb.to("20:00")
    await ebb.to("20:00")
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.notes == ()
    assert len(anna.prompts()) == 2
    assert b"zebra" not in bytes_of(tmp_path)
    assert "zebra" not in caplog.text


async def test_idiom_soft_check(ebb: World, reads_as_expected: Reads) -> None:
    """Anna's back is killing her. She says so in a note, and the note is kept once she says how she means it."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Good")
    await anna.say("pain 7 fatigue 5 sleep 4 fog 2 mood 6")
    await anna.tap("Add a note")
    await anna.say("My back is killing me today")
    await anna.tap("Just a way of speaking")
    await anna.say("I feel dead inside")
    await anna.tap("I mean it")
    await anna.tap("Not what I meant")
    reads_as_expected(anna)
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert [note.text for note in checkin.notes] == ["My back is killing me today"]
    assert (await anna.person()).rest_until_at is None


async def test_other_country(ebb: World, reads_as_expected: Reads) -> None:
    """Mara chose Germany once, and is in Portugal now."""
    mara = ebb.person("Mara")
    await mara.settle_in()
    await mara.say("/helpnow")
    await mara.say("Deutschland")
    await mara.say("/helpnow")
    await mara.tap("Other country")
    await mara.say("/helpnow portugal")
    await mara.say("I can't go on")
    await mara.tap("Call")
    await mara.tap("Text or chat")
    reads_as_expected(mara)
    assert await ebb.ebb.parts.safety.country(await mara.person()) == "PT"


async def test_red_flag_at_night(ebb: World, reads_as_expected: Reads) -> None:
    """Jonas lies awake with a new numbness, in a break, and looks it up."""
    jonas = ebb.person("Jonas")
    await jonas.settle_in()
    await jonas.say("/pause")
    await jonas.tap("Until I say")
    await ebb.to("03:10")
    await jonas.say("/redflags")
    await jonas.tap("Emergency number now")
    await jonas.tap("Numb between the legs, bladder trouble")
    await jonas.tap("Help now")
    await jonas.tap("Not in this list")
    await jonas.say("can I double my pregabalin tonight")
    reads_as_expected(jonas)
    assert (await jonas.person()).pause is not None


async def test_database_gone_helpnow(ebb: World, reads_as_expected: Reads) -> None:
    """The disk fails. Anna still gets numbers, and a crisis text still gets its answer, once."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    with ebb.broken_diary():
        await anna.say("/helpnow")
        await anna.tap("Australia")
        await anna.say("I want to kill myself")
        await anna.tap("Call")
        await anna.say("/redflags")
    await ebb.settle()
    reads_as_expected(anna)


async def test_crisis_in_spanish(ebb: World, reads_as_expected: Reads) -> None:
    """Lucía reads Ebb in Spanish; Ben reads it in English and writes in Spanish."""
    lucia = ebb.person("Lucía", zone="Europe/Madrid", language="es")
    await lucia.say("/start")
    await lucia.say("ya no quiero vivir")
    await lucia.tap("Elegir mi país")
    await lucia.say("españa")
    await lucia.say("el dolor me está matando")
    await lucia.say("¿puedo dejar de tomar la duloxetina?")
    reads_as_expected(lucia)
    ben = ebb.person("Ben")
    await ben.say("me quiero morir")
    assert ben.last_words.startswith("Me alegro de que me lo digas.")


async def test_crisis_during_broadcast(ebb: World, reads_as_expected: Reads) -> None:
    """At eight o'clock a hundred people are asked at once; Tom's answer does not wait for them."""
    crowd = [ebb.person(f"Person {number}") for number in range(100)]
    for person in crowd:
        await settle_quietly(ebb, person)
    tom = ebb.person("Tom")
    await tom.say("/start")
    ebb.clock.move_to(datetime(2026, 3, 2, 19, tzinfo=UTC))
    ebb.api.say(tom.stranger, "better off dead")
    await ebb.tick()
    reads_as_expected(tom)
    asked = [ebb.api.requests.index(request) for request in ebb.api.requests if request.values.get("chat_id") != tom.id]
    answered = next(place for place, request in enumerate(ebb.api.requests) if request.values.get("chat_id") == tom.id)
    assert sum(len(person.prompts()) for person in crowd) == len(crowd)
    assert answered < max(asked)


async def test_help_comes_at_once_while_a_broadcast_fills_the_limit_of_telegram(tmp_path: Path) -> None:
    """At the real 25 messages a second 300 prompts take 12 seconds; whoever asks for help waits for less than one."""
    async with world(tmp_path, limits=Limits(25)) as ebb:
        for number in range(300):
            await settle_quietly(ebb, ebb.person(f"Person {number}"))
        tom = ebb.person("Tom")
        await tom.say("/start")
        ebb.clock.move_to(datetime(2026, 3, 2, 19, tzinfo=UTC))
        broadcast = asyncio.create_task(ebb.tick())
        await asyncio.sleep(1.5)
        sent = len(ebb.api.requests)
        for words, answer in (("/helpnow", "In danger right now?"), ("better off dead", "I'm glad you told me.")):
            before = len(ebb.api.requests)
            ebb.api.say(tom.stranger, words)
            await until(lambda answer=answer: tom.last_words.startswith(answer))
            assert len(ebb.api.requests) - before < 25
        assert 20 < sent < 200, "the broadcast was on its way"
        broadcast.cancel()
        await asyncio.wait({broadcast})


async def settle_quietly(ebb: World, chat: Chat) -> None:
    """The first minute without its conversation."""
    people, now = ebb.ebb.parts.people, ebb.clock.now()
    person = await people.agree(chat.id, "en", now)
    person = await people.move_to(person, "Europe/Berlin", now)
    await people.check_in_at(person, (now + timedelta(hours=2)).time().replace(hour=20, minute=0), now)


async def test_under_eighteen(ebb: World, reads_as_expected: Reads) -> None:
    """Kim says that they are 15: nothing is kept or asked any more, until it turns out otherwise or all is deleted."""
    kim = ebb.person("Kim")
    await kim.settle_in()
    await kim.say("/helpnow ireland")
    await kim.say("I'm 15 years old, is that ok")
    await ebb.to("20:00")
    assert await ebb.ebb.parts.people.find(kim.id) is None
    await kim.tap("I am 18 or older")
    await ebb.to("20:00")
    await kim.say("I'm 15 years old and I want to kill myself")
    await kim.say("/delete")
    await kim.tap("Delete everything")
    reads_as_expected(kim)
    assert len(kim.prompts()) == 1
    assert not await ebb.ebb.parts.safety.keeps_something(kim.id)
