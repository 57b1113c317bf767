"""The words that ship: nothing to mend, nothing the program needs is missing, the medical numbers as decided."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import content
from bot.domain.symptom import DEFAULT_SYMPTOMS
from bot.domain.techniques import Motion
from content.markup import plain
from content.phrases import label_mistakes
from tests.library import library, report

ROOT = Path(content.__file__).parent
PROGRAM = ROOT.parent
LABEL_ON_A_BUTTON = re.compile(r"""Button\(\s*(?:\w+\.)*(?:label|say)\(\s*"([\w.]+)\"""")
SAID = re.compile(r"""phrases\.(?:say|label|lines)\(\s*"([\w.]+)\"""")
LIBRARY = library()
WORDS = LIBRARY.words("en")


def program_text() -> str:
    files = [*PROGRAM.glob("bot/screens/*.py"), *PROGRAM.glob("handlers/*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_nothing_is_left_to_mend() -> None:
    assert [str(problem) for problem in report().problems] == []


def test_the_default_symptoms_come_first_and_in_their_order() -> None:
    assert tuple(WORDS.symptoms)[:5] == DEFAULT_SYMPTOMS


def test_ten_is_best_for_sleep_and_mood_only() -> None:
    best = {symptom.id for symptom in WORDS.symptoms.values() if symptom.best == "high"}
    assert best == {"sleep", "mood"}


def test_symptom_ids_are_short_enough_for_a_button() -> None:
    assert max(len(symptom_id.encode()) for symptom_id in WORDS.symptoms) <= 12


@pytest.mark.parametrize(
    ("technique_id", "seconds", "rounds"),
    [
        *(("478", 76, 4), ("46", 90, 9), ("belly", 60, 6), ("box", 64, 4), ("sighing", 55, 5)),
        *(("234", 36, 4), ("346", 52, 4), ("448", 64, 4), ("box3", 48, 4), ("44", 64, 8), ("belly5", 330, 30)),
        *(("muscles", 245, 1), ("muscles4", 140, 1), ("muscles16", 472, 1), ("release", 240, 1), ("cue", 20, 1)),
        *(("scan", 140, 1), ("scan8", 535, 1), ("grounding", 115, 1), ("winddown", 900, 1), ("winddown60", 3600, 1)),
    ],
)
def test_techniques_last_as_long_as_decided(technique_id: str, seconds: float, rounds: int) -> None:
    technique = WORDS.techniques[technique_id]
    assert (technique.seconds, technique.rounds) == (seconds, rounds)


def test_the_beginners_breath_comes_first_and_holds_nothing() -> None:
    first = next(iter(WORDS.techniques.values()))
    assert first.id == "46"
    assert [phase.name for phase in first.phases] == ["Breathe in", "Breathe out"]


def test_every_breath_that_is_held_offers_one_that_is_not() -> None:
    held = [each for each in WORDS.techniques.values() if Motion.HOLD in each.motion]
    assert {each.id: each.gentler for each in held} == {
        **{"478": "46", "448": "46", "346": "46", "234": "46"},
        **{"box": "46", "box3": "46"},
    }
    for each in held:
        gentler = WORDS.techniques[each.gentler or ""]
        assert Motion.HOLD not in gentler.motion
        assert each.cautions >= {"PREG", "RESP", "CARD", "PANIC", "EPI"}


def test_breaths_that_are_held_keep_to_four_rounds_in_the_first_month_and_twice_a_day() -> None:
    held = [each for each in WORDS.techniques.values() if Motion.HOLD in each.motion]
    assert {each.rounds for each in held} == {4}
    assert max(each.most_rounds for each in held) == 8
    assert {each.a_day for each in held} == {2}


def test_what_tenses_muscles_offers_letting_go_without_tensing_and_lets_every_part_be_skipped() -> None:
    tensing = [each for each in WORDS.techniques.values() if each.phases[0].name == "Tense a little"]
    assert {each.id: each.gentler for each in tensing} == dict.fromkeys(("muscles", "muscles4", "muscles16"), "release")
    assert [len(each.areas) for each in tensing] == [7, 4, 16]
    cramping = [area for area in WORDS.techniques["muscles16"].areas if "calf" in area.name or "foot" in area.name]
    assert [area.first_seconds for area in cramping] == [3, 3, 3, 3]


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


def test_every_page_that_was_written_is_shown() -> None:
    named = set(re.findall(r"""pages\["([\w-]+)"\]""", program_text()))
    assert sorted(set(WORDS.pages) - named) == []


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
    assert page == report().sources_page, "run: python -m bot check-content --write"
