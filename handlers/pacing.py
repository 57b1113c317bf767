"""`/pace`: the first question, activities and their days, timers, weeks, energy, and big days."""

from __future__ import annotations

from collections.abc import Awaitable
from datetime import date

from telegram import Update

from bot.domain.alarms import AlarmKind
from bot.domain.pacing import OFFERED, Unit
from bot.domain.pacing_picture import ActivityDay, PacingPicture
from bot.domain.person import Expectation, Expecting, Person
from bot.screens.energy import energy_screen, payback_told_screen, watch_screen
from bot.screens.pacing import (
    activity_screen,
    ask_found_screen,
    ask_name_screen,
    choose_activity_screen,
    found_screen,
    pacing_screen,
    pem_screen,
    review_screen,
    too_many_screen,
)
from bot.screens.pacing_actions import (
    AddActivity,
    AnswerPem,
    AskFound,
    AskPem,
    ChangeEnergyUnit,
    DecideWeek,
    EndActivity,
    FoundAmount,
    LogDay,
    MarkBig,
    OpenActivity,
    OpenEnergy,
    OpenPacing,
    OwnActivity,
    PickActivity,
    PickEnergyUnit,
    ReviewWeek,
    SayBudget,
    SaySpent,
    SetBack,
    ShowWatch,
    StartTimer,
    StopTimer,
    TellPayback,
    ToggleWatch,
    Unsure,
)
from bot.screens.screen import Screen
from bot.screens.timers import running_screen, timer_stopped_screen
from handlers.context import EbbApplication, EbbContext, for_settled, on_command, on_tap, tapped
from handlers.show import send_here, show
from handlers.start import show_next_step

for_pacer = for_settled(otherwise=show_next_step)

# What the next typed line names, told apart from the 8 characters of a prompt's code by its colon.
NAMES = {f"name:{unit.value}": unit for unit in Unit}


def register(application: EbbApplication) -> None:
    """Everything below `/pace`."""
    application.add_handler(on_command("pace", on_pace))
    application.add_handler(on_tap(OpenPacing, on_open))
    application.add_handler(on_tap(AskPem, on_ask_pem))
    application.add_handler(on_tap(AnswerPem, on_answer_pem))
    application.add_handler(on_tap(AddActivity, on_add))
    application.add_handler(on_tap(PickActivity, on_pick))
    application.add_handler(on_tap(OwnActivity, on_own))
    application.add_handler(on_tap(OpenActivity, on_open_activity))
    application.add_handler(on_tap(AskFound, on_ask_found))
    application.add_handler(on_tap(FoundAmount, on_found))
    application.add_handler(on_tap(Unsure, on_unsure))
    application.add_handler(on_tap(LogDay, on_log))
    application.add_handler(on_tap(StartTimer, on_start_timer))
    application.add_handler(on_tap(StopTimer, on_stop_timer))
    application.add_handler(on_tap(ReviewWeek, on_review))
    application.add_handler(on_tap(DecideWeek, on_decide))
    application.add_handler(on_tap(SetBack, on_set_back))
    application.add_handler(on_tap(EndActivity, on_end))
    application.add_handler(on_tap(OpenEnergy, on_energy))
    application.add_handler(on_tap(ChangeEnergyUnit, on_change_unit))
    application.add_handler(on_tap(PickEnergyUnit, on_pick_unit))
    application.add_handler(on_tap(SayBudget, on_budget))
    application.add_handler(on_tap(SaySpent, on_spent))
    application.add_handler(on_tap(MarkBig, on_mark_big))
    application.add_handler(on_tap(TellPayback, on_payback))
    application.add_handler(on_tap(ToggleWatch, on_toggle_watch))
    application.add_handler(on_tap(ShowWatch, on_show_watch))


@for_pacer
async def on_pace(update: Update, context: EbbContext, person: Person) -> None:
    """`/pace`: how all pacing stands."""
    picture = await context.parts.pacing.look(person, context.now)
    await send_here(update, context, pacing_screen(picture, context.words))


@for_pacer
async def on_open(update: Update, context: EbbContext, person: Person) -> None:
    """Back to the list; a name that was being asked for is not expected any more."""
    person = await context.parts.people.expect(person, Expectation())
    await _show_all(update, context, context.parts.pacing.look(person, context.now))


@for_pacer
async def on_ask_pem(update: Update, context: EbbContext, person: Person) -> None:
    """The first question again."""
    await show(update, context, pem_screen(context.words))


