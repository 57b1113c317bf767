"""The far edge of how this project is built. Each rule is tried on a small bad sample, then on every file."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ("bot/", "handlers/", "content/")
RINGS_WITHOUT_A_CLOCK = tuple(f"bot/{ring}/" for ring in ("domain", "services", "screens", "storage")) + SOURCE[1:]
EXPLAINED = tuple(f"bot/{ring}/" for ring in ("domain", "services", "storage", "runtime"))

MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
MOST_POSITIONAL = 4
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "core", "misc"}
GIVEN_NAMES = {"bot", "handlers", "content", "tests", ".env.example", "Dockerfile", "pyproject.toml"}
USUAL_NAMES = {
    *("README.md", "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", "Makefile", "docs"),
    *(
        "requirements.lock",
        "requirements-dev.lock",
        "requirements-bench.lock",
        ".ci",
        ".gitignore",
        ".dockerignore",
        ".git",
    ),
}
# Overrides: how many arguments they take was decided elsewhere.
SHAPED_BY_OTHERS = {"do_request", "process_request", "settings_customise_sources", "select", "select_one"}
# What Telegram itself says in its refusals; nobody is shown it.
WORDS_OF_TELEGRAM = {
    "bot was blocked by the user",
    "user is deactivated",
    "chat not found",
    "bot can't initiate conversation with a user",
    "bot can't send messages to bots",
    "bot was kicked",
    "bot is not a member",
    "have no rights to send a message",
    "not modified",
    "can't parse entities",
}
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
TWO_WORDS = re.compile(r"[^\W\d_]+[,;:.!?…'’]*\s+[^\W\d_]+")
LOGS = {"debug", "info", "warning", "error", "exception", "critical"}
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|DROP|ALTER|PRAGMA|VACUUM|ATTACH)\b")
MACHINE_PATH = re.compile(r"(?<![\w./-])/(work|tmp|root|home|Users|mnt|opt)/")

Find = Callable[[str], Iterator[str]]


@dataclass(frozen=True)
class Rule:
    """What no file of some kind may hold; `find` lists what is wrong in a text, and `bad` is a text it must catch."""

    name: str
    find: Find
    bad: str
    good: str = '"""Fine."""\n'
    within: tuple[str, ...] = (*SOURCE, "tests/")
    suffixes: tuple[str, ...] = (".py",)


@cache
def parsed(text: str) -> ast.Module:
    """The tree of one file, which many rules look at."""
    return ast.parse(text)


@cache
def nodes(text: str) -> tuple[ast.AST, ...]:
    """Every node of that tree."""
    return tuple(ast.walk(parsed(text)))


def too_long(text: str) -> Iterator[str]:
    lines = len(text.splitlines())
    if lines > MOST_LINES:
        yield f"{lines} lines"


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in nodes(text) if isinstance(node, FUNCTIONS))


def long_functions(text: str) -> Iterator[str]:
    for node in functions(text):
        lines = (node.end_lineno or node.lineno) - node.lineno + 1
        if lines > MOST_LINES_OF_A_FUNCTION:
            yield f"{node.name} has {lines} lines"


def crowded_functions(text: str) -> Iterator[str]:
    for node in functions(text):
        names = [each.arg for each in (*node.args.posonlyargs, *node.args.args)]
        count = len(names) - (names[:1] in (["self"], ["cls"]))
        if count > MOST_POSITIONAL and node.name not in SHAPED_BY_OTHERS:
            yield f"{node.name} takes {count} arguments by position"


def no_docstring(text: str) -> Iterator[str]:
    if not ast.get_docstring(parsed(text)):
        yield "the module has no docstring"


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """What others may use: not inside functions, and not what begins with an underscore."""
    for node in body:
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def unexplained(text: str) -> Iterator[str]:
    for node in public(parsed(text).body):
        if not ast.get_docstring(node):
            yield f"{node.name} has no docstring"


def sentences(text: str) -> Iterator[str]:
    """Two words in a row, outside of docstrings, log lines, assertions and what Telegram says."""
    passed_over = {id(part) for node in nodes(text) if is_private_talk(node) for part in ast.walk(node)}
    for node in nodes(text):
        if id(node) in passed_over:
            continue
        words = words_of(node)
        if TWO_WORDS.search(words) and words not in WORDS_OF_TELEGRAM:
            yield f"line {node.lineno}: {words!r}"  # type: ignore[attr-defined]


def is_private_talk(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert) or (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
        return True
    is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    return is_call and node.func.attr in LOGS and ast.unparse(node.func.value) == "logger"  # type: ignore[attr-defined]


def words_of(node: ast.AST) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    return ""


def clocks(text: str) -> Iterator[str]:
    for node in nodes(text):
        if isinstance(node, ast.Import) and any(each.name == "time" for each in node.names):
            yield f"line {node.lineno}: imports time"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield f"line {node.lineno}: imports from time"
        elif isinstance(node, ast.Call) and is_clock(ast.unparse(node.func)):
            yield f"line {node.lineno}: calls {ast.unparse(node.func)}"


def is_clock(called: str) -> bool:
    return bool(re.search(r"\b(datetime\.(now|utcnow|today)|date\.today|asyncio\.sleep|loop\(?\)?\.time)$", called))


def names_in(text: str) -> Iterator[tuple[int, str]]:
    """Every name that is used, set, imported or passed."""
    for node in nodes(text):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Name):
            yield line, node.id
        elif isinstance(node, ast.Attribute):
            yield line, node.attr
        elif isinstance(node, ast.keyword | ast.arg):
            yield line, node.arg or ""
        elif isinstance(node, ast.ImportFrom):
            yield from ((line, name) for name in [*(node.module or "").split("."), *(each.name for each in node.names)])
        elif isinstance(node, ast.Import):
            yield from ((line, name) for each in node.names for name in each.name.split("."))


def banned_parts(text: str) -> Iterator[str]:
    banned = {"bot_data", "chat_data", "user_data", "ConversationHandler", "pickle", "PicklePersistence", "JobQueue"}
    return (f"line {line}: {name}" for line, name in names_in(text) if name in banned)


def built_sql(text: str) -> Iterator[str]:
    for node in nodes(text):
        is_mixed = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod)
        is_filled_in = isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".format")
        is_template = isinstance(node, ast.JoinedStr) and any(
            isinstance(part, ast.FormattedValue) for part in node.values
        )
        if not (is_mixed or is_filled_in or is_template):
            continue
        if any(SQL.search(words_of(part)) for part in ast.walk(node)):
            yield f"line {node.lineno}: SQL put together from pieces"  # type: ignore[attr-defined]


def machine_paths(text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), start=1):
        if MACHINE_PATH.search(line):
            yield f"line {number}: {line.strip()}"


def relative_imports(text: str) -> Iterator[str]:
    for node in nodes(text):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield f"line {node.lineno}: from {'.' * node.level}"


LONG_FUNCTION = "def speak():\n" + "    say()\n" * MOST_LINES_OF_A_FUNCTION
RULES = (
    Rule("a file ends after 400 lines", too_long, "x = 1\n" * 401, "x = 1\n" * 400, suffixes=(".py", ".js", ".css")),
    Rule("a function ends after 40 lines", long_functions, LONG_FUNCTION, LONG_FUNCTION.replace("    say()\n", "", 1)),
    Rule(
        "a function takes at most 4 arguments by position",
        crowded_functions,
        "def add(a, b, c, d, e): ...",
        "class A:\n    def add(self, a, b, c, d, *, e, f): ...",
        within=SOURCE,
    ),
    Rule("every module says what it is for", no_docstring, "x = 1\n", within=SOURCE),
    Rule(
        "every public function of the inner rings is explained",
        unexplained,
        "class Bell:\n    '''Rings.'''\n    async def ring(self): ...",
        "class Bell:\n    '''Rings.'''\n    def _ring(self):\n        def inner(): ...",
        within=EXPLAINED,
    ),
    Rule(
        "handlers and services hold no sentences",
        sentences,
        "async def on_tip(update, context):\n    await send(f'Here is {tip} for you')",
        "'''Says a word.'''\nlogger.info('Two words.')\nlabel('tip.saved')\nif 'not modified' in error: ...",
        within=("handlers/", "bot/services/"),
    ),
    Rule(
        "nobody but the app and the runtime reads a clock or sleeps",
        clocks,
        "import datetime as dt\nnow = dt.datetime.now(dt.UTC)",
        "from datetime import time\nnow = clock.now()\nawait clock.sleep(1)\nlater = now.time()",
        within=RINGS_WITHOUT_A_CLOCK,
    ),
    Rule("no hidden state", banned_parts, "context.bot_data['people'] = 1", "'''No pickle.'''", within=SOURCE),
    Rule("no pickles", banned_parts, "from telegram.ext import PicklePersistence", within=SOURCE),
    Rule(
        "SQL is never put together",
        built_sql,
        "tx.execute(f'SELECT * FROM {table}')",
        "tx.execute('SELECT * FROM people WHERE id = ?', (1,))\nprint(f'{a} chosen')",
        within=SOURCE,
    ),
    Rule("imports are absolute", relative_imports, "from .person import Person", "from bot.domain import person"),
    Rule(
        "nothing names a place on somebody's machine",
        machine_paths,
        "run it in /ho" + "me/ada/ebb",
        "see https://example.org/home/ and docs/home/",
        within=(*SOURCE, "docs/", "tests/", ".ci/", "README", "CONTRIBUTING", "CHANGELOG", "Makefile", "pyproject"),
        suffixes=(".py", ".js", ".css", ".html", ".md", ".toml", ".txt", ".sql", "run", "Makefile"),
    ),
)


@cache
def ignored() -> list[str]:
    return [line.strip().rstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines() if line.strip()]


def is_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts
    return not any(fnmatch(part, pattern) for part in parts for pattern in [*ignored(), ".git"])


def files(within: tuple[str, ...], suffixes: tuple[str, ...]) -> list[Path]:
    """The project's own files in some folders (or whose path begins so) with some endings."""
    return [
        path
        for path in all_files()
        if path.relative_to(ROOT).as_posix().startswith(within) and path.name.endswith(suffixes)
    ]


