"""A file that changes while the playground runs is read again; a broken one leaves the words as they were."""

from __future__ import annotations

from pathlib import Path

from content.library import ByLanguage
from content.loader import load
from content.reload import Reloader
from tests.content.conftest import PHRASES, TIP, Shelve

TIP_FILE = "en/tips/sl05-turn-the-clock.md"
CHANGED = "A text has changed: the next message uses it."


def a_reloader(root: Path) -> tuple[Reloader, ByLanguage[str]]:
    library = load(root)
    titles = ByLanguage(library, lambda each: {name: words.tips[0].title for name, words in each.languages.items()})
    return Reloader(library, root, lambda: load(root)), titles


def test_nothing_is_read_while_nothing_changes(shelve: Shelve) -> None:
    root = shelve()
    library = load(root)

    def never() -> None:
        raise AssertionError

    changes = Reloader(library, root, never)  # type: ignore[arg-type]
    (root / "en" / "notes.bak").write_text("an editor's own file")
    assert changes.look() is None
    assert changes.look() is None


def test_a_changed_new_and_deleted_file_is_used_at_once(shelve: Shelve) -> None:
    root = shelve()
    changes, titles = a_reloader(root)
    (root / TIP_FILE).write_text(TIP.replace("Turn the clock away", "Hide the clock"))
    assert changes.look() == CHANGED
    assert dict(titles) == {"en": "Hide the clock"}
    (root / "de").mkdir()
    (root / "de" / "phrases.toml").write_text(PHRASES)
    assert changes.look() == CHANGED
    assert len(titles) == 2
    (root / "de" / "phrases.toml").unlink()
    assert changes.look() == CHANGED
    assert changes.look() is None


def test_a_broken_file_is_told_once_and_the_old_words_stay(shelve: Shelve) -> None:
    root = shelve()
    changes, titles = a_reloader(root)
    (root / TIP_FILE).write_text(TIP.replace("patterns", "paterns"))
    assert changes.look() == (
        f"{TIP_FILE}:1: The header has no “patterns”. The words stay as they were. (1 more: run check-content.)"
    )
    assert changes.look() is None
    assert titles["en"] == "Turn the clock away"
    (root / TIP_FILE).write_text(TIP.replace("Turn the clock away", "Mended"))
    assert changes.look() == CHANGED
    assert titles["en"] == "Mended"