@for_pacer
async def on_answer_pem(update: Update, context: EbbContext, person: Person) -> None:
    """Its answer."""
    has_pem = bool(tapped(AnswerPem, update).has_pem)
    await _show_all(update, context, context.parts.pacing.answer_pem(person, has_pem, context.now))


@for_pacer
async def on_add(update: Update, context: EbbContext, person: Person) -> None:
    """What to pace."""
    await show(update, context, choose_activity_screen(context.words))


@for_pacer
async def on_pick(update: Update, context: EbbContext, person: Person) -> None:
    """One of the offered ones."""
    name = tapped(PickActivity, update).name
    if name not in OFFERED:
        await show(update, context, choose_activity_screen(context.words))
        return
    label = context.words.phrases.label(f"pacing.kind_{name}")
    await show(update, context, await _added(context, person, label, OFFERED[name]))


@for_pacer
async def on_own(update: Update, context: EbbContext, person: Person) -> None:
    """The next typed line is its name."""
    about = f"name:{tapped(OwnActivity, update).unit.value}"
    await context.parts.people.expect(person, Expectation(Expecting.NOTE, about))
    await show(update, context, ask_name_screen(context.words))


async def name_typed(update: Update, context: EbbContext, person: Person, name: str) -> None:
    """The name that was asked for."""
    screen = await _added(context, person, name, NAMES[person.expecting.about])
    await context.parts.people.expect(person, Expectation(), update_id=update.update_id)
    await send_here(update, context, screen)


@for_pacer
async def on_open_activity(update: Update, context: EbbContext, person: Person) -> None:
    """One activity today."""
    activity_id = tapped(OpenActivity, update).activity_id
    await _show_one(update, context, context.parts.pacing.find(person, activity_id, context.now))


@for_pacer
async def on_ask_found(update: Update, context: EbbContext, person: Person) -> None:
    """How much it was when symptoms began to rise."""
    day = await context.parts.pacing.find(person, tapped(AskFound, update).activity_id, context.now)
    if day is None:
        await _show_all(update, context, context.parts.pacing.look(person, context.now))
    else:
        await show(update, context, ask_found_screen(day.activity, context.words))


@for_pacer
async def on_found(update: Update, context: EbbContext, person: Person) -> None:
    """So much."""
    tap = tapped(FoundAmount, update)
    amount = tap.halves / 2 if tap.halves > 0 else None
    await _show_found(update, context, person, tap.activity_id, amount=amount)


@for_pacer
async def on_unsure(update: Update, context: EbbContext, person: Person) -> None:
    """Nobody knows; a small amount, then."""
    await _show_found(update, context, person, tapped(Unsure, update).activity_id, amount=None)


@for_pacer
async def on_log(update: Update, context: EbbContext, person: Person) -> None:
    """How today went."""
    tap = tapped(LogDay, update)
    await _show_one(update, context, context.parts.pacing.log(person, tap.activity_id, tap.done, context.now))


@for_pacer
async def on_start_timer(update: Update, context: EbbContext, person: Person) -> None:
    """Time one stretch."""
    tap = tapped(StartTimer, update)
    day = await context.parts.pacing.find(person, tap.activity_id, context.now)
    if day is None:
        await _show_all(update, context, context.parts.pacing.look(person, context.now))
        return
    alarm = await context.parts.alarms.start_timer(
        person, day, is_tired=bool(tap.is_tired), place=tap.place, now=context.now
    )
    if alarm is not None and alarm.kind is AlarmKind.REST:
        await _show_one(update, context, context.parts.pacing.find(person, tap.activity_id, context.now))
        return
    screen = running_screen(day, alarm, person, context.words) if alarm else timer_stopped_screen(context.words)
    await show(update, context, screen)


@for_pacer
async def on_stop_timer(update: Update, context: EbbContext, person: Person) -> None:
    """End the timer."""
    await context.parts.alarms.stop_timers(person, context.now)
    await show(update, context, timer_stopped_screen(context.words))


@for_pacer
async def on_review(update: Update, context: EbbContext, person: Person) -> None:
    """Look at the week."""
    activity_id = tapped(ReviewWeek, update).activity_id
    reviewed = await context.parts.pacing.review(person, activity_id, context.now)
    if reviewed is None:
        await _show_one(update, context, context.parts.pacing.find(person, activity_id, context.now))
    else:
        await show(update, context, review_screen(*reviewed, context.words))


@for_pacer
async def on_decide(update: Update, context: EbbContext, person: Person) -> None:
    """A new week."""
    tap = tapped(DecideWeek, update)
    decided = context.parts.pacing.decide(person, tap.activity_id, bool(tap.grows), context.now)
    await _show_one(update, context, decided)


