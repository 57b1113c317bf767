"""A card file becomes a card, its slips are named, and a name leads to one card only."""

from __future__ import annotations

import pytest

from bot.domain.cards import Card, Group
from bot.domain.tips import Grade
from content.check import check
from content.kinds.cards import CARDS
from content.loader import load
from content.problems import ContentError
from content.reading import read
from tests.content.conftest import CARD, Shelve

SUPPLEMENT = (
    CARD.replace("id: pregabalin", "id: zinc")
    .replace("title: Pregabalin", "title: Zinc")
    .replace("names: Lyrica, gabapentinoid\n", "")
    .replace("group: medicine", "group: supplement")
)


def shaped(text: str) -> Card:
    return read(CARDS, text, "a.md", "en").thing


def problems(text: str) -> list[str]:
    with pytest.raises(ContentError) as caught:
        read(CARDS, text, "a.md", "en")
    return [str(problem) for problem in caught.value.problems]


def test_a_card_file_becomes_a_card() -> None:
    assert shaped(CARD) == Card(
        id="pregabalin",
        title="Pregabalin",
        group=Group.MEDICINE,
        other_names=("Lyrica", "gabapentinoid"),
        grade=Grade.CLINICIAN_ONLY,
        sources=("Pr",),
        cautions=frozenset({"PREG", "FALL"}),
        red_flags=("RS8",),
        review="draft",
        what="A medicine for nerve pain.",
        known="It helps <i>some</i> people.",
        care="It can make you sleepy.",
        ask="• What may it do for me?\n• What if I wait?",
    )


def test_a_card_is_found_by_its_title_and_its_other_names() -> None:
    assert shaped(CARD).names == ("Pregabalin", "Lyrica", "gabapentinoid")


@pytest.mark.parametrize("nothing", ["grade: -", "grade:"])
def test_a_card_that_only_describes_has_no_grade(nothing: str) -> None:
    card = shaped(SUPPLEMENT.replace("grade: Clinician only", nothing))
    assert card.grade is None
    assert not card.is_clinician


@pytest.mark.parametrize(
    ("group", "grade", "is_clinician"),
    [
        ("medicine", "Not recommended", True),
        ("procedure", "Clinician only", True),
        ("supplement", "Clinician only", True),
        ("supplement", "Limited", False),
        ("therapy", "Not recommended", False),
    ],
)
def test_medicines_procedures_and_what_is_graded_so_are_for_the_clinician(
    group: str, grade: str, is_clinician: bool
) -> None:
    text = CARD.replace("group: medicine", f"group: {group}").replace("Clinician only", grade)
    assert shaped(text).is_clinician is is_clinician


@pytest.mark.parametrize("group", ["symptom", "trigger", "food", "sleep", "stress", "exercise"])
def test_everyday_cards_need_no_questions(group: str) -> None:
    text = CARD.partition("\n## Questions to ask")[0].replace("group: medicine", f"group: {group}")
    assert shaped(text).ask == ""


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("group: medicine", "group: medicin", "a.md:4: “medicin” is not a known code for “group”; did you mean “medi"),
        (
            "Clinician only",
            "Strong",
            "a.md:6: The grade of a medicine should be “Not recommended” or “Clinician only”.",
        ),
        ("grade: Clinician only\n", "", "a.md:1: The grade of a medicine should be “Not recommended” or “Clinician "),
        ("RS8", "RS88", "a.md:9: “RS88” is not a known code for “red_flags”; did you mean “RS8”?"),
        ("PREG,", "PREGG,", "a.md:8: “PREGG” is not a known code for “cautions”; did you mean “PREG”?"),
        ("## Take care", "## Takecare", "a.md:20: “Takecare” is not a heading of a card; did you mean “Take care”?"),
        ("## Take care", "## What we know", "a.md:20: The heading “What we know” is here twice."),
        ("It can make you sleepy.", "", "a.md:20: There is no text below “## Take care”."),
        (
            "## What it is",
            "Hello.\n\n## What it is",
            "a.md:12: This text stands above the first heading, such as ## Wha",
        ),
        ("names:", "name:", "a.md:5: “name” is not a key of a card; did you mean “names”?"),
        ("review: draft", "review: reviewed", "a.md:10: A reviewed text needs “reviewed_by” and “reviewed_on”."),
    ],
)
def test_a_slip_in_a_card_is_named(old: str, new: str, sentence: str) -> None:
    assert old in CARD
    found = problems(CARD.replace(old, new, 1))
    assert any(problem.startswith(sentence) for problem in found), found


