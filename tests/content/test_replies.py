"""The file of reply words: read whole, or refused with what is to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.checkin import Feeling
from content.problems import ContentError
from content.replies import REPLIES_FILE, load_reply_words

SHIPPED = Path(__file__).parents[2] / "content" / "en" / REPLIES_FILE


def edited(folder: Path, old: str, new: str) -> Path:
    """The shipped file with one stretch replaced, in a folder named like a language."""
    text = SHIPPED.read_text(encoding="utf-8")
    assert old in text
    (folder / "en").mkdir()
    path = folder / "en" / REPLIES_FILE
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_file_is_read() -> None:
    words = load_reply_words(SHIPPED)
    assert words.feelings["so so"] is Feeling.SO_SO
    assert words.numbers["six"] == 6.0
    assert ("out", "of") in words.out_of
    assert "no change" in words.same
    assert {"or", "so"} <= words.hedges
    assert words.clock_words["noon"] == 12
    assert "at" in words.clock_fillers


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[scores]", "[scores", "This is not valid TOML"),
        ("[times]", "[tims]", "“tims” is not a table of this file; did you mean “times”?"),
        ("hedges =", "hedge =", "[scores] has no “hedges”."),
        ("hedges =", "hedge =", "“hedge” is not a key of [scores]; did you mean “hedges”?"),
        ('halves = ["half"]', 'halves = "half"', "“halves” should be a list of words."),
        ('halves = ["half"]', "halves = [2]", "“halves” should be a list of words."),
        ('halves = ["half"]', 'halves = [" "]', "“halves” should be a list of words."),
        ("midnight = 0", "midnight = true", "“hours” should be words with numbers."),
        ("midnight = 0", "midnight = 99", "“hours” should be words with numbers."),
        ('"ditto"]', '"ditto", "Skip!"]', "“skip” stands under “same” and under “skip”."),
    ],
)
def test_a_mistake_is_named_with_its_place(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    path = edited(tmp_path, old, new)
    with pytest.raises(ContentError) as raised:
        load_reply_words(path)
    assert sentence in str(raised.value)
    assert str(raised.value).startswith("en/replies.toml:")


def test_a_problem_points_at_its_line(tmp_path: Path) -> None:
    path = edited(tmp_path, 'halves = ["half"]', "halves = 5")
    with pytest.raises(ContentError) as raised:
        load_reply_words(path)
    (problem,) = raised.value.problems
    assert path.read_text(encoding="utf-8").splitlines()[problem.line - 1] == "halves = 5"
