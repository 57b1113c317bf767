"""The tree of phrases holds every wording that its phrases offer, and no other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.phrase_tree import SPEAKER, Gap, Meaning, Node, Phrase, Step, Wording, grown

MEANINGS = st.sampled_from([Meaning.EXPLICIT, Meaning.SOFT])
STEPS = st.sampled_from(["a", "b", "c", SPEAKER, Gap(3), Gap(6)])
WORDINGS = st.lists(STEPS, max_size=3).map(tuple)
PHRASES = st.builds(Phrase, st.lists(st.lists(WORDINGS, min_size=1, max_size=3), min_size=1, max_size=4), MEANINGS)
Said = tuple[tuple[str, ...], Meaning]


def tidy(steps: Sequence[Step]) -> tuple[str, ...]:
    """One wording written out: no gaps at its ends, one where two meet, the one who speaks at the beginning only."""
    kept: list[str] = []
    for step in steps:
        if isinstance(step, Gap):
            if kept and kept[-1] != "~":
                kept.append("~")
        elif step != SPEAKER or not kept:
            kept.append(step)
    return tuple(kept[:-1] if kept[-1:] == ["~"] else kept)


def all_wordings(phrase: Phrase) -> set[Said]:
    return {(tidy(list(chain.from_iterable(chosen))), phrase.meaning) for chosen in product(*phrase.parts)}


def said_in(node: Node, before: tuple[str, ...] = ()) -> Iterator[Said]:
    """Every way through the tree."""
    for meaning in node.ways.meanings:
        yield before, meaning
    for word, following in node.ways.next.items():
        yield from said_in(following, (*before, word))
    for word, following in node.ways.beyond.items():
        yield from said_in(following, (*before, "~", word))


@given(st.lists(PHRASES, max_size=5))
def test_every_way_through_every_phrase_is_in_the_tree_and_no_other(phrases: list[Phrase]) -> None:
    assert set(said_in(grown(phrases))) == set().union(*map(all_wordings, phrases))


@given(PHRASES)
@example(Phrase([[(SPEAKER, "a"), ("a", SPEAKER)]], Meaning.EXPLICIT))
def test_a_phrase_that_can_come_down_to_one_word_is_known_by_it(phrase: Phrase) -> None:
    fewest = min(len([step for step in said if step != "~"]) for said, _ in all_wordings(phrase))
    alone = phrase.alone()
    assert (alone is not None) is (fewest < 2)
    if alone is not None:
        assert len(alone) <= 1


def test_phrases_that_go_on_alike_share_what_is_left_of_them() -> None:
    tail: list[list[Wording]] = [[("c",), ("d", "e")], [("f",)]]
    root = grown([Phrase([[("a",)], *tail], Meaning.SOFT), Phrase([[("b",)], *tail], Meaning.SOFT)])
    assert root.ways.next["a"] is root.ways.next["b"]
    other = grown([Phrase([[("a",)], *tail], Meaning.SOFT), Phrase([[("b",)], *tail], Meaning.PASSIVE)])
    assert other.ways.next["a"] is not other.ways.next["b"]


@pytest.mark.parametrize(("first", "second", "reach"), [(3, 6, 6), (6, 3, 6)])
def test_the_widest_of_the_gaps_after_the_same_words_counts(first: int, second: int, reach: int) -> None:
    phrases = [Phrase([[("a", Gap(each), word)]], Meaning.SOFT) for each, word in ((first, "b"), (second, "c"))]
    assert grown(phrases).ways.next["a"].ways.reach == reach
