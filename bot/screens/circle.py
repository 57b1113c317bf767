"""A moving circle to breathe along with, drawn once: it grows, rests and shrinks in a breath's own seconds.

The colours are quiet ones that are easy to look at beside a light and a dark chat alike.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from math import cos, pi
from typing import TYPE_CHECKING

from bot.domain.techniques import Motion, Technique

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

SIZE = 240
# Drawn three times as large and made smaller, so that the edge is smooth.
SCALE = 3
FRAME_MS = 80
SMALLEST, LARGEST = 34, 100
BACKGROUND, RING, CIRCLE, RESTING = (22, 42, 48), (74, 112, 118), (128, 182, 178), (158, 170, 206)
OUTER_RING, RING_WIDTH = 108, 2
# How many steps each colour takes away from the background, so that every edge is soft.
STEPS = 5
RING_STEP, CIRCLE_STEP, RESTING_STEP = 1, 1 + STEPS, 1 + 2 * STEPS
PALETTE = [
    *BACKGROUND,
    *(
        round(back + (front - back) * step / STEPS)
        for colour in (RING, CIRCLE, RESTING)
        for step in range(1, STEPS + 1)
        for back, front in zip(BACKGROUND, colour, strict=True)
    ),
]
# Drawn anew when how it looks changes; part of the picture's name.
LOOK = 2

Frame = tuple[float, bool, int]


def frames(technique: Technique) -> Iterator[Frame]:
    """Every picture of one round: the circle's radius, whether the breath rests, and for how many milliseconds.

    The lengths of each phase add up to its seconds exactly; a resting breath is one picture.
    """
    size = 0.0
    for phase, motion in zip(technique.phases, technique.motion, strict=True):
        whole = round(phase.seconds * 1000 / 10) * 10
        if motion is Motion.HOLD:
            yield size, True, whole
            continue
        start, size = size, _next_size(technique, motion, size)
        count = whole // FRAME_MS
        for place in range(count):
            length = FRAME_MS if place < count - 1 else whole - FRAME_MS * (count - 1)
            yield start + (size - start) * _eased((place + 1) / count), False, length


def _next_size(technique: Technique, motion: Motion, size: float) -> float:
    """Full when it grows for the only time; four fifths first where a second, smaller sip follows."""
    if motion is Motion.SHRINK:
        return 0.0
    return 0.8 if technique.motion.count(Motion.GROW) > 1 and size == 0 else 1.0


def _eased(share: float) -> float:
    """Slow at both ends, as breath is."""
    return (1 - cos(pi * share)) / 2


def draw_circle(technique: Technique) -> bytes:
    """One round as a GIF that repeats for ever. It takes a fraction of a second; Pillow is loaded only here."""
    from PIL import ImageChops

    ring = _disc(OUTER_RING, RING_STEP, OUTER_RING - RING_WIDTH)
    pictures, lengths = [], []
    for size, is_resting, length in frames(technique):
        disc = _disc(SMALLEST + (LARGEST - SMALLEST) * size, RESTING_STEP if is_resting else CIRCLE_STEP)
        # They never touch, so the higher number of the two is the one that is not background.
        picture = ImageChops.lighter(ring, disc)
        # One palette for all pictures, so that no colour flickers.
        picture.putpalette(PALETTE)
        pictures.append(picture)
        lengths.append(length)
    written = io.BytesIO()
    first, *others = pictures
    first.save(written, "GIF", save_all=True, append_images=others, duration=lengths, loop=0, optimize=False)
    return written.getvalue()


def _disc(radius: float, first: int, hole: float = 0.0) -> Picture:
    """A disc as numbers of the palette: `first` and the steps after it, the nearer its colour the more it covers."""
    from PIL import Image, ImageDraw

    large = Image.new("L", (SIZE * SCALE, SIZE * SCALE))
    pen = ImageDraw.Draw(large)
    pen.ellipse(_box(radius), fill=255)
    if hole:
        pen.ellipse(_box(hole), fill=0)
    covered = large.reduce(SCALE)
    steps = [round(cover * STEPS / 255) for cover in range(256)]
    return covered.point([first + step - 1 if step else 0 for step in steps])


def _box(radius: float) -> tuple[float, float, float, float]:
    middle = SIZE * SCALE / 2
    reach = radius * SCALE
    return middle - reach, middle - reach, middle + reach, middle + reach
