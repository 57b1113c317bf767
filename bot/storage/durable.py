"""Files that are there whole or not at all, whatever happens in between, and readable by this account alone."""

from __future__ import annotations

import os
from pathlib import Path

PRIVATE_FOLDER = 0o700
PRIVATE_FILE = 0o600


def make_private(path: Path) -> None:
    """A new, empty file; FileExistsError when there is one."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, PRIVATE_FILE))


def write_whole(path: Path, content: bytes) -> None:
    """Put this content in place of the file's, and return when it is on disk."""
    draft = path.with_name(f"{path.name}.new")
    draft.unlink(missing_ok=True)
    make_private(draft)
    draft.write_bytes(content)
    move_into_place(draft, path)


def move_into_place(draft: Path, path: Path) -> None:
    """Give a finished file its name, and return when both the file and its name are on disk."""
    _flush(draft)
    draft.rename(path)
    _flush(path.parent)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
