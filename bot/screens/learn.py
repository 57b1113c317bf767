"""The card library: shelves, pages of cards, one card, why it says so, and what to ask a clinician."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.domain.cards import Card, Group
from bot.screens.cautions import caution_names
from bot.screens.evidence import evidence_text, grade_words
from bot.screens.library_actions import CardQuestions, OpenCard, OpenShelf, OpenShelves, WhyCard
from bot.screens.red_flags import red_flags_button
from bot.screens.safety import help_button
from bot.screens.screen import LONGEST_LABEL, Button, Rows, Screen, column, grid, lines, paragraphs, shortened
from content.library import Words
from content.markup import Markup

CARDS_ON_A_PAGE = 8
# How many other cards stand below one that was looked for.
MOST_OTHERS = 2
# By the first two letters of a red flag, the most urgent first: now, the same day, by appointment.
URGENCIES = ("RE", "RS", "RA")


def shelves_screen(words: Words) -> Screen:
    """Every shelf that has cards."""
    return Screen(words.phrases.say("learn.shelves"), _shelf_rows(_stocked(words), words))


def shelf_screen(group: Group, words: Words, *, page: int = 0) -> Screen:
    """One page of a shelf, a card a row."""
    phrases = words.phrases
    cards = _on_shelf(group, words)
    pages = max(1, -(-len(cards) // CARDS_ON_A_PAGE))
    page = page % pages
    heading = phrases.say("learn.shelf", shelf=phrases.say(f"learn.group_{group.value}"))
    place = phrases.say("learn.page", page=page + 1, pages=pages) if pages > 1 else ""
    more = Button(phrases.label("settings.more"), OpenShelf(group, (page + 1) % pages))
    back = Button(phrases.label("learn.all_shelves"), OpenShelves())
    shown = cards[page * CARDS_ON_A_PAGE : (page + 1) * CARDS_ON_A_PAGE]
    return Screen(lines([heading, place]), (*_card_rows(shown), (back, more) if pages > 1 else (back,)))


def card_screen(
    card: Card,
    words: Words,
    *,
    asked: str = "",
    ticked: frozenset[str] = frozenset(),
    others: Sequence[Card] = (),
) -> Screen:
    """One card without its questions. `asked` is the name it was looked for by, `ticked` the reader's own cautions."""
    phrases = words.phrases
    name = phrases.say("learn.found_by", name=asked) if asked and asked != card.title else ""
    yours = ticked & card.cautions
    text = paragraphs(
        lines([phrases.say("tip.title", title=card.title), name, grade_words(card.grade, words) if card.grade else ""]),
        *_sections(card, words),
        phrases.say("learn.yours", cautions=caution_names(yours, words)) if yours else "",
        _flag_line(card, words),
        phrases.say("learn.still_english") if card.language != words.language else "",
    )
    return Screen(text, _card_buttons(card, words) + _card_rows(others[:MOST_OTHERS]))


def card_questions_screen(card: Card, words: Words) -> Screen:
    """What to ask a clinician, on a screen one can hold up to them."""
    phrases = words.phrases
    heading = phrases.say("learn.ask_heading", title=card.title)
    return Screen(paragraphs(heading, Markup(card.ask)), column(_back_to(card, words)))


def why_card_screen(card: Card, words: Words) -> Screen:
    """How good the evidence is, where it comes from, and who should take extra care."""
    phrases = words.phrases
    title = phrases.say("tip.title", title=card.title)
    evidence = evidence_text(card.grade, card.sources, card.review, words)
    names = caution_names(card.cautions, words)
    cautions = phrases.say("learn.cautions", cautions=names) if names else ""
    return Screen(paragraphs(title, evidence, cautions), column(_back_to(card, words)))


def found_screen(cards: Sequence[Card], words: Words, *, is_mention: bool = False) -> Screen:
    """The cards that may be meant, the likeliest first, or that only speak of what was typed."""
    phrases = words.phrases
    shelves = Button(phrases.label("learn.all_shelves"), OpenShelves())
    heading = phrases.say("learn.mentioned") if is_mention else phrases.say("learn.found")
    return Screen(heading, (*_card_rows(cards), (shelves,)))


def not_found_screen(near: Sequence[Group], words: Words) -> Screen:
    """No card for that; the shelves that may be near, or all of them."""
    phrases = words.phrases
    is_english = any(card.language != words.language for card in words.cards.values())
    hint = phrases.say("learn.try_english") if is_english else ""
    if not near:
        return Screen(paragraphs(phrases.say("learn.not_found"), hint), _shelf_rows(_stocked(words), words))
    shelves = Button(phrases.label("learn.all_shelves"), OpenShelves())
    return Screen(paragraphs(phrases.say("learn.not_found_near"), hint), (*_shelf_rows(near, words), (shelves,)))


def _sections(card: Card, words: Words) -> list[str]:
    """What it is, what is known, and care; a list of signs to seek help reads on without headings."""
    texts = {"what": card.what, "known": card.known, "care": card.care}
    if card.group is Group.SEEK_HELP:
        return list(texts.values())
    return [lines([words.phrases.say(f"learn.{key}"), text]) for key, text in texts.items()]


def _flag_line(card: Card, words: Words) -> str:
    """How soon the most urgent sign this card names wants a human; seek-help cards say it themselves."""
    if card.group is Group.SEEK_HELP:
        return ""
    levels = {flag[:2] for flag in card.red_flags}
    return next((words.phrases.say(f"learn.flag_{level.lower()}") for level in URGENCIES if level in levels), "")


def _card_buttons(card: Card, words: Words) -> Rows:
    phrases = words.phrases
    ask = (Button(phrases.label("learn.ask"), CardQuestions(card.id)),) if card.ask else ()
    page = _on_shelf(card.group, words).index(card) // CARDS_ON_A_PAGE
    shelf = Button(phrases.label(f"learn.group_{card.group.value}"), OpenShelf(card.group, page))
    is_urgent = any(flag.startswith(URGENCIES[0]) for flag in card.red_flags)
    help_now = ((help_button(words),),) if is_urgent else ()
    signs = ((red_flags_button(words),),) if card.red_flags else ()
    return ((*ask, Button(phrases.label("tip.why"), WhyCard(card.id))), *help_now, *signs, (shelf,))


def _back_to(card: Card, words: Words) -> Button:
    return Button(words.phrases.label("learn.back_to_card"), OpenCard(card.id))


def _on_shelf(group: Group, words: Words) -> list[Card]:
    return [card for card in words.cards.values() if card.group is group]


def _stocked(words: Words) -> list[Group]:
    """The shelves that have cards, in their order."""
    stocked = {card.group for card in words.cards.values()}
    return [group for group in Group if group in stocked]


def _shelf_rows(groups: Iterable[Group], words: Words) -> Rows:
    return grid([Button(words.phrases.label(f"learn.group_{each.value}"), OpenShelf(each, 0)) for each in groups], 2)


def _card_rows(cards: Iterable[Card]) -> Rows:
    return column(*(Button(shortened(card.title, LONGEST_LABEL), OpenCard(card.id)) for card in cards))
