"""The check-in's taps: each is one call to the service, and the message shows where the day then stands."""

from __future__ import annotations

from collections.abc import Callable

from telegram import Update

from bot.domain.person import Expectation, Expecting, Person
from bot.domain.standing import Closed, Done, FirstTapOpen, Standing, Unknown
from bot.screens.actions import (
    AddNote,
    BackFrom,
    BringBack,
    ChangeAnswers,
    CheckInNow,
    Enough,
    Feel,
    FirstTap,
    GiveScore,
    NotNow,
    Reask,
    ShowReceipt,
    SkipQuestion,
    SkipToday,
    Snooze,
    Undo,
)
from bot.screens.checkin import (
    ask_note_screen,
    asked_for_screen,
    checkin_screen,
    choose_change_screen,
    closed_screen,
    first_tap_screen,
    not_now_screen,
)
from bot.screens.screen import Screen
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.show import show, show_below
from handlers.start import show_next_step

for_checkin = for_settled(otherwise=show_next_step)


def register(application: EbbApplication) -> None:
    """From the first tap to the receipt."""
    application.add_handler(on_command("checkin", on_checkin))
    application.add_handler(on_tap(CheckInNow, on_checkin))
    application.add_handler(on_tap(Feel, on_feel))
    application.add_handler(on_tap(FirstTap, on_first_tap))
    application.add_handler(on_tap(NotNow, on_not_now))
    application.add_handler(on_tap(Snooze, on_snooze))
    application.add_handler(on_tap(SkipToday, on_skip_today))
    application.add_handler(on_tap(GiveScore, on_score))
    application.add_handler(on_tap(SkipQuestion, on_skip_question))
    application.add_handler(on_tap(BackFrom, on_back))
    application.add_handler(on_tap(Enough, on_enough))
    application.add_handler(on_tap(ChangeAnswers, on_change))
    application.add_handler(on_tap(Reask, on_reask))
    application.add_handler(on_tap(ShowReceipt, on_receipt))
    application.add_handler(on_tap(AddNote, on_add_note))
    application.add_handler(on_tap(Undo, on_undo))
    application.add_handler(on_tap(BringBack, on_bring_back))


@for_checkin
async def on_checkin(update: Update, context: EbbContext, person: Person) -> None:
    """`/checkin`: today's check-in at the end of the chat, without waiting for its prompt."""
    person = await context.parts.people.expect(person, Expectation())
    prompt = await context.parts.prompts.ask_now(person, context.now)
    standing = await context.parts.checkins.look(person, prompt.code, context.now)
    await show_below(update, context, prompt, asked_for_screen(standing, person, context.words))


@for_checkin
async def on_feel(update: Update, context: EbbContext, person: Person) -> None:
    """The first tap."""
    tap = tapped(Feel, update)
    await _show(update, context, await context.parts.checkins.begin(person, tap.prompt, tap.feeling, context.now))


@for_checkin
async def on_first_tap(update: Update, context: EbbContext, person: Person) -> None:
    """The first tap again, after a snooze, a skipped day or an undo."""
    standing = await context.parts.checkins.look(person, tapped(FirstTap, update).prompt, context.now)
    await show(update, context, _first_tap(standing, person, context))


@for_checkin
async def on_not_now(update: Update, context: EbbContext, person: Person) -> None:
    """Offer to snooze or to skip."""
    standing = await context.parts.checkins.look(person, tapped(NotNow, update).prompt, context.now)
    if isinstance(standing, FirstTapOpen):
        await show(update, context, not_now_screen(standing.prompt, context.now, context.words))
    else:
        await _show(update, context, standing)


@for_checkin
async def on_snooze(update: Update, context: EbbContext, person: Person) -> None:
    """Ask again later."""
    tap = tapped(Snooze, update)
    await context.parts.prompts.snooze(person, tap.prompt, tap.minutes, context.now)
    await _show(update, context, await context.parts.checkins.look(person, tap.prompt, context.now))


