"""Flare days: on or off as the person says, a note from a better day, and what a flare came to."""

from __future__ import annotations

from bot.domain.flare import FlareSummary, Helped
from bot.domain.person import Person
from bot.screens.actions import CheckInNow, EndFlare, OpenCalm, StartFlare
from bot.screens.pacing_actions import FlareDone, FlareGoesOn, ToggleHelped, WriteFlareNote
from bot.screens.red_flags import red_flags_button
from bot.screens.safety import help_button
from bot.screens.screen import Button, Screen, column, grid, lines, paragraphs
from content.library import Words


def flare_screen(person: Person, words: Words, note: str | None = None) -> Screen:
    """Flare days on or off, as the person says."""
    say = words.phrases
    if person.flare_since_at:
        return _flare_on_screen("flare.already", words, note)
    write = "flare.change_note" if note else "flare.write_note"
    start = Button(say.label("flare.start"), StartFlare())
    return Screen(say.say("flare.ask"), column(start, Button(say.label(write), WriteFlareNote()), help_button(words)))


def flare_started_screen(words: Words, note: str | None = None) -> Screen:
    """One tap a day from now on, and what the person wrote for this."""
    return _flare_on_screen("flare.started", words, note)


def _flare_on_screen(key: str, words: Words, note: str | None) -> Screen:
    say = words.phrases
    given_back = say.say("flare.note_to_you", note=note) if note else ""
    calming = Button(say.label("receipt.calming"), OpenCalm())
    end = Button(say.label("flare.end"), EndFlare())
    return Screen(
        paragraphs(say.say(key), given_back), column(calming, end, red_flags_button(words), help_button(words))
    )


def ask_flare_note_screen(words: Words, note: str | None) -> Screen:
    """Whatever is typed next is the note; the old one is shown to build on."""
    say = words.phrases
    return Screen(
        paragraphs(say.say("flare.ask_note"), say.say("flare.note_now", note=note) if note else ""), fresh=True
    )


def flare_note_kept_screen(words: Words, *, shortened: bool) -> Screen:
    """The note waits for the next flare."""
    return Screen(words.phrases.say("flare.note_shortened" if shortened else "flare.note_kept"))


def flare_asked_screen(days: int, words: Words) -> Screen:
    """How is it going? The bot never ends a flare by itself."""
    say = words.phrases
    goes_on = Button(say.label("flare.goes_on"), FlareGoesOn())
    return Screen(
        say.say("flare.how_is_it", days=days),
        (
            (goes_on, Button(say.label("flare.end"), EndFlare())),
            (Button(say.label("receipt.calming"), OpenCalm()), help_button(words)),
        ),
    )


def flare_goes_on_screen(words: Words) -> Screen:
    """Still on; a way to calm and to human help."""
    say = words.phrases
    return Screen(
        say.say("flare.still_on"), column(Button(say.label("receipt.calming"), OpenCalm()), help_button(words))
    )


def flare_ended_screen(words: Words, summary: FlareSummary | None = None) -> Screen:
    """The usual questions are back; how long it was, and what helped."""
    say = words.phrases
    check_in = Button(say.label("ready.check_in"), CheckInNow())
    if summary is None:
        return Screen(say.say("flare.ended"), column(check_in))
    toggles = [Button(_ticked(each, summary, words), ToggleHelped(summary.flare.id, each)) for each in Helped]
    done = Button(say.label("flare.helped_done"), FlareDone(summary.flare.id))
    text = paragraphs(say.say("flare.ended"), _summary_words(summary, words), say.say("flare.what_helped"))
    return Screen(text, (*grid(toggles, 2), (done,)))


def flare_summed_up_screen(summary: FlareSummary, words: Words) -> Screen:
    """The summary as it stays in the chat."""
    say = words.phrases
    named = [each for each in Helped if each in summary.flare.helped]
    helped = ", ".join(say.label(f"flare.helped_{each.value}").lower() for each in named)
    text = paragraphs(_summary_words(summary, words), say.say("flare.helped_now", helped=helped) if helped else "")
    rows = column(
        Button(say.label("ready.check_in"), CheckInNow()), Button(say.label("flare.write_note"), WriteFlareNote())
    )
    return Screen(text, rows)


def _summary_words(summary: FlareSummary, words: Words) -> str:
    say = words.phrases.say
    length = say("flare.lasted_one") if summary.days == 1 else say("flare.lasted", days=summary.days)
    count = say("flare.count_one") if summary.count == 1 else say("flare.count", count=summary.count)
    before = [
        say("flare.helped_before", helped=words.phrases.label(f"flare.helped_{each.value}"), times=times)
        for each, times in summary.helped_before
    ]
    return lines([length, count, *before])


def _ticked(helped: Helped, summary: FlareSummary, words: Words) -> str:
    label = words.phrases.label(f"flare.helped_{helped.value}")
    return words.phrases.label("settings.ticked", symptom=label) if helped in summary.flare.helped else label
