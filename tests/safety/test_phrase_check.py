"""The phrase check on phrases written down beforehand. A miss fails, and names what was missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.plain_words import LONGEST_TEXT
from bot.domain.safety import Crisis, CrisisKind, MedicineQuestion, NoConcern, SoftCheck, UnderAge, concern_of
from bot.screens.tips import shelf_words
from content.loader import content_root
from content.markup import plain
from content.phrase_sets import CRISES, FINE, read_phrase_set, share, try_phrases
from content.replies import REPLIES_FILE, load_reply_words
from tests.library import library
from tests.safety.hostile import HOSTILE
from tests.work import calls

FOLDER = Path(__file__).parent
CONTENT = content_root(None)
LIBRARY = library()
RULES = LIBRARY.safety.phrase_rules
LANGUAGES = ("en", "es")
OTHERS = ("held_out", "second", "third", "fourth", "fifth")
SETS = tuple(f"{start}{end}" for start in LANGUAGES for end in ("", *(f"_{each}" for each in OTHERS)))
# For each character.
MOST_CALLS = 12


def text_of(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8")


def concern(text: str) -> object:
    return concern_of(text, RULES)


@pytest.mark.parametrize("name", SETS)
def test_every_phrase_is_taken_for_what_it_is(name: str) -> None:
    wrong = [f"{each.kind}: {each.phrase}" for each in try_phrases(text_of(name), RULES) if not each.is_right]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_the_bot_offers_or_understands_is_heard_as_danger(language: str) -> None:
    """Else "memory 7" in a check-in, or "stop" in an exercise, would be answered with a crisis screen."""
    words = LIBRARY.words(language)
    symptoms = [name for symptom in words.symptoms.values() for name in (symptom.name, *symptom.other_names)]
    shelves = [word for each in shelf_words(words).values() for word in each]
    understood = load_reply_words(CONTENT / language / REPLIES_FILE)
    meant = [*understood.same, *understood.skip, *understood.back, *understood.stop, *understood.feelings]
    typed = [*symptoms, *(f"{name} 7" for name in symptoms), *shelves, *(f"/tip {word}" for word in shelves), *meant]
    assert [text for text in typed if not isinstance(concern(text), NoConcern)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_set_is_large_and_has_every_kind(language: str) -> None:
    phrases = list(read_phrase_set(text_of(language)))
    kinds = {kind: sum(each == kind for each, _ in phrases) for kind in FINE}
    assert len(phrases) >= 300
    assert sum(kinds[kind] for kind in CRISES) >= 300
    assert min(kinds[kind] for kind in ("explicit", "passive", "idiom", "plain")) >= 60
    assert min(kinds[kind] for kind in ("method", "goodbye", "friend", "medicine", "soft")) >= 20
    assert len({phrase for _, phrase in phrases}) == len(phrases)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_promised_shares_hold(language: str) -> None:
    tried = try_phrases(text_of(language), RULES)
    assert share(tried, "explicit").percent == 100
    assert share(tried, *CRISES).percent >= 97
    assert share(tried, "idiom").percent >= 95


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_was_kept_back_is_not_in_the_set_the_rules_were_made_with(language: str) -> None:
    seen = {phrase.lower() for _, phrase in read_phrase_set(text_of(language))}
    for other in (*OTHERS, "unseen", "hard"):
        assert not {phrase.lower() for _, phrase in read_phrase_set(text_of(f"{language}_{other}"))} & seen


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_work_for_a_hostile_text_grows_with_its_length_only(text: str) -> None:
    whole, half = (calls(lambda end=end: concern(text[:end])) for end in (LONGEST_TEXT, LONGEST_TEXT // 2))
    assert whole <= 2.2 * half + 300
    assert whole <= MOST_CALLS * LONGEST_TEXT


def test_what_ebb_itself_says_of_everyday_life_raises_no_alarm() -> None:
    words = LIBRARY.words("en")
    texts = [plain(tip.text) for tip in words.tips] + [symptom.wording.question for symptom in words.symptoms.values()]
    assert len(texts) > 200
    alarms = [text for text in texts if isinstance(concern(text), Crisis)]
    assert not alarms, "\n".join(alarms)


def test_a_crisis_is_heard_in_the_midst_of_a_long_text() -> None:
    before = "Slept badly, the left hip again, then a short walk and lunch with my sister. " * 20
    assert concern(f"{before} honestly I want to die. {before}") == Crisis(CrisisKind.EXPLICIT, "en")


def test_a_figure_of_speech_does_not_hide_what_stands_beside_it() -> None:
    assert isinstance(concern("my back is killing me and I want to kill myself"), Crisis)
    assert isinstance(concern("I'm not suicidal. I just want to be dead."), Crisis)
    assert isinstance(concern("dying for a coffee, and tonight I will end my life"), Crisis)


@pytest.mark.parametrize(
    ("text", "kind", "language"),
    [
        ("I want to die", CrisisKind.EXPLICIT, "en"),
        ("what is a lethal dose", CrisisKind.METHOD, "en"),
        ("goodbye forever", CrisisKind.GOODBYE, "en"),
        ("everyone would be better off without me", CrisisKind.PASSIVE, "en"),
        ("my sister is suicidal", CrisisKind.FRIEND, "en"),
        ("me quiero morir", CrisisKind.EXPLICIT, "es"),
        ("mi amiga se quiere matar", CrisisKind.FRIEND, "es"),
    ],
)
def test_a_crisis_says_its_kind_and_language(text: str, kind: CrisisKind, language: str) -> None:
    assert concern(text) == Crisis(kind, language)


def test_both_languages_are_heard_whichever_comes_first() -> None:
    assert concern("quiero morir, I want to die") == Crisis(CrisisKind.EXPLICIT, "en")
    assert concern("my back is killing me, no quiero vivir") == Crisis(CrisisKind.EXPLICIT, "es")


@pytest.mark.parametrize(
    "text",
    ["I'm 15 years old", "im 13 yo", "I am sixteen years old", "as a 14 year old", "I'm a minor", "tengo 15 años"],
)
def test_an_age_below_eighteen_is_heard(text: str) -> None:
    assert isinstance(concern(text), UnderAge)


@pytest.mark.parametrize(
    "text",
    [
        "my son is 15 years old",
        "I'm 54 years old",
        "I'm 15 minutes late",
        "16 weeks pregnant",
        "tengo 51 años",
        "I'm 7",
    ],
)
def test_other_numbers_are_no_age_below_eighteen(text: str) -> None:
    assert concern(text) == NoConcern()


def test_a_crisis_of_somebody_young_says_so() -> None:
    assert concern("I'm 15 years old and I want to die") == Crisis(CrisisKind.EXPLICIT, "en", is_under_age=True)


def test_the_gravest_concern_counts() -> None:
    assert isinstance(concern("my head is killing me, can I double my dose"), SoftCheck)
    assert isinstance(concern("can I double my dose"), MedicineQuestion)
    assert isinstance(concern("should I stop my pills or just kill myself"), Crisis)


@pytest.mark.parametrize("text", ["", " ", "\n", "🙂", "…", "12345", "\u200b\u200b", "\ud800", "?!?!"])
def test_texts_without_words_are_no_concern(text: str) -> None:
    assert concern(text) == NoConcern()
