"""Other languages: the first day in Spanish, a language changed half-way, and one that nobody wrote yet."""

from __future__ import annotations

from bot.domain.symptom import Wording
from bot.playground.faults import Fault
from tests.conversations.conftest import Reads
from tests.world import Chat, World


async def wording(chat: Chat, diary_on: str, symptom_id: str) -> Wording | None:
    """The words a question had when it was answered."""
    storage, checkin = chat.world.ebb.storage, await chat.day(diary_on)
    assert checkin is not None
    return await storage.database.read(lambda tx: storage.checkins.wording_of(tx, checkin.id, symptom_id))


def menu(chat: Chat, language: str) -> list[str]:
    """What the commands of this chat are called, with Telegram set to `language`."""
    return [each["description"] for each in chat.world.api.profile.commands_for(chat.id, language)]


async def settle_in_spanish(chat: Chat) -> None:
    """The first minute, typed."""
    await chat.say("/start")
    await chat.tap("Acepto")
    await chat.say("ciudad de méxico")
    await chat.world.tap_first(chat)
    await chat.tap("Sí, está bien")
    await chat.say("las ocho de la noche")


async def test_first_day_in_spanish(ebb: World, reads_as_expected: Reads) -> None:
    """Lucía in Mexico City, whose Telegram is in Spanish: from the first word to tomorrow's prompt."""
    lucia = ebb.person("Lucía", "America/Mexico_City", "es-mx")
    await lucia.say("/start")
    await lucia.tap("Leer más")
    await lucia.tap("Atrás")
    await lucia.tap("Acepto")
    await lucia.say("México")
    await ebb.tap_first(lucia)
    await lucia.tap("Sí, está bien")
    await lucia.say("ocho y media de la noche")
    await lucia.tap("Sí, probarlo ahora")
    await lucia.tap("Regular")
    await lucia.tap("6")
    await lucia.say("siete")
    await lucia.say("tres y medio")
    await lucia.say("saltar")
    await lucia.say("atras")
    await lucia.tap("4")
    await lucia.tap("3")
    await lucia.tap("Algo que calme")
    await lucia.tap("Respiración lenta 4-6")
    await lucia.say("/tip sueño")
    await lucia.tap("¿Por qué?")
    await lucia.say("/help")
    await lucia.say("/privacy")
    await lucia.say("/helpnow")
    await lucia.say("/settings")
    await ebb.to("20:30", "America/Mexico_City")
    await ebb.to("20:30", "America/Mexico_City")
    await lucia.say("mal")
    await lucia.tap("Con esto basta")
    reads_as_expected(lucia)
    checkin = await lucia.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6, "fatigue": 7, "sleep": 3.5, "fog": 4, "mood": 3}
    asked = await wording(lucia, "2026-03-02", "pain")
    assert asked is not None
    assert (asked.language, asked.question) == ("es", "¿Cuánto dolor tuviste hoy, en promedio?")
    assert (await lucia.person()).language == "es"


async def test_language_changed(ebb: World, reads_as_expected: Reads) -> None:
    """Anna answers two questions in English, chooses Spanish, and answers the others in Spanish."""
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("So-so")
    await anna.tap("6")
    await anna.tap("7")
    asking = anna.last_message_id
    await anna.say("/settings")
    await anna.tap("Language: English")
    await anna.tap("Español")
    await anna.tap("3", message_id=asking)
    await anna.say("cuatro")
    await anna.tap("5")
    reads_as_expected(anna)
    answered = {each: await wording(anna, "2026-03-02", each) for each in ("pain", "fatigue", "sleep", "fog", "mood")}
    assert [each.language if each else None for each in answered.values()] == ["en", "en", "es", "es", "es"]
    checkin = await anna.day("2026-03-02")
    assert checkin is not None
    assert checkin.scores == {"pain": 6, "fatigue": 7, "sleep": 3, "fog": 4, "mood": 5}


async def test_the_menu_of_a_chat_follows_the_choice_and_goes_with_the_diary(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/settings")
    await anna.tap("Language: English")
    await anna.tap("Español")
    assert "Hacer una pausa" in menu(anna, "en")
    await anna.say("/start")
    assert "Hacer una pausa" in menu(anna, "en")
    await anna.tap("Idioma / Language: Español")
    await anna.tap("English")
    assert "Take a break" in menu(anna, "en")
    await anna.say("/delete")
    await anna.tap("Delete everything")
    assert not ebb.api.profile.commands_for(anna.id, "en")


async def test_a_menu_that_cannot_be_set_keeps_nobody_from_their_language(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/settings")
    await anna.tap("Language: English")
    ebb.api.faults.plan(Fault("setMyCommands", 500))
    await anna.tap("Español")
    assert "Tus ajustes" in anna.last_words
    assert (await anna.person()).language == "es"


async def test_a_language_that_nobody_wrote_is_not_kept(ebb: World) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await anna.say("/settings")
    await anna.tap_data("1lc:xx")
    assert "Which language" in anna.last_words
    assert (await anna.person()).language == "en"


async def test_a_german_telegram_is_answered_in_english(ebb: World) -> None:
    jonas = ebb.person("Jonas", language="de")
    await jonas.say("/start")
    assert "Hello, I am Ebb" in jonas.last_words
    await jonas.tap("I agree")
    assert (await jonas.person()).language == "en"


async def test_a_tip_that_waits_for_its_translation_says_so_once(ebb: World) -> None:
    lucia = ebb.person("Lucía", "America/Mexico_City", "es")
    await settle_in_spanish(lucia)
    await lucia.say("/tip trabajo")
    while "Este consejo todavía está en inglés." not in lucia.last_words:
        await lucia.tap("Otro")
    assert lucia.last_words.count("inglés") == 1


async def test_whoever_looks_for_a_card_in_spanish_is_told_that_cards_are_in_english(ebb: World) -> None:
    lucia = ebb.person("Lucía", "America/Mexico_City", "es")
    await settle_in_spanish(lucia)
    await lucia.say("/learn masaje")
    assert "Casi todas las fichas están todavía en inglés." in lucia.last_words
    await lucia.say("/learn massage")
    assert "Esta ficha todavía está en inglés." in lucia.last_words


async def test_places_are_named_with_their_country_in_the_language(ebb: World) -> None:
    lucia = ebb.person("Lucía", "Europe/Madrid", "es")
    await lucia.say("/start")
    await lucia.tap("Acepto")
    await lucia.say("Madrid")
    assert "Madrid, España" in lucia.last_buttons


async def test_a_word_for_memory_is_no_word_for_dying(ebb: World) -> None:
    lucia = ebb.person("Lucía", "America/Mexico_City", "es")
    await settle_in_spanish(lucia)
    await lucia.say("/tip memoria")
    assert "¿Por qué?" in lucia.last_buttons


async def test_shelves_of_tips_go_by_their_words_in_each_language(ebb: World) -> None:
    lucia = ebb.person("Lucía", "America/Mexico_City", "es")
    await settle_in_spanish(lucia)
    for wanted in ("sueño", "sueno", "sleep"):
        await lucia.say(f"/tip {wanted}")
        assert "¿Por qué?" in lucia.last_buttons
    await lucia.tap("Guardar")
    await lucia.say("/tip guardados")
    assert "Consejos que guardaste" in lucia.last_words
    await lucia.say("/tip dosificar la energía")
    assert "¿Por qué?" in lucia.last_buttons
    await lucia.say("/tip nada de eso")
    assert "¿Cuál quieres?" in lucia.last_words
