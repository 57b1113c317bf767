"""What people type in Spanish, with and without accents, and what it is taken to mean."""

from __future__ import annotations

from pathlib import Path

import pytest

import content
from bot.domain.checkin import Feeling
from bot.domain.replies import (
    BackWord,
    FeelingWord,
    OutOfRange,
    Reply,
    Same,
    Score,
    Scores,
    SkipWord,
    StopWord,
    Words,
    parse_reply,
    parse_time,
)
from content.replies import load_reply_words
from tests.library import library

SPANISH = load_reply_words(Path(content.__file__).parent / "es" / "replies.toml")
NAMES = {
    name: symptom.id
    for symptom in library().words("es").symptoms.values()
    for name in (symptom.name, *symptom.other_names, symptom.id)
}


def meaning(text: str) -> Reply:
    return parse_reply(text, SPANISH, NAMES)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6", 6.0),
        ("seis", 6.0),
        ("SEIS", 6.0),
        ("tres y medio", 3.5),
        ("tres y media", 3.5),
        ("3,5", 3.5),
        ("3.5", 3.5),
        ("3½", 3.5),
        ("seis coma cinco", 6.5),
        ("6/10", 6.0),
        ("seis de diez", 6.0),
        ("6 sobre 10", 6.0),
        ("diez sobre diez", 10.0),
        ("un 6", 6.0),
        ("como un 6", 6.0),
        ("casi 7", 7.0),
        ("6 más o menos", 6.0),
        ("mas o menos 6", 6.0),
        ("quizá un 4", 4.0),
        ("hoy 6", 6.0),
        ("estoy en un 7", 7.0),
        ("creo que un 6", 6.0),
        ("cero", 0.0),
    ],
)
def test_a_score_is_read_however_it_is_written(text: str, value: float) -> None:
    assert meaning(text) == Score(value)


@pytest.mark.parametrize(("text", "value"), [("once", 11.0), ("dieciséis", 16.0), ("dieciseis", 16.0), ("-3", -3.0)])
def test_a_number_off_the_scale_is_told_apart(text: str, value: float) -> None:
    assert meaning(text) == OutOfRange(value)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("bien", FeelingWord(Feeling.GOOD)),
        ("Bien, gracias.", FeelingWord(Feeling.GOOD)),
        ("un buen día", FeelingWord(Feeling.GOOD)),
        ("mucho mejor", FeelingWord(Feeling.GOOD)),
        ("regular", FeelingWord(Feeling.SO_SO)),
        ("más o menos", FeelingWord(Feeling.SO_SO)),
        ("mas o menos", FeelingWord(Feeling.SO_SO)),
        ("ni bien ni mal", FeelingWord(Feeling.SO_SO)),
        ("voy tirando", FeelingWord(Feeling.SO_SO)),
        ("ahí vamos", FeelingWord(Feeling.SO_SO)),
        ("no estoy muy mal", FeelingWord(Feeling.SO_SO)),
        ("mal", FeelingWord(Feeling.ROUGH)),
        ("hoy me siento bastante mal", FeelingWord(Feeling.ROUGH)),
        ("no muy bien", FeelingWord(Feeling.ROUGH)),
        ("hoy no estoy bien", FeelingWord(Feeling.ROUGH)),
        ("un día malo", FeelingWord(Feeling.ROUGH)),
        ("pesimo", FeelingWord(Feeling.ROUGH)),
        ("brote", FeelingWord(Feeling.FLARE)),
        ("tengo un brote", FeelingWord(Feeling.FLARE)),
        ("Estoy en brote", FeelingWord(Feeling.FLARE)),
        ("crisis de fibro", FeelingWord(Feeling.FLARE)),
        ("igual", Same()),
        ("igual que ayer", Same()),
        ("lo mismo", Same()),
        ("sigo igual", Same()),
        ("saltar", SkipWord()),
        ("no", SkipWord()),
        ("No, gracias", SkipWord()),
        ("hoy no", SkipWord()),
        ("paso", SkipWord()),
        ("atrás", BackWord()),
        ("atras", BackWord()),
        ("volver", BackWord()),
        ("parar", StopWord()),
        ("basta", StopWord()),
    ],
)
def test_a_plain_word_has_one_plain_meaning(text: str, reply: Reply) -> None:
    assert meaning(text) == reply


@pytest.mark.parametrize(
    ("text", "scores", "note"),
    [
        ("dolor 6 sueño 4 niebla 7", {"pain": 6.0, "sleep": 4.0, "fog": 7.0}, ""),
        ("Dolor 6, sueno 4, animo 5, mala noche", {"pain": 6.0, "sleep": 4.0, "mood": 5.0}, "mala noche"),
        ("dolor de cabeza 6 y cansancio 7", {"headache": 6.0, "fatigue": 7.0}, ""),
        ("dolor de 6", {"pain": 6.0}, ""),
        ("dolor en un 7", {"pain": 7.0}, ""),
        ("Dolor: seis y medio", {"pain": 6.5}, ""),
        ("6 de dolor, 4 de cansancio", {"pain": 6.0, "fatigue": 4.0}, ""),
        ("sueño 3/10", {"sleep": 3.0}, ""),
        ("cansada 8, estrés 4", {"fatigue": 8.0, "stress": 4.0}, ""),
        ("dolor 6 un poco mejor que ayer", {"pain": 6.0}, "un poco mejor que ayer"),
    ],
)
def test_scores_find_their_symptoms_and_the_rest_is_a_note(text: str, scores: dict[str, float], note: str) -> None:
    assert meaning(text) == Scores(scores, note)


@pytest.mark.parametrize(
    "text",
    [
        "dolor medio",
        "medio",
        "me duele media cabeza",
        "un dolor fuerte",
        "tuve una migraña horrible",
        "me duelen los 2 hombros",
        "sueño 4 horas",
        "dormí 6",
        "dolor 6 horas",
        "tomé 2 pastillas",
        "sin dolor",
        "me duele todo",
        "el dolor me está matando",
    ],
)
def test_what_is_no_score_stays_words(text: str) -> None:
    assert meaning(text) == Words(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("18:40", "18:40"),
        ("son las 18.40", "18:40"),
        ("20 h", "20:00"),
        ("20h15", "20:15"),
        ("a las ocho", "08:00"),
        ("las 8 de la noche", "20:00"),
        ("8 p. m.", "20:00"),
        ("seis y media de la tarde", "18:30"),
        ("seis y media", "06:30"),
        ("ocho y cuarto", "08:15"),
        ("siete menos cuarto", "06:45"),
        ("9 menos 20 de la noche", "20:40"),
        ("cuarto para las ocho", "07:45"),
        ("ocho treinta", "08:30"),
        ("las ocho en punto", "08:00"),
        ("7 de la mañana", "07:00"),
        ("las 12 de la mañana", "12:00"),
        ("las 12 del mediodia", "12:00"),
        ("las 12 de la noche", "00:00"),
        ("4 de la noche", "04:00"),
        ("medianoche", "00:00"),
        ("la una", "01:00"),
        ("la una y media de la tarde", "13:30"),
        ("una de la madrugada", "01:00"),
    ],
)
def test_a_time_is_read_the_way_it_is_said(text: str, expected: str) -> None:
    read = parse_time(text, SPANISH)
    assert read is not None
    assert read.isoformat("minutes") == expected


@pytest.mark.parametrize("text", ["Madrid", "menos cuarto", "seis y", "seis y setenta", "seis menos"])
def test_what_is_no_time_is_nothing(text: str) -> None:
    assert parse_time(text, SPANISH) is None
