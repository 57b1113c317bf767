"""The whole program looks after itself, and says how long it keeps what."""

from __future__ import annotations

from pathlib import Path

from tests.world import World


async def test_the_running_program_keeps_it_up(ebb: World, tmp_path: Path) -> None:
    for _ in range(3):
        await ebb.pass_time(days=1)
    assert len(list((tmp_path / "backups").glob("ebb-*.db"))) == 3
    assert ebb.ebb.parts.metrics.count("backups_made") == 3


async def test_privacy_says_how_long_answers_stay(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.say("/privacy")
    assert "after 365 days" not in anna.last_words
    object.__setattr__(ebb.ebb.parts, "retention_days", 365)
    await anna.say("/privacy")
    assert "I delete answers, notes, exercises and paced days after 365 days." in anna.last_words
