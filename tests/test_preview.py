"""A text that is changed while the playground runs is what the bot says next; a broken one is told on the console."""

from __future__ import annotations

import asyncio
import re
import shutil
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.program import PATIENCE, ROOT, program

PHRASES = "content/en/phrases.toml"


async def test_an_editor_reads_a_change_in_the_next_message(tmp_path: Path) -> None:
    """Nora mends a sentence, breaks a file, and mends it again, all beside the open playground."""
    copy = tmp_path / "ebb"
    for package in ("bot", "handlers", "content"):
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    phrases = (copy / PHRASES).read_text(encoding="utf-8")
    said_no = 'declined = "'

    async with program(tmp_path, "playground", "--port", "0", from_nothing=True, PYTHONPATH=str(copy)) as child:
        address = re.search(r"http://[\d.:]+", await child.line("The playground is open"))
        assert address is not None
        await child.line("Ebb is running")
        async with ClientSession(address[0]) as page:
            person = (await first_person(page))["chat_id"]
            (copy / PHRASES).write_text(phrases.replace(said_no, said_no + "As you like. "), encoding="utf-8")
            await child.line("A text has changed")
            await say(page, person, "/start")
            await tap(page, person, "No thanks")
            await reads(page, "As you like.", times=1)

            (copy / PHRASES).write_text(phrases + "[broken\n", encoding="utf-8")
            told = await child.line("The words stay as they were.")
            assert re.match(r"en/phrases\.toml:\d+: This cannot be read as TOML", told)
            await say(page, person, "/start")
            await tap(page, person, "No thanks")
            await reads(page, "As you like.", times=2)


async def first_person(page: ClientSession) -> dict[str, Any]:
    async with page.get("/playground/state") as answer:
        person: dict[str, Any] = (await answer.json())["people"][0]
        return person


async def messages(page: ClientSession) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = (await first_person(page))["messages"]
    return shown


async def say(page: ClientSession, person: int, text: str) -> None:
    async with page.post(f"/playground/people/{person}/say", json={"text": text}) as answer:
        assert answer.ok, await answer.text()


async def tap(page: ClientSession, person: int, label: str) -> None:
    """Tap a button, once it is there."""
    async with asyncio.timeout(PATIENCE):
        while not (found := buttons(await messages(page), label)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    message_id, data = found[-1]
    body = {"message_id": message_id, "data": data}
    async with page.post(f"/playground/people/{person}/tap", json=body) as answer:
        assert answer.ok, await answer.text()


async def reads(page: ClientSession, words: str, *, times: int) -> None:
    """Wait until so many messages have these words."""
    async with asyncio.timeout(PATIENCE):
        while sum(words in str(message["text"]) for message in await messages(page)) != times:  # noqa: ASYNC110
            await asyncio.sleep(0.05)


def buttons(shown: list[dict[str, Any]], label: str) -> list[tuple[int, str]]:
    """The message and the data of every button with this label."""
    return [
        (message["message_id"], button["callback_data"])
        for message in shown
        for row in message.get("reply_markup", {}).get("inline_keyboard", ())
        for button in row
        if button["text"] == label
    ]
