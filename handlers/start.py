"""The first minute: consent, time zone, check-in time. Each step is asked again until it is answered."""

from __future__ import annotations

from datetime import time

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.domain.person import CONSENT_VERSION, Expectation, Expecting, Person, Stage
from bot.screens.actions import (
    Agree,
    AskTime,
    AskZone,
    BeginAgain,
    ClockShows,
    KeepZone,
    Later,
    NoThanks,
    PickTime,
    PickZone,
    ReadMore,
)
from bot.screens.screen import Screen
from bot.screens.start import (
    ask_time_screen,
    ask_zone_screen,
    choose_place_screen,
    confirm_zone_screen,
    declined_screen,
    later_screen,
    location_off_screen,
    read_more_screen,
    ready_screen,
    standing_screen,
    time_saved_screen,
    welcome_screen,
    zone_not_found_screen,
    zone_not_understood_screen,
    zone_saved_screen,
)
from content.places import clocks_now, is_known_zone, location_available, places_showing, zone_for_location
from handlers.context import PRIVATE, EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.profile import show_commands
from handlers.show import send_here, show


def register(application: EbbApplication) -> None:
    """From the first word to the first prompt."""
    application.add_handler(on_command("start", on_start))
    application.add_handler(on_tap(BeginAgain, on_begin_again))
    application.add_handler(on_tap(ReadMore, on_read_more))
    application.add_handler(on_tap(NoThanks, on_no_thanks))
    application.add_handler(on_tap(Agree, on_agree))
    application.add_handler(on_tap(AskZone, on_ask_zone))
    application.add_handler(on_tap(ClockShows, on_clock_shows))
    application.add_handler(on_tap(PickZone, on_pick_zone))
    application.add_handler(on_tap(KeepZone, on_keep_zone))
    application.add_handler(on_tap(AskTime, on_ask_time))
    application.add_handler(on_tap(PickTime, on_pick_time))
    application.add_handler(on_tap(Later, on_later))
    application.add_handler(MessageHandler(PRIVATE & filters.LOCATION, on_location))


async def on_start(update: Update, context: EbbContext) -> None:
    """`/start`, with or without a payload: the first screen, or where things stand. Nothing is lost by it.

    A menu in another language than Telegram's is set anew, because nothing else would ever add a new command to it.
    """
    await send_here(update, context, await next_step(context))
    person = context.person
    if person is not None and context.parts.library.words(context.language_code).language != person.language:
        await show_commands(context.bot, person.chat_id, context.words)


async def next_step(context: EbbContext) -> Screen:
    """The screen that asks for what is still missing, or tells where things stand."""
    person = context.person
    if person is None:
        return welcome_screen(context.words)
    if person.stage is Stage.NEEDS_ZONE:
        return await _ask_zone(context, person)
    if person.stage is Stage.NEEDS_TIME:
        return await _ask_time(context, person)
    paused = person.is_paused(context.now)
    return standing_screen(person, None if paused else await context.parts.people.next_prompt_at(person), context.words)


async def show_next_step(update: Update, context: EbbContext) -> None:
    """What somebody is shown who came for something else before the first minute was over."""
    await show(update, context, (await next_step(context)).below())


async def on_begin_again(update: Update, context: EbbContext) -> None:
    """Back to the first screen."""
    await show(update, context, await next_step(context))


async def on_read_more(update: Update, context: EbbContext) -> None:
    """The longer text."""
    await show(update, context, read_more_screen(context.words))


async def on_no_thanks(update: Update, context: EbbContext) -> None:
    """No consent: nothing was stored and nothing is."""
    await show(update, context, declined_screen(context.words) if context.person is None else await next_step(context))


async def on_agree(update: Update, context: EbbContext) -> None:
    """Consent to this version of the text, and on to the next step."""
    user = update.effective_user
    if context.person is None and tapped(Agree, update).version != CONSENT_VERSION:
        screen = welcome_screen(context.words)
        await show(update, context, screen.saying(context.words.phrases.label("start.outdated_consent")))
        return
    if user is not None and context.person is None:
        context.person = await context.parts.people.agree(user.id, context.words.language, context.now)
    await show(update, context, await next_step(context))


