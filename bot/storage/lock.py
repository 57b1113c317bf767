"""The lock that keeps a second instance away from the same database."""

from __future__ import annotations

import fcntl
import os
from dataclasses import dataclass
from pathlib import Path

from bot.storage.errors import AnotherInstance


@dataclass(frozen=True, slots=True)
class Lock:
    """Held until released, or until the process ends in whatever way."""

    descriptor: int

    def release(self) -> None:
        """Let the next one in. The file stays: removing it could let two in at once."""
        os.close(self.descriptor)


def lock_path(path: Path) -> Path:
    """Where the lock of a database lies."""
    return path.with_name(f"{path.name}.lock")


def hold(path: Path) -> Lock:
    """Lock a database for this process; AnotherInstance when somebody holds it."""
    descriptor = os.open(lock_path(path), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.read(descriptor, 20).decode(errors="replace").strip()
        os.close(descriptor)
        raise AnotherInstance(path, f"process {holder or 'unknown'}") from error
    os.truncate(descriptor, 0)
    os.write(descriptor, f"{os.getpid()}\n".encode())
    return Lock(descriptor)
