"""Calming techniques: the choice, the caution, and how tense somebody is before and after."""

from __future__ import annotations

from collections.abc import Callable

from bot.domain.person import Person
from bot.domain.sittings import LEAST_PAIRS, LEAST_TENSION, MOST_TENSION, Eased, Footing, Liking, Sitting, offered
from bot.domain.techniques import NORMAL_PACE, Technique, variants
from bot.screens.actions import Action, OpenCalm, OpenTechnique, Play
from bot.screens.calm_actions import (
    BeginRated,
    CautionApplies,
    MoreOn,
    NotMyTechnique,
    OfferAgain,
    PlayRounds,
    RateAfter,
    RateBefore,
    ReadWhole,
    ShowCircle,
    ShowHidden,
)
from bot.screens.cautions import caution_names
from bot.screens.screen import LONGEST_LABEL, Button, Rows, Screen, column, grid, lines, paragraphs, shortened
from content.library import Words
from content.markup import escape

TENSIONS = range(LEAST_TENSION, MOST_TENSION + 1)
MINUTES_FROM = 120


def calm_screen(words: Words, liking: Liking | None = None) -> Screen:
    """What eased this person first, with counts, then the first of each family; nothing that is not for them."""
    liking = liking or Liking()
    best, others = offered(words.techniques, liking.eased, frozenset(liking.hidden))
    say = words.phrases
    counted = [
        say.say(
            "calm.eased_line", technique=each.name, times=liking.eased[each.id].times, told=liking.eased[each.id].told
        )
        for each in best
    ]
    eased = lines([say.say("calm.eased_heading"), *counted]) if counted else ""
    buttons = [Button(technique.name, OpenTechnique(technique.id)) for technique in (*best, *others)]
    if any(name in words.techniques for name in liking.hidden):
        buttons.append(Button(say.label("calm.hidden"), ShowHidden()))
    return Screen(paragraphs(say.say("calm.menu"), eased), column(*buttons))


def hidden_screen(words: Words, liking: Liking) -> Screen:
    """What is not for this person; a tap offers it again."""
    techniques = [words.techniques[name] for name in liking.hidden if name in words.techniques]
    buttons = [Button(each.name, OfferAgain(each.id)) for each in techniques]
    back = Button(words.phrases.label("calm.others"), OpenCalm())
    return Screen(words.phrases.say("calm.hidden_heading"), column(*buttons, back))


def technique_screen(technique: Technique, words: Words, footing: Footing) -> Screen:
    """What to expect; the caution stands on it in full the first time, with the gentler variant one tap away."""
    phrases = words.phrases
    enough = phrases.say("calm.enough_today") if footing.is_enough_today else ""
    applies = phrases.say("calm.caution_noted") if footing.caution_applies else ""
    text = paragraphs(
        phrases.say("calm.title", technique=technique.name),
        technique.intro,
        phrases.say("calm.yours", cautions=caution_names(footing.yours, words)) if footing.yours else "",
        "" if footing.has_read_caution and not footing.yours else technique.caution,
        length_words(technique, words),
        _eased_words(footing.eased, words),
        enough or applies,
    )
    return Screen(text, column(*_begin_buttons(technique, words, footing), *_other_buttons(technique, words)))


def length_words(technique: Technique, words: Words) -> str:
    """How long it takes, in rounds and seconds, or in parts and minutes."""
    say, seconds = words.phrases.say, round(technique.seconds)
    if technique.rounds > 1:
        return say("calm.length", rounds=technique.rounds, seconds=seconds)
    if seconds < MINUTES_FROM:
        return say("calm.length_seconds", seconds=seconds)
    return say("calm.length_minutes", minutes=round(seconds / 60))


def _begin_buttons(technique: Technique, words: Words, footing: Footing) -> list[Button]:
    say = words.phrases.label
    gentler = words.techniques.get(technique.gentler or "")
    softer = (
        Button(shortened(say("calm.gentler", technique=gentler.name), LONGEST_LABEL), OpenTechnique(gentler.id))
        if gentler
        else None
    )
    if footing.is_enough_today or (footing.caution_applies and softer):
        after_all = Button(say("calm.caution_gone"), CautionApplies(technique.id, 0))
        return [each for each in (softer, None if footing.is_enough_today else after_all) if each]
    if softer and footing.yours:
        return [softer, Button(say("calm.begin"), Play(technique.id, NORMAL_PACE))]
    if softer and technique.cautions and not footing.has_read_caution:
        second = Button(say("calm.caution_applies"), CautionApplies(technique.id, 1))
    else:
        second = Button(say("calm.rate_before"), RateBefore(technique.id))
    begin = Button(say("calm.begin"), Play(technique.id, NORMAL_PACE), "primary")
    return [each for each in (begin, second, softer) if each]


def _other_buttons(technique: Technique, words: Words) -> list[Button]:
    say = words.phrases.label
    return [Button(say("calm.more"), MoreOn(technique.id)), Button(say("calm.others"), OpenCalm())]


def _eased_words(eased: Eased | None, words: Words) -> str:
    if eased is None or eased.told < LEAST_PAIRS:
        return ""
    return words.phrases.say("calm.eased_you", times=eased.times, told=eased.told)


def more_screen(technique: Technique, words: Words, footing: Footing) -> Screen:
    """What else there is to it: the circle, the text in one piece, more rounds, other lengths, or not for me."""
    say = words.phrases.label
    buttons = [Button(say("calm.circle"), ShowCircle(technique.id))] if technique.motion and footing.may_play else []
    buttons.append(Button(say("calm.read_whole"), ReadWhole(technique.id)))
    if footing.may_play and footing.rounds > technique.rounds:
        buttons.append(Button(say("calm.rounds", rounds=footing.rounds), PlayRounds(technique.id, footing.rounds)))
    others = [each for each in variants(words.techniques, technique) if each.id not in footing.hidden]
    buttons.extend(Button(each.name, OpenTechnique(each.id)) for each in others)
    if technique.id not in footing.hidden:
        buttons.append(Button(say("calm.not_for_me"), NotMyTechnique(technique.id)))
    back = Button(say("common.back"), OpenTechnique(technique.id))
    return Screen(words.phrases.say("calm.more_heading", technique=technique.name), column(*buttons, back))


