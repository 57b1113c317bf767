"""People find a card by what they call it, slips and all; nonsense leads kindly to a shelf."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.cards import Group
from content.loader import load
from content.search import MOST_FOUND, nearest_choice
from tests.library import library

WORDS = library().words("en")
FINDER = WORDS.finder


def ids(text: str) -> list[str]:
    return [card.id for card in FINDER.find(text).cards]


def test_every_card_is_the_first_found_by_its_title_and_proper_names() -> None:
    for card in WORDS.cards.values():
        for name in (card.title, *(each for each in card.other_names if not each.islower())):
            found = FINDER.find(name)
            assert found.cards[0] is card, name
            assert found.name, name


def test_every_card_is_found_by_every_other_name() -> None:
    for card in WORDS.cards.values():
        for name in card.other_names:
            found = FINDER.find(name)
            assert card in found.cards or found.group is not None, (card.id, name)


@pytest.mark.parametrize(
    ("typed", "card_id"),
    [
        ("lyrica", "pregabalin"),
        ("LYRICA!", "pregabalin"),
        ("lyrca", "pregabalin"),
        ("fibormyalgia", "fibromyalgia"),
        ("masage", "massage"),
        ("what do you know about ketamine?", "ketamine"),
        ("<b>massage</b>", "massage"),
        ("cbd", "cannabis"),
        ("tea", "caffeine"),
        ("i drink too much coffee", "caffeine"),
        ("book", "reading-before-bed"),
        ("18 points", "tender-points"),
        ("numb legs", "emergency-signs"),
        ("training", "strength-training"),
        ("heart attack", "emergency-signs"),
        ("overdose", "emergency-signs"),
        ("my jaw hurts", "tmj"),
        ("what can i eat", "eating-and-fibromyalgia"),
        ("why am i so tired", "fatigue"),
        ("depressed", "depression"),
    ],
)
def test_what_people_type_leads_to_the_card_they_mean(typed: str, card_id: str) -> None:
    assert ids(typed)[0] == card_id


def test_an_everyday_word_never_opens_a_card_as_if_it_were_its_name() -> None:
    for word in ("tea", "book", "training", "bleeding"):
        assert FINDER.find(word).name == ""
    assert "emergency-signs" in ids("bleeding")


@pytest.mark.parametrize(("typed", "is_mention"), [("itching", True), ("lyrca", False), ("tea", False), ("cbd", False)])
def test_a_card_that_only_uses_the_word_is_a_mention(typed: str, is_mention: bool) -> None:
    found = FINDER.find(typed)
    assert found.cards
    assert found.is_mention == is_mention


@pytest.mark.parametrize("typed", ["long headache", "i am at work all day", "hair loss", "my heart is full"])
def test_nobody_meets_a_hard_card_by_an_ordinary_word(typed: str) -> None:
    assert not {"suicidal-thoughts", "hopelessness"} & {*ids(typed)}


def test_titles_and_proper_names_come_before_everyday_words() -> None:
    found = [WORDS.cards[card_id] for card_id in ids("training")]
    in_title = ["training" in card.title.lower() for card in found]
    assert in_title == sorted(in_title, reverse=True)
    assert any(in_title)
    assert not all(in_title)


def test_tea_is_not_the_beginning_of_a_team() -> None:
    assert "care-team" not in ids("tea")


@pytest.mark.parametrize(
    ("typed", "group"),
    [("sleep", Group.SLEEP), ("medicine", Group.MEDICINE), ("Food and drink", Group.FOOD), ("drink", Group.FOOD)],
)
def test_the_name_of_a_shelf_opens_the_shelf(typed: str, group: Group) -> None:
    assert FINDER.find(typed).group is group


@pytest.mark.parametrize("typed", ["", "   ", "the", "what is it", "🙂", "!!!", "\u202e\u200b"])
def test_nothing_said_finds_nothing(typed: str) -> None:
    found = FINDER.find(typed)
    assert (found.cards, found.group, found.near) == ((), None, ())


def test_nonsense_leads_to_near_shelves_or_none() -> None:
    assert FINDER.find("asdfgh").near
    assert FINDER.find("x" * 4000).near == ()


@given(st.text(max_size=300))
def test_anything_may_be_typed(text: str) -> None:
    found = FINDER.find(text)
    assert len(found.cards) <= MOST_FOUND
    assert len(set(found.cards)) == len(found.cards)
    assert found == FINDER.find(text)


def test_warming_up_changes_no_answer() -> None:
    cold = load().words("en").finder
    warm = load().words("en").finder
    warm.warm_up()
    assert [card.id for card in warm.find("numb legs").cards] == [card.id for card in cold.find("numb legs").cards]


CHOICES = {"sleep": ("Sleep", "insomnia"), "food": ("Food", "eating"), "saved": ("my tips",)}


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("sleep", "sleep"),
        ("SLEEP!", "sleep"),
        ("slepe", "sleep"),
        ("insomia", "sleep"),
        ("My tips", "saved"),
        ("foo", None),
        ("quantum physics", None),
        ("", None),
        ("<i>", None),
        ("x" * 4000, None),
    ],
)
def test_a_choice_is_known_by_its_words_and_one_slip(typed: str, key: str | None) -> None:
    assert nearest_choice(typed, CHOICES) == key
