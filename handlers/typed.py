"""Typed lines: a zone, a time or a note when one was just asked for; otherwise an answer, at any time of day."""

from __future__ import annotations

from dataclasses import replace

from telegram import Message, Update
from telegram.ext import MessageHandler, filters

from bot.domain.person import Expectation, Expecting, Person, Stage
from bot.domain.replies import OutOfRange, Reply, Scores, StopWord, parse_reply
from bot.domain.standing import Asking, Done, Unknown
from bot.domain.text import clean_text, utf16_length
from bot.domain.wall_time import parse_time
from bot.screens.checkin import already_done_screen, checkin_screen, note_saved_screen, out_of_range_screen
from bot.screens.safety import not_understood_screen
from bot.screens.screen import Screen
from bot.screens.settings import pause_screen
from bot.screens.start import choose_place_screen, time_not_understood_screen, zone_not_found_screen
from bot.services.replies import NothingAsked
from content.library import Words
from content.places import search
from handlers.calm import stop_playing
from handlers.context import PRIVATE, EbbApplication, EbbContext
from handlers.flare import FLARE_NOTE, note_typed
from handlers.pacing import NAMES, name_typed
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
    if not note:
        await send_here(update, context, not_understood_screen(context.words))
        return
    about = person.expecting.about
    if about == FLARE_NOTE:
        await note_typed(update, context, person, text)
        return
    if about in NAMES:
        await name_typed(update, context, person, note)
        return
    standing = await context.parts.checkins.add_note(person, about, note, message.message_id, now=context.now)
    person = await context.parts.people.expect(person, Expectation())
    if isinstance(standing, Asking | Done):
        screen = note_saved_screen(context.words, shortened=utf16_length(text) > utf16_length(note))
    else:
        screen = checkin_screen(standing, person, context.words)
    await send_here(update, context, screen)


async def _on_reply(update: Update, context: EbbContext, person: Person, message: Message) -> None:
    """An answer to the question on the screen, whichever way it is typed."""
    if person.stage is not Stage.SETTLED:
        await show_next_step(update, context)
        return
    reply = _read(context, clean_text(message.text or "", LONGEST_TEXT))
    if isinstance(reply, StopWord) and await stop_playing(context, person):
        return
    match await context.parts.replies.take(person, reply, message.message_id, context.now):
        case None | Unknown() if context.is_answered:
            return
        case None | Unknown():
            await send_here(update, context, _unanswered_screen(reply, context.words))
        case NothingAsked(done):
            await send_here(update, context, already_done_screen(done, context.words))
        case standing:
            await show_below(update, context, standing.prompt, checkin_screen(standing, person, context.words))


def _unanswered_screen(reply: Reply, words: Words) -> Screen:
    """What a line that answers nothing leads to."""
    match reply:
        case OutOfRange() | Scores():
            return out_of_range_screen(words)
        case StopWord():
            return pause_screen(words)
        case _:
            return not_understood_screen(words)


def _read(context: EbbContext, text: str) -> Reply:
    reply = parse_reply(text, context.reply_words, _names(context.words))
    return replace(reply, note=clean_text(reply.note, LONGEST_NOTE)) if isinstance(reply, Scores) else reply


def _names(words: Words) -> dict[str, str]:
    """What a symptom may be called in a typed line: its name, its other names, or its id."""
    return {
        name: symptom.id
        for symptom in words.symptoms.values()
        for name in (symptom.name, *symptom.other_names, symptom.id)
    }
