"""Every language beside English: the first day is whole, nothing acts differently, every label fits."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest

import content
from bot.domain.symptom import DEFAULT_SYMPTOMS
from bot.domain.tip_choice import FIRST_PICKS, DayPicture, choose_tip
from bot.domain.tips import Verdict
from bot.screens.privacy import privacy_screen
from bot.screens.tips import shelf_words
from content.folding import fold
from content.kinds.symptoms import LONGEST_NAME
from content.library import ENGLISH, Library, Words
from content.markup import plain
from content.phrases import label_mistakes, placeholders
from content.replies import REPLIES_FILE, load_reply_words
from content.shelves import PHRASES_FILE, fill_shelves
from tests.content.test_real_content import LABEL_ON_A_BUTTON, program_text
from tests.library import library, report

ROOT = Path(content.__file__).parent
LIBRARY = library()
OTHERS = [language for language in LIBRARY.languages if language != ENGLISH]
FIRST_TIPS = sorted({tip_id for picks in FIRST_PICKS.values() for tip_id in picks})


@pytest.fixture(scope="module")
def english() -> Words:
    return LIBRARY.words(ENGLISH)


def test_spanish_is_there() -> None:
    assert "es" in OTHERS


@pytest.mark.parametrize("language", OTHERS)
def test_whatever_the_first_day_shows_is_in_the_language_itself(language: str) -> None:
    own, original = fill_shelves(ROOT, language), fill_shelves(ROOT, ENGLISH)
    for kept, meant in (
        (own.symptoms, original.symptoms),
        (own.techniques, original.techniques),
        (own.pages, original.pages),
    ):
        assert {item.thing.id for item in kept} == {item.thing.id for item in meant}
    assert own.phrases.entries.keys() == original.phrases.entries.keys()
    assert {tip.thing.id for tip in own.tips} >= set(FIRST_TIPS)


@pytest.mark.parametrize("language", OTHERS)
def test_every_phrase_is_filled_in_with_the_same_things(language: str, english: Words) -> None:
    own = LIBRARY.words(language).phrases.entries
    wrong = [key for key, entry in english.phrases.entries.items() if placeholders(own[key]) != placeholders(entry)]
    assert wrong == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_week_has_seven_days_and_a_year_twelve_months(language: str, english: Words) -> None:
    for words in (LIBRARY.words(language), english):
        assert len(words.phrases.lines("days.weekdays")) == 7
        assert len(words.phrases.lines("days.months")) == 12


@pytest.mark.parametrize("language", OTHERS)
def test_no_two_shelves_of_tips_share_a_typed_word(language: str) -> None:
    words = [
        fold(word) for each in shelf_words(LIBRARY.words(language)).values() for word in dict.fromkeys(map(fold, each))
    ]
    assert len(words) == len(set(words))


@pytest.mark.parametrize("language", OTHERS)
def test_every_label_and_name_fits_its_button(language: str) -> None:
    words = LIBRARY.words(language)
    for key in sorted(set(LABEL_ON_A_BUTTON.findall(program_text()))):
        assert list(label_mistakes(key, words.phrases.entries[key])) == []
    assert max(len(symptom.name) for symptom in words.symptoms.values()) <= LONGEST_NAME


@pytest.mark.parametrize("language", OTHERS)
def test_techniques_take_as_long_in_every_language(language: str, english: Words) -> None:
    for technique_id, technique in english.techniques.items():
        own = LIBRARY.words(language).techniques[technique_id]
        assert [phase.seconds for phase in own.phases] == [phase.seconds for phase in technique.phases]
        assert (own.rounds, own.gentler, own.order) == (technique.rounds, technique.gentler, technique.order)


@pytest.mark.parametrize("language", OTHERS)
def test_a_tip_goes_to_the_same_people_in_every_language(language: str, english: Words) -> None:
    own = {tip.id: tip for tip in LIBRARY.words(language).tips}
    for tip in english.tips:
        other = own[tip.id]
        assert (other.topic, other.patterns, other.cautions) == (tip.topic, tip.patterns, tip.cautions)
        assert (other.energy, other.minutes, other.grade) == (tip.energy, tip.minutes, tip.grade)
        assert bool(other.caution_note) == bool(tip.caution_note)


@pytest.mark.parametrize("language", OTHERS)
def test_every_caution_of_a_breath_leads_to_help(language: str) -> None:
    for technique in LIBRARY.words(language).techniques.values():
        assert "/helpnow" in technique.caution


@pytest.mark.parametrize("language", OTHERS)
def test_the_same_commands_numbers_and_links_stand_on_every_page(language: str, english: Words) -> None:
    for page_id, page in english.pages.items():
        own = LIBRARY.words(language).pages[page_id].text
        for part in ("/helpnow", "/privacy", "/delete", "/checkin", "{contact}", "112", "911", "findahelpline.com"):
            assert (part in own) == (part in page.text), (page_id, part)


@pytest.mark.parametrize("language", LIBRARY.languages)
def test_the_privacy_page_says_that_ticked_cautions_are_kept_and_locked(language: str) -> None:
    words = LIBRARY.words(language)
    kept, _, where = plain(words.pages["privacy"].text).partition("Telegram")[0].partition("/helpnow")
    label = words.phrases.label("settings.cautions")
    assert label in kept
    assert label in where


@pytest.mark.parametrize("language", LIBRARY.languages)
def test_the_privacy_page_says_so_when_nobody_is_named_who_runs_the_bot(language: str) -> None:
    words = LIBRARY.words(language)
    not_named = words.phrases.say("privacy.not_named")
    assert f": {not_named}" in privacy_screen(words, "").text
    assert not_named not in privacy_screen(words, "Dr A. Example").text


@pytest.mark.parametrize("language", OTHERS)
def test_people_can_type_in_the_language(language: str) -> None:
    assert (ROOT / language / REPLIES_FILE).exists()
    words = load_reply_words(ROOT / language / REPLIES_FILE)
    meanings = (words.same, words.skip, words.back, words.stop, words.feelings)
    assert all(meanings)
    assert len({*words.feelings.values()}) == 4


@pytest.mark.parametrize("language", OTHERS)
def test_no_two_symptoms_share_a_typed_name(language: str) -> None:
    symptoms = LIBRARY.words(language).symptoms.values()
    names = [name.casefold() for symptom in symptoms for name in (symptom.name, *symptom.other_names)]
    assert len(names) == len(set(names))
    assert {"pain", "mood"} <= {*DEFAULT_SYMPTOMS}


def test_the_words_of_consent_are_said_in_spanish() -> None:
    text = plain(LIBRARY.words("es").pages["welcome"].text).lower()
    for phrase in ("programa", "nadie lee esto", "emergencias", "dispositivo médico", "adultas", "guarda", "cifra"):
        assert phrase in text


@pytest.mark.parametrize("language", ["de", "fr-CA", "", None])
def test_a_language_nobody_wrote_is_english(language: str | None) -> None:
    assert LIBRARY.words(language).language == ENGLISH


@pytest.mark.parametrize("language", ["es", "ES", "es-MX", "es-419"])
def test_every_spanish_is_served_by_spanish(language: str) -> None:
    assert LIBRARY.words(language).language == "es"


def test_a_tip_knows_whether_it_is_translated() -> None:
    tips = {tip.id: tip.language for tip in LIBRARY.words("es").tips}
    assert tips["sl05"] == "es"
    assert "en" in tips.values()
    assert {tip.language for tip in LIBRARY.words("en").tips} == {"en"}


def test_a_source_that_was_put_into_spanish_is_read_in_spanish() -> None:
    spanish, english = LIBRARY.words("es").sources, LIBRARY.words("en").sources
    assert spanish.keys() == english.keys()
    assert spanish["Pr"].citation.startswith("Consejo sensato")
    assert spanish["SGB88"] == english["SGB88"]


@pytest.mark.parametrize("language", OTHERS)
def test_every_source_of_a_translated_tip_is_said_in_the_language(language: str) -> None:
    own = fill_shelves(ROOT, language)
    named = {key for item in own.tips for key in item.thing.sources}
    assert sorted(named - own.sources.keys()) == []


@pytest.mark.parametrize("language", OTHERS)
def test_a_newcomer_without_a_single_check_in_meets_tips_in_their_language_first(language: str) -> None:
    seen: dict[str, tuple[datetime, Verdict]] = {}
    now = datetime(2026, 11, 20, tzinfo=UTC)
    for _ in range(10):
        tip = choose_tip(LIBRARY.words(language).tips, DayPicture(now.date()), seen, now)
        assert tip is not None
        assert tip.language == language
        seen[tip.id] = (now, Verdict.NONE)


@pytest.mark.parametrize("language", OTHERS)
def test_the_cards_about_getting_help_never_wait_for_their_translation(language: str) -> None:
    cards = LIBRARY.words(language).cards
    for card_id in ("emergency-signs", "same-day-signs", "suicidal-thoughts", "mood-needs-help"):
        assert cards[card_id].language == language


@pytest.mark.parametrize(
    ("typed", "card_id"),
    [
        ("infarto", "emergency-signs"),
        ("dolor de pecho", "emergency-signs"),
        ("me duele el pecho", "emergency-signs"),
        ("sobredosis", "emergency-signs"),
        ("pierna hinchada", "same-day-signs"),
        ("fibro", "fibromyalgia"),
        ("lyrica", "pregabalin"),
    ],
)
def test_signs_are_found_by_spanish_words(typed: str, card_id: str) -> None:
    assert LIBRARY.words("es").finder.find(typed).cards[0].id == card_id


def test_the_check_counts_what_still_waits() -> None:
    checked = report()
    for language in OTHERS:
        waiting = [str(warning) for warning in checked.warnings if warning.path.startswith(f"{language}/")]
        assert any("tips are still in English" in line for line in waiting)
        assert checked.counts[language]["phrases"] == checked.counts[ENGLISH]["phrases"], PHRASES_FILE


def test_a_library_without_a_language_still_answers() -> None:
    alone = Library(MappingProxyType({ENGLISH: LIBRARY.words(ENGLISH)}))
    assert alone.words("es").language == ENGLISH
