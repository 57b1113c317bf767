"""Typed lines: a zone, a time or a note when one was just asked for; otherwise an answer, at any time of day."""

from __future__ import annotations

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.domain.person import Expectation, Expecting, Person, Stage
from bot.domain.replies import parse_reply
from bot.domain.scores import OutOfRange
from bot.domain.standing import Unknown
from bot.domain.text import clean_text, utf16_length
from bot.domain.wall_time import parse_time
from bot.screens.checkin import checkin_screen, note_saved_screen, out_of_range_screen
from bot.screens.safety import not_understood_screen
from bot.screens.screen import Screen
from bot.screens.start import (
    choose_place_screen,
    time_not_understood_screen,
    zone_not_found_screen,
)
from content.library import Words
from content.places import search
from handlers.context import PRIVATE, EbbApplication, EbbContext
from handlers.show import send_here, show_below
from handlers.start import places_screen, show_next_step, time_kept

LONGEST_NOTE = 1000
LONGEST_TEXT = 4096


def register(application: EbbApplication) -> None:
    """Every typed line that is not a command."""
    application.add_handler(MessageHandler(PRIVATE & filters.TEXT & ~filters.COMMAND, on_typed))


async def on_typed(update: Update, context: EbbContext) -> None:
    """What a typed line means depends on what was just asked, and on nothing else."""
    person, message = context.person, update.message
    if person is None or message is None:
        await show_next_step(update, context)
        return
    match person.expecting.kind:
        case Expecting.ZONE:
            await _on_zone(update, context, message)
        case Expecting.CHECKIN_TIME:
            await _on_time(update, context, message)
        case Expecting.NOTE:
            await _on_note(update, context, person, message)
        case Expecting.NOTHING:
            await _on_reply(update, context, person, message)


async def _on_zone(update: Update, context: EbbContext, message: Message) -> None:
    """A wall time, or the name of a city or country."""
    text = clean_text(message.text or "", LONGEST_TEXT)
    wall_time = parse_time(text, context.reply_words)
    await send_here(update, context, places_screen(context, wall_time) if wall_time else _found(context, text))


def _found(context: EbbContext, text: str) -> Screen:
    places = search(text)
    if not places:
        return zone_not_found_screen(context.words)
    return choose_place_screen(places, context.words, found=True)


async def _on_time(update: Update, context: EbbContext, message: Message) -> None:
    """The check-in time."""
    wall_time = parse_time(clean_text(message.text or "", LONGEST_TEXT), context.reply_words)
    screen = await time_kept(context, wall_time) if wall_time else time_not_understood_screen(context.words)
    await send_here(update, context, screen)


async def _on_note(update: Update, context: EbbContext, person: Person, message: Message) -> None:
    """A few words about the day; the receipt stays where it is and the note stands under what was typed."""
    text = clean_text(message.text or "", LONGEST_TEXT)
    note = clean_text(text, LONGEST_NOTE)
    await context.parts.checkins.add_note(person, person.expecting.about, note, message.message_id, now=context.now)
    await context.parts.people.expect(person, Expectation())
    shortened = utf16_length(text) > utf16_length(note)
    await send_here(update, context, note_saved_screen(context.words, shortened=shortened))


async def _on_reply(update: Update, context: EbbContext, person: Person, message: Message) -> None:
    """An answer to the question on the screen, whichever way it is typed."""
    if person.stage is not Stage.SETTLED:
        await show_next_step(update, context)
        return
    reply = parse_reply(clean_text(message.text or "", LONGEST_TEXT), context.reply_words, _names(context.words))
    if isinstance(reply, OutOfRange):
        await send_here(update, context, out_of_range_screen(context.words))
        return
    standing = await context.parts.replies.take(person, reply, message.message_id, context.now)
    if standing is None or isinstance(standing, Unknown):
        await send_here(update, context, not_understood_screen(context.words))
        return
    await show_below(update, context, standing.prompt, checkin_screen(standing, person, context.words))


def _names(words: Words) -> dict[str, str]:
    """What a symptom may be called in a typed line: its name, or its id."""
    return {name: symptom.id for symptom in words.symptoms.values() for name in (symptom.name, symptom.id)}
