"""The words that ship: nothing to mend, nothing the program needs is missing, the medical numbers as decided."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import content
from bot.domain.symptom import DEFAULT_SYMPTOMS
from content.check import check
from content.loader import load
from content.markup import plain
from content.phrases import label_mistakes

ROOT = Path(content.__file__).parent
PROGRAM = ROOT.parent
LABEL_ON_A_BUTTON = re.compile(r"""Button\(\s*(?:\w+\.)*(?:label|say)\(\s*"([\w.]+)\"""")
SAID = re.compile(r"""phrases\.(?:say|label|lines)\(\s*"([\w.]+)\"""")
LIBRARY = load()
WORDS = LIBRARY.words("en")


def program_text() -> str:
    files = [*PROGRAM.glob("bot/screens/*.py"), *PROGRAM.glob("handlers/*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_nothing_is_left_to_mend() -> None:
    assert [str(problem) for problem in check().problems] == []


def test_the_default_symptoms_come_first_and_in_their_order() -> None:
    assert tuple(WORDS.symptoms)[:5] == DEFAULT_SYMPTOMS


def test_ten_is_best_for_sleep_and_mood_only() -> None:
    best = {symptom.id for symptom in WORDS.symptoms.values() if symptom.best == "high"}
    assert best == {"sleep", "mood"}


def test_symptom_ids_are_short_enough_for_a_button() -> None:
    assert max(len(symptom_id.encode()) for symptom_id in WORDS.symptoms) <= 12


@pytest.mark.parametrize(
    ("technique_id", "seconds", "rounds"),
    [("478", 76, 4), ("46", 90, 9), ("belly", 60, 6), ("box", 64, 4), ("sighing", 55, 5)],
)
def test_techniques_last_as_long_as_decided(technique_id: str, seconds: float, rounds: int) -> None:
    technique = WORDS.techniques[technique_id]
    assert (technique.seconds, technique.rounds) == (seconds, rounds)


def test_the_beginners_breath_comes_first_and_holds_nothing() -> None:
    first = next(iter(WORDS.techniques.values()))
    assert first.id == "46"
    assert [phase.name for phase in first.phases] == ["Breathe in", "Breathe out"]


def test_every_breath_that_is_held_offers_one_that_is_not() -> None:
    held = [each for each in WORDS.techniques.values() if any(phase.name == "Hold" for phase in each.phases)]
    assert {each.id: each.gentler for each in held} == {"478": "46", "box": "46"}


def test_every_technique_says_when_to_stop_and_where_help_is() -> None:
    for technique in WORDS.techniques.values():
        assert "Stop" in technique.caution
        assert "/helpnow" in technique.caution


def test_the_first_screen_says_what_consent_needs() -> None:
    text = plain(WORDS.pages["welcome"].text).lower()
    for phrase in ("program", "nobody reads this live", "emergencies", "medical device", "adults", "kept", "encrypted"):
        assert phrase in text


def test_the_privacy_page_names_who_runs_the_bot_and_claims_no_encryption() -> None:
    text = WORDS.pages["privacy"].text
    assert "{contact}" in text
    assert "/delete" in text
    assert re.findall(r"\S+ \S+ encrypted|sealed", text) == ["not end-to-end encrypted"]


def test_help_now_names_the_emergency_number_and_a_directory_of_lines() -> None:
    say = WORDS.phrases.say
    assert "emergency number" in say("safety.emergency_anywhere")
    assert "https://findahelpline.com" in say("safety.fallback")


def test_every_phrase_the_program_names_exists() -> None:
    named = set(SAID.findall(program_text()))
    assert sorted(named - set(WORDS.phrases.entries)) == []


def test_every_label_on_a_button_fits() -> None:
    for words in LIBRARY.languages.values():
        for key in sorted(set(LABEL_ON_A_BUTTON.findall(program_text()))):
            assert list(label_mistakes(key, words.phrases.entries[key])) == []


def test_every_page_the_program_names_exists() -> None:
    named = set(re.findall(r"""pages\["([\w-]+)"\]""", program_text()))
    assert sorted(named - set(WORDS.pages)) == []


def test_every_question_for_the_clinician_is_whole() -> None:
    torn = [
        f"{card.id}: {line}"
        for words in LIBRARY.languages.values()
        for card in words.cards.values()
        for line in plain(card.ask).splitlines()
        if line.strip() and not line.endswith("?")
    ]
    assert torn == []


def test_the_page_of_sources_is_current() -> None:
    page = (PROGRAM / "docs" / "sources.md").read_text(encoding="utf-8")
    assert page == check().sources_page, "run: python -m bot check-content --write"
