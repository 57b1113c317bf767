"""The language somebody is written to in: Telegram's own at consent, any other from the settings."""

from __future__ import annotations

from telegram import Update

from bot.domain.person import Person
from bot.screens.actions import OpenLanguages, SpeakLanguage
from bot.screens.checkin import checkin_screen
from bot.screens.settings import languages_screen, settings_screen
from handlers.context import EbbApplication, EbbContext, for_settled, on_tap, tapped
from handlers.profile import show_commands
from handlers.show import edit, show
from handlers.start import show_next_step

for_reader = for_settled(otherwise=show_next_step)


def register(application: EbbApplication) -> None:
    """The choice, and what was chosen."""
    application.add_handler(on_tap(OpenLanguages, on_languages))
    application.add_handler(on_tap(SpeakLanguage, on_language))


@for_reader
async def on_languages(update: Update, context: EbbContext, person: Person) -> None:
    """Which languages there are."""
    await show(update, context, languages_screen(context.words, context.parts.library))


@for_reader
async def on_language(update: Update, context: EbbContext, person: Person) -> None:
    """From this moment on every word is in that language, and the menu of this chat follows."""
    language = tapped(SpeakLanguage, update).language
    if language not in context.parts.library.languages:
        await on_languages(update, context)
        return
    context.person = person = await context.parts.people.speak(person, language)
    screen = settings_screen(person, context.now, context.words)
    await show(update, context, screen.saying(context.words.phrases.label("language.changed")))
    await _redraw_question(context, person)
    await show_commands(context.bot, person.chat_id, context.words)


async def _redraw_question(context: EbbContext, person: Person) -> None:
    """Put the open question into the new words, so that its answer points at the words that were seen."""
    asking = await context.parts.checkins.open_question(person, context.now)
    if asking is not None and asking.prompt.message_id is not None:
        screen = checkin_screen(asking, person, context.words)
        await edit(context.bot, person.chat_id, asking.prompt.message_id, screen)
