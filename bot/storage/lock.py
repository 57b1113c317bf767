"""The lock that keeps a second instance away from the same database."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from bot.storage.errors import AnotherInstance


@dataclass(frozen=True, slots=True)
class Lock:
    """Held until released, or until the process ends in whatever way."""

    file: TextIO

    def release(self) -> None:
        """Let the next one in; a second time does nothing. The file stays: removing it could let two in at once."""
        self.file.close()


def lock_path(path: Path) -> Path:
    """Where the lock of a database lies."""
    return path.with_name(f"{path.name}.lock")


def hold(path: Path) -> Lock:
    """Lock a database for this process; AnotherInstance when somebody holds it."""
    file = os.fdopen(os.open(lock_path(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600), "r+", errors="replace")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = file.read(20).strip()
        file.close()
        raise AnotherInstance(path, f"process {holder or 'unknown'}") from error
    file.truncate(0)
    file.write(f"{os.getpid()}\n")
    file.flush()
    return Lock(file)


def holder(path: Path) -> str | None:
    """Who holds the lock of a database, without touching it; None when nobody does."""
    try:
        with lock_path(path).open(encoding="ascii", errors="replace") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return f"process {file.read(20).strip() or 'unknown'}"
    except OSError:
        return None
    return None
