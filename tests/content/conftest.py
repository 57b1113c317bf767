"""A content folder on disk, with one sound file of each kind to break on purpose."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

TIP = """---
id: sl05
title: Turn the clock away
topic: sleep
patterns: S3, ANX
energy: lying
minutes: 1
grade: Limited
sources: Pr
cautions: -
review: draft
---
Turn your clock to the wall.
"""

CARD = """---
id: pregabalin
title: Pregabalin
group: medicine
names: Lyrica, gabapentinoid
grade: Clinician only
sources: Pr
cautions: PREG, FALL
red_flags: RS8
review: draft
---
## What it is

A medicine for nerve pain.

## What we know

It helps *some* people.

## Take care

It can make you sleepy.

## Questions to ask

- What may it do for me?
- What if I wait?
"""

SYMPTOM = """---
id: pain
name: Pain
question: How strong was your pain today?
low_anchor: no pain
high_anchor: the worst pain
best: low
order: 10
---
"""

TECHNIQUE = """---
id: 46
name: Slow breath
order: 10
rounds: 3
phases: Breathe in 4, Breathe out 6
sources: Pr
---
## Before you start

Sit down.

## Take care

Stop if dizzy.

## Afterwards

That is all.

## Breathe in

In, softly.

## Breathe out

Out, *slowly*.
"""

PAGE = """---
id: help
title: Help
---
Ask {contact}.
"""

SOURCES = """# Sources

## Experience

- Pr: Sensible self-care advice.
- Old99 (from memory): Nobody looked yet.
"""

PHRASES = """[checkin]
back = "Back"
saved = "Saved at {time}."
"""

SOUND = {
    "sources.md": SOURCES,
    "en/phrases.toml": PHRASES,
    "en/tips/sl05-turn-the-clock.md": TIP,
    "en/cards/pregabalin.md": CARD,
    "en/symptoms/pain.md": SYMPTOM,
    "en/techniques/46.md": TECHNIQUE,
    "en/pages/help.md": PAGE,
}

Shelve = Callable[..., Path]


@pytest.fixture
def shelve(tmp_path: Path) -> Shelve:
    """Write the sound folder with some files changed, added or (None) left out."""

    def write(changes: dict[str, str | None] | None = None) -> Path:
        for name, text in (SOUND | (changes or {})).items():
            if text is None:
                continue
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path

    return write