@cache
def all_files() -> list[Path]:
    tops = [each for each in ROOT.iterdir() if is_ours(each)]
    found = [path for top in tops for path in ([top] if top.is_file() else top.rglob("*")) if path.is_file()]
    return [path for path in found if is_ours(path)]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_each_rule_catches_what_it_forbids_and_nothing_else(rule: Rule) -> None:
    assert list(rule.find(rule.bad))
    assert not list(rule.find(rule.good))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_house_keeps(rule: Rule) -> None:
    found = files(rule.within, rule.suffixes)
    assert found
    wrong = [f"{path.relative_to(ROOT)}: {each}" for path in found for each in rule.find(path.read_text("utf-8"))]
    assert not wrong, "\n".join([rule.name, *wrong])


def forbidden(paths: list[str]) -> list[str]:
    return [path for path in paths if FORBIDDEN_NAMES & {part.split(".")[0] for part in Path(path).parts}]


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    assert forbidden(["bot/utils.py", "bot/misc/a.js", "bot/domain/person.py"]) == ["bot/utils.py", "bot/misc/a.js"]
    assert not forbidden([str(path.relative_to(ROOT)) for path in files(("",), ("",))])


def strangers(names: set[str]) -> set[str]:
    return {name for name in names - GIVEN_NAMES - USUAL_NAMES if not any(fnmatch(name, each) for each in ignored())}


