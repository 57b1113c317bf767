"""What holds for every screen: Telegram's limits, our own manners, and a way on."""

from __future__ import annotations

import inspect
import re
from pathlib import Path

import pytest

import bot.screens
from bot.domain.standing import Asking
from bot.domain.text import utf16_length
from bot.playground.markup import parse_html
from bot.screens import (
    admin,
    calm,
    cautions,
    checkin,
    crisis,
    energy,
    flare,
    learn,
    lines,
    pacing,
    playing,
    privacy,
    red_flags,
    safety,
    settings,
    start,
    timers,
    tips,
)
from bot.screens.actions import Action, BackFrom, SkipQuestion, StopPlaying
from bot.screens.callback_data import encode
from bot.screens.screen import Button, Screen, ScreenTooLarge
from content.library import Words
from content.markup import plain
from tests.screens.conftest import ANNA, MARA, OTTO, PROMPT, WORDS, drawn, standings

MODULES = (
    *(admin, calm, cautions, checkin, crisis, energy, flare, learn, lines, pacing, playing),
    *(privacy, red_flags, safety, settings, start, timers, tips),
)
HEALTH = {symptom.name.lower().split()[0] for symptom in WORDS.symptoms.values()} | {
    "pain", "ill", "illness", "fibromyalgia", "flare", "symptom", "symptoms", "health", "tired", "sleep", "diary",
}  # fmt: skip
EMOJI = re.compile("[\u2600-\u27bf\U0001f000-\U0001faff]")
# Long texts that a person asked to read.
PAGES = {"about_screen", "read_more_screen", "privacy_screen", "help_screen", "whole_text_screen"}
# What is known about something, at length; the check of the words counts theirs.
CARDS = {"card_screen", "why_card_screen", "card_questions_screen"}
# These hold a whole tip, technique or warning sign under their own limits, a receipt, or what a person told themselves.
LONGER = PAGES | CARDS | {"tip_screen", "why_screen", "technique_screen", "checkin_screen", "asked_for_screen"}
LONGER |= {"red_flag_screen", "pacing_screen", "flare_ended_screen", "flare_summed_up_screen"}


def test_no_screen_is_left_out() -> None:
    seen = {name for name, _ in drawn()}
    written = {
        name
        for module in MODULES
        for name, value in inspect.getmembers(module, inspect.isfunction)
        if name.endswith("_screen") and value.__module__ == module.__name__ and not name.startswith("_")
    }
    assert seen == written


def test_every_text_is_within_telegrams_limit_and_marked_up_as_telegram_knows() -> None:
    for name, screen in drawn():
        text, _ = parse_html(screen.text)
        assert 0 < utf16_length(text) <= 4096, name
        assert text.strip() == plain(screen.text).strip(), name


def test_every_keyboard_is_within_telegrams_limits() -> None:
    for name, screen in drawn():
        assert all(1 <= len(row) <= 8 for row in screen.rows), name
        assert sum(len(row) for row in screen.rows) <= 100, name


def test_every_label_fits_a_button_and_is_not_empty() -> None:
    for name, screen in drawn():
        for button in buttons(screen):
            assert 0 < len(button.label) <= 40, (name, button.label)
            assert button.label == button.label.strip(" ,"), (name, button.label)


def test_every_button_travels_in_64_bytes() -> None:
    for _, screen in drawn():
        for button in buttons(screen):
            if isinstance(button.leads_to, Action):
                assert len(encode(button.leads_to).encode()) <= 64
            else:
                assert button.leads_to.startswith("https://")


def test_no_two_buttons_of_a_screen_say_the_same() -> None:
    for name, screen in drawn():
        labels = [button.label for button in buttons(screen)]
        assert len(labels) == len(set(labels)), (name, labels)


def test_a_line_over_the_chat_is_short_plain_text() -> None:
    for name, screen in drawn():
        assert len(screen.toast) <= 200, name
        assert "<" not in screen.toast, name


def test_nothing_shouts_and_emoji_are_rare() -> None:
    for name, screen in drawn():
        said = " ".join([plain(screen.text), *(button.label for button in buttons(screen)), screen.toast])
        assert "!" not in said, name
        assert len(EMOJI.findall(said.replace("✓", ""))) <= 1, name