def not_for_me_screen(technique: Technique, words: Words) -> Screen:
    """That one is gone from the menu."""
    others = Button(words.phrases.label("calm.others"), OpenCalm())
    return Screen(words.phrases.say("calm.gone", technique=technique.name), column(others))


def rate_before_screen(technique: Technique, person: Person, words: Words) -> Screen:
    """How tense somebody is before; any tap begins."""
    begin = Button(words.phrases.label("calm.without_rating"), Play(technique.id, NORMAL_PACE))
    rows = _tension_rows(person, lambda tension: BeginRated(technique.id, tension))
    return Screen(words.phrases.say("calm.ask_before"), (*rows, (begin,)))


def afterwards_screen(
    technique: Technique, words: Words, sitting: Sitting | None, person: Person, *, is_enough: bool
) -> Screen:
    """The end of a sitting; who said how tense they were before is asked once more."""
    screen = Screen(paragraphs(technique.outro), again_rows(technique, words, is_enough=is_enough))
    return _with_rating(screen, sitting, person, words)


def stopped_screen(
    technique: Technique | None, words: Words, sitting: Sitting | None = None, person: Person | None = None
) -> Screen:
    """Stopped by the person; nothing to explain."""
    screen = Screen(words.phrases.say("calm.stopped"), again_rows(technique, words))
    return screen if person is None else _with_rating(screen, sitting, person, words)


def _with_rating(screen: Screen, sitting: Sitting | None, person: Person, words: Words) -> Screen:
    if sitting is None or sitting.before is None or sitting.after is not None:
        return screen
    rows = _tension_rows(person, lambda tension: RateAfter(sitting.id, tension))
    return Screen(paragraphs(screen.text, words.phrases.say("calm.ask_after")), (*rows, *screen.rows))


def rated_screen(technique: Technique | None, words: Words, sitting: Sitting, footing: Footing | None) -> Screen:
    """Both numbers beside each other, and what they come to by now; no footing for a technique that is gone."""
    told = words.phrases.say("calm.rated", before=sitting.before, after=sitting.after)
    eased = _eased_words(footing.eased, words) if footing else ""
    is_enough = footing is not None and footing.is_enough_today
    return Screen(paragraphs(told, eased), again_rows(technique, words, is_enough=is_enough))


def restarted_screen(technique: Technique | None, words: Words) -> Screen:
    """The program was restarted in the middle."""
    return Screen(words.phrases.say("calm.restarted"), again_rows(technique, words, "calm.begin_again"))


def whole_text_screen(technique: Technique, words: Words, *, is_busy: bool = False) -> Screen:
    """The exercise in one message, complete without the player; `is_busy` says why it is read and not played."""
    phrases = words.phrases
    steps = [_step(each.name, each.text, each.seconds, words) for each in technique.opening]
    if technique.areas:
        steps.append(phrases.say("calm.each_area"))
    steps.extend(_step(each.name, each.text, each.seconds, words) for each in technique.phases)
    if technique.areas:
        steps.append(phrases.say("calm.areas", areas=", ".join(area.name for area in technique.areas)))
    steps.extend(_step(each.name, each.text, each.seconds, words) for each in technique.closing)
    busy = phrases.say("calm.busy") if is_busy else ""
    text = paragraphs(
        busy,
        phrases.say("calm.title", technique=technique.name),
        lines(steps),
        length_words(technique, words),
        technique.outro,
    )
    return Screen(text, again_rows(technique, words, "calm.begin" if not is_busy else "calm.begin_again"))


def circle_screen(technique: Technique, words: Words) -> Screen:
    """What stands under the moving circle."""
    say = words.phrases
    steps = ", ".join(
        say.label("calm.circle_step", phase=each.name, seconds=_count(each.seconds)) for each in technique.phases
    )
    text = paragraphs(
        say.say("calm.title", technique=technique.name),
        say.say("calm.circle_words", steps=steps),
        length_words(technique, words),
    )
    return Screen(text, again_rows(technique, words, "calm.with_words"))


def _step(name: str, text: str, seconds: float, words: Words) -> str:
    if not text:
        return escape(name)
    return words.phrases.say("calm.step", phase=name, span=span_words(seconds, words), how=text)


def span_words(seconds: float, words: Words) -> str:
    """A length of time in words."""
    say = words.phrases.say
    if seconds >= MINUTES_FROM:
        return say("calm.minutes", minutes=round(seconds / 60))
    return say("calm.one_second") if seconds == 1 else say("calm.seconds", seconds=_count(seconds))


def _count(seconds: float) -> str:
    return f"{seconds:g}"


def _tension_rows(person: Person, action: Callable[[int], Action]) -> Rows:
    tensions = [each for each in TENSIONS if each % 2 == 0] if person.large_buttons else list(TENSIONS)
    return grid([Button(str(each), action(each)) for each in tensions], 3 if person.large_buttons else 6)


def again_rows(
    technique: Technique | None, words: Words, label: str = "calm.again", *, is_enough: bool = False
) -> Rows:
    """Once more, unless that is enough for today, or something else."""
    others = Button(words.phrases.label("calm.others"), OpenCalm())
    if technique is None or is_enough:
        return column(others)
    return ((Button(words.phrases.label(label), Play(technique.id, NORMAL_PACE)), others),)