@for_pacer
async def on_set_back(update: Update, context: EbbContext, person: Person) -> None:
    """Less for a few days."""
    activity_id = tapped(SetBack, update).activity_id
    await _show_one(update, context, context.parts.pacing.set_back(person, activity_id, context.now))


@for_pacer
async def on_end(update: Update, context: EbbContext, person: Person) -> None:
    """Stop pacing this."""
    activity_id = tapped(EndActivity, update).activity_id
    await _show_all(update, context, context.parts.pacing.end(person, activity_id, context.now))


@for_pacer
async def on_energy(update: Update, context: EbbContext, person: Person) -> None:
    """The energy of today."""
    await show(update, context, energy_screen(await context.parts.pacing.look(person, context.now), context.words))


@for_pacer
async def on_change_unit(update: Update, context: EbbContext, person: Person) -> None:
    """Another unit."""
    picture = await context.parts.pacing.look(person, context.now)
    await show(update, context, energy_screen(picture, context.words, change_unit=True))


@for_pacer
async def on_pick_unit(update: Update, context: EbbContext, person: Person) -> None:
    """Count energy in this."""
    picture = await context.parts.pacing.count_energy_in(person, tapped(PickEnergyUnit, update).unit, context.now)
    await show(update, context, energy_screen(picture, context.words))


@for_pacer
async def on_budget(update: Update, context: EbbContext, person: Person) -> None:
    """So much there is."""
    picture = await context.parts.pacing.say_energy(person, budget=tapped(SayBudget, update).amount, now=context.now)
    await show(update, context, pacing_screen(picture, context.words))


@for_pacer
async def on_spent(update: Update, context: EbbContext, person: Person) -> None:
    """So much went."""
    picture = await context.parts.pacing.say_energy(person, spent=tapped(SaySpent, update).amount, now=context.now)
    await show(update, context, pacing_screen(picture, context.words))


@for_pacer
async def on_mark_big(update: Update, context: EbbContext, person: Person) -> None:
    """Today was a big day."""
    await _show_all(update, context, context.parts.pacing.mark_big(person, context.now))


@for_pacer
async def on_payback(update: Update, context: EbbContext, person: Person) -> None:
    """How it is two days later."""
    tap = tapped(TellPayback, update)
    if not date.min.toordinal() <= tap.day <= date.max.toordinal():
        await _show_all(update, context, context.parts.pacing.look(person, context.now))
        return
    seen = await context.parts.pacing.tell_payback(person, date.fromordinal(tap.day), tap.payback, context.now)
    await show(update, context, payback_told_screen(tap.payback, seen, context.words))


@for_pacer
async def on_toggle_watch(update: Update, context: EbbContext, person: Person) -> None:
    """Watch for payback, or not."""
    picture = context.parts.pacing.toggle_watch(person, context.now, update_id=update.update_id)
    await _show_all(update, context, picture)


@for_pacer
async def on_show_watch(update: Update, context: EbbContext, person: Person) -> None:
    """What was noticed after big days."""
    picture, words = await context.parts.pacing.look(person, context.now), context.words
    await show(update, context, watch_screen(picture.watch, words) if picture.watch else pacing_screen(picture, words))


async def _added(context: EbbContext, person: Person, name: str, unit: Unit) -> Screen:
    day = await context.parts.pacing.add(person, name, unit, context.now)
    return activity_screen(day, context.words) if day else too_many_screen(context.words)


async def _show_all(update: Update, context: EbbContext, picture: Awaitable[PacingPicture]) -> None:
    await show(update, context, pacing_screen(await picture, context.words))


async def _show_one(update: Update, context: EbbContext, found: Awaitable[ActivityDay | None]) -> None:
    """One activity as it now stands; the list when it is not there."""
    day = await found
    await show(update, context, activity_screen(day, context.words) if day else await _all(context))


async def _show_found(
    update: Update, context: EbbContext, person: Person, activity_id: int, *, amount: float | None
) -> None:
    day = await context.parts.pacing.note_found(person, activity_id, amount, context.now)
    screen = found_screen(day, context.words, is_guess=amount is None) if day else await _all(context)
    await show(update, context, screen)


async def _all(context: EbbContext) -> Screen:
    assert context.person is not None  # noqa: S101 - every route here is for people who agreed
    return pacing_screen(await context.parts.pacing.look(context.person, context.now), context.words)
