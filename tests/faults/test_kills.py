"""The real program is killed again and again while a street full of people talks to it, and nothing is lost of that."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.faults.failpoints import FAILPOINTS
from tests.faults.kills import plan
from tests.faults.ledger import Count
from tests.faults.starts import starts
from tests.faults.street import POLLING, WEBHOOK, street

SEED = "20"
# Every failpoint once, half of them in each mode, and once at any moment.
PLANS = {POLLING: [*list(FAILPOINTS)[::2], None], WEBHOOK: [*list(FAILPOINTS)[1::2], None]}


async def killed_by_plan(folder: Path, mode: str) -> Count:
    """Go through one plan, on one database."""
    folder.mkdir()  # noqa: ASYNC240 - nothing else runs yet
    async with street(folder, mode, SEED) as people, starts(folder, people.settings) as ways:
        for failpoint in PLANS[mode]:
            await people.killed(ways, failpoint)
        return await people.settle(ways)


async def killed_while_broken(
    folder: Path, promise: str, failpoint: str | None, *, kills: int = 1, types: float = 0.0
) -> Count:
    """Kill a program that breaks one promise."""
    async with (
        street(folder, POLLING, SEED, types=types) as people,
        starts(folder, people.settings, promise=promise) as ways,
    ):
        for _ in range(kills):
            await people.killed(ways, failpoint)
        return await people.settle(ways, patience=1.0)


async def test_twenty_kills_lose_nothing_double_nothing_and_repeat_a_prompt_once_each_at_most(tmp_path: Path) -> None:
    counts = await asyncio.gather(*(killed_by_plan(tmp_path / mode, mode) for mode in PLANS))
    assert sum(count.kills for count in counts) == 20
    for count in counts:
        assert (count.lost, count.doubled, count.unsent_prompts, count.left_waiting) == (0, 0, 0, 0), count
        assert count.needless_prompts == 0, count
        assert count.duplicate_prompts <= count.kills
        assert count.recorded == count.acknowledged > 100
        assert count.is_kept


async def test_answers_confirmed_before_they_are_kept_are_found_lost(tmp_path: Path) -> None:
    count = await killed_while_broken(tmp_path, "confirm_before_keeping", "acknowledged")
    assert count.lost > 0
    assert not count.is_kept


async def test_a_typed_score_that_is_recorded_again_for_the_next_question_is_found_doubled(tmp_path: Path) -> None:
    count = await killed_while_broken(tmp_path, "read_lines_again", "handled", kills=2, types=1.0)
    assert count.doubled > 0
    assert not count.is_kept


async def test_a_prompt_that_is_settled_before_it_is_sent_is_found_missing(tmp_path: Path) -> None:
    count = await killed_while_broken(tmp_path, "settle_before_sending", "claimed")
    assert count.unsent_prompts > 0
    assert not count.is_kept


async def test_prompts_that_are_sent_again_and_again_are_found_to_be_too_many(tmp_path: Path) -> None:
    count = await killed_while_broken(tmp_path, "never_settle", "fetched")
    assert count.duplicate_prompts > count.kills
    assert count.needless_prompts > 0
    assert not count.is_kept


def test_the_long_plan_kills_at_every_failpoint_in_both_modes_and_at_any_moment() -> None:
    groups = plan(200)
    assert sum(group.kills for mode in groups for group in groups[mode]) >= 200
    for mode in (POLLING, WEBHOOK):
        assert {group.failpoint for group in groups[mode]} == {*FAILPOINTS, None}
        assert sum(group.kills for group in groups[mode] if group.failpoint is None) >= 20
