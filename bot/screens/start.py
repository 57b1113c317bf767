"""The first minute: what Ebb is, the time zone, the check-in time, and an invitation to try it now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.domain.person import CONSENT_VERSION, Person
from bot.screens.actions import (
    Agree,
    AskZone,
    BeginAgain,
    CheckInNow,
    ClockShows,
    KeepZone,
    Later,
    NoThanks,
    OpenSettings,
    PickTime,
    PickZone,
    ReadMore,
)
from bot.screens.help_actions import HelpNow
from bot.screens.screen import LONGEST_LABEL, Button, Screen, column, grid, paragraphs, shortened
from bot.screens.when import clock_words, moment_words, phone_time
from content.library import Words
from content.places import Place

COMMON_TIMES = tuple(time(hour, 0) for hour in (18, 19, 20, 21))


def welcome_screen(words: Words) -> Screen:
    """What Ebb is and is not, with the choice to agree."""
    say = words.phrases.label
    return Screen(
        words.pages["welcome"].text,
        (
            (Button(say("start.agree"), Agree(CONSENT_VERSION), "success"),),
            (Button(say("start.read_more"), ReadMore()), Button(say("start.no_thanks"), NoThanks())),
            (Button(say("common.help_now"), HelpNow()),),
        ),
    )


def read_more_screen(words: Words) -> Screen:
    """The longer text behind the first screen."""
    say = words.phrases.label
    return Screen(
        words.pages["read-more"].text,
        (
            (Button(say("start.agree"), Agree(CONSENT_VERSION), "success"),),
            (Button(say("common.back"), BeginAgain()), Button(say("start.no_thanks"), NoThanks())),
        ),
    )


def declined_screen(words: Words) -> Screen:
    """No consent, nothing kept."""
    return Screen(words.phrases.say("start.declined"))


def ask_zone_screen(clocks: Sequence[time], words: Words, *, location: bool, is_change: bool) -> Screen:
    """Which clock the person lives by: what clocks around the world show at this minute, or typed words.

    `is_change` adds the way back to the settings.
    """
    text = paragraphs(words.phrases.say("zone.ask"), words.phrases.say("zone.ask_location") if location else "")
    buttons = [Button(clock_words(each), ClockShows(each)) for each in clocks]
    return Screen(text, grid(buttons, 4) + _back_row(words, is_change))


def choose_place_screen(places: Sequence[Place], words: Words, *, found: bool) -> Screen:
    """The likely places, one a row; `found` when they come from a search by name."""
    phrases = words.phrases
    names = Counter((place.name, place.country) for place in places)
    buttons = [
        Button(_place_label(place, words, is_one_of_many=names[place.name, place.country] > 1), PickZone(place.zone))
        for place in places
    ]
    none = Button(phrases.label("zone.none_of_these"), AskZone())
    return Screen(phrases.say("zone.choose_found" if found else "zone.choose"), column(*buttons, none))


def _place_label(place: Place, words: Words, *, is_one_of_many: bool) -> str:
    """Its name and country, and the zone's own city where several places share both."""
    if not place.country:
        return place.name
    key = "zone.place_label_zone" if is_one_of_many else "zone.place_label"
    zone = place.zone.rpartition("/")[2].replace("_", " ")
    country = words.countries.get(place.country_code, place.country)
    label = words.phrases.label(key, place=place.name, country=country, zone=zone)
    return shortened(label, LONGEST_LABEL)


def confirm_zone_screen(zone: str, now: datetime, words: Words) -> Screen:
    """Both clocks side by side, ours and the phone's, so that a wrong zone is seen at once."""
    phrases = words.phrases
    shown = clock_words(now.astimezone(ZoneInfo(zone)).time())
    text = phrases.say("zone.confirm", time=shown, zone=zone_words(zone), phone_time=phone_time(now, "t", shown))
    return Screen(
        text,
        (
            (Button(phrases.label("zone.confirm_yes"), KeepZone(zone), "success"),),
            (Button(phrases.label("zone.confirm_no"), AskZone()),),
        ),
    )


def zone_words(zone: str) -> str:
    """A zone's name as people write it: America/New_York becomes New York (America)."""
    if "/" not in zone:
        return zone
    region, *_, place = zone.replace("_", " ").split("/")
    return f"{place} ({region})"


def zone_not_found_screen(words: Words) -> Screen:
    """Nothing found; the earlier screen still stands."""
    return Screen(words.phrases.say("zone.not_found"))


def zone_not_understood_screen(words: Words) -> Screen:
    """Neither a time nor a place."""
    return Screen(words.phrases.say("zone.not_understood"))


def location_off_screen(words: Words) -> Screen:
    """A location came where none can be read."""
    return Screen(words.phrases.say("zone.location_off"))


def ask_time_screen(words: Words, *, is_change: bool) -> Screen:
    """When the daily check-in comes; `is_change` adds the way back to the settings."""
    buttons = [Button(clock_words(each), PickTime(each)) for each in COMMON_TIMES]
    return Screen(words.phrases.say("time.ask"), grid(buttons, 4) + _back_row(words, is_change))


def time_not_understood_screen(words: Words) -> Screen:
    """The typed time was none."""
    return Screen(words.phrases.say("time.not_understood"))


def ready_screen(person: Person, next_at: datetime, words: Words) -> Screen:
    """All set: when the first prompt comes, and an invitation to begin now."""
    phrases = words.phrases
    text = phrases.say("ready.text", time=_time_of(person), when=_next(person, next_at, words))
    return Screen(
        text,
        (
            (Button(phrases.label("ready.yes"), CheckInNow(), "primary"),),
            (Button(phrases.label("ready.later"), Later()),),
        ),
    )


def later_screen(person: Person, next_at: datetime, words: Words) -> Screen:
    """Nothing now; the prompt comes at its time."""
    return Screen(words.phrases.say("ready.later_text", when=_next(person, next_at, words)))


def standing_screen(person: Person, next_at: datetime | None, words: Words) -> Screen:
    """Where things stand for somebody who sends /start again; nothing is lost by it."""
    phrases = words.phrases
    if next_at is None:
        text = phrases.say("ready.welcome_back_paused")
    else:
        text = phrases.say("ready.welcome_back", time=_time_of(person), when=_next(person, next_at, words))
    return Screen(
        text,
        (
            (Button(phrases.label("ready.check_in"), CheckInNow(), "primary"),),
            (Button(phrases.label("ready.settings"), OpenSettings()),),
        ),
    )


def zone_saved_screen(person: Person, next_at: datetime, words: Words) -> Screen:
    """The new zone, changed from the settings, and when the next prompt comes by it."""
    zone = zone_words(person.zone or "UTC")
    text = words.phrases.say("zone.saved", zone=zone, when=_next(person, next_at, words))
    return Screen(text, _settings_row(words))


def time_saved_screen(person: Person, next_at: datetime, words: Words) -> Screen:
    """The new check-in time, changed from the settings."""
    text = words.phrases.say("time.saved", time=_time_of(person), when=_next(person, next_at, words))
    return Screen(text, _settings_row(words))


def _back_row(words: Words, is_change: bool) -> tuple[tuple[Button, ...], ...]:
    return ((Button(words.phrases.label("common.back"), OpenSettings()),),) if is_change else ()


def _settings_row(words: Words) -> tuple[tuple[Button, ...], ...]:
    return ((Button(words.phrases.label("ready.settings"), OpenSettings()),),)


def _time_of(person: Person) -> str:
    return clock_words(person.checkin_time or time(20, 0))


def _next(person: Person, next_at: datetime, words: Words) -> str:
    return moment_words(next_at, person.zone or "UTC", words.phrases)
