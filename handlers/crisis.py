"""The phrase check, before every other handler: each text and caption, new or edited, in whatever state.

A crisis text goes no further: it is not stored, not logged and reaches no other handler.
"""

from __future__ import annotations

from contextlib import suppress

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop, MessageHandler, filters

from bot.domain.safety import Concern, Crisis, CrisisKind, MedicineQuestion, NoConcern, SoftCheck, UnderAge, concern_of
from bot.screens.crisis import (
    better_screen,
    crisis_screen,
    look_in_set_screen,
    medicine_screen,
    not_meant_screen,
    of_age_screen,
    saying_screen,
    soft_screen,
    still_hard_screen,
    still_safe_screen,
    under_age_screen,
)
from bot.screens.help_actions import LookedIn, LookIn, MeantIt, NotMeant, OfAge, StillSafe, WayOfSpeaking
from bot.storage.errors import StorageError
from content.library import Words
from content.lines import find_countries
from handlers.context import EbbApplication, EbbContext, on_tap, tapped
from handlers.fallback import on_edited
from handlers.safety import known_country, named
from handlers.show import send_here, show
from handlers.start import next_step
from handlers.typed import on_typed

BEFORE_ANSWERS = -1
TYPED = filters.ChatType.PRIVATE & (filters.UpdateType.MESSAGE | filters.UpdateType.EDITED_MESSAGE)


def register(application: EbbApplication) -> None:
    """The check in a group of its own before all routes, and what its buttons lead to."""
    heard = TYPED & (filters.TEXT | filters.CAPTION)
    application.add_handler(MessageHandler(heard, on_words), group=BEFORE_ANSWERS)
    application.add_handler(on_tap(StillSafe, on_still_safe))
    application.add_handler(on_tap(NotMeant, on_not_meant))
    application.add_handler(on_tap(WayOfSpeaking, on_way_of_speaking))
    application.add_handler(on_tap(MeantIt, on_meant_it))
    application.add_handler(on_tap(LookIn, on_look_in))
    application.add_handler(on_tap(LookedIn, on_looked_in))
    application.add_handler(on_tap(OfAge, on_of_age))


async def on_words(update: Update, context: EbbContext) -> None:
    """What the words call for; only words without a concern, or about medicines, go on to the other handlers."""
    message = update.effective_message
    if message is None:
        return
    text = message.text or message.caption or ""
    match concern_of(text, context.parts.library.safety.phrase_rules):
        case NoConcern():
            await _hear_country(update, context, text)
            return
        case MedicineQuestion() as concern:
            await _answer_medicine(update, context, concern)
            return
        case SoftCheck() as concern:
            await send_here(update, context, soft_screen(_words(context, concern)), reply_to=message.message_id)
        case UnderAge() as concern:
            with suppress(StorageError):
                await _stop_keeping(context)
            screen = under_age_screen(await known_country(context), _words(context, concern), context.now)
            await send_here(update, context, screen)
        case Crisis() as concern:
            await _meet(update, context, concern)
    raise ApplicationHandlerStop


async def on_still_safe(update: Update, context: EbbContext) -> None:
    """Struggling, but safe."""
    await show(update, context, still_safe_screen(context.known_person, context.words).below())


async def on_not_meant(update: Update, context: EbbContext) -> None:
    """The check had it wrong: nothing rests any more. The words stay where they are, in the chat only."""
    if context.known_person is not None:
        context.person = await context.parts.safety.go_on(context.known_person)
    await show(update, context, not_meant_screen(context.words))


async def on_way_of_speaking(update: Update, context: EbbContext) -> None:
    """A way of speaking: the line, which the question replied to, is taken as if it came just now."""
    query = update.callback_query
    asked = query.message if query is not None else None
    line = asked.reply_to_message if isinstance(asked, Message) else None
    await show(update, context, saying_screen(context.words, is_kept=line is not None))
    if line is None or line.text is None:
        return
    if line.edit_date is not None:
        await on_edited(Update(update.update_id, edited_message=line), context)
    else:
        await on_typed(Update(update.update_id, message=line), context)


async def on_meant_it(update: Update, context: EbbContext) -> None:
    """It was meant."""
    await _meet(update, context, Crisis(CrisisKind.PASSIVE, context.words.language))


async def on_look_in(update: Update, context: EbbContext) -> None:
    """One message tomorrow, because it was wished for."""
    person = context.person
    if person is None:
        await show(update, context, still_safe_screen(None, context.words).below())
        return
    at = await context.parts.safety.look_in_tomorrow(person, context.now)
    await show(update, context, look_in_set_screen(person, at, context.words))


async def on_looked_in(update: Update, context: EbbContext) -> None:
    """How it is a day later."""
    if not tapped(LookedIn, update).is_better:
        screen = still_hard_screen(await known_country(context), context.words, context.now)
        await show(update, context, screen)
        return
    if context.person is not None:
        context.person = await context.parts.safety.go_on(context.person)
    await show(update, context, better_screen(context.words))


async def on_of_age(update: Update, context: EbbContext) -> None:
    """18 or older: the agreement stands again, if there was one."""
    user = update.effective_user
    if user is None:
        return
    if context.person is None and await context.parts.safety.keeps_something(user.id):
        context.person = await context.parts.people.agree(user.id, context.words.language, context.now)
    await show(update, context, of_age_screen(context.words))
    if context.person is None:
        await send_here(update, context, await next_step(context))


async def _meet(update: Update, context: EbbContext, crisis: Crisis) -> None:
    """Answer first, then let prompts and tips rest: help must not wait for the diary."""
    words = _words(context, crisis)
    screen = crisis_screen(crisis, await known_country(context), words, context.now)
    await show(update, context, screen.below())
    with suppress(StorageError):
        if crisis.is_under_age:
            await _stop_keeping(context)
        elif context.known_person is not None and crisis.kind is not CrisisKind.FRIEND:
            context.person = await context.parts.safety.rest(context.known_person, context.now)


async def _stop_keeping(context: EbbContext) -> None:
    """Nothing is kept or asked any more."""
    if context.known_person is not None:
        await context.parts.safety.stop_keeping(context.known_person, context.now)


async def _answer_medicine(update: Update, context: EbbContext, concern: MedicineQuestion) -> None:
    """Say whom to ask. The line itself still counts as what it is: a note, or scores."""
    await send_here(update, context, medicine_screen(await known_country(context), _words(context, concern)))
    context.is_answered = True


async def _hear_country(update: Update, context: EbbContext, text: str) -> None:
    """A country's name typed under the list of countries; anything else is left to the other handlers."""
    user, safety = update.effective_user, context.parts.library.safety
    if user is None or not context.parts.asked_country.holds(user.id, context.now):
        return
    if find_countries(text, safety.lines, context.words.countries):
        await send_here(update, context, await named(update, context, text))
        raise ApplicationHandlerStop


def _words(context: EbbContext, concern: Concern) -> Words:
    """Words in the language that somebody wrote in, whatever their settings say."""
    return context.words if isinstance(concern, NoConcern) else context.parts.library.words(concern.language)