def test_a_medicine_without_questions_is_refused() -> None:
    assert problems(CARD.partition("\n## Questions to ask")[0]) == [
        "a.md:12: The heading “## Questions to ask” is missing."
    ]


@pytest.mark.parametrize(("name", "owner"), [("lyrica", "pregabalin"), ("Zinc", "zinc"), ("pregabalin", "pregabalin")])
def test_a_name_leads_to_one_card(shelve: Shelve, name: str, owner: str) -> None:
    text = SUPPLEMENT.replace("group:", f"names: {name}\ngroup:")
    with pytest.raises(ContentError) as caught:
        load(shelve({"en/cards/zinc.md": text}))
    sentence = f"The name “{name}” is already taken by en/cards/{owner}.md."
    assert [str(problem) for problem in caught.value.problems] == [f"en/cards/zinc.md:4: {sentence}"]


def test_an_unknown_source_of_a_card_is_named(shelve: Shelve) -> None:
    with pytest.raises(ContentError) as caught:
        load(shelve({"en/cards/pregabalin.md": CARD.replace("sources: Pr", "sources: Prr")}))
    assert str(caught.value.problems[0]).startswith("en/cards/pregabalin.md:7: “Prr” is not a key in sources.md")


def test_cards_stand_group_by_group_and_by_title(shelve: Shelve) -> None:
    basics = SUPPLEMENT.replace("zinc", "hope").replace("Zinc", "Zebra").replace("supplement", "basics")
    iron = SUPPLEMENT.replace("zinc", "iron").replace("Zinc", "Iron")
    root = shelve({"en/cards/zinc.md": SUPPLEMENT, "en/cards/hope.md": basics, "en/cards/iron.md": iron})
    assert list(load(root).words("en").cards) == ["hope", "iron", "zinc", "pregabalin"]


def test_another_language_reads_missing_cards_in_english(shelve: Shelve) -> None:
    german = CARD.replace("A medicine for", "Ein Mittel gegen")
    root = shelve({"de/cards/pregabalin.md": german, "en/cards/zinc.md": SUPPLEMENT})
    cards = load(root).words("de").cards
    assert cards["pregabalin"].what.startswith("Ein Mittel")
    assert cards["zinc"].title == "Zinc"


@pytest.mark.parametrize(("rests", "sentences"), [(30, []), (31, ["This text has 62 words; the most is 60."])])
def test_a_section_may_have_sixty_words(shelve: Shelve, rests: int, sentences: list[str]) -> None:
    text = CARD.replace("It can make you sleepy.", "Rest now. " * rests)
    found = check(shelve({"en/cards/pregabalin.md": text})).problems
    assert [problem.sentence for problem in found] == sentences


@pytest.mark.parametrize(("more", "sentences"), [(22, []), (23, ["This card has 151 words; the most is 150."])])
def test_a_whole_card_may_have_a_hundred_and_fifty_words(shelve: Shelve, more: int, sentences: list[str]) -> None:
    text = (
        CARD.replace("It can make you sleepy.", "Rest now. " * 30)
        .replace("It helps *some* people.", "Rest now. " * 28)
        .replace("A medicine for nerve pain.", "Rest " + "now. " * more)
    )
    found = check(shelve({"en/cards/pregabalin.md": text})).problems
    assert [problem.sentence for problem in found] == sentences


def test_the_words_a_card_is_about_do_not_count_as_hard(shelve: Shelve) -> None:
    text = CARD.replace("It can make you sleepy.", "People take pregabalin with water. " * 6)
    assert check(shelve({"en/cards/pregabalin.md": text})).problems == ()
    other = text.replace("title: Pregabalin", "title: Zinc")
    assert "The reading grade is" in check(shelve({"en/cards/pregabalin.md": other})).problems[0].sentence
