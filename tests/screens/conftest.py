"""The words that ship, a few people, and every screen there is with something on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache

import pytest

from bot.domain.appointment import Cause
from bot.domain.cards import Group
from bot.domain.cautions import CAUTIONS
from bot.domain.checkin import AlreadyAnswered, Answer, Checkin, Feeling, Note, TooLateToChange
from bot.domain.figures import Figures
from bot.domain.person import Pause, Person
from bot.domain.prompts import Prompt, PromptState, expiry
from bot.domain.red_flags import Urgency
from bot.domain.safety import Crisis, CrisisKind
from bot.domain.standing import Asking, Closed, DaySkipped, Done, FirstTapOpen, Snoozed, Standing, Undone, Unknown
from bot.domain.tips import Topic, Verdict
from bot.domain.usual import Usual
from bot.screens import (
    admin,
    cautions,
    checkin,
    crisis,
    learn,
    lines,
    privacy,
    red_flags,
    safety,
    settings,
    start,
    tips,
)
from bot.screens.screen import Screen
from content.library import Words
from content.places import places_showing, search
from tests.library import library
from tests.screens.sitting_and_pacing_screens import of_flares, of_pacing, of_sittings

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
CODE = "AbCd_-12"
ANNA = Person(1, 100, "en", "Europe/Berlin", time(20))
OTTO = replace(ANNA, large_buttons=True)
MARA = replace(ANNA, flare_since_at=NOW)
PAUSED = replace(ANNA, pause=Pause(NOW, NOW + timedelta(days=1)))
FAR = replace(ANNA, zone="America/North_Dakota/New_Salem")
WEEKLY = replace(ANNA, weekly_topic=True)
PEOPLE = (ANNA, OTTO, WEEKLY, MARA, PAUSED, replace(ANNA, pause=Pause(NOW)), FAR)
PROMPT = Prompt(1, CODE, 1, 1, date(2026, 3, 2), "Europe/Berlin", PromptState.SENT, NOW, expiry(NOW))
LIBRARY = library()
WORDS, BOOK = LIBRARY.words("en"), LIBRARY.safety.lines
EVERYTHING = frozenset(CAUTIONS)
LONG_NOTE = Note(1, "<&>" * 333, NOW)


@pytest.fixture
def words() -> Words:
    return WORDS


def checkins() -> Iterator[Checkin]:
    """Days that began in every way, and how far they can have come."""
    begun = Checkin(1, 1, date(2026, 3, 2), "Europe/Berlin", Feeling.GOOD, ANNA.tracked, "pain", NOW)
    answers = tuple(Answer(each, score, NOW) for each, score in zip(ANNA.tracked, (7.5, 0, 10, None, 2), strict=True))
    for feeling in (*Feeling, None):
        yield replace(begun, feeling=feeling)
        yield replace(begun, feeling=feeling, plan=("pain",), answers=answers[:1])
        yield replace(begun, feeling=feeling, asking=None, answers=answers, finished_at=NOW, notes=(LONG_NOTE,) * 5)
        yield replace(begun, feeling=feeling, asking=None, plan=(), finished_at=NOW)


def standings() -> Iterator[Standing]:
    """Every way a day can stand."""
    yield from (FirstTapOpen(PROMPT), Snoozed(PROMPT), DaySkipped(PROMPT), Closed(PROMPT), Unknown())
    usuals = {each: Usual(6.5, 28) for each in ANNA.tracked}
    for each in checkins():
        stray = AlreadyAnswered(each, each.answers[0]) if each.answers else TooLateToChange(each)
        yield Undone(PROMPT, each)
        if each.asking:
            yield Asking(PROMPT, each, each.asking)
            yield Asking(PROMPT, each, each.asking, stray)
        else:
            yield Done(PROMPT, each)
            yield Done(PROMPT, each, usuals, WORDS.tips[0], may_change=False, stray=stray)
            yield from (Done(PROMPT, each, usuals, WORDS.tips[0], reminds=True, cause=cause) for cause in Cause)


@cache
def drawn() -> list[tuple[str, Screen]]:
    """Every screen that differs from the others."""
    return list(dict.fromkeys(everything()))


def everything() -> Iterator[tuple[str, Screen]]:
    """Every screen by the name of its function, in the shapes that differ."""
    for person in PEOPLE:
        for standing in standings():
            yield "checkin_screen", checkin.checkin_screen(standing, person, WORDS)
            yield "asked_for_screen", checkin.asked_for_screen(standing, person, WORDS)
        yield "first_tap_screen", checkin.first_tap_screen(PROMPT, person, WORDS)
        yield "settings_screen", settings.settings_screen(person, NOW, WORDS)
        yield "paused_screen", settings.paused_screen(person, WORDS)
        yield "resumed_screen", settings.resumed_screen(person, NOW, WORDS)
        yield "week_topic_screen", settings.week_topic_screen(person, Topic.FOG, WORDS)
        yield "ready_screen", start.ready_screen(person, NOW, WORDS)
        yield "later_screen", start.later_screen(person, NOW, WORDS)
        yield "zone_saved_screen", start.zone_saved_screen(person, NOW, WORDS)
        yield "time_saved_screen", start.time_saved_screen(person, NOW, WORDS)
        for next_at in (NOW, None):
            yield "standing_screen", start.standing_screen(person, next_at, WORDS)
        for page in range(-1, 5):
            yield "symptoms_screen", settings.symptoms_screen(person, WORDS, page=page)
    yield from _of_days()
    yield from _of_the_first_minute()
    yield from _of_tips_and_techniques()
    yield from _of_the_library()
    yield from of_sittings((ANNA, OTTO))
    yield from of_pacing(ANNA)
    yield from of_flares((ANNA, MARA))
    yield from _of_danger()
    yield from _without_parts()


def _of_days() -> Iterator[tuple[str, Screen]]:
    for done in (each for each in standings() if isinstance(each, Done)):
        yield "already_done_screen", checkin.already_done_screen(done, WORDS)
        yield "choose_change_screen", checkin.choose_change_screen(done, WORDS)
        yield "ask_note_screen", checkin.ask_note_screen(done, WORDS)
    for hours in (0, 23.2, 24):
        yield "not_now_screen", checkin.not_now_screen(PROMPT, NOW + timedelta(hours=hours), WORDS)
    for shortened in (True, False):
        yield "note_saved_screen", checkin.note_saved_screen(WORDS, shortened=shortened)
        yield "closed_screen", checkin.closed_screen(WORDS, offer=shortened)
    for screen in (checkin.note_changed_screen, checkin.out_of_range_screen, checkin.expired_button_screen):
        yield screen.__name__, screen(WORDS)


def _of_the_first_minute() -> Iterator[tuple[str, Screen]]:
    clocks = [time(hour) for hour in range(24)]
    for is_change in (True, False):
        yield "ask_zone_screen", start.ask_zone_screen(clocks, WORDS, location=is_change, is_change=is_change)
        yield "ask_time_screen", start.ask_time_screen(WORDS, is_change=is_change)
    for hour in range(24):
        places = places_showing(time(hour), NOW)
        yield "choose_place_screen", start.choose_place_screen(places, WORDS, found=False)
    for name in ("Springfield", "South Georgia and the South Sandwich Islands", "UTC", "Congo", "San Jose"):
        yield "choose_place_screen", start.choose_place_screen(search(name), WORDS, found=True)
    for zone in ("UTC", "Europe/Berlin", "America/Argentina/ComodRivadavia", "America/North_Dakota/New_Salem"):
        yield "confirm_zone_screen", start.confirm_zone_screen(zone, NOW, WORDS)


def _of_tips_and_techniques() -> Iterator[tuple[str, Screen]]:
    for tip in WORDS.tips:
        yield "tip_screen", tips.tip_screen(tip, WORDS, topic=tip.topic, verdict=Verdict.SAVED)
        yield "tip_screen", tips.tip_screen(tip, WORDS)
        yield "why_screen", tips.why_screen(tip, WORDS, topic=tip.topic)
    yield "not_for_me_screen", tips.not_for_me_screen(WORDS, topic=Topic.SLEEP)
    for kept in (WORDS.tips, ()):
        yield "saved_screen", tips.saved_screen(kept, WORDS)
    yield "tip_screen", tips.tip_screen(WORDS.tips[0], WORDS, is_of_the_week=True)
    for page in range(-1, 4):
        yield "saved_screen", tips.saved_screen(WORDS.tips[:20], WORDS, page=page)


def _of_the_library() -> Iterator[tuple[str, Screen]]:
    cards = list(WORDS.cards.values())
    for card in cards:
        yield "card_screen", learn.card_screen(card, WORDS)
        yield "card_screen", learn.card_screen(card, WORDS, asked="<Lyrica>", ticked=EVERYTHING, others=cards[:3])
        yield "why_card_screen", learn.why_card_screen(card, WORDS)
        if card.ask:
            yield "card_questions_screen", learn.card_questions_screen(card, WORDS)
    for group in Group:
        for page in range(-1, 6):
            yield "shelf_screen", learn.shelf_screen(group, WORDS, page=page)
    for near in ((), (Group.FOOD,)):
        yield "not_found_screen", learn.not_found_screen(near, WORDS)
    yield "found_screen", learn.found_screen(cards[:8], WORDS)
    yield "shelves_screen", learn.shelves_screen(WORDS)
    for ticked in (frozenset[str](), EVERYTHING):
        yield "cautions_screen", cautions.cautions_screen(ticked, WORDS)


def _of_danger() -> Iterator[tuple[str, Screen]]:
    """The way to human help in every country and without one, with numbers that nobody checked, as they ship."""
    resting = replace(ANNA, rest_until_at=NOW + timedelta(days=1))
    for country in (None, *BOOK.countries.values()):
        yield "helpnow_screen", lines.helpnow_screen(country, WORDS, NOW)
        yield "calls_screen", lines.calls_screen(country, WORDS, NOW)
        yield "texts_screen", lines.texts_screen(country, WORDS, NOW)
        for kind in CrisisKind:
            for is_under_age in (True, False):
                each = Crisis(kind, "en", is_under_age)
                yield "crisis_screen", crisis.crisis_screen(each, country, WORDS, NOW)
        yield "still_hard_screen", crisis.still_hard_screen(country, WORDS, NOW)
        yield "medicine_screen", crisis.medicine_screen(country, WORDS)
        yield "under_age_screen", crisis.under_age_screen(country, WORDS, NOW)
        for urgency in Urgency:
            yield "urgency_screen", red_flags.urgency_screen(urgency, country, WORDS)
    for flag in WORDS.red_flags.values():
        yield "red_flag_screen", red_flags.red_flag_screen(flag, None, WORDS)
    for page in range(6):
        yield "ask_country_screen", lines.ask_country_screen(WORDS, BOOK, NOW, page=page)
    yield "some_countries_screen", lines.some_countries_screen(("DE", "AT"), WORDS)
    yield "unknown_country_screen", lines.unknown_country_screen(WORDS, NOW)
    for person in (None, ANNA, resting):
        yield "still_safe_screen", crisis.still_safe_screen(person, WORDS)
    yield "look_in_set_screen", crisis.look_in_set_screen(ANNA, NOW, WORDS)
    yield "resting_screen", crisis.resting_screen(resting, WORDS)
    for is_kept in (True, False):
        yield "saying_screen", crisis.saying_screen(WORDS, is_kept=is_kept)


def _without_parts() -> Iterator[tuple[str, Screen]]:
    for screen in (
        *(start.welcome_screen, start.read_more_screen, start.declined_screen, start.zone_not_found_screen),
        *(start.zone_not_understood_screen, start.location_off_screen, start.time_not_understood_screen),
        *(tips.no_tip_screen, tips.topics_screen),
        settings.pause_screen,
        privacy.about_screen,
        *(privacy.ask_delete_screen, privacy.deleted_screen, privacy.kept_screen, privacy.nothing_to_delete_screen),
        *(safety.help_screen, safety.group_screen, safety.storage_down_screen),
        *(
            safety.one_moment_screen,
            safety.not_understood_screen,
            safety.media_screen,
            safety.edited_command_screen,
            safety.edited_screen,
        ),
        *(crisis.look_in_screen, crisis.better_screen, crisis.not_meant_screen, crisis.soft_screen),
        *(crisis.of_age_screen, lines.what_happens_screen, red_flags.red_flags_screen),
    ):
        yield screen.__name__, screen(WORDS)
    for made_at in (NOW, None):
        yield "figures_screen", admin.figures_screen(Figures(*[10**6] * 9, backed_up_at=made_at), WORDS)
    yield "languages_screen", settings.languages_screen(WORDS, LIBRARY)
    yield "privacy_screen", privacy.privacy_screen(WORDS, "<The> clinic & friends")
    yield "something_wrong_screen", safety.something_wrong_screen("ABC234", WORDS)