async def on_ask_zone(update: Update, context: EbbContext) -> None:
    """Ask for the zone, the first time or again."""
    if context.person is None:
        await show_next_step(update, context)
    else:
        await show(update, context, await _ask_zone(context, context.person))


async def on_clock_shows(update: Update, context: EbbContext) -> None:
    """The person's clock: offer the places where it is that time now; when the clocks have moved on, ask again."""
    places = places_showing(tapped(ClockShows, update).wall_time, context.now)
    if places:
        await show(update, context, choose_place_screen(places, context.words, found=False))
    else:
        await on_ask_zone(update, context)


def places_screen(context: EbbContext, wall_time: time) -> Screen:
    """The likely places for a typed wall time; it may be that time nowhere."""
    places = places_showing(wall_time, context.now)
    if not places:
        return zone_not_understood_screen(context.words)
    return choose_place_screen(places, context.words, found=False)


async def on_pick_zone(update: Update, context: EbbContext) -> None:
    """Show both clocks before keeping a zone."""
    zone = tapped(PickZone, update).zone
    known = is_known_zone(zone)
    screen = confirm_zone_screen(zone, context.now, context.words) if known else zone_not_found_screen(context.words)
    await show(update, context, screen)


async def on_keep_zone(update: Update, context: EbbContext) -> None:
    """Keep the confirmed zone; prompts are planned by it from now on."""
    zone = tapped(KeepZone, update).zone
    if context.person is None or not is_known_zone(zone):
        await show_next_step(update, context)
        return
    was_settled = context.person.stage is Stage.SETTLED
    person = await context.parts.people.move_to(context.person, zone, context.now)
    context.person = person = await context.parts.people.expect(person, Expectation())
    if not was_settled:
        await show(update, context, await next_step(context))
        return
    next_at = await context.parts.people.next_prompt_at(person)
    await show(update, context, zone_saved_screen(person, next_at or context.now, context.words))


async def on_location(update: Update, context: EbbContext) -> None:
    """A shared location becomes a zone in memory and is forgotten."""
    location = update.message.location if update.message else None
    person = context.person
    if person is None or location is None:
        await show_next_step(update, context)
        return
    zone = zone_for_location(location.latitude, location.longitude)
    words = context.words
    await send_here(
        update, context, confirm_zone_screen(zone, context.now, words) if zone else location_off_screen(words)
    )


@for_settled(otherwise=show_next_step)
async def on_ask_time(update: Update, context: EbbContext, person: Person) -> None:
    """Ask for the check-in time again."""
    await show(update, context, await _ask_time(context, person))


async def on_pick_time(update: Update, context: EbbContext) -> None:
    """A tapped check-in time."""
    await show(update, context, await time_kept(context, tapped(PickTime, update).wall_time))


async def time_kept(context: EbbContext, wall_time: time, update_id: int | None = None) -> Screen:
    """Keep the check-in time; the screen that follows from it."""
    person = context.person
    if person is None or person.stage is Stage.NEEDS_ZONE:
        return await next_step(context)
    was_settled = person.stage is Stage.SETTLED
    person = await context.parts.people.check_in_at(person, wall_time, context.now, update_id=update_id)
    context.person = person = await context.parts.people.expect(person, Expectation())
    next_at = await context.parts.people.next_prompt_at(person)
    screen = time_saved_screen if was_settled else ready_screen
    return screen(person, next_at or context.now, context.words)


@for_settled(otherwise=show_next_step)
async def on_later(update: Update, context: EbbContext, person: Person) -> None:
    """No check-in now."""
    next_at = await context.parts.people.next_prompt_at(person)
    await show(update, context, later_screen(person, next_at or context.now, context.words))


async def _ask_zone(context: EbbContext, person: Person) -> Screen:
    context.person = await context.parts.people.expect(person, Expectation(Expecting.ZONE))
    is_change = person.stage is Stage.SETTLED
    clocks, has_location = clocks_now(context.now), location_available()
    return ask_zone_screen(clocks, context.words, location=has_location, is_change=is_change)


async def _ask_time(context: EbbContext, person: Person) -> Screen:
    context.person = await context.parts.people.expect(person, Expectation(Expecting.CHECKIN_TIME))
    return ask_time_screen(context.words, is_change=person.stage is Stage.SETTLED)
