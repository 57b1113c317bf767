"""Every word people bring from the articles they read is covered: its card exists and can be found by that word."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tests.library import library

CARDS = library().words("en").cards
LINES = (Path(__file__).parent / "coverage.txt").read_text(encoding="utf-8").splitlines()
COVERAGE = [tuple(part.strip() for part in line.rpartition(":")[::2]) for line in LINES if line and line[0] != "#"]


def test_every_item_has_a_card_that_carries_its_name() -> None:
    names = {card_id: {name.lower() for name in card.names} for card_id, card in CARDS.items()}
    assert [item for item, card_id in COVERAGE if item.lower() not in names.get(card_id, ())] == []


def test_no_item_is_covered_twice() -> None:
    assert [item for item, times in Counter(item.lower() for item, _ in COVERAGE).items() if times > 1] == []


def test_every_card_covers_something() -> None:
    assert sorted(set(CARDS) - {card_id for _, card_id in COVERAGE}) == []
