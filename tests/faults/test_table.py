"""The table of faults: every row is filled, every number is there, and every test it names exists and is a test."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bot.settings import known_names

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "docs" / "faults.md"
NUMBERS = range(1, 58)
COLUMNS = ("number", "fault", "behaviour", "tests")
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
LIKE_FAULT = re.compile(r"test_faults?_(\d\d)(?:_and_(\d\d))?_")
DRIVERS_OF_SERVERS = {"asyncpg", "psycopg", "psycopg2", "sqlalchemy", "mysqlclient", "redis"}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def rows() -> dict[int, dict[str, str]]:
    """The table, row by row, under the number of the fault."""
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \d+ \|", line)]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    assert all(len(row) == len(COLUMNS) for row in cells), "a row with too few or too many cells"
    return {int(row[0]): dict(zip(COLUMNS, row, strict=True)) for row in cells}


@cache
def names_in(file: str) -> frozenset[str]:
    """Every test that pytest collects from a file: functions, and classes put there by name."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    functions = {node.name for node in tree.body if isinstance(node, FUNCTIONS)}
    classes = {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.value).endswith(".TestCase")
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return frozenset(name for name in functions | classes if name.startswith("test_"))


def named_by_number() -> Iterator[tuple[int, str]]:
    """Every test in the tree that carries the number of a fault in its name."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        file = path.relative_to(ROOT).as_posix()
        for name in names_in(file):
            if found := LIKE_FAULT.match(name):
                yield from ((int(number), f"{file}::{name}") for number in found.groups() if number)


def test_all_57_faults_are_in_the_table_in_order() -> None:
    assert list(rows()) == list(NUMBERS)


@pytest.mark.parametrize("number", NUMBERS)
def test_every_row_is_filled_and_names_tests_that_exist(number: int) -> None:
    row = rows()[number]
    assert all(len(row[column]) > 8 for column in COLUMNS[1:])
    assert not re.search(r"TODO|TBD|\?\?|^[-–—]$", " ".join(row.values()))
    named = TEST.findall(row["tests"])
    assert named
    for file, name in named:
        assert (ROOT / file).exists(), file
        assert name in names_in(file), f"{file} has no {name}"


def test_no_test_of_a_fault_is_left_out_of_its_row() -> None:
    missing = [name for number, name in named_by_number() if f"`{name}`" not in rows()[number]["tests"]]
    assert missing == []


def test_a_made_up_test_would_be_noticed() -> None:
    assert "test_a_made_up_test_would_be_noticed" in names_in("tests/faults/test_table.py")
    assert "test_that_nobody_wrote" not in names_in("tests/faults/test_table.py")
    assert TEST.findall("`tests/a.py::test_b` and tests/c.py::test_d") == [("tests/a.py", "test_b")]
    assert dict(named_by_number())[57] == "tests/faults/test_canary.py::" + next(
        name for name in names_in("tests/faults/test_canary.py") if "fault_57" in name
    )


def test_faults_55_and_56_cannot_happen_to_one_program_with_one_file() -> None:
    """No database server can be named, none is spoken to, and a second program is kept off (fault 18)."""
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    packages = {line.partition("==")[0].strip().lower() for line in lock.splitlines() if "==" in line}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.split(r"[><=\[; ]", each)[0].lower() for each in project["dependencies"]}
    assert "aiosqlite" in packages & wanted
    assert not (packages | wanted) & DRIVERS_OF_SERVERS
    assert [name for name in known_names() if "DATABASE" in name] == ["EBB_DATABASE"]


def test_fault_46_nothing_writes_a_table_that_a_spreadsheet_could_open() -> None:
    """There is no export yet. Whoever adds one adds a test that a cell never begins a formula, and names it here."""
    sources = [path for top in ("bot", "handlers", "content") for path in (ROOT / top).rglob("*.py")]
    writers = [
        path.name
        for path in sources
        if re.search(r"^\s*(import|from) (csv|openpyxl)\b", path.read_text(), re.MULTILINE)
    ]
    assert writers == []