@for_checkin
async def on_skip_today(update: Update, context: EbbContext, person: Person) -> None:
    """No check-in today."""
    prompt = tapped(SkipToday, update).prompt
    await context.parts.prompts.skip_day(person, prompt, context.now)
    await _show(update, context, await context.parts.checkins.look(person, prompt, context.now))


@for_checkin
async def on_score(update: Update, context: EbbContext, person: Person) -> None:
    """A tapped score."""
    tap = tapped(GiveScore, update)
    standing = await context.parts.checkins.answer(
        person, tap.prompt, tap.symptom_id, float(tap.score), now=context.now
    )
    await _show(update, context, standing)


@for_checkin
async def on_skip_question(update: Update, context: EbbContext, person: Person) -> None:
    """A question passed over."""
    tap = tapped(SkipQuestion, update)
    await _show(
        update,
        context,
        await context.parts.checkins.answer(person, tap.prompt, tap.symptom_id, None, now=context.now),
    )


@for_checkin
async def on_back(update: Update, context: EbbContext, person: Person) -> None:
    """One question back."""
    tap = tapped(BackFrom, update)
    await _show(update, context, await context.parts.checkins.back(person, tap.prompt, tap.symptom_id, context.now))


@for_checkin
async def on_enough(update: Update, context: EbbContext, person: Person) -> None:
    """Stop with what is answered."""
    await _show(
        update, context, await context.parts.checkins.finish(person, tapped(Enough, update).prompt, context.now)
    )


@for_checkin
async def on_change(update: Update, context: EbbContext, person: Person) -> None:
    """Which answer to change."""
    standing = await context.parts.checkins.look(person, tapped(ChangeAnswers, update).prompt, context.now)
    await _show_done(update, context, standing, choose_change_screen)


@for_checkin
async def on_reask(update: Update, context: EbbContext, person: Person) -> None:
    """One question again."""
    tap = tapped(Reask, update)
    await _show(update, context, await context.parts.checkins.reask(person, tap.prompt, tap.symptom_id, context.now))


@for_checkin
async def on_receipt(update: Update, context: EbbContext, person: Person) -> None:
    """Back to the receipt, or wherever the check-in stands."""
    standing = await context.parts.checkins.receipt(person, tapped(ShowReceipt, update).prompt, context.now)
    await _show(update, context, standing)


@for_checkin
async def on_add_note(update: Update, context: EbbContext, person: Person) -> None:
    """The next typed line is a note on this day."""
    prompt = tapped(AddNote, update).prompt
    standing = await context.parts.checkins.look(person, prompt, context.now)
    if isinstance(standing, Done):
        await context.parts.people.expect(person, Expectation(Expecting.NOTE, prompt))
    await _show_done(update, context, standing, ask_note_screen)


@for_checkin
async def on_undo(update: Update, context: EbbContext, person: Person) -> None:
    """Take the check-in out of the diary."""
    await _show(update, context, await context.parts.checkins.undo(person, tapped(Undo, update).prompt, context.now))


@for_checkin
async def on_bring_back(update: Update, context: EbbContext, person: Person) -> None:
    """Put it back."""
    await _show(
        update, context, await context.parts.checkins.bring_back(person, tapped(BringBack, update).prompt, context.now)
    )


async def _show(update: Update, context: EbbContext, standing: Standing) -> None:
    """The day's message as it now stands; a note that was being asked for is not expected any more."""
    assert context.person is not None  # noqa: S101 - every route here is for people who agreed
    person = await context.parts.people.expect(context.person, Expectation())
    if isinstance(standing, Closed):
        await show(update, context, closed_screen(context.words, offer=True))
    else:
        await show(update, context, checkin_screen(standing, person, context.words))


async def _show_done(update: Update, context: EbbContext, standing: Standing, screen: Callable[..., Screen]) -> None:
    if isinstance(standing, Done):
        await show(update, context, screen(standing, context.words))
    else:
        await _show(update, context, standing)


def _first_tap(standing: Standing, person: Person, context: EbbContext) -> Screen:
    if isinstance(standing, Closed):
        return closed_screen(context.words, offer=True)
    if isinstance(standing, Unknown | Done):
        return checkin_screen(standing, person, context.words)
    return first_tap_screen(standing.prompt, person, context.words)
