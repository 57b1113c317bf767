"""What is shown when a typed line may be about danger: fixed words, an emergency number first, and few buttons."""

from __future__ import annotations

from datetime import datetime

from bot.domain.lines import Country
from bot.domain.person import Person
from bot.domain.safety import Crisis, CrisisKind
from bot.screens.actions import DeleteEverything, OpenCalm
from bot.screens.help_actions import LookedIn, LookIn, MeantIt, NotMeant, OfAge, StillSafe, WayOfSpeaking
from bot.screens.lines import country_button, emergency_words, lines_text, way_buttons
from bot.screens.safety import help_button
from bot.screens.screen import Button, Screen, column, paragraphs
from bot.screens.when import moment_words
from content.library import Words


def crisis_screen(crisis: Crisis, country: Country | None, words: Words, now: datetime) -> Screen:
    """Care, what this is, the emergency number, people to reach."""
    phrases = words.phrases
    key = "safety.crisis_friend" if crisis.kind is CrisisKind.FRIEND else "safety.crisis"
    if crisis.is_under_age:
        key = "safety.crisis_under_age"
    shown = lines_text(country, words, now, child=crisis.is_under_age, most=1)
    text = phrases.say(key, emergency=emergency_words(country, phrases), lines=shown)
    return Screen(
        text,
        (
            way_buttons(country, words),
            (Button(phrases.label("safety.struggling"), StillSafe()),),
            (country_button(country, words), Button(phrases.label("safety.not_meant"), NotMeant())),
        ),
    )


def still_safe_screen(person: Person | None, words: Words) -> Screen:
    """Struggling, but not in danger now: rest, something calming, and a look-in only if it is wished."""
    phrases = words.phrases
    if person is None or person.rest_until_at is None:
        return Screen(phrases.say("safety.safe_stranger"), column(help_button(words)))
    return Screen(
        phrases.say("safety.safe", when=moment_words(person.rest_until_at, person.zone or "UTC", phrases)),
        column(
            Button(phrases.label("safety.calming"), OpenCalm()),
            Button(phrases.label("safety.look_in"), LookIn()),
            help_button(words),
        ),
    )


def look_in_set_screen(person: Person, at: datetime, words: Words) -> Screen:
    """When one message will come, and that nobody waits at the other end."""
    when = moment_words(at, person.zone or "UTC", words.phrases)
    return Screen(words.phrases.say("safety.look_in_set", when=when), column(help_button(words)))


def look_in_screen(words: Words) -> Screen:
    """The one message that was wished for. No health word in it: lock screens show it."""
    phrases = words.phrases
    return Screen(
        phrases.say("safety.look_in_hello"),
        (
            (
                Button(phrases.label("safety.better"), LookedIn(1)),
                Button(phrases.label("safety.still_hard"), LookedIn(0)),
            ),
            (help_button(words),),
        ),
    )


def better_screen(words: Words) -> Screen:
    """It is better."""
    return Screen(words.phrases.say("safety.better_text"))


def still_hard_screen(country: Country | None, words: Words, now: datetime) -> Screen:
    """It is not: people to reach."""
    text = paragraphs(words.phrases.say("safety.still_hard_text"), lines_text(country, words, now, most=1))
    return Screen(text, (way_buttons(country, words), (help_button(words),)))


def not_meant_screen(words: Words) -> Screen:
    """The check had it wrong."""
    return Screen(words.phrases.say("safety.not_meant_text"))


def soft_screen(words: Words) -> Screen:
    """Words that may be a way of speaking: which is it?"""
    phrases = words.phrases
    return Screen(
        phrases.say("safety.soft"),
        (
            (
                Button(phrases.label("safety.soft_saying"), WayOfSpeaking()),
                Button(phrases.label("safety.soft_meant"), MeantIt()),
            ),
        ),
    )


def saying_screen(words: Words, *, is_kept: bool) -> Screen:
    """A way of speaking. The line is taken as it was typed, or, when it cannot be seen any more, wanted again."""
    return Screen(words.phrases.say("safety.soft_saying_text" if is_kept else "safety.soft_gone"))


def medicine_screen(country: Country | None, words: Words) -> Screen:
    """A question for a pharmacist or doctor."""
    phrases = words.phrases
    return Screen(phrases.say("safety.medicine", emergency=emergency_words(country, phrases)))


def under_age_screen(country: Country | None, words: Words, now: datetime) -> Screen:
    """For adults only: nothing is kept from here on; a line for the young."""
    phrases = words.phrases
    text = phrases.say("safety.under_age", lines=lines_text(country, words, now, child=True, most=1))
    return Screen(
        text,
        column(
            help_button(words),
            Button(phrases.label("safety.of_age"), OfAge()),
            Button(phrases.label("safety.delete"), DeleteEverything(), "danger"),
        ),
    )


def of_age_screen(words: Words) -> Screen:
    """18 or older after all."""
    return Screen(words.phrases.say("safety.of_age_text"))


def resting_screen(person: Person, words: Words) -> Screen:
    """A tip was asked for while tips rest."""
    phrases = words.phrases
    when = moment_words(person.rest_until_at, person.zone or "UTC", phrases) if person.rest_until_at else ""
    return Screen(
        phrases.say("safety.resting", when=when),
        column(Button(phrases.label("safety.calming"), OpenCalm()), help_button(words)),
    )
