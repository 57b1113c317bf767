"""Every screen of sittings, pacing and flares with something on it, in the shapes that differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.domain.alarms import Alarm, AlarmKind
from bot.domain.cautions import CAUTIONS
from bot.domain.energy import CHOICES, EnergyDay, EnergyUnit, PacingProfile
from bot.domain.flare import Flare, FlareSummary, Helped
from bot.domain.pacing import Activity, Done, Reason, Review, Unit
from bot.domain.pacing_picture import ActivityDay, PacingPicture
from bot.domain.payback import Payback, Watch
from bot.domain.person import Person
from bot.domain.sittings import Eased, Footing, Liking, Sitting
from bot.domain.techniques import PACES, Course, beats, ticks
from bot.screens import calm, energy, flare, pacing, playing, timers
from bot.screens.screen import Screen
from tests.library import library

NOW = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)
WORDS = library().words("en")
LONG_NAME = "<b>Stairs</b> & doors, up & down"[:30]
FOOTINGS = (
    Footing(4),
    Footing(4, has_read_caution=True, eased=Eased(3, 4), yours=frozenset(CAUTIONS)),
    Footing(8, has_read_caution=True, caution_applies=True, hidden=frozenset({"46", "scan"}), eased=Eased(0, 1)),
    Footing(8, has_read_caution=True, is_enough_today=True),
)
FOUND = tuple((TODAY + timedelta(days=each), 12.5) for each in range(3))
WALK = Activity(999_999, 1, LONG_NAME, Unit.MINUTES, found=FOUND, amount=62.5, comfortable=60.0, week_from_on=TODAY)
DAYS = tuple(
    ActivityDay(replace(WALK, unit=unit, amount=amount, week_from_on=begun_on), TODAY, done, timer)
    for unit in Unit
    for amount in (1.0, 1500.0, None)
    for begun_on in (TODAY, TODAY - timedelta(days=7))
    for done in (None, *Done)
    for timer in (None, Alarm(9, 1, AlarmKind.STOP, 999_999, NOW, NOW))
)
LISTED = tuple(
    replace(day, activity=replace(day.activity, name=f"{place} {LONG_NAME}"[:29])) for place, day in enumerate(DAYS[:5])
)
SET_BACK = ActivityDay(replace(WALK, setback_amount=30.0, setback_until_on=TODAY + timedelta(days=2)), TODAY)


def of_sittings(people: tuple[Person, ...]) -> Iterator[tuple[str, Screen]]:
    """The menu, each technique at every pace, before and after."""
    liking = Liking({name: Eased(9, 10) for name in ("478", "cue", "scan8")}, ("box", "gone"))
    yield "calm_screen", calm.calm_screen(WORDS, liking)
    yield "calm_screen", calm.calm_screen(WORDS)
    yield "hidden_screen", calm.hidden_screen(WORDS, liking)
    for technique in WORDS.techniques.values():
        for footing in FOOTINGS:
            yield "technique_screen", calm.technique_screen(technique, WORDS, footing)
            yield "more_screen", calm.more_screen(technique, WORDS, footing)
        yield "not_for_me_screen", calm.not_for_me_screen(technique, WORDS)
        for pace in PACES:
            sitting = Sitting(999_999, 1, technique.id, 1, Course(technique.rounds, pace), NOW, NOW, before=7)
            for beat in beats(technique, sitting.course):
                for passed in (0.0, *ticks(beat.phase.seconds)):
                    yield "beat_screen", playing.beat_screen(technique, beat, WORDS, sitting, passed=passed)
            for person in people:
                yield "rate_before_screen", calm.rate_before_screen(technique, person, WORDS)
                yield "afterwards_screen", calm.afterwards_screen(technique, WORDS, sitting, person, is_enough=False)
                yield "stopped_screen", calm.stopped_screen(technique, WORDS, sitting, person)
            told = replace(sitting, after=3)
            yield (
                "afterwards_screen",
                calm.afterwards_screen(technique, WORDS, told, people[0], is_enough=True),
            )
            yield "rated_screen", calm.rated_screen(technique, WORDS, told, Footing(4, eased=Eased(2, 3)))
        for is_busy in (True, False):
            yield "whole_text_screen", calm.whole_text_screen(technique, WORDS, is_busy=is_busy)
        if technique.motion:
            yield "circle_screen", calm.circle_screen(technique, WORDS)
    yield "stopped_screen", calm.stopped_screen(None, WORDS)
    yield "restarted_screen", calm.restarted_screen(None, WORDS)


def of_pacing(person: Person) -> Iterator[tuple[str, Screen]]:
    """Activities, weeks, timers, energy and big days."""
    for has_pem in (None, True, False):
        for unit in (None, *EnergyUnit):
            for spent in (None, 0, 12):
                profile = PacingProfile(has_pem, unit, watches_payback=bool(has_pem))
                day = EnergyDay(TODAY, None if spent is None else 10, spent)
                watch = Watch(5, 7, 3, 20) if has_pem else None
                picture = PacingPicture(profile, TODAY, LISTED, day, bool(spent), watch, has_pem is not None)
                yield "pacing_screen", pacing.pacing_screen(picture, WORDS)
                yield "energy_screen", energy.energy_screen(picture, WORDS)
                yield "energy_screen", energy.energy_screen(picture, WORDS, change_unit=True)
    for day_of in (*DAYS, SET_BACK):
        yield "activity_screen", pacing.activity_screen(replace(day_of, has_pem=True), WORDS)
        for is_guess in (True, False):
            yield "found_screen", pacing.found_screen(replace(day_of, has_pem=is_guess), WORDS, is_guess=is_guess)
        yield "ask_found_screen", pacing.ask_found_screen(day_of.activity, WORDS)
        for verdict in (Review(6, 69.5), Review(3), *(Review(2, reason=reason) for reason in Reason)):
            yield "review_screen", pacing.review_screen(day_of, verdict, WORDS)
    for screen in (pacing.pem_screen, pacing.choose_activity_screen, pacing.ask_name_screen, pacing.too_many_screen):
        yield screen.__name__, screen(WORDS)
    assert CHOICES
    yield from _of_alarms(person)


def _of_alarms(person: Person) -> Iterator[tuple[str, Screen]]:
    for place in (0, 2):
        alarm = Alarm(9, 1, AlarmKind.STOP, 999_999, NOW, NOW, place)
        day = ActivityDay(WALK, TODAY)
        yield "running_screen", timers.running_screen(day, alarm, person, WORDS)
        for late in (0, 9):
            now = NOW + timedelta(minutes=late)
            yield "stop_screen", timers.stop_screen(day, alarm, person, WORDS, now=now)
        yield "rest_over_screen", timers.rest_over_screen(day, alarm, WORDS)
    yield "timer_stopped_screen", timers.timer_stopped_screen(WORDS)
    for payback in Payback:
        for watch in (None, Watch(5, 7, 0, 0)):
            yield "payback_told_screen", energy.payback_told_screen(payback, watch, WORDS)
    yield "watch_screen", energy.watch_screen(Watch(5, 7, 3, 20), WORDS)
    yield "payback_screen", energy.payback_screen(739_000, WORDS)


def of_flares(people: tuple[Person, ...]) -> Iterator[tuple[str, Screen]]:
    """On or off, the note, the question, and what a flare came to."""
    note = "<A blanket> & tea."
    for person in people:
        for written in (None, note):
            yield "flare_screen", flare.flare_screen(person, WORDS, written)
    for written in (None, note):
        yield "flare_started_screen", flare.flare_started_screen(WORDS, written)
        yield "ask_flare_note_screen", flare.ask_flare_note_screen(WORDS, written)
        yield "flare_note_kept_screen", flare.flare_note_kept_screen(WORDS, shortened=written is None)
    yield "flare_asked_screen", flare.flare_asked_screen(4, WORDS)
    yield "flare_goes_on_screen", flare.flare_goes_on_screen(WORDS)
    for days, count in ((1, 1), (9, 4)):
        for helped in (frozenset[Helped](), frozenset(Helped)):
            before = tuple((each, 2) for each in helped)
            told = FlareSummary(Flare(999_999, 1, NOW, NOW, helped), days, count, before)
            yield "flare_ended_screen", flare.flare_ended_screen(WORDS, told)
            yield "flare_summed_up_screen", flare.flare_summed_up_screen(told, WORDS)
    yield "flare_ended_screen", flare.flare_ended_screen(WORDS)
