"""The operator's commands, run in this process: what each prints, and its exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.cli import main
from tests.program import Ended


@dataclass(frozen=True)
class Commands:
    """`python -m bot` in a folder of its own, with nothing set but what is given."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def run(self, *arguments: str, **settings: str) -> Ended:
        """Run one command to its end."""
        self.patch.chdir(self.folder)
        self.patch.setenv("HOME", str(self.folder))
        for name, value in settings.items():
            self.patch.setenv(name, value)
        try:
            code = main(arguments)
        except SystemExit as ended:
            code = int(str(ended.code))
        said = self.capsys.readouterr()
        return Ended(code, said.out.splitlines(), said.err.splitlines())
