"""The way to human help, in any state: before consent, in a break, without a diary; and `/help`."""

from __future__ import annotations

from contextlib import suppress

from telegram import Update

from bot.domain.lines import NOT_LISTED, Country
from bot.screens.help_actions import CallLines, ChooseCountry, HelpNow, PickCountry, TextLines, WhatHappens
from bot.screens.lines import (
    ask_country_screen,
    calls_screen,
    helpnow_screen,
    some_countries_screen,
    texts_screen,
    unknown_country_screen,
    what_happens_screen,
)
from bot.screens.safety import help_screen
from bot.screens.screen import Screen
from bot.storage.errors import StorageError
from content.lines import find_countries
from handlers.context import EbbApplication, EbbContext, on_command, on_tap, tapped
from handlers.show import send_here, show


def register(application: EbbApplication) -> None:
    """These need no consent, no stage and no diary."""
    application.add_handler(on_command("helpnow", on_helpnow))
    application.add_handler(on_tap(HelpNow, on_helpnow_tap))
    application.add_handler(on_tap(ChooseCountry, on_choose_country))
    application.add_handler(on_tap(PickCountry, on_pick_country))
    application.add_handler(on_tap(CallLines, on_calls))
    application.add_handler(on_tap(TextLines, on_texts))
    application.add_handler(on_tap(WhatHappens, on_what_happens))
    application.add_handler(on_command("help", on_help))


async def on_helpnow(update: Update, context: EbbContext) -> None:
    """`/helpnow`, `/helpnow Spain`: emergency text first, always."""
    name = " ".join(context.args or [])
    screen = await named(update, context, name) if name else await _helpnow(update, context)
    await send_here(update, context, screen)


async def on_helpnow_tap(update: Update, context: EbbContext) -> None:
    """The button: a new message, so that what was on the screen stays."""
    await show(update, context, (await _helpnow(update, context)).below())


async def on_choose_country(update: Update, context: EbbContext) -> None:
    """The list of countries; a crisis text stays above it."""
    page = tapped(ChooseCountry, update).page
    screen = _ask_country(update, context, page)
    await show(update, context, screen if page else screen.below())


async def on_pick_country(update: Update, context: EbbContext) -> None:
    """A country from the list: remembered if there is somebody to remember it of, and its lines."""
    await show(update, context, await _lives_in(update, context, tapped(PickCountry, update).country))


async def on_calls(update: Update, context: EbbContext) -> None:
    """Numbers to call."""
    country = context.parts.library.safety.lines.find(tapped(CallLines, update).country)
    await show(update, context, calls_screen(country, context.words, context.now).below())


async def on_texts(update: Update, context: EbbContext) -> None:
    """Lines to text or chat with."""
    country = context.parts.library.safety.lines.find(tapped(TextLines, update).country)
    await show(update, context, texts_screen(country, context.words, context.now).below())


async def on_what_happens(update: Update, context: EbbContext) -> None:
    """What to expect of a call."""
    await show(update, context, what_happens_screen(context.words).below())


async def on_help(update: Update, context: EbbContext) -> None:
    """`/help`: what there is."""
    await send_here(update, context, help_screen(context.words))


async def named(update: Update, context: EbbContext, name: str) -> Screen:
    """The lines of a typed country, a few to choose from, or what works anywhere."""
    words = context.words
    codes = find_countries(name, context.parts.library.safety.lines, words.countries)
    if not codes:
        return unknown_country_screen(words, context.now)
    if len(codes) > 1:
        return some_countries_screen(codes, words)
    return await _lives_in(update, context, codes[0])


async def country_of(context: EbbContext) -> str | None:
    """The code of the country the person chose; never guessed, and None when the diary cannot be reached."""
    if context.known_person is None:
        return None
    try:
        return await context.parts.safety.country(context.known_person)
    except StorageError:
        return None


async def known_country(context: EbbContext) -> Country | None:
    """The country the person chose, with its lines."""
    return context.parts.library.safety.lines.find(await country_of(context))


async def _helpnow(update: Update, context: EbbContext) -> Screen:
    code = await country_of(context)
    if code is None:
        return _ask_country(update, context, 0)
    return helpnow_screen(context.parts.library.safety.lines.find(code), context.words, context.now)


def _ask_country(update: Update, context: EbbContext, page: int) -> Screen:
    if update.effective_user is not None:
        context.parts.asked_country.note(update.effective_user.id, context.now)
    return ask_country_screen(context.words, context.parts.library.safety.lines, context.now, page=page)


async def _lives_in(update: Update, context: EbbContext, code: str) -> Screen:
    if update.effective_user is not None:
        context.parts.asked_country.drop(update.effective_user.id)
    country = context.parts.library.safety.lines.find(code)
    if context.known_person is not None and (country is not None or code == NOT_LISTED):
        # Without a diary help is shown all the same, and the country is asked again next time.
        with suppress(StorageError):
            await context.parts.safety.live_in(context.known_person, code)
    return helpnow_screen(country, context.words, context.now)
