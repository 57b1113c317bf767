"""Looks over the whole set-up and says each finding in one plain line, with the remedy where something is wrong."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import tzdata

from bot.app import files_of, is_first_start, real_now
from bot.domain.lines import LineBook
from bot.runtime.reach import Reached, TokenKnown, TokenUnknown, Unreachable, reach
from bot.settings import Settings
from bot.storage.checkup import Checkup, look_over, set_aside
from bot.storage.errors import StorageError
from bot.storage.file_system import disk_of
from bot.storage.files import Files
from content.loader import load
from content.problems import ContentError

# Older ones can damage a database when two connections write at once; ours never do, so this is advice.
SAFEST_SQLITE = (3, 51, 3)
LEAST_FREE_BYTES = 200 * 1024 * 1024
LATEST_BACKUP = timedelta(days=2)
CLOCK_MAY_BE_OFF = timedelta(seconds=5)
INBOX_MAY_WAIT = timedelta(minutes=5)
FOR_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    is_fine: bool
    sentence: str

    def __str__(self) -> str:
        return f"{'ok ' if self.is_fine else 'BAD'}  {self.sentence}"


def fine(sentence: str) -> Finding:
    """Nothing to do."""
    return Finding(is_fine=True, sentence=sentence)


def bad(sentence: str) -> Finding:
    """Something to do, and the sentence says what."""
    return Finding(is_fine=False, sentence=" ".join(sentence.split()))


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order an operator would look. Nothing is changed, and the bot may be running."""
    now, files = real_now(), files_of(settings)
    answer = await reach(settings.bot_token.get_secret_value(), settings.api_url) if settings.bot_token else None
    return [
        fine("The settings can be read."),
        *_content(now),
        _sqlite(),
        fine(f"Time zones come from tz database {tzdata.IANA_VERSION}."),
        *_disks(files),
        *_keys(files),
        *_database(files, now),
        *_telegram(settings, answer, now),
    ]


def _content(now: datetime) -> Iterator[Finding]:
    try:
        library = load()
    except ContentError as error:
        yield bad(f"Texts: {error.problems[0]} Run check-content for all that is wrong.")
        return
    yield fine("The texts can be read.")
    yield _lines(library.safety.lines, now)


def _lines(book: LineBook, now: datetime) -> Finding:
    """Advice, not a fault: a line nobody checked is shown after the emergency number, and says so."""
    unchecked = book.unchecked(now)
    if not unchecked:
        return fine("Every crisis line was checked within three months.")
    countries = f"{len(unchecked)} of {len(book.countries)} countries"
    return fine(f"Crisis lines want a check in {countries} (docs/safety.md says how): {', '.join(unchecked)}.")


def _sqlite() -> Finding:
    advice = " 3.51.3 or newer is safest; ours writes alone, so it may stay."
    is_safest = sqlite3.sqlite_version_info >= SAFEST_SQLITE
    return fine(f"SQLite is {sqlite3.sqlite_version}.{'' if is_safest else advice}")


def _disks(files: Files) -> Iterator[Finding]:
    folder = next(each for each in files.database.absolute().parents if each.exists())
    megabytes = shutil.disk_usage(folder).free // 1024 // 1024
    if megabytes * 1024 * 1024 < LEAST_FREE_BYTES:
        yield bad(f"Only {megabytes} MB are free at {folder}. Make room, or answers cannot be stored.")
    else:
        yield fine(f"{megabytes} MB are free at {folder}.")
    disk = disk_of(files.database)
    if disk is None:
        yield fine("This system does not say what kind of disk that is; it has to be a local one.")
    elif disk.is_network:
        yield bad(f"The database lies on a network disk ({disk.kind}). Point EBB_DATABASE at a local disk.")
    elif disk.is_shared:
        yield bad(f"The database lies in a folder shared between systems ({disk.kind}). Use a local disk or a volume.")
    else:
        yield fine(f"The database lies on a local disk ({disk.kind}).")


def _keys(files: Files) -> Iterator[Finding]:
    try:
        masters = files.keys.load()
    except StorageError as error:
        yield bad(str(error))
        return
    if masters is None:
        if not files.database.exists():
            yield fine(f"There is no master key at {files.keys.name} yet; the first run makes it.")
        return
    if len(masters.keys) > 1:
        yield bad("Changing the master key is not finished. Stop Ebb and run: python -m bot vault rotate")
    if files.keys.given:
        yield fine("The master key comes from EBB_MASTER_KEY.")
        return
    yield from _key_file(files, files.keys.file)


