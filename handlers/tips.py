"""`/tip` and the buttons under a tip."""

from __future__ import annotations

from telegram import Update

from bot.domain.person import Person
from bot.domain.tips import Topic, Verdict
from bot.screens.actions import AnotherTip, SaveTip, ShowTip, TipNotForMe, WhyTip
from bot.screens.crisis import resting_screen
from bot.screens.library_actions import SavedTips
from bot.screens.screen import Screen
from bot.screens.tips import (
    SAVED,
    no_tip_screen,
    not_for_me_screen,
    saved_screen,
    shelf_words,
    tip_screen,
    topics_screen,
    why_screen,
)
from bot.services.tips import ShownTip
from content.search import nearest_choice
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.show import send_here, show
from handlers.start import show_next_step

for_reader = for_settled(otherwise=show_next_step)


def register(application: EbbApplication) -> None:
    """Tips, one at a time."""
    application.add_handler(on_command("tip", on_tip))
    application.add_handler(on_tap(SavedTips, on_saved))
    application.add_handler(on_tap(AnotherTip, on_another))
    application.add_handler(on_tap(ShowTip, on_show_tip))
    application.add_handler(on_tap(SaveTip, on_save))
    application.add_handler(on_tap(TipNotForMe, on_not_for_me))
    application.add_handler(on_tap(WhyTip, on_why))


@for_reader
async def on_tip(update: Update, context: EbbContext, person: Person) -> None:
    """`/tip`, `/tip sleep`, `/tip memory`, `/tip saved`, and `/tip sl05` for whoever edits that one."""
    typed = " ".join(context.args or [])
    shown = await context.parts.tips.find(person, typed.lower())
    if shown is not None and not person.is_resting(context.now):
        await send_here(update, context, tip_screen(shown.tip, context.words, verdict=shown.verdict))
        return
    wanted = nearest_choice(typed, shelf_words(context.words))
    if wanted == SAVED:
        screen = saved_screen(await context.parts.tips.saved(person), context.words)
    elif typed and wanted is None:
        screen = topics_screen(context.words)
    else:
        screen = await _fitting(context, person, Topic(wanted) if wanted else None)
    await send_here(update, context, screen)


@for_reader
async def on_saved(update: Update, context: EbbContext, person: Person) -> None:
    """Another page of the tips they kept."""
    saved = await context.parts.tips.saved(person)
    await show(update, context, saved_screen(saved, context.words, page=tapped(SavedTips, update).page))


@for_reader
async def on_another(update: Update, context: EbbContext, person: Person) -> None:
    """A different tip."""
    await show(update, context, await _fitting(context, person, tapped(AnotherTip, update).topic))


@for_reader
async def on_show_tip(update: Update, context: EbbContext, person: Person) -> None:
    """One tip again."""
    tap = tapped(ShowTip, update)
    await _show(update, context, await context.parts.tips.find(person, tap.tip_id), tap.topic)


@for_reader
async def on_save(update: Update, context: EbbContext, person: Person) -> None:
    """Keep a tip."""
    tap = tapped(SaveTip, update)
    shown = await context.parts.tips.judge(person, tap.tip_id, Verdict.SAVED, context.now)
    await _show(update, context, shown, tap.topic)


@for_reader
async def on_not_for_me(update: Update, context: EbbContext, person: Person) -> None:
    """Never show this one again."""
    tap = tapped(TipNotForMe, update)
    shown = await context.parts.tips.judge(person, tap.tip_id, Verdict.NOT_FOR_ME, context.now)
    words = context.words
    await show(update, context, not_for_me_screen(words, topic=tap.topic) if shown else topics_screen(words))


@for_reader
async def on_why(update: Update, context: EbbContext, person: Person) -> None:
    """Grade, sources, cautions."""
    tap, words = tapped(WhyTip, update), context.words
    shown = await context.parts.tips.find(person, tap.tip_id)
    await show(update, context, why_screen(shown.tip, words, topic=tap.topic) if shown else topics_screen(words))


async def _fitting(context: EbbContext, person: Person, topic: Topic | None) -> Screen:
    if person.is_resting(context.now):
        return resting_screen(person, context.words)
    shown = await context.parts.tips.choose(person, topic, context.now)
    if shown is None:
        return no_tip_screen(context.words)
    return tip_screen(shown.tip, context.words, topic=topic, verdict=shown.verdict, is_of_the_week=shown.is_of_the_week)


async def _show(update: Update, context: EbbContext, shown: ShownTip | None, topic: Topic | None) -> None:
    words = context.words
    screen = tip_screen(shown.tip, words, topic=topic, verdict=shown.verdict) if shown else topics_screen(words)
    await show(update, context, screen)
