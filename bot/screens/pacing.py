"""Pacing: the first question, finding a baseline, each day beside its plan, and the week."""

from __future__ import annotations

from bot.domain.pacing import AMOUNTS, DAYS_TO_FIND, OFFERED, Activity, Done, Review, Unit, stretches
from bot.domain.pacing_picture import ActivityDay, PacingPicture
from bot.screens.energy import energy_line
from bot.screens.pacing_actions import (
    AddActivity,
    AnswerPem,
    AskFound,
    AskPem,
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
    ReviewWeek,
    SetBack,
    ShowWatch,
    StartTimer,
    StopTimer,
    ToggleWatch,
    Unsure,
)
from bot.screens.screen import LONGEST_LABEL, Button, Screen, column, grid, lines, paragraphs, shortened
from content.library import Words
from content.markup import Markup


def pem_screen(words: Words) -> Screen:
    """The first question, before anything is paced."""
    say = words.phrases
    yes, no = Button(say.label("pacing.pem_yes"), AnswerPem(1)), Button(say.label("pacing.pem_no"), AnswerPem(0))
    return Screen(say.say("pacing.pem_ask"), column(yes, no))


def pacing_screen(picture: PacingPicture, words: Words) -> Screen:
    """Every activity with its day, today's energy, and what the payback watch has seen."""
    if picture.profile.has_pem is None:
        return pem_screen(words)
    say = words.phrases
    pem = say.say("pacing.pem_noted") if picture.profile.has_pem else ""
    listed = lines([_day_line(day, words) for day in picture.activities])
    text = paragraphs(
        say.say("pacing.heading" if picture.activities else "pacing.nothing_yet"),
        pem,
        listed,
        energy_line(picture, words),
        say.say("pacing.big_noted") if picture.is_big else "",
    )
    buttons = [Button(day.activity.name, OpenActivity(day.activity.id)) for day in picture.activities]
    more = (Button(say.label("pacing.add"), AddActivity()), Button(say.label("pacing.energy"), OpenEnergy()))
    big = () if picture.is_big else (Button(say.label("pacing.big"), MarkBig()),)
    last = (Button(say.label("pacing.pem_again"), AskPem()),)
    rows: list[tuple[Button, ...]] = [*column(*buttons), more, big, _watch_row(picture, words), last]
    return Screen(text, tuple(row for row in rows if row))


def _watch_row(picture: PacingPicture, words: Words) -> tuple[Button, ...]:
    if not picture.has_enough_days:
        return ()
    say = words.phrases.label
    toggle = Button(say("pacing.watch_off" if picture.profile.watches_payback else "pacing.watch_on"), ToggleWatch())
    return (toggle,) if picture.watch is None else (toggle, Button(say("pacing.noticed"), ShowWatch()))


def _day_line(day: ActivityDay, words: Words) -> str:
    say, activity = words.phrases.say, day.activity
    if day.amount is None:
        return say("pacing.line_finding", activity=activity.name, count=len(activity.found), days=DAYS_TO_FIND)
    amount = amount_words(day.amount, activity.unit, words)
    if day.done is None:
        return say("pacing.line_open", activity=activity.name, amount=amount)
    return say("pacing.line_done", activity=activity.name, amount=amount, done=say(f"pacing.said_{day.done.value}"))


def amount_words(amount: float, unit: Unit, words: Words) -> Markup:
    """12 minutes, 1,500 steps, 3 things."""
    written = f"{amount:,.0f}" if unit is Unit.STEPS else f"{amount:g}"
    return words.phrases.say(f"pacing.one_{unit.value}" if amount == 1 else f"pacing.some_{unit.value}", amount=written)


def choose_activity_screen(words: Words) -> Screen:
    """What to pace first."""
    say = words.phrases.label
    offered = [Button(say(f"pacing.kind_{name}"), PickActivity(name)) for name in OFFERED]
    own = [Button(say(f"pacing.own_{unit.value}"), OwnActivity(unit)) for unit in Unit]
    back = Button(say("common.back"), OpenPacing())
    return Screen(words.phrases.say("pacing.choose"), (*grid(offered, 2), *column(*own, back)))


def ask_name_screen(words: Words) -> Screen:
    """Whatever is typed next is the name."""
    back = Button(words.phrases.label("common.back"), OpenPacing())
    return Screen(words.phrases.say("pacing.ask_name"), column(back), fresh=True)


def too_many_screen(words: Words) -> Screen:
    """Five activities are enough."""
    return Screen(
        words.phrases.say("pacing.too_many"), column(Button(words.phrases.label("common.back"), OpenPacing()))
    )


