from __future__ import annotations

import asyncio
import sys

import pytest

from bot.runtime.loop import run


async def kind_of_loop() -> tuple[str, bool]:
    loop = asyncio.get_running_loop()
    return type(loop).__module__.partition(".")[0], loop.get_debug()


def test_the_program_runs_on_uvloop_where_it_is_installed(monkeypatch):
    pytest.importorskip("uvloop")
    monkeypatch.setenv("PYTHONASYNCIODEBUG", "1")
    assert run(kind_of_loop()) == ("uvloop", False)


def test_the_program_runs_on_the_standard_loop_where_uvloop_is_missing(monkeypatch):
    monkeypatch.setitem(sys.modules, "uvloop", None)
    assert run(kind_of_loop()) == ("asyncio", False)


def test_an_error_of_the_program_comes_out_as_it_is():
    async def main() -> None:
        raise LookupError("as it is")

    with pytest.raises(LookupError, match="as it is"):
        run(main())
