"""`/settings` and `/pause`: what a person can change."""

from __future__ import annotations

from telegram import Update

from bot.domain.person import Expectation, Person
from bot.screens.actions import (
    OpenPause,
    OpenSettings,
    OpenSymptoms,
    PauseFor,
    Resume,
    ToggleLargeButtons,
    ToggleSymptom,
)
from bot.screens.cautions import cautions_screen
from bot.screens.library_actions import OpenCautions, OpenWeekTopic, ToggleCaution, ToggleWeekTopic
from bot.screens.screen import Screen
from bot.screens.settings import (
    pause_screen,
    paused_screen,
    resumed_screen,
    settings_screen,
    symptoms_screen,
    week_topic_screen,
)
from bot.services.people import TooFewSymptoms, TooManySymptoms
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.show import send_here, show
from handlers.start import show_next_step

for_owner = for_settled(otherwise=show_next_step)
PAUSES = (0, 1, 3, 7)


def register(application: EbbApplication) -> None:
    """Settings and breaks."""
    application.add_handler(on_command("settings", on_settings))
    application.add_handler(on_tap(OpenSettings, on_settings_tap))
    application.add_handler(on_tap(ToggleLargeButtons, on_large_buttons))
    application.add_handler(on_tap(OpenSymptoms, on_symptoms))
    application.add_handler(on_tap(ToggleSymptom, on_symptom))
    application.add_handler(on_tap(OpenCautions, on_cautions))
    application.add_handler(on_tap(ToggleCaution, on_caution))
    application.add_handler(on_tap(OpenWeekTopic, on_week_topic))
    application.add_handler(on_tap(ToggleWeekTopic, on_toggle_week_topic))
    application.add_handler(on_command("pause", on_pause))
    application.add_handler(on_tap(OpenPause, on_pause_tap))
    application.add_handler(on_tap(PauseFor, on_pause_for))
    application.add_handler(on_tap(Resume, on_resume))
    application.add_handler(on_command("resume", on_resume))


@for_owner
async def on_settings(update: Update, context: EbbContext, person: Person) -> None:
    """`/settings`."""
    person = await context.parts.people.expect(person, Expectation())
    await send_here(update, context, settings_screen(person, context.now, context.words))


@for_owner
async def on_settings_tap(update: Update, context: EbbContext, person: Person) -> None:
    """Back to the list; what was being asked for is not expected any more."""
    person = await context.parts.people.expect(person, Expectation())
    await show(update, context, settings_screen(person, context.now, context.words))


@for_owner
async def on_large_buttons(update: Update, context: EbbContext, person: Person) -> None:
    """Large buttons on or off."""
    person = await context.parts.people.toggle_large_buttons(person, update_id=update.update_id)
    await show(update, context, settings_screen(person, context.now, context.words))


@for_owner
async def on_symptoms(update: Update, context: EbbContext, person: Person) -> None:
    """What is asked."""
    await show(update, context, symptoms_screen(person, context.words, page=tapped(OpenSymptoms, update).page))


@for_owner
async def on_symptom(update: Update, context: EbbContext, person: Person) -> None:
    """One symptom on or off."""
    tap = tapped(ToggleSymptom, update)
    is_new = False
    changed = await context.parts.people.toggle_symptom(
        person, tap.symptom_id, context.words.symptoms, update_id=update.update_id
    )
    match changed:
        case TooFewSymptoms():
            toast = context.words.phrases.label("settings.symptoms_least")
        case TooManySymptoms():
            toast = context.words.phrases.label("settings.symptoms_most")
        case Person():
            is_new = tap.symptom_id in changed.tracked and tap.symptom_id not in person.tracked
            person, toast = changed, ""
    screen = symptoms_screen(person, context.words, page=tap.page, is_new=is_new)
    await show(update, context, screen.saying(toast))


@for_owner
async def on_cautions(update: Update, context: EbbContext, person: Person) -> None:
    """What the person told about their health."""
    await show(update, context, cautions_screen(await context.parts.people.cautions(person), context.words))


@for_owner
async def on_caution(update: Update, context: EbbContext, person: Person) -> None:
    """One caution on or off."""
    code = tapped(ToggleCaution, update).caution
    ticked = await context.parts.people.toggle_caution(person, code, update_id=update.update_id)
    await show(update, context, cautions_screen(ticked, context.words))


@for_owner
async def on_week_topic(update: Update, context: EbbContext, person: Person) -> None:
    """What one topic a week means."""
    await show(update, context, _week_topic(person, context))


@for_owner
async def on_toggle_week_topic(update: Update, context: EbbContext, person: Person) -> None:
    """One topic a week, on or off."""
    person = await context.parts.people.toggle_weekly_topic(person, update_id=update.update_id)
    await show(update, context, _week_topic(person, context))


@for_owner
async def on_pause(update: Update, context: EbbContext, person: Person) -> None:
    """`/pause`: how long, or the way out of one."""
    words = context.words
    paused = person.is_paused(context.now)
    await send_here(update, context, paused_screen(person, words) if paused else pause_screen(words))


@for_owner
async def on_pause_tap(update: Update, context: EbbContext, person: Person) -> None:
    """How long, from the settings."""
    await show(update, context, pause_screen(context.words))


@for_owner
async def on_pause_for(update: Update, context: EbbContext, person: Person) -> None:
    """Silence from now on."""
    days = tapped(PauseFor, update).days
    if days not in PAUSES:
        await show(update, context, pause_screen(context.words))
        return
    person = await context.parts.people.pause(person, days, context.now)
    await show(update, context, paused_screen(person, context.words))


@for_owner
async def on_resume(update: Update, context: EbbContext, person: Person) -> None:
    """The silence ends; what fell into it is not sent."""
    person = await context.parts.people.resume(person, context.now)
    next_at = await context.parts.people.next_prompt_at(person)
    await show(update, context, resumed_screen(person, next_at or context.now, context.words))


def _week_topic(person: Person, context: EbbContext) -> Screen:
    return week_topic_screen(person, context.parts.tips.week_topic(person, context.now), context.words)
