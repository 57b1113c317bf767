"""Pictures that were drawn once, kept as files beside the database; they can be drawn anew at any time."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """A folder of drawn pictures. Nothing in it is about a person."""

    path: Path

    def read(self, name: str) -> bytes | None:
        """A picture by its file name; None when it was not drawn yet."""
        try:
            return (self.path / name).read_bytes()
        except OSError:
            return None

    def keep(self, name: str, picture: bytes) -> None:
        """Keep a picture, whole or not at all; a disk that is full or read-only only costs drawing it again."""
        draft = self.path / f"{name}.new"
        try:
            self.path.mkdir(parents=True, exist_ok=True)
            draft.write_bytes(picture)
            os.replace(draft, self.path / name)
        except OSError:
            return