def test_nothing_counts_blames_or_praises() -> None:
    for name, screen in drawn():
        if name in {"tip_screen", "why_screen"} | CARDS:
            continue
        said = plain(screen.text).lower()
        assert not re.search(r"\b(missed|streak|in a row|you should|well done|great job|forgot)\b", said), name


def test_no_placeholder_is_left_open() -> None:
    for name, screen in drawn():
        # In a card "None of them" is English.
        text = screen.text if name not in CARDS else screen.text.replace("None ", "")
        assert not re.search(r"\{[a-z_]+\}|\bNone\b|Markup\(", text), name


def test_short_screens_have_sixty_words_at_most() -> None:
    for name, screen in drawn():
        if name in LONGER:
            continue
        assert len(plain(screen.text).split()) <= 60, (name, screen.text)


def test_everything_is_silent_but_a_timer_that_somebody_started() -> None:
    assert {name for name, screen in drawn() if screen.loud} == {"stop_screen", "rest_over_screen"}


@pytest.mark.parametrize("person", [ANNA, MARA, OTTO])
def test_the_first_line_of_a_prompt_has_no_word_about_health(person: object, words: Words) -> None:
    screen = checkin.first_tap_screen(PROMPT, person, words)  # type: ignore[arg-type]
    first = plain(screen.text).splitlines()[0].lower()
    assert not set(re.findall(r"[a-z]+", first)) & HEALTH


def test_skip_and_back_are_on_every_question() -> None:
    questions = [each for each in standings() if isinstance(each, Asking)]
    assert questions
    for asking in questions:
        for person in (ANNA, OTTO):
            kinds = {type(button.leads_to) for button in buttons(checkin.checkin_screen(asking, person, WORDS))}
            assert {SkipQuestion, BackFrom} <= kinds


def test_both_ends_of_the_scale_are_named_on_every_question() -> None:
    for asking in (each for each in standings() if isinstance(each, Asking)):
        text = plain(checkin.checkin_screen(asking, ANNA, WORDS).text)
        assert re.search(r"^0 = .+\n10 = .+$", text, re.MULTILINE)


def test_large_buttons_are_six_and_small_ones_eleven() -> None:
    asking = next(each for each in standings() if isinstance(each, Asking))
    small = [each.label for each in buttons(checkin.checkin_screen(asking, ANNA, WORDS)) if each.label.isdecimal()]
    large = [each.label for each in buttons(checkin.checkin_screen(asking, OTTO, WORDS)) if each.label.isdecimal()]
    assert small == [str(score) for score in range(11)]
    assert large == ["0", "2", "4", "6", "8", "10"]


def test_stop_is_on_every_moment_of_a_technique() -> None:
    playing = [screen for name, screen in drawn() if name == "beat_screen"]
    assert playing
    assert all(any(isinstance(each.leads_to, StopPlaying) for each in buttons(screen)) for screen in playing)


def test_help_is_one_tap_away_where_it_may_be_needed() -> None:
    wanted = {"welcome_screen", "help_screen", "not_understood_screen", "storage_down_screen"}
    found = {name for name, screen in drawn() if any(each.label == "Help now" for each in buttons(screen))}
    assert wanted <= found
    assert any(name == "checkin_screen" for name, screen in drawn() if "Help now" in str(screen.rows))


@pytest.mark.parametrize("text", ["", " \n ", "<b> </b>", "a" * 4097, "🦓" * 2049])
def test_a_text_telegram_would_refuse_is_no_screen(text: str) -> None:
    with pytest.raises(ScreenTooLarge):
        Screen(text)


def test_marks_do_not_count_towards_the_length() -> None:
    assert Screen("<b>" + "&lt;" * 4096 + "</b>")


@pytest.mark.parametrize("row", [(), (Button("a", "https://a.example"),) * 9])
def test_a_row_telegram_would_refuse_is_no_screen(row: tuple[Button, ...]) -> None:
    with pytest.raises(ScreenTooLarge):
        Screen("text", (row,))


def buttons(screen: Screen) -> list[Button]:
    return [button for row in screen.rows for button in row]


def test_screens_know_no_network() -> None:
    for path in Path(bot.screens.__file__).parent.glob("*.py"):
        assert not re.search(r"^(?:from|import) (?:telegram|aiohttp|asyncio)", path.read_text(), re.MULTILINE)
