"""Breathing along, and tips that are kept, explained or never wanted again."""

from __future__ import annotations

from pathlib import Path

from bot.domain.tips import Verdict
from handlers.playing import tell_interrupted
from tests.conversations.conftest import Reads
from tests.world import World, running


async def test_breathing_played_and_stopped(ebb: World, reads_as_expected: Reads) -> None:
    """Anna breathes along, finds it too quick, then stops; the next time she stays to the end."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/breathe")
    await anna.tap("4-7-8 breath")
    await anna.tap("Begin")
    await ebb.pass_time(seconds=4)
    await anna.sees("Hold")
    await anna.tap("Slower")
    await ebb.pass_time(seconds=5)
    await anna.sees("Hold")
    await anna.tap("Stop")
    await ebb.pass_time(minutes=5)
    await anna.tap("Other ways to calm")
    await anna.tap("4-7-8 breath")
    await anna.tap("Gentler: Slow breath 4-6")
    await anna.tap("Begin")
    await ebb.pass_time(seconds=84)
    await anna.sees("Breathe out")
    await ebb.pass_time(seconds=6)
    await anna.sees("That is all.")
    reads_as_expected(anna)
    assert await ebb.ebb.parts.calm.interrupted(ebb.clock.now()) == []


async def test_restart_while_breathing(ebb: World, tmp_path: Path, reads_as_expected: Reads) -> None:
    """The program is started anew while Anna breathes; it says so and offers to begin again."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/breathe")
    await anna.tap("Slow breath 4-6")
    await anna.tap("Begin")
    await ebb.close()
    async with running(ebb.api, ebb.clock, tmp_path) as later:
        anna.world = later
        await tell_interrupted(later.ebb.application.bot, later.ebb.parts)
        await anna.tap("Begin again")
        await later.pass_time(seconds=4)
        await anna.sees("Breathe out")
        await anna.tap("Stop")
        reads_as_expected(anna)
        assert await later.ebb.parts.calm.interrupted(ebb.clock.now()) == []


async def test_tip_save_why_not_for_me(ebb: World, reads_as_expected: Reads) -> None:
    """Anna keeps one tip, asks why, and never wants to see another one again."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/tip saved")
    await anna.say("/tip sleep")
    kept = anna.last_words.splitlines()[0]
    await anna.tap("Save")
    await anna.tap("Why?")
    await anna.tap("Back to the tip")
    await anna.tap("Another")
    unwanted = anna.last_words.splitlines()[0]
    await anna.tap("Not for me")
    await anna.say("/tip saved")
    await anna.tap(kept)
    await anna.say("/tip everything")
    await anna.tap("Pacing")
    reads_as_expected(anna)
    person, parts = await anna.person(), ebb.ebb.parts
    assert [tip.title for tip in await parts.tips.saved(person)] == [kept]
    dismissed = next(tip for tip in parts.library.words("en").tips if tip.title == unwanted)
    shown = await parts.tips.find(person, dismissed.id)
    assert shown is not None
    assert shown.verdict is Verdict.NOT_FOR_ME
