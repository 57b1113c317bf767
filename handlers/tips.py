"""`/tip` and the buttons under a tip."""

from __future__ import annotations

from telegram import Update

from bot.domain.person import Person
from bot.domain.tips import Topic, Verdict
from bot.screens.actions import AnotherTip, SaveTip, ShowTip, TipNotForMe, WhyTip
from bot.screens.screen import Screen
from bot.screens.tips import no_tip_screen, not_for_me_screen, saved_screen, tip_screen, topics_screen, why_screen
from bot.services.tips import ShownTip
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.show import send_here, show
from handlers.start import show_next_step

for_reader = for_settled(otherwise=show_next_step)

SAVED = "saved"


def register(application: EbbApplication) -> None:
    """Tips, one at a time."""
    application.add_handler(on_command("tip", on_tip))
    application.add_handler(on_tap(AnotherTip, on_another))
    application.add_handler(on_tap(ShowTip, on_show_tip))
    application.add_handler(on_tap(SaveTip, on_save))
    application.add_handler(on_tap(TipNotForMe, on_not_for_me))
    application.add_handler(on_tap(WhyTip, on_why))


@for_reader
async def on_tip(update: Update, context: EbbContext, person: Person) -> None:
    """`/tip`, `/tip sleep`, `/tip saved`."""
    wanted = (context.args or [""])[0].lower()
    if wanted == SAVED:
        screen = saved_screen(await context.parts.tips.saved(person), context.words)
    elif wanted and wanted not in {topic.value for topic in Topic}:
        screen = topics_screen(context.words)
    else:
        screen = await _fitting(context, person, Topic(wanted) if wanted else None)
    await send_here(update, context, screen)


@for_reader
async def on_another(update: Update, context: EbbContext, person: Person) -> None:
    """A different tip."""
    await show(update, context, await _fitting(context, person, tapped(AnotherTip, update).topic))


@for_reader
async def on_show_tip(update: Update, context: EbbContext, person: Person) -> None:
    """One tip again."""
    await _show(update, context, await context.parts.tips.find(person, tapped(ShowTip, update).tip_id))


@for_reader
async def on_save(update: Update, context: EbbContext, person: Person) -> None:
    """Keep a tip."""
    tip_id = tapped(SaveTip, update).tip_id
    await _show(update, context, await context.parts.tips.judge(person, tip_id, Verdict.SAVED, context.now))


@for_reader
async def on_not_for_me(update: Update, context: EbbContext, person: Person) -> None:
    """Never show this one again."""
    tip_id = tapped(TipNotForMe, update).tip_id
    await context.parts.tips.judge(person, tip_id, Verdict.NOT_FOR_ME, context.now)
    await show(update, context, not_for_me_screen(context.words))


@for_reader
async def on_why(update: Update, context: EbbContext, person: Person) -> None:
    """Grade, sources, cautions."""
    shown = await context.parts.tips.find(person, tapped(WhyTip, update).tip_id)
    await show(update, context, why_screen(shown.tip, context.words) if shown else topics_screen(context.words))


async def _fitting(context: EbbContext, person: Person, topic: Topic | None) -> Screen:
    shown = await context.parts.tips.choose(person, topic, context.now)
    if shown is None:
        return no_tip_screen(context.words)
    return tip_screen(shown.tip, context.words, topic=topic, verdict=shown.verdict)


async def _show(update: Update, context: EbbContext, shown: ShownTip | None) -> None:
    words = context.words
    screen = tip_screen(shown.tip, words, verdict=shown.verdict) if shown else topics_screen(words)
    await show(update, context, screen)
