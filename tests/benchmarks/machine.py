"""What the figures were taken on: processor, memory, system and versions; no names of machines, no paths."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

OURS = ("python-telegram-bot", "httpx", "aiohttp", "aiosqlite", "cryptography", "uvloop")
OTHERS = ("aiogram", "pyTelegramBotAPI", "aiohttp", "pydantic")
ASK_VERSION = "import sys; from importlib.metadata import version; print(*map(version, sys.argv[1:]), sep='\\n')"


def machine(others: str | None) -> list[str]:
    """One fact a line."""
    memory = _first("/proc/meminfo", "MemTotal")
    gigabytes = f", {int(memory.split()[0]) / 2**20:.0f} GiB of memory" if memory else ""
    facts = [
        f"{_first('/proc/cpuinfo', 'model name') or platform.machine()}, {os.cpu_count()} cores{gigabytes}",
        f"{_system()}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
        "Ebb: " + ", ".join(f"{name} {version(name)}" for name in OURS),
    ]
    if others:
        asked = subprocess.run(  # noqa: S603 - the interpreter that `make bench` has made
            [others, "-c", ASK_VERSION, *OTHERS], capture_output=True, text=True, check=True
        )
        told = zip(OTHERS, asked.stdout.split(), strict=True)
        facts.append("The others: " + ", ".join(f"{name} {number}" for name, number in told))
    return facts


def _system() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']} ({platform.system()} {platform.release()})"
    except OSError:
        return f"{platform.system()} {platform.release()}"


def _first(path: str, key: str) -> str | None:
    """What stands behind a key in one of the kernel's listings."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return None
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), None)
