"""The check counts what is there and reports problems and warnings with their places."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from content.check import check
from tests.content.conftest import CARD, PAGE, PHRASES, SOURCES, SYMPTOM, TECHNIQUE, TIP, Shelve

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def test_a_sound_folder_has_no_problems(shelve: Shelve) -> None:
    report = check(shelve())
    assert report.problems == ()
    assert report.warnings == ()
    assert report.drafts == 2
    kinds = {"symptoms": 1, "tips": 1, "cards": 1, "techniques": 1, "pages": 1, "redflags": 0, "phrases": 2}
    assert report.counts == {"en": kinds}


def test_language_slips_are_found_in_every_kind_of_text(shelve: Shelve) -> None:
    root = shelve(
        {
            "en/tips/sl05-turn-the-clock.md": TIP.replace("the wall.", "the wall!"),
            "en/symptoms/pain.md": SYMPTOM.replace("today?", "today!"),
            "en/techniques/46.md": TECHNIQUE.replace("In, softly.", "In!"),
            "en/cards/pregabalin.md": CARD.replace("you sleepy.", "you sleepy!"),
            "en/pages/help.md": PAGE.replace("Ask", "Help! Ask"),
            "en/phrases.toml": PHRASES.replace("Saved at", "Saved! At"),
        }
    )
    sentence = "There is an exclamation mark; use a full stop."
    assert [str(problem) for problem in check(root).problems] == [
        f"en/cards/pregabalin.md:20: {sentence}",
        f"en/pages/help.md:5: {sentence}",
        f"en/phrases.toml:3: {sentence}",
        f"en/symptoms/pain.md:4: {sentence}",
        f"en/techniques/46.md:21: {sentence}",
        f"en/tips/sl05-turn-the-clock.md:13: {sentence}",
    ]


def test_the_note_beside_a_tip_is_read_too(shelve: Shelve) -> None:
    tip = TIP.replace("cautions: -", "cautions: -\ncaution_note: Ask first!")
    assert [problem.line for problem in check(shelve({"en/tips/sl05-turn-the-clock.md": tip})).problems] == [11]


def test_a_long_page_may_be_long_and_a_short_one_may_not(shelve: Shelve) -> None:
    text = PAGE.replace("Ask {contact}.", "Rest now. " * 40)
    assert [problem.sentence for problem in check(shelve({"en/pages/help.md": text})).problems] == [
        "This text has 80 words; the most is 60."
    ]
    long = text.replace("title: Help", "title: Help\nlength: long")
    assert check(shelve({"en/pages/help.md": long})).problems == ()


SLIPS = {
    "a key": ("patterns:", "patern:", "5: “patern” is not a key of a tip; did you mean “patterns”?"),
    "a code": ("S3, ANX", "S3, ANXX", "5: “ANXX” is not a known code for “patterns”; did you mean “ANX”?"),
    "a source": ("sources: Pr", "sources: Prr", "9: “Prr” is not a key in sources.md; did you mean “Pr”?"),
    "a banned word": (
        "the wall.",
        "the wall. It is a cure.",
        "13: “cure” is on the list of words to avoid (banned.txt).",
    ),
    "a long sentence": (
        "the wall.",
        "the wall" + " and sit" * 9 + ".",
        "13: This sentence has 24 words; the most is 20: “",
    ),
    "a long tip": ("the wall.", "the wall." + " Sit down." * 28, "13: This text has 62 words; the most is 60."),
    "hard words": (
        "the wall.",
        "the wall. " + "Circadian regularity necessitates consistency. " * 5,
        "13: The reading ",
    ),
    "a wrong date": (
        "review: draft",
        "review: draft\nreviewed_on: soon",
        "12: “reviewed_on” should be a date such as ",
    ),
}


@pytest.mark.parametrize(("old", "new", "sentence"), SLIPS.values(), ids=SLIPS)
def test_every_slip_is_told_with_its_file_and_line(shelve: Shelve, old: str, new: str, sentence: str) -> None:
    path = "en/tips/sl05-turn-the-clock.md"
    root = shelve({path: TIP.replace(old, new), "en/banned.txt": "cure\n"})
    assert any(str(problem).startswith(f"{path}:{sentence}") for problem in check(root).problems)


def test_a_title_belongs_to_one_tip(shelve: Shelve) -> None:
    root = shelve({"en/tips/sl06.md": TIP.replace("id: sl05", "id: sl06")})
    assert [str(problem) for problem in check(root).problems] == [
        "en/tips/sl06.md:3: The title “Turn the clock away” is already taken by en/tips/sl05-turn-the-clock.md."
    ]


def test_structure_and_language_are_reported_together(shelve: Shelve) -> None:
    root = shelve(
        {"en/tips/sl05-turn-the-clock.md": TIP.replace("S3", "S9"), "en/pages/help.md": PAGE.replace("Ask", "Ask!")}
    )
    assert [problem.path for problem in check(root).problems] == ["en/pages/help.md", "en/tips/sl05-turn-the-clock.md"]


def test_what_a_second_language_lacks_is_a_problem(shelve: Shelve) -> None:
    root = shelve(
        {
            "de/cards/pregabalin.md": CARD,
            "de/tips/xx01.md": TIP.replace("sl05", "xx01").replace("Turn the clock away", "Neu"),
            "de/symptoms/pain.md": SYMPTOM,
            "de/techniques/46.md": TECHNIQUE,
            "de/phrases.toml": '[checkin]\nback = "Zurück"',
        }
    )
    assert [str(problem) for problem in check(root).problems] == [
        "de/pages/help.md:1: The page “help” is missing in this language.",
        "de/phrases.toml:1: The phrase “checkin.saved” is missing in this language.",
        "de/tips/xx01.md:1: There is no tip “xx01” in English.",
    ]


def test_tips_and_cards_may_wait_for_their_translation_and_are_counted(shelve: Shelve) -> None:
    sound = {f"de/{path}": text for path, text in (("pages/help.md", PAGE), ("symptoms/pain.md", SYMPTOM))}
    root = shelve(sound | {"de/techniques/46.md": TECHNIQUE, "de/phrases.toml": PHRASES})
    report = check(root)
    assert report.problems == ()
    assert [str(warning) for warning in report.warnings] == [
        "de/cards:1: 1 of 1 cards are still in English.",
        "de/tips:1: 1 of 1 tips are still in English.",
    ]


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        (
            "tips/sl05-turn-the-clock.md",
            TIP.replace("S3, ANX", "S3"),
            "5: “patterns” should be as in English: ANX, S3.",
        ),
        (
            "tips/sl05-turn-the-clock.md",
            TIP.replace("cautions: -", "cautions: PEM"),
            "10: “cautions” should be as in English: -.",
        ),
        ("symptoms/pain.md", SYMPTOM.replace("best: low", "best: high"), "7: “best” should be as in English: low."),
        ("techniques/46.md", TECHNIQUE.replace("in 4", "in 40"), "6: The seconds should be as in English: 4, 6."),
    ],
)
def test_a_translation_that_would_act_differently_is_a_problem(
    shelve: Shelve, path: str, text: str, sentence: str
) -> None:
    problems = [str(problem) for problem in check(shelve({f"de/{path}": text})).problems]
    assert f"de/{path}:{sentence}" in problems


def test_a_translation_keeps_the_note_of_care(shelve: Shelve) -> None:
    noted = TIP.replace("cautions: -", "cautions: -\ncaution_note: Ask first.")
    root = shelve({"en/tips/sl05-turn-the-clock.md": noted, "de/tips/sl05-turn-the-clock.md": TIP})
    assert "de/tips/sl05-turn-the-clock.md:1: The English text has a caution_note here." in map(
        str, check(root).problems
    )


def test_a_word_for_an_unknown_source_is_a_problem(shelve: Shelve) -> None:
    root = shelve({"de/sources.md": "- Pr: Erfahrung.\n- Old98: Nichts.\n"})
    assert "de/sources.md:1: “Old98” is not a key in sources.md; did you mean “Old99”?" in map(
        str, check(root).problems
    )


def test_a_review_older_than_two_years_is_a_warning(shelve: Shelve) -> None:
    reviewed = "review: reviewed\nreviewed_by: Dr A. Example\nreviewed_on: "
    old = TIP.replace("review: draft", reviewed + "2024-11-20")
    fresh = PAGE.replace("title: Help", "title: Help\n" + reviewed + "2024-11-22")
    root = shelve({"en/tips/sl05-turn-the-clock.md": old, "en/pages/help.md": fresh})
    report = check(root, NOW)
    assert [str(warning) for warning in report.warnings] == [
        "en/tips/sl05-turn-the-clock.md:13: The last review, 2024-11-20, is over two years old."
    ]
    assert report.drafts == 1
    assert check(root).warnings == ()


def test_a_caution_that_the_research_names_may_not_be_left_out(shelve: Shelve) -> None:
    least = "# Whom it may not suit.\n\nsl05: FALL, PREG\nsl06: ED\n"
    assert check(shelve({"least_cautions.txt": least.replace("FALL, PREG", "FALL")})).problems != ()
    root = shelve(
        {"least_cautions.txt": least, "en/tips/sl05-turn-the-clock.md": TIP.replace("cautions: -", "cautions: PREG")}
    )
    assert [str(problem) for problem in check(root).problems] == [
        "en/tips/sl05-turn-the-clock.md:10: The caution FALL is missing; the research names it for this tip."
    ]


def test_a_grade_that_speaks_of_studies_needs_one(shelve: Shelve) -> None:
    path = "en/tips/sl05-turn-the-clock.md"
    graded = TIP.replace("grade: Limited", "grade: Moderate")
    studied = SOURCES + "\n## Trials\n\n- Old12: A trial.\n"
    assert [str(problem) for problem in check(shelve({path: graded})).problems] == [
        f"{path}:8: The grade Moderate needs a study or a guideline among the sources; this names Pr."
    ]
    root = shelve({path: graded.replace("sources: Pr", "sources: Pr, Old12"), "sources.md": studied})
    assert check(root).problems == ()


def test_the_sources_become_a_page_that_says_what_leans_on_each(shelve: Shelve) -> None:
    lines = check(shelve()).sources_page.splitlines()
    assert "## Experience" in lines
    assert "- **Pr**: Sensible self-care advice. — used in 1 card, 1 technique, 1 tip" in lines
    memory = "*(from memory: not looked up again yet)*"
    assert f"- **Old99**: Nobody looked yet. {memory} — not used at present" in lines
