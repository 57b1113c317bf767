"""The way to human help, and the few pages that answer in any state."""

from __future__ import annotations

from bot.screens.actions import CheckInNow
from bot.screens.help_actions import HelpNow
from bot.screens.screen import Button, Screen
from content.library import Words


def help_button(words: Words) -> Button:
    """The button that leads to human help."""
    return Button(words.phrases.label("common.help_now"), HelpNow())


def help_screen(words: Words) -> Screen:
    """All commands, and the way to human help."""
    return Screen(words.pages["help"].text, ((help_button(words),),))


def group_screen(words: Words) -> Screen:
    """One polite line before leaving a group."""
    return Screen(words.phrases.say("start.group"))


def something_wrong_screen(error_id: str, words: Words) -> Screen:
    """A mistake on our side: what was said is safe, and a code to name it by."""
    return Screen(words.phrases.say("common.something_wrong", error_id=error_id), fresh=True)


def storage_down_screen(words: Words) -> Screen:
    """The diary cannot be reached; human help still can."""
    return Screen(words.phrases.say("common.storage_down"), ((help_button(words),),), fresh=True)


def one_moment_screen(words: Words) -> Screen:
    """Said once to somebody who sends too much at once; also the short line over the chat for taps too many."""
    return Screen(words.phrases.say("common.one_moment")).saying(words.phrases.label("common.one_moment_short"))


def not_understood_screen(words: Words) -> Screen:
    """Typed words that are no answer to anything: the way to a check-in, and to people, who can read them."""
    check_in = Button(words.phrases.label("ready.check_in"), CheckInNow())
    return Screen(words.phrases.say("fallback.words"), ((check_in, help_button(words)),))


def media_screen(words: Words) -> Screen:
    """A picture, voice note or file: not opened, not kept."""
    return Screen(words.phrases.say("fallback.media"))


def edited_command_screen(words: Words) -> Screen:
    """An edited message does not run a command."""
    return Screen(words.phrases.say("fallback.edited_command"))


def edited_screen(words: Words) -> Screen:
    """An edit that changes nothing here."""
    return Screen(words.phrases.say("fallback.edited"))
