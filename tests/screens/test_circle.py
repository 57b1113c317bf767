"""The moving circle: its seconds are exact, it moves smoothly, it is small, and it is drawn as told."""

from __future__ import annotations

import io
from itertools import pairwise
from pathlib import Path

import pytest
from PIL import Image

from bot.domain.techniques import Technique
from bot.screens.circle import BACKGROUND, CIRCLE, LARGEST, RESTING, SIZE, SMALLEST, draw_circle, frames
from tests.library import library
from tests.program import program

MOVING = [each for each in library().words("en").techniques.values() if each.motion]
MOST_BYTES = 300_000


@pytest.mark.parametrize("technique", MOVING, ids=lambda each: each.id)
def test_the_frames_of_each_phase_last_as_long_as_the_phase_and_move_in_small_steps(technique: Technique) -> None:
    shown = list(frames(technique))
    assert sum(length for _, _, length in shown) == sum(phase.seconds for phase in technique.phases) * 1000
    assert all(abs(after[0] - before[0]) < 0.13 for before, after in pairwise(shown))
    assert max(size for size, _, _ in shown) == pytest.approx(1)
    assert shown[-1][0] == pytest.approx(0)


@pytest.mark.parametrize(
    "technique", [each for each in MOVING if each.id in ("478", "sighing")], ids=lambda each: each.id
)
def test_the_picture_is_small_repeats_for_ever_and_keeps_the_time(technique: Technique) -> None:
    picture = draw_circle(technique)
    assert len(picture) <= MOST_BYTES
    opened = Image.open(io.BytesIO(picture))
    assert (opened.size, opened.info["loop"]) == ((SIZE, SIZE), 0)
    lengths = []
    for place in range(opened.n_frames):
        opened.seek(place)
        lengths.append(opened.info["duration"])
    assert sum(lengths) == sum(phase.seconds for phase in technique.phases) * 1000


def test_the_circle_is_small_at_first_large_and_of_another_colour_while_it_rests() -> None:
    opened = Image.open(io.BytesIO(draw_circle(next(each for each in MOVING if each.id == "478"))))
    middle = SIZE // 2

    def length(place: int) -> int:
        opened.seek(place)
        return int(opened.info["duration"])

    def colours(place: int) -> list[tuple[int, ...]]:
        opened.seek(place)
        row = opened.convert("RGB")
        return [row.getpixel((middle + out, middle)) for out in (0, SMALLEST + 6, LARGEST - 3, LARGEST + 4)]

    assert colours(0) == [CIRCLE, BACKGROUND, BACKGROUND, BACKGROUND]
    assert colours(max(range(opened.n_frames), key=length)) == [RESTING, RESTING, RESTING, BACKGROUND]
    assert colours(opened.n_frames - 1)[0] == CIRCLE


async def test_nothing_that_draws_is_loaded_before_something_is_drawn(tmp_path: Path) -> None:
    script = tmp_path / "loaded.py"
    script.write_text("import sys, bot.app\nprint('PIL' in sys.modules)", encoding="utf-8")
    async with program(tmp_path, started_by=(str(script),)) as started:
        await started.ended()
        assert started.out == ["False"]
