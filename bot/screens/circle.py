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
STEPS = 5
# Drawn anew when how it looks changes; part of the picture's name.
LOOK = 1

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
    """One round as a GIF that repeats for ever. It takes a second or so; Pillow is loaded only here."""
    from PIL import Image, ImageDraw

    pictures, lengths = [], []
    for size, is_resting, length in frames(technique):
        large = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), BACKGROUND)
        pen = ImageDraw.Draw(large)
        middle = SIZE * SCALE / 2
        pen.ellipse(_box(middle, (LARGEST + 8) * SCALE), outline=RING, width=2 * SCALE)
        radius = SMALLEST + (LARGEST - SMALLEST) * size
        pen.ellipse(_box(middle, radius * SCALE), fill=RESTING if is_resting else CIRCLE)
        pictures.append(large.resize((SIZE, SIZE), Image.Resampling.LANCZOS))
        lengths.append(length)
    # One palette for all pictures, so that no colour flickers.
    palette = _palette()
    flat = [picture.quantize(palette=palette, dither=Image.Dither.NONE) for picture in pictures]
    written = io.BytesIO()
    flat[0].save(written, "GIF", save_all=True, append_images=flat[1:], duration=lengths, loop=0, optimize=False)
    return written.getvalue()


def _box(middle: float, radius: float) -> tuple[float, float, float, float]:
    return middle - radius, middle - radius, middle + radius, middle + radius


def _palette() -> Picture:
    """The few colours there are, each with its steps towards the background, so that every edge is soft."""
    from PIL import Image

    mixed = [
        tuple(round(back + (front - back) * step / STEPS) for back, front in zip(BACKGROUND, colour, strict=True))
        for colour in (RING, CIRCLE, RESTING)
        for step in range(1, STEPS + 1)
    ]
    sheet = Image.new("P", (1, 1))
    sheet.putpalette([part for colour in (BACKGROUND, *mixed) for part in colour])
    return sheet
