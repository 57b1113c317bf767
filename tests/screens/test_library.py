"""Every card, shelf and explanation that ships fits what Telegram shows, and says what it must."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.cards import Group
from bot.domain.cautions import CAUTIONS
from bot.screens.callback_data import decode, encode
from bot.screens.cautions import cautions_screen
from bot.screens.evidence import linked
from bot.screens.learn import (
    CARDS_ON_A_PAGE,
    card_questions_screen,
    card_screen,
    found_screen,
    not_found_screen,
    shelf_screen,
    shelves_screen,
    why_card_screen,
)
from bot.screens.library_actions import CardQuestions, OpenCard
from bot.screens.screen import LONGEST_LABEL, Screen
from bot.screens.tips import tip_text, why_screen
from content.markup import plain
from tests.library import library

WORDS = library().words("en")
CARDS = list(WORDS.cards.values())
GERMAN = replace(WORDS, language="de")
MOST_ROWS = 10


def leads(screen: Screen) -> list[object]:
    return [button.leads_to for row in screen.rows for button in row]


def check_fits(screen: Screen) -> None:
    assert len(screen.rows) <= MOST_ROWS
    for row in screen.rows:
        for button in row:
            assert len(button.label) <= LONGEST_LABEL
            assert not isinstance(button.leads_to, str)
            assert decode(encode(button.leads_to)) == button.leads_to


def test_every_card_fits_and_shows_its_sources() -> None:
    for card in CARDS:
        check_fits(card_screen(card, WORDS, asked="x" * 60, ticked=frozenset(CAUTIONS), others=CARDS[:8]))
        why = why_card_screen(card, WORDS)
        check_fits(why)
        citations = [WORDS.sources[key].citation for key in card.sources]
        assert [each for each in citations if each not in plain(why.text)] == [], card.id


def test_a_card_with_questions_leads_to_them_and_they_lead_back() -> None:
    for card in CARDS:
        assert (CardQuestions(card.id) in leads(card_screen(card, WORDS))) is bool(card.ask), card.id
        if card.ask:
            questions = card_questions_screen(card, WORDS)
            check_fits(questions)
            assert card.ask in questions.text
            assert OpenCard(card.id) in leads(questions)


def test_a_card_that_names_a_sign_says_how_soon_it_wants_help() -> None:
    for card in CARDS:
        screen = card_screen(card, WORDS)
        kinds = {flag[:2] for flag in card.red_flags}
        labels = [button.label for row in screen.rows for button in row]
        assert ("Help now" in labels) is ("RE" in kinds), card.id
        is_told = card.group is not Group.SEEK_HELP
        most_urgent = [key for key in ("RE", "RS", "RA") if key in kinds and is_told][:1]
        said = [key for key in ("RE", "RS", "RA") if WORDS.phrases.say(f"learn.flag_{key.lower()}") in screen.text]
        assert said == most_urgent, card.id


def test_signs_to_seek_help_read_on_without_headings() -> None:
    heading = WORDS.phrases.say("learn.what")
    assert heading not in card_screen(WORDS.cards["emergency-signs"], WORDS).text
    assert heading in card_screen(WORDS.cards["massage"], WORDS).text


@pytest.mark.parametrize("group", Group)
def test_every_card_of_a_shelf_is_on_one_of_its_pages(group: Group) -> None:
    expected = [card.id for card in CARDS if card.group is group]
    found: list[str] = []
    for page in range(-(-len(expected) // CARDS_ON_A_PAGE)):
        screen = shelf_screen(group, WORDS, page=page)
        check_fits(screen)
        found += [each.card_id for each in leads(screen) if isinstance(each, OpenCard)]
    assert found == expected
    assert shelf_screen(group, WORDS, page=1000)


def test_lists_fit() -> None:
    for screen in (shelves_screen(WORDS), found_screen(CARDS[:8], WORDS), not_found_screen([*Group][:4], WORDS)):
        check_fits(screen)
    check_fits(cautions_screen(frozenset(CAUTIONS), WORDS))


def test_a_reader_with_a_caution_is_told_on_the_cards_it_concerns() -> None:
    card = WORDS.cards["aerobic-exercise"]
    assert "My cautions: Falls." in card_screen(card, WORDS, ticked=frozenset({"FALL", "ED"})).text
    assert "My cautions" not in card_screen(card, WORDS, ticked=frozenset({"ED"})).text


def test_why_under_a_tip_shows_every_source_in_full() -> None:
    for tip in WORDS.tips:
        why = plain(why_screen(tip, WORDS).text)
        for source in (WORDS.sources[key] for key in tip.sources):
            assert source.citation in why, tip.id
            assert ("not looked up again yet" in why) or source.is_checked, tip.id


def test_what_is_still_in_english_says_so_once() -> None:
    card, tip = WORDS.cards["massage"], WORDS.tips[0]
    assert card_screen(card, GERMAN).text.count("still in English") == 1
    assert tip_text(tip, GERMAN).count("still in English") == 1
    assert "still in English" not in card_screen(card, WORDS).text + tip_text(tip, WORDS)


def test_a_doi_leads_to_the_publication() -> None:
    assert linked("A & B. 2015. doi:10.1002/14651858.CD001980.pub3. Read.") == (
        'A &amp; B. 2015. <a href="https://doi.org/10.1002/14651858.CD001980.pub3">'
        "doi:10.1002/14651858.CD001980.pub3</a>. Read."
    )
