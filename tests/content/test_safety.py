"""The files of the safety net: read whole, or refused with what is to mend."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.domain.lines import Reach
from bot.domain.red_flags import Urgency
from bot.domain.safety import Crisis, CrisisKind, NoConcern, SoftCheck, concern_of
from content.check import check
from content.kinds.cards import RED_FLAGS
from content.lines import find_countries, load_country_names, load_lines
from content.loader import content_root, load
from content.phrase_sets import figures, read_phrase_set
from content.problems import ContentError
from content.safety import load_phrase_rules, read_phrase_rules
from tests.content.conftest import Shelve
from tests.library import library

NOW = datetime(2026, 11, 20, tzinfo=UTC)
ROOT = content_root(None)
LIBRARY = library()
BOOK = LIBRARY.safety.lines
PHRASES = """fillers = ["to", "so"]
[words]
want = ["wanna", "want 2"]
[slips]
words = ["myself"]
[sets]
act = ["kill", "hurt"]
[explicit]
phrases = ["want [so|very] die", "<act> (myself|my self)", "want ~ end ~~ all $", "kms"]
[method]
phrases = ["how die"]
[goodbye]
phrases = ["goodbye all"]
[passive]
phrases = ["(<act>|stop ~) (live|go on)"]
[friend]
phrases = ["she wants"]
[soft]
phrases = ["kill me"]
[medicine]
phrases = ["stop pills"]
[saying]
phrases = ["kill time"]
[negated]
phrases = ["not want die"]
[under_age]
phrases = ["i 15 years"]
[[nearby]]
words = ["grave"]
beside = [["i", "my"], ["soon"]]
without = ["dog"]
[[nearby]]
words = ["coffin"]
beside = [["<act>", "rest"]]
meaning = "passive"
"""
LINES = """[DE]
emergency = ["112"]
[[DE.lines]]
name = "Sorgen"
number = "116 123"
reach = ["call"]
hours = "24/7"
source = "official"
checked_on = "2026-11-01"
[AT]
emergency = ["112", "144"]
[other_names]
DE = ["Deutschland"]
"""
FLAG = """---
id: RS4
title: One swollen leg
sources: Pr
review: draft
---
One leg is swollen.
"""


def phrases(folder: Path, text: str) -> Path:
    file = folder / "phrases.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(read: object) -> str:
    with pytest.raises(ContentError) as raised:
        read()  # type: ignore[operator]
    return str(raised.value)


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        ("I wanna die", True),
        ("want very die", True),
        ("want 2 die", True),
        ("want badly die", False),
        ("hurt mysellf", True),
        ("kill my self", True),
        ("kms", True),
        ("want it end now please all", True),
        ("want it end now please all of it", False),
    ],
)
def test_phrases_are_read_with_all_their_signs(tmp_path: Path, text: str, is_heard: bool) -> None:
    rules = read_phrase_rules(phrases(tmp_path, PHRASES), "en")
    assert isinstance(concern_of(text, [rules]), Crisis) is is_heard


@pytest.mark.parametrize(
    ("text", "concern"),
    [
        ("soon my bed will be a grave", SoftCheck("en")),
        ("a grave, and soon, and my own", SoftCheck("en")),
        ("my dog has a grave soon", NoConcern()),
        ("a grave soon", NoConcern()),
        ("a grave. soon I sleep", NoConcern()),
        ("hurt, a coffin", Crisis(CrisisKind.PASSIVE, "en")),
        ("a coffin of rest", Crisis(CrisisKind.PASSIVE, "en")),
        ("a coffin of oak", NoConcern()),
    ],
)
def test_words_near_each_other_are_heard_in_any_order_within_a_sentence(
    tmp_path: Path, text: str, concern: object
) -> None:
    assert concern_of(text, [read_phrase_rules(phrases(tmp_path, PHRASES), "en")]) == concern


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[soft]", "[soft", "This is not valid TOML"),
        ("[soft]", "[sofd]", "“sofd” is not a table of this file; did you mean “soft”?"),
        ("[soft]", "[sofd]", "[soft] should have “phrases”, a list."),
        ('fillers = ["to", "so"]', 'fillers = "to"', "“fillers” should be a list of words."),
        ('act = ["kill", "hurt"]', 'act = "kill"', "“act” should be a list of words."),
        ("<act> (", "<akt> (", "“akt” is not one of [sets]; did you mean “act”?"),
        ('"want 2"', '"want 2 b"', "A spelling of “want” should be one word or two."),
        ('"how die"', '"how [to]"', "“how [to]” can come down to “how” alone."),
        ('"how die"', '"how (to|now) die"', "“to” is passed over, so “how (to|now) die” would be heard without it."),
        ('"how die"', '"how (i|now) die"', "“i” is passed over, so “how (i|now) die” would be heard without it."),
        ('words = ["grave"]', 'words = "grave"', "[[nearby]] should have “words”, a list, and “beside”"),
        ('words = ["grave"]', 'word = ["grave"]', "[[nearby]] should have “words”, a list, and “beside”"),
        ('words = ["grave"]', 'words = ["my grave"]', "“my grave” should be one word here."),
        ('["<act>", "rest"]', '["<akt>", "rest"]', "“akt” is not one of [sets]; did you mean “act”?"),
        ('meaning = "passive"', 'meaning = "pasive"', "“pasive” is not a meaning; did you mean “passive”?"),
    ],
)
def test_a_mistake_in_the_phrases_is_named_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in PHRASES
    said = refusal(lambda: read_phrase_rules(phrases(tmp_path, PHRASES.replace(old, new, 1)), "en"))
    assert sentence in said
    assert said.startswith("en/safety/phrases.toml:")


def test_a_language_without_phrases_has_none(tmp_path: Path) -> None:
    assert load_phrase_rules(tmp_path, ["en", "de"]) == ()


def test_lines_are_read_onto_domain_values(tmp_path: Path) -> None:
    (tmp_path / "lines.toml").write_text(LINES, encoding="utf-8")
    book = load_lines(tmp_path)
    (line,) = book.countries["DE"].lines
    assert (line.number, line.reach, line.checked_on) == ("116 123", (Reach.CALL,), date(2026, 11, 1))
    assert book.countries["AT"].emergency == ("112", "144")
    assert book.other_names == {"DE": ("Deutschland",)}


def test_without_a_file_there_are_no_lines_and_no_names(tmp_path: Path) -> None:
    assert load_lines(tmp_path).countries == {}
    assert load_country_names(tmp_path, "en") == {}


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[DE]", "[DE", "This is not valid TOML"),
        ('emergency = ["112"]', "emergency = []", "“DE” has no emergency number."),
        ("hours =", "ours =", "“ours” is not a key of a line; did you mean “hours”?"),
        ('name = "Sorgen"\n', "", "“DE” has no “name”."),
        ('["call"]', '["cal"]', "“cal” is not a way to reach a line; did you mean “call”?"),
        ('"official"', '"oficial"', "“oficial” is not a source of a line; did you mean “official”?"),
        ('number = "116 123"', 'number = ""', "“Sorgen” has neither a number nor an address."),
        ('"2026-11-01"', '"last week"', "“checked_on” of “Sorgen” should be a date such as 2026-11-20."),
        ("DE = [", "FR = [", "“FR” has other names but no lines."),
    ],
)
def test_a_mistake_in_the_lines_is_named_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    assert old in LINES
    (tmp_path / "lines.toml").write_text(LINES.replace(old, new, 1), encoding="utf-8")
    said = refusal(lambda: load_lines(tmp_path))
    assert sentence in said
    assert said.startswith("lines.toml:")


def test_every_mistake_of_the_safety_net_stops_the_start_and_is_in_the_report(shelve: Shelve) -> None:
    root = shelve({"lines.toml": LINES.replace('["call"]', '["cal"]'), "en/safety/phrases.toml": "x = 1"})
    assert "en/safety/phrases.toml:1" in refusal(lambda: load(root))
    assert any(problem.path == "en/safety/phrases.toml" for problem in check(root).problems)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Germany", ["DE"]),
        ("  germany ", ["DE"]),
        ("Deutschland", ["DE"]),
        ("uk", ["GB"]),
        ("U.S.", ["US"]),
        ("españa", ["ES"]),
        ("de", ["DE"]),
        ("Germny", ["DE"]),
        ("new zeeland", ["NZ"]),
        ("türkiye", ["TR"]),
        ("united", ["AE", "GB", "US"]),
        ("z", []),
        ("", []),
        ("Atlantis", []),
        ("6", []),
        ("the pain is bad today and I am tired of it all", []),
    ],
)
def test_a_country_is_found_by_what_people_type(text: str, codes: list[str]) -> None:
    assert find_countries(text, BOOK, LIBRARY.words("en").countries) == codes


def test_a_country_is_found_by_its_name_in_the_language_of_the_person() -> None:
    assert find_countries("Alemania", BOOK, LIBRARY.words("es").countries) == ["DE"]


def test_all_countries_of_the_plan_are_there_with_an_emergency_number_and_a_name_in_every_language() -> None:
    assert len(BOOK.countries) == 64
    assert all(re.fullmatch(r"[0-9]{2,5}", number) for each in BOOK.countries.values() for number in each.emergency)
    for words in LIBRARY.languages.values():
        assert set(words.countries) == set(BOOK.countries)
        assert list(words.countries) != sorted(words.countries)
        assert len(set(words.countries.values())) == 64


def test_every_number_is_the_one_that_was_planned() -> None:
    planned = (Path(__file__).parent / "lines_planned.txt").read_text(encoding="utf-8").splitlines()
    rows = [[part.strip() for part in line.split("|")] for line in planned if not line.startswith("#")]
    assert {code for code, _, _ in rows} == set(BOOK.countries)
    for code, emergency, numbers in rows:
        country = BOOK.countries[code]
        assert list(country.emergency) == emergency.split()
        assert [line.number for line in country.lines if not line.is_for_children] == [
            number.strip() for number in numbers.split(";") if number
        ]


def test_no_line_ships_as_checked() -> None:
    assert set(BOOK.unchecked(NOW)) == set(BOOK.countries)


def test_numbers_of_lines_are_digits_that_a_phone_can_tap() -> None:
    for country in BOOK.countries.values():
        for line in country.lines:
            assert re.fullmatch(r"[*+]?[0-9][0-9 -]*", line.number), (country.code, line.number)
            assert re.fullmatch(r"24/7|limited|varies||[0-2][0-9]:00-[0-2][0-9]:00", line.hours), line


def test_the_red_flags_are_those_that_cards_can_name() -> None:
    for words in LIBRARY.languages.values():
        assert tuple(words.red_flags) == RED_FLAGS
        levels = [flag.urgency for flag in words.red_flags.values()]
        assert [levels.count(urgency) for urgency in Urgency] == [13, 10, 13]


def test_every_card_names_red_flags_that_are_there() -> None:
    words = LIBRARY.words("en")
    assert {code for card in words.cards.values() for code in card.red_flags} <= set(words.red_flags)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("RS4", "RX4", "“RX4” should be RE, RS or RA and a number, such as RE3."),
        ("One swollen leg", "One leg that is swollen much more than the other", "a button has room for 40"),
        ("One leg is swollen.", "", "There is no text below the header."),
    ],
)
def test_a_mistake_in_a_red_flag_is_named(shelve: Shelve, old: str, new: str, sentence: str) -> None:
    name = "en/safety/redflags/rx4-leg.md" if new == "RX4" else "en/safety/redflags/rs4-leg.md"
    assert sentence in refusal(lambda: load(shelve({name: FLAG.replace(old, new)})))


def test_fixed_words_of_a_second_language_stand_in_one_by_one(shelve: Shelve) -> None:
    english = '[safety]\ncall = "Call"\ntext = "Text"\n'
    root = shelve({"en/safety/words.toml": english, "es/safety/words.toml": '[safety]\ncall = "Llamar"\n'})
    words = load(root).words("es").phrases
    assert (words.say("safety.call"), words.say("safety.text")) == ("Llamar", "Text")
    assert load(root).words("es").phrases.say("checkin.back") == "Back"


def test_fixed_words_must_be_the_same_ones_in_every_language(shelve: Shelve) -> None:
    root = shelve(
        {"en/safety/words.toml": '[safety]\ncall = "Call"\n', "es/safety/words.toml": '[safety]\ncal = "L"\n'}
    )
    assert "es/safety/words.toml:2: “safety.cal” is not a phrase in English" in refusal(lambda: load(root))


def test_spanish_has_every_fixed_word_and_every_red_flag() -> None:
    english, spanish = (
        (ROOT / language / "safety" / "words.toml").read_text(encoding="utf-8") for language in ("en", "es")
    )
    keys = [set(re.findall(r"(?m)^(\w+) = ", text)) for text in (english, spanish)]
    assert keys[0] == keys[1]
    flags = [LIBRARY.words(language).red_flags for language in ("en", "es")]
    assert all(flags[0][code].text != flags[1][code].text for code in flags[0])


def test_a_phrase_set_is_read_with_its_remarks_left_out() -> None:
    text = "# a remark\n[explicit: slang]\nkms\n\n#suicidal\n[plain]\nhello\n"
    assert list(read_phrase_set(text)) == [("explicit", "kms"), ("explicit", "#suicidal"), ("plain", "hello")]


def test_figures_count_what_came_out_right(tmp_path: Path) -> None:
    (tmp_path / "xx.txt").write_text(
        "[explicit]\nkms\nI feel dead inside\nnothing of the kind\n[plain]\nhello\n", encoding="utf-8"
    )
    (line,) = figures(LIBRARY.safety.phrase_rules, tmp_path)
    assert line == (
        "phrase check, xx: explicit 1 of 3 (33.3 %), every kind of crisis 1 of 3 (33.3 %), "
        "heard or asked about 2 of 3 (66.7 %), "
        "everyday lines left alone 1 of 1 (100.0 %)"
    )
    assert list(figures((), tmp_path / "nowhere")) == []


def test_rules_of_other_languages_leave_german_alone() -> None:
    for text in ("die Schmerzen sind stark", "ich will die Tabletten", "Tod und Leben", "je suis fatiguée"):
        assert concern_of(text, LIBRARY.safety.phrase_rules) == NoConcern()
