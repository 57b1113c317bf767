"""Everything is loaded at once, English stands in for what a language lacks, and all problems come together."""

from __future__ import annotations

from pathlib import Path

import pytest

from content.loader import load
from content.problems import ContentError
from tests.content.conftest import PAGE, PHRASES, SYMPTOM, TECHNIQUE, TIP, Shelve


def problems(root: Path) -> list[str]:
    with pytest.raises(ContentError) as caught:
        load(root)
    return [str(problem) for problem in caught.value.problems]


def test_a_sound_folder_gives_words(shelve: Shelve) -> None:
    words = load(shelve()).words("en")
    assert words.language == "en"
    assert words.symptoms["pain"].name == "Pain"
    assert [tip.id for tip in words.tips] == ["sl05"]
    assert words.techniques["46"].rounds == 3
    assert words.pages["help"].title == "Help"
    assert words.phrases.say("checkin.saved", time="20:00") == "Saved at 20:00."
    assert words.sources["Pr"].citation == "Sensible self-care advice."


def test_symptoms_come_in_their_order_not_by_name(shelve: Shelve) -> None:
    fog = SYMPTOM.replace("pain", "fog").replace("Pain", "Fog").replace("order: 10", "order: 20")
    arms = SYMPTOM.replace("pain", "arms").replace("Pain", "Arms").replace("order: 10", "order: 30")
    words = load(shelve({"en/symptoms/arms.md": arms, "en/symptoms/fog.md": fog})).words("en")
    assert list(words.symptoms) == ["pain", "fog", "arms"]


@pytest.mark.parametrize("asked", [None, "", "fr", "en-GB", "EN"])
def test_english_answers_for_every_language_that_is_not_there(shelve: Shelve, asked: str | None) -> None:
    assert load(shelve()).words(asked).language == "en"


def test_a_region_is_served_by_its_language(shelve: Shelve) -> None:
    library = load(shelve({"de/phrases.toml": '[checkin]\nback = "Zurück"'}))
    assert library.words("de-AT").phrases.label("checkin.back") == "Zurück"


def test_what_a_language_lacks_is_there_in_english(shelve: Shelve) -> None:
    german_pain = SYMPTOM.replace("name: Pain", "name: Schmerz")
    fog = SYMPTOM.replace("pain", "fog").replace("Pain", "Fog").replace("order: 10", "order: 20")
    root = shelve({"en/symptoms/fog.md": fog, "de/symptoms/pain.md": german_pain})
    words = load(root).words("de")
    assert [symptom.name for symptom in words.symptoms.values()] == ["Schmerz", "Fog"]
    assert words.symptoms["pain"].wording.language == "de"
    assert [tip.id for tip in words.tips] == ["sl05"]
    assert words.phrases.label("checkin.back") == "Back"


def test_only_the_named_languages_are_read(shelve: Shelve) -> None:
    root = shelve({"de/pages/help.md": PAGE, "fr/pages/help.md": "broken"})
    assert set(load(root, ["de"]).languages) == {"en", "de"}


def test_folders_that_are_not_languages_are_left_alone(shelve: Shelve) -> None:
    root = shelve({"kinds/tips/a.md": "broken", "en/tips/README.md": "not a tip"})
    assert set(load(root).languages) == {"en"}


def test_the_problems_of_all_files_come_together(shelve: Shelve) -> None:
    root = shelve(
        {
            "en/tips/sl05-turn-the-clock.md": TIP.replace("grade: Limited", "grade: Limitd"),
            "en/symptoms/pain.md": SYMPTOM.replace("best: low", "best: hi"),
            "en/phrases.toml": "[checkin",
            "sources.md": "- Pr",
        }
    )
    found = problems(root)
    assert [problem.partition(":")[0] for problem in found] == [
        "en/phrases.toml",
        "en/symptoms/pain.md",
        "en/tips/sl05-turn-the-clock.md",
        "sources.md",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"en/tips/sl06.md": TIP.replace("Turn the clock away", "Other")},
            "en/tips/sl06.md:2: The file name should begin with the id in small letters, “sl05”.",
        ),
        (
            {"en/tips/sl05-again.md": TIP.replace("Turn the clock away", "Other")},
            "en/tips/sl05-turn-the-clock.md:2: The id “sl05” is already taken by en/tips/sl05-again.md.",
        ),
        (
            {"en/tips/sl06.md": TIP.replace("sl05", "sl06").replace("Turn the", "TURN THE")},
            "en/tips/sl06.md:3: The title “TURN THE clock away” is already taken by en/tips/sl05-turn-the-clock.md.",
        ),
        (
            {"en/techniques/46.md": TECHNIQUE.replace("sources: Pr", "sources: Pr\ngentler: 46")},
            "en/techniques/46.md:8: “46” is not another technique; there is none yet.",
        ),
        (
            {"en/tips/sl05-turn-the-clock.md": TIP.replace("sources: Pr", "sources: Pr, Olt99")},
            "en/tips/sl05-turn-the-clock.md:9: “Olt99” is not a key in sources.md; did you mean “Old99”?",
        ),
        (
            {"de/phrases.toml": PHRASES.replace("{time}", "{tim}")},
            "de/phrases.toml:3: “checkin.saved” has {tim}, which the English phrase does not have.",
        ),
    ],
)
def test_what_only_shows_between_files_is_named(shelve: Shelve, changes: dict[str, str | None], sentence: str) -> None:
    assert sentence in problems(shelve(changes))


def test_a_file_that_is_not_utf_8_is_named(shelve: Shelve) -> None:
    root = shelve()
    (root / "en/pages/help.md").write_bytes("---\nid: help\ntitle: Tür\n---\n".encode("latin-1"))
    assert problems(root) == ["en/pages/help.md:1: This file is not UTF-8 text; save it again as UTF-8."]


def test_without_english_nothing_starts(tmp_path: Path) -> None:
    (tmp_path / "de").mkdir()
    assert problems(tmp_path) == ["en:1: There is no English folder; every other language leans on it."]


def test_the_error_reads_as_one_problem_a_line(shelve: Shelve) -> None:
    with pytest.raises(ContentError, match=r"^en/pages/help\.md:2: “titel” is not a key of a page"):
        load(shelve({"en/pages/help.md": PAGE.replace("id: help", "titel: x\nid: help")}))