def test_the_top_of_the_tree_holds_the_given_names_and_what_every_project_has() -> None:
    names = {path.name for path in ROOT.iterdir()}
    assert strangers({"bot", "src", ".venv", "setup.py"}) == {"src", "setup.py"}
    assert not strangers(names)
    assert names >= GIVEN_NAMES


def outside_the_rings(modules: set[str], layers: list[str], exempt: set[str]) -> set[str]:
    named = {module.strip() for layer in layers for module in layer.split("|")}
    return modules - named - exempt


def test_the_import_contracts_name_every_ring() -> None:
    modules = {
        "handlers",
        "content",
        *(f"bot.{path.stem}" for path in (ROOT / "bot").iterdir() if path.suffix == ".py" and path.stem != "__init__"),
        *(f"bot.{path.name}" for path in (ROOT / "bot").iterdir() if (path / "__init__.py").exists()),
    }
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (layers,) = [each["layers"] for each in contracts if each["type"] == "layers"]
    by_hand = [each["forbidden_modules"] for each in contracts if each["name"].startswith("Settings and logs")]

    assert outside_the_rings({"bot.app", "bot.new"}, ["bot.app | bot.cli"], set()) == {"bot.new"}
    assert not outside_the_rings(modules, layers, set(by_hand[0]))
    assert [layer.split(" | ")[0] for layer in layers[-2:]] == ["bot.storage", "bot.domain"]
