"""`/learn`: the card library, by shelf or by word."""

from __future__ import annotations

from telegram import Update

from bot.domain.cards import Card
from bot.domain.person import Person
from bot.domain.text import clean_text
from bot.screens.learn import (
    card_questions_screen,
    card_screen,
    found_screen,
    not_found_screen,
    shelf_screen,
    shelves_screen,
    why_card_screen,
)
from bot.screens.library_actions import CardQuestions, OpenCard, OpenShelf, OpenShelves, WhyCard
from bot.screens.screen import Screen
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.show import send_here, show
from handlers.start import show_next_step

for_reader = for_settled(otherwise=show_next_step)

LONGEST_TEXT = 4096


def register(application: EbbApplication) -> None:
    """Shelves, cards, and the search."""
    application.add_handler(on_command("learn", on_learn))
    application.add_handler(on_tap(OpenShelves, on_shelves))
    application.add_handler(on_tap(OpenShelf, on_shelf))
    application.add_handler(on_tap(OpenCard, on_card))
    application.add_handler(on_tap(CardQuestions, on_questions))
    application.add_handler(on_tap(WhyCard, on_why))


@for_reader
async def on_learn(update: Update, context: EbbContext, person: Person) -> None:
    """`/learn`, `/learn lyrica`."""
    wanted = clean_text(" ".join(context.args or []), LONGEST_TEXT)
    await send_here(update, context, await _found(context, person, wanted) if wanted else shelves_screen(context.words))


@for_reader
async def on_shelves(update: Update, context: EbbContext, person: Person) -> None:
    """All shelves."""
    await show(update, context, shelves_screen(context.words))


@for_reader
async def on_shelf(update: Update, context: EbbContext, person: Person) -> None:
    """One page of a shelf."""
    tap = tapped(OpenShelf, update)
    await show(update, context, shelf_screen(tap.group, context.words, page=tap.page))


@for_reader
async def on_card(update: Update, context: EbbContext, person: Person) -> None:
    """One card."""
    card = context.words.cards.get(tapped(OpenCard, update).card_id)
    await show(update, context, await _read(context, person, card) if card else shelves_screen(context.words))


@for_reader
async def on_questions(update: Update, context: EbbContext, person: Person) -> None:
    """What to ask a clinician."""
    card = context.words.cards.get(tapped(CardQuestions, update).card_id)
    words = context.words
    await show(update, context, card_questions_screen(card, words) if card and card.ask else shelves_screen(words))


@for_reader
async def on_why(update: Update, context: EbbContext, person: Person) -> None:
    """Grade, sources, cautions."""
    card = context.words.cards.get(tapped(WhyCard, update).card_id)
    await show(update, context, why_card_screen(card, context.words) if card else shelves_screen(context.words))


async def _found(context: EbbContext, person: Person, wanted: str) -> Screen:
    found = context.words.finder.find(wanted)
    if found.group is not None:
        return shelf_screen(found.group, context.words)
    if not found.cards:
        return not_found_screen(found.near, context.words)
    if found.name or (len(found.cards) == 1 and not found.is_mention):
        card, *others = found.cards
        return await _read(context, person, card, asked=found.name, others=others)
    return found_screen(found.cards, context.words, is_mention=found.is_mention)


async def _read(
    context: EbbContext, person: Person, card: Card, *, asked: str = "", others: list[Card] | None = None
) -> Screen:
    ticked = await context.parts.people.cautions(person)
    return card_screen(card, context.words, asked=asked, ticked=ticked, others=others or ())
