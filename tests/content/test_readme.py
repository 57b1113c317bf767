"""What content/README.md shows can be done exactly as it stands there: it is followed here, word for word."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from textwrap import dedent

import pytest

from content.check import Report, check
from content.library import Library
from content.loader import content_root, load
from content.problems import ContentError
from content.reload import Reloader

README = (content_root(None) / "README.md").read_text(encoding="utf-8")
BLOCKS = [dedent(block).strip() for block in re.findall(r"(?:^(?: {4}.*)?\n)+", README, re.MULTILINE) if block.strip()]
CLOCK = "en/tips/sl05-turn-the-clock.md"
MASSAGE = "en/cards/massage.md"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A copy of the words, as somebody has it who is about to change them."""
    return shutil.copytree(
        content_root(None), tmp_path / "content", ignore=shutil.ignore_patterns("*.py", "__pycache__")
    )


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def block(words: str) -> str:
    return next(each for each in BLOCKS if words in each)


def told(report: Report) -> list[str]:
    return [str(problem) for problem in report.problems]


def test_the_file_that_is_shown_is_the_file_that_is_there(root: Path) -> None:
    assert block("id: sl05") == (root / CLOCK).read_text(encoding="utf-8").strip()


def test_a_clinician_reviews_a_tip(root: Path) -> None:
    old, new = re.findall(r"change the text: “(.+)” becomes “(.+)”", README)[0]
    drafts = check(root).drafts
    change(root / CLOCK, old, new)
    change(root / CLOCK, "review: draft", block("reviewed_by"))
    report = check(root)
    assert (report.drafts, told(report)) == (drafts - 1, [])
    change(root / CLOCK, "patterns:", "patern:")
    assert block("“patern”") in told(check(root))


def test_an_editor_sees_a_change_and_a_mistake_in_the_open_playground(root: Path) -> None:
    library = load(root)
    playground = Reloader(library, root, lambda: load(root))
    change(root / MASSAGE, "names: ", "names: shiatsu, ")
    assert playground.look() == block("A text has changed")
    assert first_found(library, "shiatsu") == "massage"
    change(root / MASSAGE, "names:", "name:")
    assert playground.look() == block("did you mean “names”?")
    assert first_found(library, "shiatsu") == "massage"
    with pytest.raises(ContentError, match="did you mean “names”"):
        load(root)


def first_found(library: Library, typed: str) -> str:
    return library.words("en").finder.find(typed).cards[0].id


def test_a_translator_begins_another_language(root: Path) -> None:
    copy = root / "de/symptoms/pain.md"
    copy.parent.mkdir(parents=True)
    shutil.copy(root / "en/symptoms/pain.md", copy)
    change(copy, "name: Pain", "name: Schmerz")
    assert load(root).words("de").symptoms["pain"].name == "Schmerz"
    problems = told(check(root))
    assert "de/pages/about.md:1: The page “about” is missing in this language." in problems
    wanted = {problem.split(":")[0].removeprefix("de/").partition("/")[0] for problem in problems}
    assert wanted == {"pages", "phrases.toml", "safety", "symptoms", "techniques"}
    assert all(f"`{folder}" in README for folder in wanted)
