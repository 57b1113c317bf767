"""What people type, and what it is taken to mean: with the English words that are shipped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.domain.checkin import Feeling
from bot.domain.replies import (
    BackWord,
    FeelingWord,
    OutOfRange,
    Reply,
    ReplyWords,
    Same,
    Score,
    Scores,
    SkipWord,
    StopWord,
    Words,
    parse_reply,
    parse_score,
    parse_time,
)
from content.replies import load_reply_words
from tests.hostile import REPLIES
from tests.work import calls

ENGLISH = load_reply_words(Path(__file__).parents[2] / "content" / "en" / "replies.toml")
# Most of them go to a wide letter that unfolds into eighteen.
MOST_CALLS = 30_000
NAMES = {
    "Pain": "pain",
    "fatigue": "fatigue",
    "tired": "fatigue",
    "sleep": "sleep",
    "sleep quality": "sleep",
    "fog": "fog",
    "brain fog": "fog",
    "mood": "mood",
    "!": "nothing to compare",
    "": "nothing at all",
}


def meaning(text: str) -> Reply:
    return parse_reply(text, ENGLISH, NAMES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6", 6.0),
        (" 6 ", 6.0),
        ("6.", 6.0),
        ("6!!", 6.0),
        ("0", 0.0),
        ("zero", 0.0),
        ("10", 10.0),
        ("6/10", 6.0),
        ("6 / 10", 6.0),
        ("10/10", 10.0),
        ("six", 6.0),
        ("SIX", 6.0),
        ("six out of ten", 6.0),
        ("6 out of 10", 6.0),
        ("6 of 10", 6.0),
        ("3.5", 3.5),
        ("3,5", 3.5),
        ("3.55", 3.5),
        ("three and a half", 3.5),
        ("three and half", 3.5),
        ("3 and a half", 3.5),
        ("three and a half out of ten", 3.5),
        ("half", 0.5),
        ("a half", 0.5),
        ("3½", 3.5),
        ("3 1/2", 3.5),
        ("3 3/10", None),
        ("six point five", 6.5),
        ("6 point 5", 6.5),
        ("about 6", 6.0),
        ("~7", 7.0),
        ("6 or so", 6.0),
        ("6ish", 6.0),
        ("six-ish", 6.0),
        ("maybe a 6 today", 6.0),
        ("I'm a 6", 6.0),
        ("I’m a 6", 6.0),
        ("\u0666", 6.0),
        ("⑥", 6.0),
    ],
)
def test_a_score_is_read_however_it_is_written(text: str, value: float | None) -> None:
    assert parse_score(text, ENGLISH) == value
    assert meaning(text) == (Words(text) if value is None else Score(value))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11", 11.0),
        ("eleven", 11.0),
        ("-3", -3.0),
        ("\u22123", -3.0),
        ("10.5", 10.5),
        ("ten and a half", 10.5),
        ("100", 100.0),
    ],
)
def test_a_number_off_the_scale_is_told_apart_from_words(text: str, value: float) -> None:
    assert parse_score(text, ENGLISH) == OutOfRange(value)
    assert meaning(text) == OutOfRange(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "about",
        "6/5",
        "6 out of 100",
        "6/",
        "6 of them",
        "6 hours",
        "6 7",
        "6-7",
        "3/10/2026",
        "18:40",
        "1,000",
        "99999999",
        "²x",
        "㍘",
        "six point",
        "six point fifty",
        "six and",
        "6 " + "about " * 40,
        "painful",
    ],
)
def test_what_is_no_score_is_left_as_words(text: str) -> None:
    assert parse_score(text, ENGLISH) is None


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("good", FeelingWord(Feeling.GOOD)),
        ("Good!", FeelingWord(Feeling.GOOD)),
        ("a good day", FeelingWord(Feeling.GOOD)),
        ("👍🏽", FeelingWord(Feeling.GOOD)),
        ("so-so", FeelingWord(Feeling.SO_SO)),
        ("So so", FeelingWord(Feeling.SO_SO)),
        ("ok", FeelingWord(Feeling.SO_SO)),
        ("meh…", FeelingWord(Feeling.SO_SO)),
        ("bad", FeelingWord(Feeling.ROUGH)),
        ("not great", FeelingWord(Feeling.ROUGH)),
        ("I'm feeling pretty rough today", FeelingWord(Feeling.ROUGH)),
        ("flare", FeelingWord(Feeling.FLARE)),
        ("Flare-up", FeelingWord(Feeling.FLARE)),
        ("same", Same()),
        ("Same as yesterday.", Same()),
        ("skip", SkipWord()),
        ("no", SkipWord()),
        ("no thanks", SkipWord()),
        ("not today", SkipWord()),
        ("-", SkipWord()),
        ("back", BackWord()),
        ("stop please", StopWord()),
        ("STOP", StopWord()),
        ("good night", Words("good night")),
        ("the pain is killing me", Words("the pain is killing me")),
        ("", Words("")),
        ("good " * 40, Words("good " * 40)),
    ],
)
def test_a_plain_word_has_one_plain_meaning(text: str, reply: Reply) -> None:
    assert meaning(text) == reply


@pytest.mark.parametrize(
    ("text", "scores", "note"),
    [
        ("pain 6 sleep 4 fog 7", {"pain": 6.0, "sleep": 4.0, "fog": 7.0}, ""),
        ("pain 6 sleep 4 fog 7 bad night", {"pain": 6.0, "sleep": 4.0, "fog": 7.0}, "bad night"),
        ("Pain: 6, sleep: 4/10, and brain fog=7. Bad night!", {"pain": 6.0, "sleep": 4.0, "fog": 7.0}, "Bad night!"),
        ("pain 6", {"pain": 6.0}, ""),
        ("pain is about 6", {"pain": 6.0}, ""),
        ("PAIN SIX AND A HALF", {"pain": 6.5}, ""),
        ("pain 6 – sleep 4", {"pain": 6.0, "sleep": 4.0}, ""),
        ("pain 6, 7 hours in bed", {"pain": 6.0}, "7 hours in bed"),
        ("6 pain 4 sleep", {"pain": 6.0, "sleep": 4.0}, ""),
        ("6 for the legs, pain 5", {"pain": 5.0}, "6 for the legs"),
        ("6: pain, 4: sleep", {"pain": 6.0, "sleep": 4.0}, ""),
        ("sleep quality 3 and tired 8", {"sleep": 3.0, "fatigue": 8.0}, ""),
        ("Rough day, pain 8", {"pain": 8.0}, "Rough day"),
        ("pain 6 no wait pain 7", {"pain": 7.0}, "no wait"),
        ("slept at 23:30, pain 5", {"pain": 5.0}, "slept at 23:30"),
        ("pain 10% mood 5", {"mood": 5.0}, "pain 10%"),
        ("pain 6 " + "x" * 700, {"pain": 6.0}, "x" * 700),
    ],
)
def test_scores_find_their_symptoms_and_the_rest_is_a_note(text: str, scores: dict[str, float], note: str) -> None:
    assert meaning(text) == Scores(scores, note)


@pytest.mark.parametrize(
    "text",
    [
        "sleep 4 hours",
        "sleep 23:30",
        "pain 6-7",
        "pain six-seven",
        "6/7 pain",
        "took 2 pain pills",
        "pain 3/10/2026",
        "painful 6",
        "pain",
        "pain and 6 more",
        "pain : - = ~ 6",
    ],
)
def test_a_number_that_measures_something_else_is_no_score(text: str) -> None:
    assert meaning(text) == Words(text)


def test_a_symptom_off_the_scale_is_named_and_the_others_are_kept() -> None:
    assert meaning("pain 60, sleep 4") == Scores({"sleep": 4.0}, "", ("pain",))


def test_scores_far_down_a_long_text_stay_in_the_note() -> None:
    late = "x " * 400 + "pain 6"
    assert meaning(late) == Words(late)
    at_the_cut = "x " * 296 + "pain 6 hours of it"
    assert meaning(at_the_cut) == Words(at_the_cut)


def test_another_language_is_only_other_data() -> None:
    german = replace(
        ENGLISH,
        numbers=MappingProxyType({"sechs": 6.0, "zehn": 10.0}),
        out_of=(("von",), ("/",)),
        same=frozenset({"wie gestern"}),
    )
    assert parse_reply("Schmerz sechs von zehn", german, {"Schmerz": "pain"}) == Scores({"pain": 6.0})
    assert parse_reply("Wie gestern", german, {}) == Same()


@given(st.integers(0, 100).map(lambda tenths: tenths / 10))
def test_every_tenth_on_the_scale_is_read_back(value: float) -> None:
    assert parse_score(f"{value}", ENGLISH) == value
    assert meaning(f"pain {value}") == Scores({"pain": value})


fragments = st.sampled_from(
    [
        *NAMES,
        *ENGLISH.numbers,
        *ENGLISH.hedges,
        *ENGLISH.units,
        "6",
        "60",
        "/",
        "10",
        "½",
        ":",
        "-",
        ",",
        "²x",
        "\n",
        "and a half",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(fragments, max_size=30).map(" ".join)))
@example("\ud800")
def test_any_text_has_a_meaning_and_scores_stay_on_the_scale(text: str) -> None:
    reply = meaning(text)
    parse_time(text, ENGLISH)
    if isinstance(reply, Scores):
        assert all(0 <= value <= 10 for value in reply.scores.values())
        assert reply.scores or reply.out_of_range
        assert reply.note == reply.note.strip()
    if isinstance(reply, Score):
        assert 0 <= reply.value <= 10


@pytest.mark.parametrize("text", REPLIES.values(), ids=REPLIES)
def test_the_work_for_a_hostile_text_grows_with_its_length_only(text: str) -> None:
    def work(text: str) -> int:
        return calls(lambda: (parse_reply(text, ENGLISH, NAMES), parse_score(text, ENGLISH), parse_time(text, ENGLISH)))

    whole = work(text)
    assert whole <= 2.2 * work(text[: len(text) // 2]) + 300
    assert whole <= MOST_CALLS


def test_the_shipped_words_are_complete() -> None:
    assert isinstance(ENGLISH, ReplyWords)
    assert set(ENGLISH.feelings.values()) == set(Feeling)
    assert {ENGLISH.numbers[word] for word in ("zero", "one", "two", "three", "four", "five")} == {0, 1, 2, 3, 4, 5}
