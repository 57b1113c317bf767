"""The way to human help: a country's emergency number first, then people to call, text or chat with."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.domain.lines import NOT_LISTED, Country, Line, LineBook, Reach, Standing, lines_for
from bot.screens.help_actions import CallLines, ChooseCountry, PickCountry, TextLines, WhatHappens
from bot.screens.screen import Button, Rows, Screen, column, grid, lines, paragraphs
from content.library import Words
from content.markup import Markup
from content.phrases import Phrases

COUNTRIES_ON_A_PAGE = 16
# More would be a list to study; findahelpline.com has the rest.
MOST_LINES = 3
CALL, WRITE = frozenset({Reach.CALL}), frozenset({Reach.TEXT, Reach.CHAT})


def helpnow_screen(country: Country | None, words: Words, now: datetime) -> Screen:
    """Emergency text first, always; the lines of the country, or what works in many places."""
    phrases = words.phrases
    title = phrases.say("safety.helpnow_title", country=words.countries.get(country.code, "")) if country else ""
    shown = lines_text(country, words, now, most=MOST_LINES)
    text = phrases.say("safety.helpnow", emergency=emergency_words(country, phrases), lines=shown)
    return Screen(paragraphs(str(title), text), _ways_rows(country, words))


def ask_country_screen(words: Words, countries: LineBook, now: datetime, *, page: int = 0) -> Screen:
    """The text that works anywhere, and below it the list of countries to choose from."""
    say = words.phrases.say
    listed = [code for code in words.countries if code in countries.countries]
    shown, more = _page(listed, page)
    anywhere = emergency_words(None, words.phrases)
    text = say("safety.helpnow_anywhere", emergency=anywhere, lines=lines_text(None, words, now))
    question = paragraphs(say("safety.which_country"), say("safety.which_country_hint") if page == 0 else "")
    buttons = [Button(words.countries[code], PickCountry(code)) for code in shown]
    last = [Button(words.phrases.label("safety.not_listed"), PickCountry(NOT_LISTED))]
    if more is not None:
        last.append(Button(words.phrases.label("safety.more_countries"), ChooseCountry(more)))
    return Screen(paragraphs(text, question), (*grid(buttons, 2), tuple(last)))


def some_countries_screen(codes: Sequence[str], words: Words) -> Screen:
    """A typed name that may be several countries."""
    buttons = [Button(words.countries[code], PickCountry(code)) for code in codes]
    none = Button(words.phrases.label("safety.not_listed"), PickCountry(NOT_LISTED))
    return Screen(words.phrases.say("safety.some_countries"), (*grid(buttons, 2), (none,)))


def unknown_country_screen(words: Words, now: datetime) -> Screen:
    """A country that is not in the book: what works anywhere."""
    known = helpnow_screen(None, words, now)
    return Screen(paragraphs(words.phrases.say("safety.no_such_country"), known.text), known.rows)


def calls_screen(country: Country | None, words: Words, now: datetime) -> Screen:
    """Numbers to call."""
    phrases = words.phrases
    shown = lines_text(country, words, now, reach=CALL)
    text = phrases.say("safety.calls", emergency=emergency_words(country, phrases), lines=shown)
    return Screen(text, _ways_rows(country, words))


def texts_screen(country: Country | None, words: Words, now: datetime) -> Screen:
    """Lines to text or chat with."""
    phrases = words.phrases
    none = phrases.say("safety.no_texts") if country and not lines_for(country, WRITE) else Markup("")
    shown = Markup(lines([none, lines_text(country, words, now, reach=WRITE)]))
    text = phrases.say("safety.texts", emergency=emergency_words(country, phrases), lines=shown)
    return Screen(text, _ways_rows(country, words))


def what_happens_screen(words: Words) -> Screen:
    """What to expect of a call."""
    return Screen(words.phrases.say("safety.what_happens_text"))


def emergency_words(country: Country | None, phrases: Phrases) -> str:
    """The emergency number or numbers; a few common ones where the country is not known."""
    if country is None:
        return str(phrases.say("safety.emergency_anywhere"))
    first, *others = country.emergency
    if not others:
        return first
    return str(phrases.say("safety.emergency_or", first=first, second=others[0]))


def lines_text(
    country: Country | None,
    words: Words,
    now: datetime,
    *,
    reach: frozenset[Reach] = frozenset(Reach),
    child: bool = False,
    most: int | None = None,
) -> Markup:
    """Lines somebody checked, then the page that lists lines everywhere, then those nobody checked, marked so."""
    found = lines_for(country, reach, child=child) if country else ()
    checked = [line for line in found if line.standing(now) is Standing.CHECKED][:most]
    others = [line for line in found if line.standing(now) is not Standing.CHECKED]
    others = others if most is None else others[: most - len(checked)]
    fallback = words.phrases.say("safety.fallback_child" if child else "safety.fallback")
    shown = [*(line_words(line, words, now) for line in checked), fallback]
    return Markup(lines([*shown, *(line_words(line, words, now) for line in others)]))


def line_words(line: Line, words: Words, now: datetime) -> str:
    """One line: its name and number, when it answers, and whether anybody made sure."""
    phrases = words.phrases
    shown = phrases.say(_line_key(line), name=line.name, number=line.number, word=line.word, url=line.url)
    remarks = [each for each in (_hours(line, phrases), _standing(line, phrases, now)) if each]
    return phrases.say("safety.line_more", line=shown, remarks=", ".join(remarks)) if remarks else shown


def _line_key(line: Line) -> str:
    if not line.number:
        return "safety.line_chat"
    if Reach.CALL in line.reach:
        return "safety.line_call_text" if Reach.TEXT in line.reach else "safety.line_call"
    return "safety.line_text_word" if line.word else "safety.line_text"


def _hours(line: Line, phrases: Phrases) -> str:
    if line.hours == "24/7":
        return str(phrases.say("safety.any_time"))
    if line.hours in ("limited", "varies"):
        return str(phrases.say(f"safety.hours_{line.hours}"))
    start, _, end = line.hours.partition("-")
    return str(phrases.say("safety.span", start=start, end=end)) if end else ""


def _standing(line: Line, phrases: Phrases, now: datetime) -> str:
    match line.standing(now):
        case Standing.CHECKED:
            return ""
        case Standing.OVERDUE:
            return str(phrases.say("safety.not_checked_since", date=line.checked_on))
        case Standing.NEVER:
            return str(phrases.say("safety.not_checked"))


def country_button(country: Country | None, words: Words) -> Button:
    """The way to the list of countries."""
    key = "safety.other_country" if country else "safety.choose_country"
    return Button(words.phrases.label(key), ChooseCountry(0))


def way_buttons(country: Country | None, words: Words) -> tuple[Button, Button]:
    """To call, and to text or chat."""
    code = country.code if country else None
    return (
        Button(words.phrases.label("safety.call"), CallLines(code), "primary"),
        Button(words.phrases.label("safety.text"), TextLines(code)),
    )


def _ways_rows(country: Country | None, words: Words) -> Rows:
    happens = Button(words.phrases.label("safety.what_happens"), WhatHappens())
    return column(happens, country_button(country, words))


def _page(codes: Sequence[str], page: int) -> tuple[Sequence[str], int | None]:
    """The codes of one page and the number of the next; any number is some page."""
    pages = max(1, -(-len(codes) // COUNTRIES_ON_A_PAGE))
    page %= pages
    shown = codes[page * COUNTRIES_ON_A_PAGE : (page + 1) * COUNTRIES_ON_A_PAGE]
    return shown, (page + 1) % pages if pages > 1 else None
