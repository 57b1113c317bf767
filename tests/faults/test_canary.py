# ruff: noqa: ASYNC240 - looking into every file the program has made is what these tests do
"""Words, a token and a person that must turn up nowhere: not in a log, a page, an error, a database or a backup."""

from __future__ import annotations

import json
import logging
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.runtime.inbox import Entry, Inbox
from tests.faults.conftest import Case
from tests.overheard import found_in
from tests.program import Program, outcome, program, until
from tests.test_over_http import whole_diary
from tests.world import TOKEN, world

WORDS = "kanarienvogel"
NAME = "Xanthippe"
FAILS_AT = str(Path(__file__).parent / "fails_at.py")


@pytest.mark.parametrize("log_format", ["text", "json"])
async def test_fault_57_a_canary_is_in_no_log_page_error_database_backup_or_inbox(case: Case, log_format: str) -> None:
    town, anna = case.town, case.anna
    anna.stranger.first_name = NAME
    town.settings |= {"EBB_LOG_LEVEL": "DEBUG", "EBB_LOG_FORMAT": log_format}
    async with program(town.folder, "run", started_by=(FAILS_AT,), api=town.api, **town.settings) as bot:
        await anna.say(f"hello {WORDS}", then="Is that all right with you?")
        await case.ask()
        await sings_everywhere(case)
        pages = [await town.page("healthz"), await town.page("metrics")]
        await breaks_everything(case, bot)
        pages += [await town.page("healthz"), await town.page("metrics")]
        said = [(await outcome(town.folder, command, **town.settings)).said for command in ("backup", "doctor")]
        assert_nowhere(town.folder, case)
        town.api.say(anna.stranger, f"pain 7 {WORDS} at the end")
        await bot.kill()
    assert_nowhere(town.folder, case)
    assert private_in(f"{bot.said} {pages} {said}", case) == []
    assert ("ValueError" in bot.said, "Traceback" in bot.said) == (True, True), "what broke is told"
    if log_format == "json":
        assert all(isinstance(json.loads(line), dict) for line in bot.errors)
    async with town.run() as bot:
        await anna.say("/help", then="/checkin")
        assert await bot.stop() == 0
    assert_nowhere(town.folder, case)
    _, days, _ = await whole_diary(town, anna.stranger.chat_id)
    notes = [note.text for day in days.values() for note in day.notes]
    assert sum(WORDS in note for note in notes) >= 3, "and it is all in the diary"


async def sings_everywhere(case: Case) -> None:
    """The words in every place where somebody can write any."""
    api, anna, stranger = case.town.api, case.anna, case.anna.stranger
    await anna.tap("Rough", then="How strong was your pain")
    await anna.say(f"pain 6 {WORDS} all night", then="How tired were you")
    await anna.tap("That's enough", then="Saved in your diary")
    await anna.tap("Add a note", then="Write your note now")
    await anna.say(f"a {WORDS} on the stairs", then="Your note is saved.")
    note = api.events_of(stranger)[-2].message_id or 0
    api.edit(stranger, note, f"an old {WORDS} on the stairs")
    await anna.reads("Your note")
    await anna.say("/flare", then="In a flare I ask for one tap a day")
    await anna.tap("Write to my flare self", then="Write a few words to yourself")
    await anna.say(f"the {WORDS} comes back", then="Kept.")
    for line in (f"/learn {WORDS}", f"/tip {WORDS}", f"/{WORDS}", f"what is a {WORDS}"):
        await anna.say(line, then="")
    for send in (
        lambda: api.forward(stranger, f"{WORDS} forwarded", f"{WORDS} the First"),
        lambda: api.send_contact(stranger),
        lambda: api.send_document(stranger, f"{WORDS}.pdf", b"x", caption=f"{WORDS} in a file"),
        lambda: api.share_location(stranger, 35.6812362, 139.7671248),
    ):
        seen = len(api.events_of(stranger))
        send()
        await until(lambda: any(event.is_by_bot for event in api.events_of(stranger)[seen:]))  # noqa: B023
    await anna.say(f"I want to kill myself {WORDS}", then="findahelpline.com")


async def breaks_everything(case: Case, bot: Program) -> None:
    """A handler and the storage that fail on the words, an update that is none, and a Telegram that quotes them."""
    api, anna = case.town.api, case.anna
    await anna.say(f"break the handler, {WORDS}", then="Something went wrong on my side.")
    await anna.say("/checkin", then="Saved in your diary")
    await anna.tap("Add a note", then="Write your note now")
    await anna.say(f"break the storage, {WORDS}", then="Something went wrong on my side.")
    api.push_raw({"message": {"text": WORDS, "chat": WORDS}})
    await bot.line("could not be read")
    quoting = f'Bad Request: can\'t parse entities: unsupported start tag "{WORDS}" at byte offset 7'
    api.fail_next("sendMessage", error_code=400, description=quoting)
    await anna.say("/help", then="/checkin")
    api.fail_next("sendMessage", error_code=400, description=f"Bad Request: {WORDS}")
    api.say(anna.stranger, "/help")
    await bot.line("refused a message for good")


def private_in(said: str, case: Case) -> list[str]:
    """What of the canary is in a text."""
    secrets = [WORDS, NAME, "6812362", *TOKEN.split(":")[1:], str(case.anna.stranger.chat_id)]
    return [secret for secret in secrets if secret in said] + found_in(said, case.town.api)


def assert_nowhere(folder: Path, case: Case) -> None:
    """No file the program has made holds the words, the name, the token or the chat's id in the open."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = {path.name: private_in(content.decode("latin-1"), case) for path, content in files.items()}
    assert {name: private for name, private in found.items() if private} == {}
    names = {path.name for path in files}
    assert {"ebb.db", "master.key", "ebb.keys"} <= names
    assert any(b"Asia/Tokyo" in content for content in files.values()), "such a search would find what is there"


@pytest.mark.parametrize("leak", ["words", "token", "id"])
async def test_every_test_that_runs_the_program_would_notice_private_things_in_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, leak: str
) -> None:
    """The ear that each of them has is tried on a program that talks."""
    keep = Inbox.keep

    async def talks(inbox: Inbox, updates: list[dict[str, Any]]) -> list[Entry]:
        message = updates[0]["message"]
        secrets = {"words": message["text"], "token": TOKEN, "id": message["chat"]["id"]}
        logging.getLogger("bot.runtime").debug("Now comes %s.", secrets[leak])
        return await keep(inbox, updates)

    async def somebody_sings() -> None:
        async with world(tmp_path) as ebb:
            await ebb.person("Anna").say(f"the {WORDS} sings")

    monkeypatch.setattr(Inbox, "keep", talks)
    with pytest.raises(AssertionError, match="private, and logged"):
        await somebody_sings()


async def test_a_killed_program_leaves_its_log_beside_the_database(case: Case) -> None:
    """So that the search above has looked into one."""
    async with case.run() as bot:
        await case.ask()
        bot.send(signal.SIGKILL)
        await bot.ended()
    assert (case.town.folder / "data" / "ebb.db-wal").stat().st_size > 0
