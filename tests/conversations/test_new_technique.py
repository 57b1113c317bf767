"""A technique is a file: somebody writes one, and it is in the menu, plays, moves, and is counted. No code knows it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import content
from content.loader import load
from tests.conversations.test_sittings import play_along
from tests.world import World

HUMMING = """---
id: humming
name: Humming breath
order: 55
rounds: 2
most_rounds: 6
a_day: 1
opening: Listen 3
phases: Breathe in 2.5, Hum 6
closing: Be quiet 4
motion: grow, shrink
gentler: 46
cautions: RESP
sources: Breath23
review: draft
---
## Before you start

You breathe in, and hum on the way out.

## Take care

Short of breath? Take the gentler one.

## Afterwards

The humming is over.

## Listen

What can you hear right now?

## Breathe in

In through your nose.

## Hum

Hum as softly as you like.

## Be quiet

Nothing to do.
"""


@pytest.fixture
async def with_humming(ebb: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The words as they are, and one file more."""
    root = tmp_path / "content"
    shutil.copytree(Path(content.__file__).parent, root, ignore=shutil.ignore_patterns("*.py", "__pycache__", "es"))
    (root / "en" / "techniques" / "humming.md").write_text(HUMMING, encoding="utf-8")
    monkeypatch.setattr(ebb.ebb.parts.library, "languages", load(root).languages)
    return ebb


async def test_a_technique_that_is_only_a_file_plays_from_the_menu_to_the_end(with_humming: World) -> None:
    ebb = with_humming
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/calm")
    place = anna.last_buttons.index("Humming breath")
    assert anna.last_buttons[place - 1 : place + 2] == ["Sighing breath", "Humming breath", "Muscles: tense and let go"]
    await anna.tap("Humming breath")
    assert "Short of breath?" in anna.last_words
    assert "2 rounds, about 24 seconds." in anna.last_words
    assert {"One of these fits me", "Gentler: Slow breath 4-6"} <= set(anna.last_buttons)
    before = len(anna.events)
    await anna.tap("Begin")
    await play_along(ebb, anna, 24, until="The humming is over.")
    played = [event for event in anna.events[before:] if event.kind == "edited"]
    begun_at = played[0].at
    assert [(round((event.at - begun_at).total_seconds()), event.text.splitlines()[0]) for event in played[:-1]] == [
        *((0, "Listen"), (3, "Breathe in"), (6, "Hum"), (12, "Breathe in"), (14, "Hum"), (20, "Be quiet")),
    ]
    assert "Once more" not in anna.last_buttons, "once a day, says the file"
    await anna.say("/calm")
    await anna.tap("Humming breath")
    assert "Begin" not in anna.last_buttons


async def test_its_circle_is_drawn_from_the_same_file(with_humming: World) -> None:
    anna = with_humming.person("Anna")
    await anna.settle_in()
    await anna.say("/calm")
    await anna.tap("Humming breath")
    await anna.tap("More about this one")
    await anna.tap("A moving circle")
    sent = [event for event in anna.events if event.media == "animation"]
    assert "Breathe in 2.5, Hum 6" in sent[0].text
    assert len(with_humming.api.room.files.files) == 1
