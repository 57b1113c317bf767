"""The energy budget, and harder days after big ones."""

from __future__ import annotations

from bot.domain.energy import CHOICES, EnergyUnit
from bot.domain.pacing_picture import PacingPicture
from bot.domain.payback import Payback, Watch
from bot.screens.pacing_actions import (
    ChangeEnergyUnit,
    OpenPacing,
    PickEnergyUnit,
    SayBudget,
    SaySpent,
    TellPayback,
)
from bot.screens.screen import Button, Screen, column, grid, lines, paragraphs
from content.library import Words
from content.markup import Markup


def energy_screen(picture: PacingPicture, words: Words, *, change_unit: bool = False) -> Screen:
    """The unit first; then how much there is; then how much went."""
    say, unit, day = words.phrases, picture.profile.unit, picture.energy
    back = Button(say.label("common.back"), OpenPacing())
    if unit is None or change_unit:
        units = [Button(say.label(f"energy.unit_{each.value}"), PickEnergyUnit(each)) for each in EnergyUnit]
        return Screen(say.say("energy.ask_unit"), column(*units, back))
    change = Button(say.label("energy.change_unit"), ChangeEnergyUnit())
    if day.budget is None:
        offered = [Button(str(each), SayBudget(each)) for each in CHOICES[unit]]
        return Screen(say.say("energy.ask_budget", unit=_unit(unit, words)), (*grid(offered, 5), (change, back)))
    offered = [Button(str(each), SaySpent(each)) for each in CHOICES[unit]]
    over = say.say("energy.over") if day.is_over else ""
    text = paragraphs(energy_line(picture, words), over, say.say("energy.ask_spent", unit=_unit(unit, words)))
    return Screen(text, (*grid(offered, 5), (change, back)))


def energy_line(picture: PacingPicture, words: Words) -> str:
    """What there was, and what went."""
    say, unit, day = words.phrases.say, picture.profile.unit, picture.energy
    if unit is None or (day.budget is None and day.spent is None):
        return ""
    told = [
        say("energy.line_budget", amount=day.budget, unit=_unit(unit, words)) if day.budget is not None else "",
        say("energy.line_spent", amount=day.spent, unit=_unit(unit, words)) if day.spent is not None else "",
    ]
    return lines(told)


def _unit(unit: EnergyUnit, words: Words) -> Markup:
    return words.phrases.say(f"energy.in_{unit.value}")


def watch_words(watch: Watch | None, words: Words) -> str:
    """Counts beside the base rate, and one thing to try. Never why."""
    if watch is None:
        return ""
    say = words.phrases.say
    base = say("payback.base", harder=watch.base_harder, days=watch.base) if watch.base else ""
    return lines([say("payback.seen", harder=watch.harder, big=watch.big), base, say("payback.idea")])


def watch_screen(watch: Watch, words: Words) -> Screen:
    """What was noticed after big days, when asked for."""
    return Screen(watch_words(watch, words), column(Button(words.phrases.label("payback.pacing"), OpenPacing())))


def payback_screen(day: int, words: Words) -> Screen:
    """One question, two days after a big day."""
    say = words.phrases
    answers = [Button(say.label(f"payback.{each.value}"), TellPayback(day, each)) for each in Payback]
    return Screen(say.say("payback.ask"), (tuple(answers),))


def payback_told_screen(payback: Payback, watch: Watch | None, words: Words) -> Screen:
    """Noted, with the counts once there are enough."""
    say = words.phrases
    text = paragraphs(say.say(f"payback.told_{payback.value}"), watch_words(watch, words))
    return Screen(text, column(Button(say.label("payback.pacing"), OpenPacing())))
