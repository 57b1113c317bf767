"""What an operator does with a diary from the command line; each command prints what came of it in plain words."""

from __future__ import annotations

from pathlib import Path

from bot.app import files_of, is_first_start, real_now
from bot.settings import Settings
from bot.storage.backup import back_up
from bot.storage.errors import DatabaseMissing
from bot.storage.restore import newest_backup, restore
from bot.storage.rotation import rotate
from bot.storage.storage import Opening, Storage, Transaction, open_storage

FINE, FAILED = 0, 1


def news_of(opening: Opening, settings: Settings) -> list[str]:
    """What a start did, in whole sentences."""
    news = []
    if opening.created:
        news.append(f"A new database was made at {settings.database}. From now on a missing one is an error.")
    if opening.migrated and not opening.created:
        news.append(f"The database was brought up to date: {', '.join(opening.migrated)}.")
    if opening.sealed_people:
        news.append(f"What {opening.sealed_people} people had written before is sealed now.")
    return news


def warnings_of(opening: Opening, settings: Settings) -> list[str]:
    """What whoever runs the bot has to do after a start."""
    warnings = []
    if opening.made_key:
        warnings.append(
            f"A new master key was made at {settings.key_file}. Keep a copy of it somewhere safe, away from the "
            "database and its backups: without it nobody can read the answers again."
        )
    if opening.is_rotating:
        warnings.append("Changing the master key is not finished. Stop Ebb and run: python -m bot vault rotate")
    return warnings


async def migrate(settings: Settings, *, anew: bool) -> int:
    """Bring the database up to date; `anew` makes one where one is missing and really not wanted back."""
    files = files_of(settings)
    if anew and not files.database.exists():
        files.keys.forget_databases()
    storage = await open_storage(files, create=anew or is_first_start(files.database), now=real_now())
    await storage.close()
    news = news_of(storage.opening, settings) or ["The database is up to date."]
    print("\n".join([*news, *warnings_of(storage.opening, settings)]))
    return FINE


def make_backup(settings: Settings) -> int:
    """Make a backup now, also while the bot runs."""
    files = files_of(settings)
    path = back_up(files, real_now())
    print(f"The backup is at {path}, and the sealed keys it needs are at {files.key_file}.")
    print("Copy that folder to another machine now and then. Keep the master key elsewhere.")
    return FINE


def bring_back(settings: Settings, backup: Path | None) -> int:
    """Put a backup, the newest unless one is named, in the place of the database."""
    files = files_of(settings)
    restored = restore(files, backup or newest_backup(files), real_now())
    print(f"{restored.backup} is back at {files.database}, with {restored.people} people.")
    if restored.left_out:
        print(f"{restored.left_out} people were forgotten since, or have no key any more. They were left out.")
    if restored.replaced:
        print(f"What was there before is at {restored.replaced}. Delete it once all is well.")
    print("Nothing that was due before now is sent. Start Ebb again.")
    return FINE


def change_master_key(settings: Settings) -> int:
    """Put everything under a new master key."""
    rotated = rotate(files_of(settings))
    print(f"{rotated.keys} keys are sealed with the new master key. Keep a copy of it somewhere safe.")
    if rotated.remove_from:
        print(f"Now take the old master key out of {rotated.remove_from}.")
    return FINE


async def forget(settings: Settings, chat_id: int) -> int:
    """Delete everything about the person in one chat."""
    files = files_of(settings)
    if not files.database.exists():
        raise DatabaseMissing(files.database)
    storage = await open_storage(files, create=False, now=real_now())
    try:
        is_gone = await storage.database.write(lambda tx: _forget(storage, tx, chat_id))
        await storage.upkeep.finish_shredding()
    finally:
        await storage.close()
    print("Everything about this person is deleted." if is_gone else "Nobody with this chat id is in the diary.")
    return FINE if is_gone else FAILED


async def _forget(storage: Storage, tx: Transaction, chat_id: int) -> bool:
    person_id = await storage.people.id_of_chat(tx, chat_id)
    await storage.inbox.forget(tx, chat_id)
    return person_id is not None and await storage.people.forget(tx, person_id)
