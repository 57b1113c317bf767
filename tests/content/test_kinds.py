"""Each kind of file becomes its domain value, and each slip gets one sentence with its line."""

from __future__ import annotations

from typing import Any

import pytest

from bot.domain.symptom import Wording
from bot.domain.techniques import Phase
from bot.domain.tips import Energy, Grade, Pattern, Topic
from content.kinds.pages import PAGES
from content.kinds.symptoms import SYMPTOMS
from content.kinds.techniques import TECHNIQUES
from content.kinds.tips import TIPS
from content.problems import ContentError
from content.reading import Kind, read
from tests.content.conftest import PAGE, SYMPTOM, TECHNIQUE, TIP


def shaped(kind: Kind[Any], text: str) -> Any:
    return read(kind, text, "a.md", "en").thing


def problems(kind: Kind[Any], text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read(kind, text, "a.md", "en")
    return [str(problem) for problem in caught.value.problems]


def test_a_tip_file_becomes_a_tip() -> None:
    tip = shaped(TIPS, TIP.replace("cautions: -", "cautions: PREG, CARD\ncaution_note: Ask first."))
    assert (tip.id, tip.title, tip.text) == ("sl05", "Turn the clock away", "Turn your clock to the wall.")
    assert (tip.topic, tip.energy, tip.grade) == (Topic.SLEEP, Energy.LYING, Grade.LIMITED)
    assert tip.patterns == {Pattern.SLEEP_LOW, Pattern.STRESS_HIGH}
    assert (tip.minutes, tip.cautions, tip.caution_note) == (1, {"PREG", "CARD"}, "Ask first.")


@pytest.mark.parametrize("nothing", ["cautions: -", "cautions:", "caution_note: -"])
def test_a_hyphen_and_an_empty_value_both_mean_none(nothing: str) -> None:
    tip = shaped(TIPS, TIP.replace("cautions: -", nothing))
    assert (tip.cautions, tip.caution_note) == (frozenset(), "")


def test_a_symptom_file_becomes_a_symptom() -> None:
    symptom = shaped(SYMPTOMS, SYMPTOM)
    assert symptom.wording == Wording("pain", "en", "How strong was your pain today?", "no pain", "the worst pain")
    assert (symptom.name, symptom.best, symptom.order, symptom.source) == ("Pain", "low", 10, ())


def test_a_technique_file_becomes_a_technique() -> None:
    technique = shaped(TECHNIQUES, TECHNIQUE)
    assert technique.phases == (
        Phase("Breathe in", 4.0, "In, softly."),
        Phase("Breathe out", 6.0, "Out, <i>slowly</i>."),
    )
    assert (technique.intro, technique.caution, technique.outro) == ("Sit down.", "Stop if dizzy.", "That is all.")
    assert (technique.seconds, technique.gentler) == (30.0, None)


def test_phases_of_one_name_share_one_text() -> None:
    text = TECHNIQUE.replace("Breathe out 6", "Breathe out 6, Breathe in 2.5")
    assert shaped(TECHNIQUES, text).phases[2] == Phase("Breathe in", 2.5, "In, softly.")


def test_a_page_keeps_its_placeholder() -> None:
    assert shaped(PAGES, PAGE).text == "Ask {contact}."


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("patterns:", "patern:", "a.md:5: “patern” is not a key of a tip; did you mean “patterns”?"),
        ("review:", "zzz: 1\nreview:", "a.md:11: “zzz” is not a key of a tip; known are: id, title, topic, patterns, "),
        ("grade: Limited\n", "", "a.md:1: The header has no “grade”."),
        ("grade: Limited", "grade:", "a.md:8: “grade” is empty."),
        ("minutes: 1", "minutes:", "a.md:7: “minutes” is empty."),
        (
            "grade: Limited",
            "grade: Limitd",
            "a.md:8: “Limitd” is not a known code for “grade”; did you mean “Limited”?",
        ),
        ("topic: sleep", "topic: slep", "a.md:4: “slep” is not a known code for “topic”; did you mean “sleep”?"),
        ("patterns: S3", "patterns: S4", "a.md:5: “S4” is not a known code for “patterns”; known are: S3, P7, F7, FOG"),
        ("energy: lying", "energy: Q", "a.md:6: “Q” is not a known code for “energy”; known are: lying, sitting, up."),
        ("cautions: -", "cautions: PREGG", "a.md:10: “PREGG” is not a known code for “cautions”; did you mean “PREG”?"),
        ("minutes: 1", "minutes: two", "a.md:7: “minutes” should be a whole number from 0 up, not “two”."),
        ("review: draft", "review: drft", "a.md:11: “drft” is not a known code for “review”; did you mean “draft”?"),
        ("review: draft", "review: reviewed", "a.md:11: A reviewed text needs “reviewed_by” and “reviewed_on”."),
        (
            "review: draft",
            "review: draft\nreviewed_on: 20.11.2026",
            "a.md:12: “reviewed_on” should be a date such as 2026-11-20, not “20.11.2026”.",
        ),
        ("Turn your clock to the wall.\n", "", "a.md:12: There is no text below the header."),
        ("the wall", "the `wall`", "a.md:13: Code marks (`) are not known here; use bold."),
        ("the wall", "the {wall}", "a.md:13: Nothing is known that could be filled in for {wall}."),
        ("the wall", "the { wall", "a.md:13: Braces are only for what is filled in, such as {contact}."),
    ],
)
def test_a_slip_in_a_tip_is_named(old: str, new: str, sentence: str) -> None:
    assert old in TIP
    found = problems(TIPS, TIP.replace(old, new, 1))
    assert any(problem.startswith(sentence) for problem in found), found


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("best: low", "best: hi", "a.md:7: “hi” is not an end of the scale; did you mean “high”?"),
        (
            "name: Pain",
            "name: Pain in the whole body",
            "a.md:3: “Pain in the whole body” has 22 characters; a button has",
        ),
        ("order: 10\n---\n", "order: 10\n---\nText.", "a.md:10: A symptom has no text below its header."),
        ("order: 10", "order: -1", "a.md:8: “order” should be a whole number from 0 up, not “-1”."),
    ],
)
def test_a_slip_in_a_symptom_is_named(old: str, new: str, sentence: str) -> None:
    assert old in SYMPTOM
    found = problems(SYMPTOMS, SYMPTOM.replace(old, new, 1))
    assert any(problem.startswith(sentence) for problem in found), found


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("Breathe in 4", "Breathe in", "a.md:6: “Breathe in” should be a name and its seconds, such as Breathe in 4."),
        ("Breathe in 4", "Breathe in 0", "a.md:6: “Breathe in 0” should last from 1 to 1800 seconds."),
        (
            "Breathe in 4",
            "Breathe in 4\nopening: Sit",
            "a.md:7: “Sit” should be a name and its seconds, such as Breathe in",
        ),
        ("rounds: 3", "rounds: 3\nareas: Left arm", "a.md:10: The heading “## Left arm” is missing."),
        ("rounds: 3", "rounds: 3\nareas: Left arm 0", "a.md:6: “Left arm 0” should last from 1 to 1800 seconds."),
        ("rounds: 3", "rounds: 3\nmotion: grow", "a.md:6: “motion” names 1 movements for 2 phases."),
        (
            "rounds: 3",
            "rounds: 3\nmotion: grow, fly",
            "a.md:6: “fly” is not a known code for “motion”; known are: grow,",
        ),
        (
            "rounds: 3",
            "rounds: 3\ncautions: PRG",
            "a.md:6: “PRG” is not a known code for “cautions”; did you mean “PREG”?",
        ),
        ("rounds: 3", "rounds: 0", "a.md:5: “rounds” should be a whole number from 1 up, not “0”."),
        (
            "## Before you start",
            "Hello.\n\n## Before you start",
            "a.md:9: This text stands above the first heading, such",
        ),
        ("## Take care\n\nStop if dizzy.\n", "", "a.md:9: The heading “## Take care” is missing."),
        (
            "## Take care",
            "## Takecare",
            "a.md:13: “Takecare” is not a phase of this technique; did you mean “Take care”?",
        ),
        ("## Breathe out", "## Breathe in", "a.md:25: The heading “Breathe in” is here twice."),
        ("Stop if dizzy.", "", "a.md:13: There is no text below “## Take care”."),
    ],
)
def test_a_slip_in_a_technique_is_named(old: str, new: str, sentence: str) -> None:
    assert old in TECHNIQUE
    found = problems(TECHNIQUES, TECHNIQUE.replace(old, new, 1))
    assert any(problem.startswith(sentence) for problem in found), found


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("{contact}", "{person}", "a.md:5: Nothing is known that could be filled in for {person}."),
        ("Ask {contact}.", "", "a.md:4: There is no text below the header."),
        (
            "title: Help",
            "title: Help\nlength: huge",
            "a.md:4: “huge” is not a known code for “length”; known are: short",
        ),
        ("Ask {contact}.", "word " * 900, "a.md:5: This page has 4499 characters; a message has room for 4096."),
    ],
)
def test_a_slip_in_a_page_is_named(old: str, new: str, sentence: str) -> None:
    assert old in PAGE
    found = problems(PAGES, PAGE.replace(old, new, 1))
    assert any(problem.startswith(sentence) for problem in found), found


def test_all_slips_of_one_file_are_named_together() -> None:
    broken = TIP.replace("grade: Limited", "grade: Good").replace("minutes: 1", "minutes: x").replace("id:", "idd:")
    assert len(problems(TIPS, broken)) == 4
