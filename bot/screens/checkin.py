"""The check-in in one message: first tap, questions, receipt. One screen for each way a day can stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.domain.checkin import Checkin, Feeling, TooLateToChange
from bot.domain.person import Person
from bot.domain.prompts import Prompt, snoozes
from bot.domain.standing import (
    Asking,
    Closed,
    DaySkipped,
    Done,
    FirstTapOpen,
    Snoozed,
    Standing,
    Undone,
    Unknown,
)
from bot.domain.symptom import HIGHEST_SCORE, LOWEST_SCORE
from bot.domain.usual import Usual
from bot.screens.actions import (
    AddNote,
    BackFrom,
    BringBack,
    ChangeAnswers,
    CheckInNow,
    EndFlare,
    Enough,
    Feel,
    FirstTap,
    GiveScore,
    NotNow,
    OpenCalm,
    Reask,
    ShowReceipt,
    SkipQuestion,
    SkipToday,
    Snooze,
    StartFlare,
    Undo,
)
from bot.screens.safety import help_button
from bot.screens.screen import Button, Rows, Screen, column, grid, lines, paragraphs, shortened
from bot.screens.tips import tip_text
from bot.screens.when import clock_words, day_words
from content.library import Words
from content.markup import escape

LONGEST_NOTE_SHOWN = 240
MOST_NOTES_SHOWN = 3
SCORES = range(int(LOWEST_SCORE), int(HIGHEST_SCORE) + 1)
LOW_MOOD = 3


def checkin_screen(standing: Standing, person: Person, words: Words) -> Screen:
    """The one message of the day, as it stands."""
    match standing:
        case FirstTapOpen():
            return first_tap_screen(standing.prompt, person, words)
        case Asking():
            return _question_screen(standing, person, words)
        case Done():
            return _receipt_screen(standing, person, words)
        case Snoozed():
            return _snoozed_screen(standing.prompt, words)
        case DaySkipped():
            return _day_skipped_screen(standing.prompt, words)
        case Undone():
            return _undone_screen(standing.prompt, words)
        case Closed():
            return closed_screen(words)
        case Unknown():
            return expired_button_screen(words)


def asked_for_screen(standing: Standing, person: Person, words: Words) -> Screen:
    """What somebody sees who comes by themselves: the first tap, also on a day that was put off or skipped."""
    if isinstance(standing, Snoozed | DaySkipped):
        return first_tap_screen(standing.prompt, person, words)
    return checkin_screen(standing, person, words)


def first_tap_screen(prompt: Prompt, person: Person, words: Words) -> Screen:
    """The first tap decides the length. No health word in the first line: lock screens show it."""
    phrases, code = words.phrases, prompt.code
    hello = "checkin.hello_flare" if person.flare_since_at else "checkin.hello"
    feelings = [Button(phrases.label(f"checkin.{each.value}"), Feel(code, each)) for each in Feeling]
    not_now = Button(phrases.label("checkin.not_now"), NotNow(code))
    flare_over = (Button(phrases.label("flare.end"), EndFlare()),) if person.flare_since_at else ()
    rows = (tuple(feelings[:3]), (feelings[3], not_now), flare_over)
    return Screen(phrases.say(hello), tuple(row for row in rows if row))


def not_now_screen(prompt: Prompt, now: datetime, words: Words) -> Screen:
    """Ask again later, while the day's window is open then, or not at all today."""
    phrases, code = words.phrases, prompt.code
    offered = [each // timedelta(minutes=1) for each in snoozes(prompt.expires_at, now)]
    later = tuple(Button(phrases.label(f"checkin.snooze_{minutes}"), Snooze(code, minutes)) for minutes in offered)
    way_on = (
        Button(phrases.label("checkin.skip_today"), SkipToday(code)),
        Button(phrases.label("common.back"), FirstTap(code)),
    )
    return Screen(phrases.say("checkin.not_now_text"), (later, way_on) if later else (way_on,))


def _question_screen(asking: Asking, person: Person, words: Words) -> Screen:
    phrases, code, symptom_id = words.phrases, asking.prompt.code, asking.symptom_id
    symptom = words.symptoms[symptom_id]
    plan = asking.checkin.plan
    progress = phrases.say("checkin.progress", place=plan.index(symptom_id) + 1, count=len(plan))
    scale = phrases.say("checkin.scale", low=symptom.wording.low_anchor, high=symptom.wording.high_anchor)
    short = asking.checkin.feeling in (Feeling.ROUGH, Feeling.FLARE) and not asking.checkin.is_finished
    optional = phrases.say("checkin.optional" if len(plan) > 1 else "checkin.optional_one") if short else ""
    text = paragraphs(lines([_bold(symptom.wording.question), scale]), optional, progress if len(plan) > 1 else "")
    screen = Screen(text, _score_rows(asking, person, words) + _way_on_rows(code, symptom_id, words, short=short))
    return _with_stray(screen, asking, words)


def _score_rows(asking: Asking, person: Person, words: Words) -> Rows:
    code, symptom_id = asking.prompt.code, asking.symptom_id
    if person.large_buttons:
        scores, width = [score for score in SCORES if score % 2 == 0], 3
    else:
        scores, width = list(SCORES), 6
    before = asking.checkin.answer_to(symptom_id)
    chosen = before.score if before else None
    return grid(
        [
            Button(str(score), GiveScore(code, symptom_id, score), "primary" if score == chosen else None)
            for score in scores
        ],
        width,
    )


def _way_on_rows(code: str, symptom_id: str, words: Words, *, short: bool) -> Rows:
    phrases = words.phrases
    row = [
        Button(phrases.label("common.back"), BackFrom(code, symptom_id)),
        Button(phrases.label("common.skip"), SkipQuestion(code, symptom_id)),
    ]
    if short:
        row.append(Button(phrases.label("checkin.enough"), Enough(code)))
    return (tuple(row),)


def _with_stray(screen: Screen, standing: Asking | Done, words: Words) -> Screen:
    if standing.stray is None:
        return screen
    if isinstance(standing.stray, TooLateToChange):
        return screen.saying(words.phrases.label("receipt.too_late"))
    answer = standing.stray.answer
    name = words.symptoms[answer.symptom_id].name
    if answer.score is None:
        return screen.saying(words.phrases.label("receipt.line_skipped", symptom=name))
    return screen.saying(words.phrases.label("checkin.already", symptom=name, score=score_words(answer.score)))


def _receipt_screen(done: Done, person: Person, words: Words) -> Screen:
    phrases, checkin = words.phrases, done.checkin
    heading = phrases.say("receipt.heading", day=day_words(checkin.diary_on, phrases))
    said = _feeling_line(checkin, words)
    newest = checkin.notes[-MOST_NOTES_SHOWN:]
    notes = [phrases.say("receipt.noted", note=shortened(note.text, LONGEST_NOTE_SHOWN)) for note in newest]
    text = paragraphs(
        heading,
        lines([said, *_score_lines(checkin, done, words), *notes]),
        _flare_line(checkin, person, words),
        tip_text(done.tip, words) if done.tip else "",
        phrases.say(f"safety.appointment_{done.cause.value}") if done.cause else "",
        phrases.say("safety.what_ebb_is_not") if done.reminds else "",
    )
    return _with_stray(Screen(text, _receipt_rows(done, person, words)), done, words)


def _feeling_line(checkin: Checkin, words: Words) -> str:
    if checkin.feeling is None:
        return ""
    return words.phrases.say("receipt.feeling", feeling=words.phrases.label(f"checkin.{checkin.feeling.value}"))


def _score_lines(checkin: Checkin, done: Done, words: Words) -> list[str]:
    return [_score_line(symptom_id, checkin, done.usuals.get(symptom_id), words) for symptom_id in checkin.plan]


def _score_line(symptom_id: str, checkin: Checkin, usual: Usual | None, words: Words) -> str:
    answer = checkin.answer_to(symptom_id)
    name = words.symptoms[symptom_id].name
    if answer is None:
        return ""
    if answer.score is None:
        return words.phrases.say("receipt.line_skipped", symptom=name)
    score = score_words(answer.score)
    if usual is None:
        return words.phrases.say("receipt.line", symptom=name, score=score)
    return words.phrases.say("receipt.line_usual", symptom=name, score=score, usual=score_words(usual.value))


def _flare_line(checkin: Checkin, person: Person, words: Words) -> str:
    if checkin.feeling is not Feeling.FLARE:
        return ""
    return words.phrases.say("receipt.flare_on" if person.flare_since_at else "receipt.flare_offer")


def _receipt_rows(done: Done, person: Person, words: Words) -> Rows:
    phrases, code, checkin = words.phrases, done.prompt.code, done.checkin
    rows: list[tuple[Button, ...]] = []
    if checkin.feeling is Feeling.FLARE and not person.flare_since_at:
        rows.append((Button(phrases.label("receipt.flare_yes"), StartFlare()),))
    note = Button(phrases.label("receipt.add_note"), AddNote(code))
    if done.may_change:
        changes = (Button(phrases.label("receipt.change"), ChangeAnswers(code)),) if checkin.answers else ()
        rows.append((note, *changes))
        rows.append((Button(phrases.label("receipt.undo"), Undo(code)), _calming(words)))
    else:
        rows.append((note, _calming(words)))
    if is_hard_day(checkin):
        rows.append((help_button(words),))
    return tuple(rows)


def is_hard_day(checkin: Checkin) -> bool:
    """A day on which the way to human help stands on the screen: a flare, or a mood of 3 or less."""
    return checkin.feeling is Feeling.FLARE or checkin.scores.get("mood", HIGHEST_SCORE) <= LOW_MOOD


def _calming(words: Words) -> Button:
    return Button(words.phrases.label("receipt.calming"), OpenCalm())


def choose_change_screen(done: Done, words: Words) -> Screen:
    """Each answer of the day, to pick the one to change."""
    phrases, code = words.phrases, done.prompt.code
    answered = [symptom_id for symptom_id in done.checkin.plan if done.checkin.answer_to(symptom_id)]
    buttons = [
        Button(_answer_label(symptom_id, done.checkin, words), Reask(code, symptom_id)) for symptom_id in answered
    ]
    back = Button(phrases.label("common.back"), ShowReceipt(code))
    return Screen(phrases.say("receipt.choose_change"), (*grid(buttons, 2), (back,)))


def _answer_label(symptom_id: str, checkin: Checkin, words: Words) -> str:
    score = checkin.scores.get(symptom_id)
    name = words.symptoms[symptom_id].name
    return name if score is None else f"{name}: {score_words(score)}"


def ask_note_screen(done: Done, words: Words) -> Screen:
    """Write a few words; whatever is typed next is the note."""
    phrases = words.phrases
    text = phrases.say("receipt.ask_note", day=day_words(done.checkin.diary_on, phrases))
    return Screen(text, column(Button(phrases.label("common.back"), ShowReceipt(done.prompt.code))), fresh=True)


def note_saved_screen(words: Words, *, shortened: bool) -> Screen:
    """The note is kept."""
    return Screen(words.phrases.say("receipt.note_shortened" if shortened else "receipt.note_saved"))


def note_changed_screen(words: Words) -> Screen:
    """An edited message changed the note it had become."""
    return Screen(words.phrases.say("receipt.note_changed"))


def already_done_screen(done: Done, words: Words) -> Screen:
    """A lone score although today is done; changing it is one tap away."""
    phrases, code = words.phrases, done.prompt.code
    change = (Button(phrases.label("receipt.change"), ChangeAnswers(code)),) if done.checkin.answers else ()
    show = Button(phrases.label("receipt.show"), ShowReceipt(code))
    return Screen(phrases.say("receipt.already_done"), ((*change, show),))


def _undone_screen(prompt: Prompt, words: Words) -> Screen:
    phrases = words.phrases
    return Screen(
        phrases.say("receipt.undone"),
        (
            (Button(phrases.label("receipt.bring_back"), BringBack(prompt.code)),),
            (Button(phrases.label("receipt.start_over"), FirstTap(prompt.code)),),
        ),
    )


def _snoozed_screen(prompt: Prompt, words: Words) -> Screen:
    at = clock_words(prompt.due_at.astimezone(ZoneInfo(prompt.zone)).time())
    phrases = words.phrases
    now = Button(phrases.label("ready.check_in"), FirstTap(prompt.code))
    return Screen(phrases.say("checkin.snoozed", time=at), column(now))


def _day_skipped_screen(prompt: Prompt, words: Words) -> Screen:
    phrases = words.phrases
    after_all = Button(phrases.label("checkin.do_it_after_all"), FirstTap(prompt.code))
    return Screen(phrases.say("checkin.day_skipped"), column(after_all))


def closed_screen(words: Words, *, offer: bool = False) -> Screen:
    """The window is over. `offer` adds a way to check in for today."""
    phrases = words.phrases
    if not offer:
        return Screen(phrases.say("checkin.closed"))
    return Screen(phrases.say("checkin.closed_offer"), column(Button(phrases.label("ready.check_in"), CheckInNow())))


def out_of_range_screen(words: Words) -> Screen:
    """A typed number that is no score."""
    return Screen(words.phrases.say("checkin.typed_out_of_range"))


def expired_button_screen(words: Words) -> Screen:
    """A button that means nothing any more."""
    return Screen(words.phrases.say("common.button_expired"), fresh=True)


def score_words(score: float) -> str:
    """6 rather than 6.0; halves keep their point."""
    return f"{score:g}"


def _bold(text: str) -> str:
    return f"<b>{escape(text)}</b>"
