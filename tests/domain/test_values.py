"""What all of the domain has in common: plain values that never change, and nothing but the standard library."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import bot.domain

MODULES = sorted(module.name for module in pkgutil.iter_modules(bot.domain.__path__, "bot.domain."))
# Reading the clock, rolling dice or waiting is somebody else's work.
NEVER = {"random", "secrets", "time", "asyncio", "threading", "os", "logging"}


def imported(name: str) -> Iterator[str]:
    source = importlib.import_module(name).__file__
    assert source is not None
    for node in ast.walk(ast.parse(Path(source).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


@pytest.mark.parametrize("name", MODULES)
def test_a_domain_module_leans_on_the_standard_library_alone(name: str) -> None:
    for module in imported(name):
        top = module.partition(".")[0]
        assert module.startswith("bot.domain.") or top in sys.stdlib_module_names
        assert top not in NEVER


@pytest.mark.parametrize("name", MODULES)
def test_domain_values_are_frozen_and_slotted(name: str) -> None:
    module = importlib.import_module(name)
    for value in vars(module).values():
        if isinstance(value, type) and dataclasses.is_dataclass(value) and value.__module__ == name:
            assert value.__dataclass_params__.frozen, value  # type: ignore[attr-defined]
            assert "__slots__" in vars(value), value


def test_there_is_something_to_look_at() -> None:
    assert len(MODULES) > 10