def _key_file(files: Files, key: Path) -> Iterator[Finding]:
    around = {each.resolve() for each in (files.database.absolute().parent, files.backups.absolute())}
    if key.stat().st_mode & FOR_OTHERS:
        yield bad(f"Other accounts may read the master key. Run: chmod 600 {key}")
    if around & {key.resolve().parent, *key.resolve().parent.parents}:
        yield bad(f"The master key {key} lies beside what it locks. Move it, and set EBB_MASTER_KEY_FILE.")
    else:
        yield fine(f"The master key is at {key}. Keep a copy of it somewhere else.")


def _database(files: Files, now: datetime) -> Iterator[Finding]:
    path = files.database
    if not path.exists() and is_first_start(path) and not files.keys.has_seen(path, None):
        yield fine(f"There is no database at {path} yet; the first run makes it.")
        return
    try:
        checkup = look_over(files, now)
    except StorageError as error:
        yield bad(str(error))
        return
    yield _state(path, checkup)
    yield from _burdens(checkup, files, now)
    yield _backup(files, now)
    for old in set_aside(files):
        yield bad(f"{old} was replaced by a restore. Delete it once all is well: it may hold keys of the forgotten.")


def _state(path: Path, checkup: Checkup) -> Finding:
    run_by = f" A running Ebb ({checkup.run_by}) has it open." if checkup.run_by else " No Ebb is running."
    if checkup.to_migrate:
        return fine(f"The database at {path} is sound; the next start brings it up to date.{run_by}")
    return fine(f"The database at {path} is sound and up to date, and the master key fits.{run_by}")


def _burdens(checkup: Checkup, files: Files, now: datetime) -> Iterator[Finding]:
    since = checkup.waiting_since
    if since is not None and now - since > INBOX_MAY_WAIT:
        remedy = "Look for errors in the log." if checkup.run_by else "Start Ebb."
        yield bad(f"{checkup.waiting} updates wait since {since:%Y-%m-%d %H:%M} UTC. {remedy}")
    else:
        yield fine(f"{checkup.waiting} updates wait in the inbox.")
    if checkup.quarantined:
        yield bad(f"{checkup.quarantined} updates could not be handled. Look for their error ids in the log.")
    if checkup.dead_prompts:
        yield bad(f"{checkup.dead_prompts} prompts of the last 7 days never arrived. Look for errors in the log.")
    else:
        yield fine("No prompt of the last 7 days was given up.")
    if checkup.keys_to_shred:
        yield bad(
            f"{checkup.keys_to_shred} keys of forgotten people are still in {files.key_file}. "
            "Make that file writable and start Ebb."
        )


def _backup(files: Files, now: datetime) -> Finding:
    newest = max(files.backups_made(), default=None)
    if newest is None:
        return bad(f"There is no backup in {files.backups} yet. Run: python -m bot backup")
    if now - newest > LATEST_BACKUP:
        return bad(f"The newest backup is of {newest:%Y-%m-%d}. See that Ebb runs, or run: python -m bot backup")
    if not files.key_file.exists():
        return bad(f"{files.key_file} is missing, without which no backup opens. Run: python -m bot backup")
    return fine(f"The newest backup is of {newest:%Y-%m-%d %H:%M} UTC.")


def _telegram(settings: Settings, answer: Reached | None, now: datetime) -> Iterator[Finding]:
    match answer:
        case None:
            yield bad("EBB_BOT_TOKEN is not set. Get one from BotFather and put it into .env.")
        case TokenUnknown():
            yield bad("Telegram does not know this token. Compare EBB_BOT_TOKEN with BotFather.")
        case Unreachable():
            yield bad(f"Telegram cannot be reached at {settings.api_url}. Check the network.")
        case TokenKnown(webhook_url, its_now):
            yield fine("Telegram knows the token.")
            yield _way_in(settings, webhook_url)
            yield _clock(its_now, now)


def _way_in(settings: Settings, webhook_url: str) -> Finding:
    """Polling and a webhook exclude each other. The webhook's address may hold a secret and is not shown."""
    if settings.mode == "polling" and webhook_url:
        return bad("A webhook is still set, so polling gets nothing. Run: python -m bot webhook delete")
    if settings.mode == "webhook" and webhook_url != settings.webhook_url:
        return bad("The webhook at Telegram is not EBB_WEBHOOK_URL. Run: python -m bot webhook set")
    return fine(f"Nothing stands in the way of {settings.mode}.")


def _clock(its_now: datetime | None, now: datetime) -> Finding:
    if its_now is None:
        return fine("The server did not say what time it is.")
    off = now - its_now
    if abs(off) > CLOCK_MAY_BE_OFF:
        seconds = round(off.total_seconds())
        side = "ahead of" if seconds > 0 else "behind"
        return bad(f"This machine's clock is {abs(seconds)} seconds {side} the server's. Set it by NTP.")
    return fine("This machine's clock agrees with the server's.")
