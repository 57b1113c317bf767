"""The counts for whoever runs the bot, which nobody else may see or hear of."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.playground.room import FIRST_PERSON
from bot.storage.backup import back_up
from tests.world import World, world

HEADING = "Ebb in numbers"
DEAD = "UPDATE prompts SET state = 'failed', settled_at = sent_at WHERE id = (SELECT max(id) FROM prompts)"


@pytest.fixture
async def ebb(tmp_path: Path) -> AsyncIterator[World]:
    """The first person to come runs the bot."""
    async with world(tmp_path, admin_ids=(FIRST_PERSON,)) as everything:
        yield everything


async def test_the_operator_sees_how_much_there_is_of_everything_and_nothing_about_anybody(
    ebb: World, tmp_path: Path
) -> None:
    operator, *people = (ebb.person(name) for name in ("Olga", "Anna", "Ben", "Carl", "Dora"))
    for person in people:
        await person.settle_in()
    await ebb.to("20:00")
    for person in people[:2]:
        await person.tap("Good")
    await people[0].tap("6")
    await ebb.pass_time(hours=23)
    await people[2].block()
    await ebb.pass_time(hours=1)
    back_up(ebb.ebb.storage.upkeep.files, ebb.clock.now())
    await ebb.pass_time(minutes=5)
    with closing(sqlite3.connect(tmp_path / "ebb.db")) as raw, raw:
        raw.execute(DEAD)
    await ebb.ebb.inbox.put_aside(b"nonsense")
    await operator.say("/admin")
    said = operator.last_words
    assert said.startswith(HEADING)
    assert "People: 4. Checked in within 7 days: 2. Out of reach: 1." in said
    assert "Prompts in 24 hours: 3 sent, 2 answered, 2 expired. Given up in 7 days: 1." in said
    assert "Updates: 1 wait, 1 set aside." in said, "the one that asks is being handled"
    assert "Last backup: 2026-03-03 19:00 UTC." in said
    names = [person.stranger.first_name for person in people]
    assert not any(private in said for private in (*names, *map(str, ebb.ebb.parts.admin_ids), "pain"))


async def test_the_operator_needs_no_diary_of_their_own_and_no_backup(ebb: World) -> None:
    operator = ebb.person("Olga")
    await operator.say("/admin")
    assert "People: 0." in operator.last_words
    assert "Last backup: none yet." in operator.last_words
    assert await ebb.ebb.parts.people.find(operator.id) is None


async def test_nobody_else_sees_it_or_learns_that_it_exists(ebb: World) -> None:
    ebb.person("Olga")
    anna, newcomer = ebb.person("Anna"), ebb.person("Nina")
    await anna.settle_in()
    for person in (anna, newcomer):
        answers = []
        for command in ("/admin", "/nimda"):
            await person.say(command)
            answers.append((person.last_words, person.last_buttons))
            await ebb.pass_time(seconds=1)
        assert answers[0] == answers[1], "as any command there is none of"
        assert HEADING not in str(answers)
    await anna.say("/help")
    await anna.edit("/admin")
    assert HEADING not in anna.last_words


async def test_it_is_in_no_menu_and_on_no_page(ebb: World) -> None:
    for words in ebb.ebb.parts.library.languages.values():
        assert not any(re.search(r"/admin\b", page.text) for page in words.pages.values())
        assert "admin" not in {key.partition(".")[2] for key in words.phrases.entries if key.startswith("commands.")}


async def test_what_is_long_ago_is_not_counted(ebb: World) -> None:
    operator, anna = ebb.person("Olga"), ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Good")
    await anna.block()
    for _ in range(8):
        await ebb.pass_time(days=1)
    await ebb.at(ebb.clock.now() + timedelta(hours=3))
    await operator.say("/admin")
    assert "People: 1. Checked in within 7 days: 0. Out of reach: 1." in operator.last_words
    assert "0 sent, 0 answered, 0 expired." in operator.last_words
