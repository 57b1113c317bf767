"""Whole sittings: breathing to the end, without holding, without a sore part, stopped, compared, crowded out."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.sittings import Eased
from bot.playground.faults import Fault
from bot.runtime.player import Players, Scene
from tests.conversations.conftest import Reads
from tests.world import Chat, World


async def play_along(ebb: World, chat: Chat, seconds: int, until: str = "That is all.") -> None:
    """Let the clock go on second by second until a sitting is over."""
    for _ in range(seconds):
        await ebb.pass_time(seconds=1)
        await ebb.breathe()
    await chat.sees(until)


async def test_breathe_478_whole(ebb: World, reads_as_expected: Reads) -> None:
    """Anna plays all four rounds, says how tense she was before and after, and finds it first in the list."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/calm")
    await anna.tap("4-7-8 breath")
    await anna.tap("Begin")
    await play_along(ebb, anna, 76)
    await anna.tap("Other ways to calm")
    await anna.tap("4-7-8 breath")
    await anna.tap("Compare before and after")
    await anna.tap("7")
    await play_along(ebb, anna, 76)
    await anna.tap("4")
    await anna.tap("Other ways to calm")
    await anna.tap("4-7-8 breath")
    reads_as_expected(anna)
    assert "Begin" not in anna.last_buttons, "twice a day is what is offered"
    person = await anna.person()
    assert (await ebb.ebb.parts.calm.liking(person)).eased == {"478": Eased(1, 1)}


async def test_breathe_no_hold_for_asthma(ebb: World, reads_as_expected: Reads) -> None:
    """Ben has asthma: he says so once, and from then on is led to the breath without holding."""
    ben = ebb.person("Ben")
    await ben.settle_in()
    await ben.say("/breathe")
    await ben.tap("4-7-8 breath")
    await ben.tap("One of these fits me")
    await ben.tap("Begin")
    await ebb.pass_time(seconds=4)
    await ben.sees("Breathe out")
    await ben.tap("Stop")
    await ben.say("/breathe")
    await ben.tap("4-7-8 breath")
    assert "Begin" not in ben.last_buttons
    await ben.tap("None of them fits me now")
    assert "Begin" in ben.last_buttons
    reads_as_expected(ben)


async def test_pmr_skip_sore_shoulder(ebb: World, reads_as_expected: Reads) -> None:
    """Clara leaves her sore shoulders out and goes on with the rest."""
    clara = ebb.person("Clara")
    await clara.settle_in()
    await clara.say("/relax")
    await clara.tap("Muscles: tense and let go")
    await clara.tap("More about this one")
    await clara.tap("Muscles, long: 16 parts")
    await clara.tap("Begin")
    for _ in range(7):
        await clara.tap("Skip this part")
    await play_along(ebb, clara, 30, until="Chest and shoulders")
    await clara.tap("Skip this part")
    await clara.sees("Belly")
    await play_along(ebb, clara, 5, until="Let go")
    await clara.tap("Faster")
    await clara.tap("Stop")
    reads_as_expected(clara)


async def test_stop_in_the_middle(ebb: World, reads_as_expected: Reads) -> None:
    """Anna stops in the second round and is asked nothing, but may say how tense she is now."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/calm")
    await anna.tap("Box breath")
    await anna.tap("Begin")
    await anna.tap("Stop")
    await anna.tap("Other ways to calm")
    await anna.tap("Box breath")
    await anna.tap("Compare before and after")
    await anna.tap("8")
    await play_along(ebb, anna, 17, until="Round 2 of 4")
    await anna.tap("Stop")
    await anna.tap("8")
    await ebb.pass_time(minutes=2)
    reads_as_expected(anna)


async def test_not_for_me_is_never_offered_again(ebb: World, reads_as_expected: Reads) -> None:
    """Anna puts one technique away, and later asks for it back."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/calm")
    await anna.tap("5-4-3-2-1")
    await anna.tap("More about this one")
    await anna.tap("Not for me")
    await anna.tap("Other ways to calm")
    assert "5-4-3-2-1" not in anna.last_buttons
    await anna.tap("The ones I put away")
    await anna.tap("5-4-3-2-1")
    assert "5-4-3-2-1" in anna.last_buttons
    reads_as_expected(anna)


async def test_too_many_people_breathe(ebb: World, reads_as_expected: Reads) -> None:
    """As many people breathe as Ebb can keep time for: Anna gets the whole text, and is told why."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    players = ebb.ebb.parts.players
    for stranger in range(12):
        players.play(stranger, [Scene(place / 2, _nothing) for place in range(1, 300)])
    await anna.say("/calm")
    await anna.tap("4-7-8 breath")
    await anna.tap("Begin")
    reads_as_expected(anna)
    await players.stop(0)
    await players.stop(1)
    await anna.tap("Begin again")
    await anna.sees("Round 1 of 4")
    await anna.tap("Stop")
    await players.stop_all()


async def test_a_play_that_died_is_ended_kindly_once_its_time_is_over(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/calm")
    await anna.tap("Box breath")
    await anna.tap("Begin")
    await ebb.ebb.parts.players.stop(anna.id)
    await ebb.pass_time(seconds=90)
    assert "Round 1" in anna.last_words
    await ebb.pass_time(seconds=5)
    assert "I had to restart" in anna.last_words


async def test_a_button_of_somebody_elses_sitting_changes_nothing(ebb: World) -> None:
    anna, ben = ebb.person("Anna"), ebb.person("Ben")
    for chat in (anna, ben):
        await chat.settle_in()
    await anna.say("/calm")
    await anna.tap("Muscles: tense and let go")
    await anna.tap("Begin")
    skip, slower = anna.data_of("Skip this part"), anna.data_of("Slower")
    for data in (skip, slower, "1cra:1:5", "1cra:99:5", "1ccp:1:7:0", "1cbr:box:99"):
        await ben.say("/calm")
        await ben.tap_data(data)
    await ben.tap("Stop")
    person, storage = await anna.person(), ebb.ebb.storage
    sitting = (await storage.database.read(lambda tx: storage.sittings.of_person(tx, person.id)))[0]
    assert (sitting.course.first_part, sitting.course.pace, sitting.after) == (0, 100, None)
    assert isinstance(ebb.ebb.parts.players, Players)
    assert sitting.ends_at - sitting.begun_at == timedelta(seconds=245)


async def _nothing() -> None:
    return


async def test_the_circle_is_drawn_once_and_sent_by_its_id_afterwards(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    for _ in range(2):
        await anna.say("/calm")
        await anna.tap("4-7-8 breath")
        await anna.tap("More about this one")
        await anna.tap("A moving circle")
    sent = [event for event in anna.events if event.media == "animation"]
    assert len(sent) == 2
    assert "Breathe in 4, Hold 7, Breathe out 8" in sent[0].text
    assert len(ebb.api.room.files.files) == 1
    await anna.tap("Play it with words")
    await anna.tap("Stop")


async def test_without_the_circle_the_words_are_complete_and_a_lost_id_is_replaced(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/calm")
    await anna.tap("4-7-8 breath")
    await anna.tap("More about this one")
    ebb.api.faults.plan(Fault("sendAnimation", error_code=400))
    await anna.tap("A moving circle")
    assert "Breathe out, 8 seconds." in anna.last_words
    await anna.tap("A moving circle")
    ebb.api.faults.plan(Fault("sendAnimation", error_code=400, description="Bad Request: wrong file identifier"))
    await anna.tap("A moving circle")
    assert len(ebb.api.room.files.files) == 2
