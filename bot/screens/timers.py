"""What a timer says: that it runs, that it is time to stop, that the rest is over."""

from __future__ import annotations

from datetime import datetime

from bot.domain.alarms import Alarm
from bot.domain.pacing import REST_MINUTES, Done, stretches
from bot.domain.pacing_picture import ActivityDay
from bot.domain.person import Person
from bot.screens.pacing_actions import LogDay, OpenPacing, StartTimer, StopTimer
from bot.screens.screen import Button, Screen, column, paragraphs
from bot.screens.when import clock_words, local_time
from content.library import Words


def running_screen(day: ActivityDay, alarm: Alarm, person: Person, words: Words) -> Screen:
    """The timer runs; it will ring a little before the limit."""
    say, activity = words.phrases, day.activity
    pieces = stretches(day.amount or 0, is_tired=alarm.is_tired)
    piece = say.say("timer.piece", place=alarm.place + 1, count=len(pieces)) if len(pieces) > 1 else ""
    at = clock_words(local_time(alarm.due_at, person.zone or "UTC"))
    text = paragraphs(say.say("timer.running", activity=activity.name, time=at), piece)
    return Screen(text, column(Button(say.label("pacing.stop_timer"), StopTimer(activity.id))))


def stop_screen(day: ActivityDay, alarm: Alarm, person: Person, words: Words, *, now: datetime) -> Screen:
    """Time to stop, before the limit. It rings, because it was asked to; no health word in its first line."""
    say, activity = words.phrases, day.activity
    at = clock_words(local_time(alarm.due_at, person.zone or "UTC"))
    late = say.say("timer.late", time=at) if alarm.is_late(now) else ""
    text = paragraphs(say.say("timer.stop"), late, say.say("timer.rest_now", minutes=f"{REST_MINUTES:g}"))
    done = tuple(Button(say.label(f"pacing.{each.value}"), LogDay(activity.id, each)) for each in Done)
    return Screen(text, (done, (Button(say.label("timer.no_rest"), StopTimer(activity.id)),)), loud=True)


def rest_over_screen(day: ActivityDay, alarm: Alarm, words: Words) -> Screen:
    """The rest is over; the next stretch is an offer, never a duty."""
    say, activity = words.phrases, day.activity
    following = alarm.place + 1
    if day.amount is None or following >= len(stretches(day.amount, is_tired=alarm.is_tired)):
        return Screen(say.say("timer.rest_over"), column(Button(say.label("timer.pacing"), OpenPacing())), loud=True)
    go_on = Button(say.label("timer.next_piece"), StartTimer(activity.id, following, int(alarm.is_tired)))
    enough = Button(say.label("timer.enough"), LogDay(activity.id, Done.LESS))
    return Screen(say.say("timer.rest_over_next"), column(go_on, enough), loud=True)


def timer_stopped_screen(words: Words) -> Screen:
    """No timer runs any more."""
    return Screen(words.phrases.say("timer.stopped"), column(Button(words.phrases.label("timer.pacing"), OpenPacing())))
