"""Phrases and program fit together: every key the program asks for is there, and every phrase is asked for."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from telegram.ext import CommandHandler

import content
from bot.domain.appointment import Cause
from bot.domain.cards import Group
from bot.domain.cautions import CAUTIONS
from bot.domain.checkin import Feeling
from bot.domain.energy import EnergyUnit
from bot.domain.flare import Helped
from bot.domain.pacing import OFFERED, Done, Reason, Unit
from bot.domain.payback import Payback
from bot.domain.prompts import SNOOZES
from bot.domain.red_flags import Urgency
from bot.domain.tips import Energy, Grade, Topic
from bot.screens.actions import Action
from handlers.context import TapHandler
from handlers.profile import COMMANDS
from tests.library import library
from tests.world import World

PROGRAM = Path(content.__file__).parents[1]
PHRASES = library().words("en").phrases.entries
KEY = re.compile(r"[a-z]+\.[a-z][a-z0-9_]*")
# Keys put together by the program: the fixed beginning, and every ending there can be.
ENDINGS = {
    "checkin.": {feeling.value for feeling in Feeling},
    "checkin.snooze_": {str(int(each.total_seconds() // 60)) for each in SNOOZES},
    "pause.day_": {"1", "3", "7"},
    "tip.cost_": {energy.value for energy in Energy},
    "tip.grade_": {grade.name.lower() for grade in Grade},
    "tip.review_": {"draft", "reviewed"},
    "tip.topic_": {topic.value for topic in Topic},
    "tip.words_": {topic.value for topic in Topic},
    "grades.": {grade.name.lower() for grade in Grade},
    "learn.": {"what", "known", "care"},
    "learn.group_": {group.value for group in Group},
    "learn.flag_": {"re", "rs", "ra"},
    "pacing.kind_": set(OFFERED),
    "pacing.one_": {unit.value for unit in Unit},
    "pacing.some_": {unit.value for unit in Unit},
    "pacing.unit_": {unit.value for unit in Unit},
    "pacing.own_": {unit.value for unit in Unit},
    "pacing.said_": {done.value for done in Done},
    "pacing.": {done.value for done in Done},
    "pacing.why_": {reason.value for reason in Reason},
    "energy.unit_": {unit.value for unit in EnergyUnit},
    "energy.in_": {unit.value for unit in EnergyUnit},
    "payback.": {payback.value for payback in Payback},
    "payback.told_": {payback.value for payback in Payback},
    "flare.helped_": {helped.value for helped in Helped},
    "cautions.": {caution.lower() for caution in CAUTIONS},
    "commands.": set(COMMANDS),
    "safety.appointment_": {cause.value for cause in Cause},
    "safety.hours_": {"limited", "varies"},
    "signs.level_": {each.name.lower() for each in Urgency},
    "signs.text_": {each.name.lower() for each in Urgency},
    "signs.action_": {each.name.lower() for each in Urgency},
}


def strings() -> Iterator[str]:
    """Every text in the program, with those put together cut off where the first value comes in."""
    for files in ("bot/screens/*.py", "handlers/*.py", "content/loader.py"):
        for path in sorted(PROGRAM.glob(files)):
            tree = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            pieces = {id(part) for node in tree if isinstance(node, ast.JoinedStr) for part in node.values}
            for node in tree:
                if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                    yield f"{node.values[0].value}{{"
                elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in pieces:
                    yield node.value


def tables() -> set[str]:
    return {key.partition(".")[0] for key in PHRASES}


def used() -> set[str]:
    found = set()
    for text in strings():
        begun = text.removesuffix("{")
        if text.endswith("{") and begun in ENDINGS:
            found |= {begun + ending for ending in ENDINGS[begun]}
        elif KEY.fullmatch(text) and text.partition(".")[0] in tables():
            found.add(text)
    return found


def test_every_key_the_program_asks_for_is_a_phrase() -> None:
    assert sorted(used() - PHRASES.keys()) == []


def test_every_phrase_is_asked_for() -> None:
    assert sorted(PHRASES.keys() - used()) == []


def test_every_beginning_of_a_key_has_its_endings_listed_here() -> None:
    begun = {text[:-1] for text in strings() if text.endswith("{") and text.partition(".")[0] in tables()}
    assert begun == set(ENDINGS)


@pytest.mark.parametrize("name", COMMANDS)
async def test_every_command_in_the_menu_has_a_route(ebb: World, name: str) -> None:
    routes = {
        command
        for group in ebb.ebb.application.handlers.values()
        for handler in group
        if isinstance(handler, CommandHandler)
        for command in handler.commands
    }
    assert name in routes


async def test_every_kind_of_button_has_exactly_one_route(ebb: World) -> None:
    kinds = [
        handler._kind
        for group in ebb.ebb.application.handlers.values()
        for handler in group
        if isinstance(handler, TapHandler)
    ]
    assert sorted(kind.code for kind in kinds) == sorted(Action.kinds)


def test_every_command_named_in_the_words_is_a_command() -> None:
    known = set(COMMANDS) | {"start", "relax", "breathe", "resume"}
    words = library().words("en")
    texts = [str(entry) for entry in PHRASES.values()] + [page.text for page in words.pages.values()]
    named = {name for text in texts for name in re.findall(r"(?<![\w<])/([a-z]{2,})", text)}
    assert named - known - {"findahelpline", "childhelplineinternational", "b", "i", "a"} == set()
