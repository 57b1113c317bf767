"""What a person can change: time, zone, buttons, which symptoms are asked, a break."""

from __future__ import annotations

from datetime import datetime, time

from bot.domain.person import Person
from bot.domain.tips import Topic
from bot.screens.actions import (
    AskDelete,
    AskTime,
    AskZone,
    OpenLanguages,
    OpenPause,
    OpenSettings,
    OpenSymptoms,
    PauseFor,
    Resume,
    SpeakLanguage,
    ToggleLargeButtons,
    ToggleSymptom,
)
from bot.screens.library_actions import OpenCautions, OpenWeekTopic, ToggleWeekTopic
from bot.screens.red_flags import red_flags_button
from bot.screens.screen import LONGEST_LABEL, Button, Screen, column, grid, paragraphs, shortened
from bot.screens.start import zone_words
from bot.screens.when import clock_words, moment_words
from content.library import Library, Words

SYMPTOMS_ON_A_PAGE = 10


def settings_screen(person: Person, now: datetime, words: Words) -> Screen:
    """Everything that can be changed, each with how it stands."""
    say = words.phrases.label
    large = "settings.large_on" if person.large_buttons else "settings.large_off"
    paused = person.is_paused(now)
    zone = say("settings.zone", zone=zone_words(person.zone or "UTC"))
    return Screen(
        words.phrases.say("settings.heading"),
        column(
            Button(say("settings.time", time=clock_words(person.checkin_time or time(20))), AskTime()),
            Button(shortened(zone, LONGEST_LABEL), AskZone()),
            Button(say(large), ToggleLargeButtons()),
            Button(say("language.setting", language=say("language.name")), OpenLanguages()),
            Button(say("settings.symptoms"), OpenSymptoms(0)),
            Button(say("settings.cautions"), OpenCautions()),
            Button(say("settings.week_on" if person.weekly_topic else "settings.week_off"), OpenWeekTopic()),
            Button(say("settings.resume" if paused else "settings.pause"), Resume() if paused else OpenPause()),
            Button(say("settings.delete"), AskDelete()),
        ),
    )


def week_topic_screen(person: Person, topic: Topic, words: Words) -> Screen:
    """What tips from one shelf a week mean, which shelf it is now, and the switch."""
    phrases = words.phrases
    now = phrases.say("week.now", topic=phrases.say(f"tip.topic_{topic.value}"))
    switch = Button(phrases.label("week.stop" if person.weekly_topic else "week.start"), ToggleWeekTopic())
    back = Button(phrases.label("common.back"), OpenSettings())
    state = phrases.say("week.is_on" if person.weekly_topic else "week.is_off")
    return Screen(paragraphs(phrases.say("week.what"), now, state), column(switch, back))


def languages_screen(words: Words, library: Library) -> Screen:
    """Every language by its own name, so that it is found by whoever reads it."""
    names = {language: each.phrases.label("language.name") for language, each in library.languages.items()}
    buttons = [
        Button(
            words.phrases.label("language.ticked", language=name) if language == words.language else name,
            SpeakLanguage(language),
        )
        for language, name in names.items()
    ]
    back = Button(words.phrases.label("common.back"), OpenSettings())
    return Screen(words.phrases.say("language.ask"), column(*buttons, back))


def symptoms_screen(person: Person, words: Words, *, page: int = 0, is_new: bool = False) -> Screen:
    """The catalogue with a tick at each symptom that is asked; with `is_new` also the way to the red flags."""
    phrases = words.phrases
    catalogue = list(words.symptoms.values())
    pages = max(1, -(-len(catalogue) // SYMPTOMS_ON_A_PAGE))
    page = page % pages
    shown = catalogue[page * SYMPTOMS_ON_A_PAGE : (page + 1) * SYMPTOMS_ON_A_PAGE]
    buttons = [
        Button(
            phrases.label("settings.ticked", symptom=symptom.name) if symptom.id in person.tracked else symptom.name,
            ToggleSymptom(symptom.id, page),
        )
        for symptom in shown
    ]
    more = (Button(phrases.label("settings.more"), OpenSymptoms((page + 1) % pages)),) if pages > 1 else ()
    back = Button(phrases.label("common.back"), OpenSettings())
    signs = column(red_flags_button(words)) if is_new else ()
    return Screen(phrases.say("settings.symptoms_heading"), (*grid(buttons, 2), *signs, (back, *more)))


def pause_screen(words: Words) -> Screen:
    """How long to stay quiet."""
    say = words.phrases.label
    return Screen(
        words.phrases.say("pause.ask"),
        (
            tuple(Button(say(f"pause.day_{days}"), PauseFor(days)) for days in (1, 3, 7)),
            (Button(say("pause.until_i_say"), PauseFor(0)),),
        ),
    )


def paused_screen(person: Person, words: Words) -> Screen:
    """The silence that was asked for, and the way out of it."""
    phrases = words.phrases
    until_at = person.pause.until_at if person.pause else None
    if until_at is None:
        text = phrases.say("pause.on")
    else:
        text = phrases.say("pause.on_until", when=moment_words(until_at, person.zone or "UTC", phrases))
    return Screen(text, column(Button(phrases.label("pause.resume"), Resume())))


def resumed_screen(person: Person, next_at: datetime, words: Words) -> Screen:
    """Prompts come again; what was missed does not."""
    when = moment_words(next_at, person.zone or "UTC", words.phrases)
    return Screen(words.phrases.say("pause.ended", when=when))