def activity_screen(day: ActivityDay, words: Words, *, note: str = "") -> Screen:
    """One activity today: the baseline being found, or the plan with its timer and the three ways a day can go."""
    if day.amount is None:
        return _finding_screen(day.activity, words)
    say, activity = words.phrases, day.activity
    amount = amount_words(day.amount, activity.unit, words)
    set_back = activity.is_set_back(day.today)
    text = paragraphs(
        say.say("pacing.title", activity=activity.name),
        note,
        say.say("pacing.today_less" if set_back else "pacing.today", amount=amount),
        say.say("pacing.said", done=say.say(f"pacing.said_{day.done.value}")) if day.done else "",
        say.say("pacing.review_due") if activity.is_review_due(day.today) else "",
        say.say("pacing.pem_short") if day.has_pem else "",
    )
    done = tuple(Button(say.label(f"pacing.{each.value}"), LogDay(activity.id, each)) for each in Done)
    rows = [*_timer_rows(day, words), done]
    if activity.is_review_due(day.today):
        rows.append((Button(say.label("pacing.review"), ReviewWeek(activity.id), "primary"),))
    if not set_back:
        rows.append((Button(say.label("pacing.set_back"), SetBack(activity.id)),))
    rows.append(
        (Button(say.label("pacing.end"), EndActivity(activity.id)), Button(say.label("common.back"), OpenPacing()))
    )
    return Screen(text, tuple(rows))


def _timer_rows(day: ActivityDay, words: Words) -> list[tuple[Button, ...]]:
    say, activity = words.phrases.label, day.activity
    if activity.unit is not Unit.MINUTES or day.amount is None:
        return []
    if day.timer is not None:
        return [(Button(say("pacing.stop_timer"), StopTimer(activity.id)),)]
    start = Button(say("pacing.start_timer"), StartTimer(activity.id, 0, 0))
    if len(stretches(day.amount, is_tired=True)) == 1:
        return [(start,)]
    return [(start, Button(say("pacing.start_tired"), StartTimer(activity.id, 0, 1)))]


def _finding_screen(activity: Activity, words: Words) -> Screen:
    say = words.phrases
    known = [amount_words(amount, activity.unit, words) for _, amount in sorted(activity.found)]
    text = paragraphs(
        say.say("pacing.title", activity=activity.name),
        say.say("pacing.finding", days=DAYS_TO_FIND),
        say.say("pacing.found_so_far", amounts=", ".join(known)) if known else "",
    )
    buttons = [Button(say.label("pacing.note_found"), AskFound(activity.id), "primary")]
    if activity.unit is Unit.MINUTES:
        buttons.append(Button(say.label("pacing.unsure"), Unsure(activity.id)))
    end = (Button(say.label("pacing.end"), EndActivity(activity.id)), Button(say.label("common.back"), OpenPacing()))
    return Screen(text, (*column(*buttons), end))


def ask_found_screen(activity: Activity, words: Words) -> Screen:
    """How much it was today when symptoms began to rise."""
    say = words.phrases
    offered = [
        Button(shortened(f"{amount:,}", LONGEST_LABEL), FoundAmount(activity.id, amount * 2))
        for amount in AMOUNTS[activity.unit]
    ]
    back = Button(say.label("common.back"), OpenActivity(activity.id))
    text = say.say("pacing.ask_found", activity=activity.name, unit=say.say(f"pacing.unit_{activity.unit.value}"))
    return Screen(text, (*grid(offered, 4), (back,)))


def found_screen(day: ActivityDay, words: Words, *, is_guess: bool) -> Screen:
    """Noted; the third day gives the baseline."""
    if day.amount is None:
        return _finding_screen(day.activity, words)
    amount = amount_words(day.amount, day.activity.unit, words)
    key = "pacing.guess" if is_guess else "pacing.baseline_careful" if day.has_pem else "pacing.baseline"
    note = words.phrases.say(key, amount=amount)
    return activity_screen(day, words, note=note)


def review_screen(day: ActivityDay, verdict: Review, words: Words) -> Screen:
    """What the week comes to, and the step it offers, if any."""
    say, activity = words.phrases, day.activity
    held = say.say("pacing.review_held", activity=activity.name, count=verdict.held)
    amount = amount_words(activity.amount or 0, activity.unit, words)
    if verdict.grows_to is None:
        reason = verdict.reason.value if verdict.reason else "small"
        stay = Button(say.label("pacing.stay", amount=amount), DecideWeek(activity.id, 0), "primary")
        return Screen(paragraphs(held, say.say(f"pacing.why_{reason}")), column(stay))
    bigger = amount_words(verdict.grows_to, activity.unit, words)
    return Screen(
        paragraphs(held, say.say("pacing.may_grow", amount=bigger)),
        column(
            Button(say.label("pacing.grow", amount=bigger), DecideWeek(activity.id, 1)),
            Button(say.label("pacing.stay", amount=amount), DecideWeek(activity.id, 0)),
        ),
    )
