"""Seals what an older Ebb has stored in the open: once, at a start, person by person.

A person has a key exactly when everything of theirs is sealed, so a start that is killed simply goes on the next time.
"""

from __future__ import annotations

import secrets
import sqlite3
from datetime import date

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.checkins import place_of_answer, place_of_feeling, place_of_note
from bot.storage.connection import writing
from bot.storage.errors import MasterKeyMissing, MasterKeyWrong, SealBroken
from bot.storage.files import Files
from bot.storage.master_key import MasterKeys, SealedKey
from bot.storage.sealing import PLAIN, Place, new_key, seal

PEOPLE_AT_ONCE = 100
DONE = "everything_is_sealed"
FEELINGS = "SELECT id, diary_on, sealed_feeling FROM checkins WHERE person_id = ?"
ANSWERS = """
SELECT answers.checkin_id, answers.symptom_id, answers.sealed_value FROM answers
JOIN checkins ON checkins.id = answers.checkin_id WHERE checkins.person_id = ?
"""
NOTES = "SELECT id, checkin_id, written_at, sealed_text FROM notes WHERE person_id = ?"
ADD_KEY = "INSERT INTO vault_keys (key_id, person_id, master_key_id, sealed_key) VALUES (?, ?, ?, ?)"
WITHOUT_KEY = """
SELECT id FROM people
WHERE id > ? AND NOT EXISTS (SELECT 1 FROM vault_keys WHERE vault_keys.person_id = people.id)
ORDER BY id LIMIT ?
"""


def key_of_nobody(connection: sqlite3.Connection) -> SealedKey | None:
    """The key that shows which master key a database belongs to; None in one that was never sealed."""
    tables = connection.execute("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'vault_keys'").fetchone()
    if tables is None:
        return None
    row = connection.execute(
        "SELECT key_id, master_key_id, sealed_key FROM vault_keys WHERE person_id IS NULL"
    ).fetchone()
    return None if row is None else SealedKey(*row)


def refuse_wrong_key(files: Files, masters: MasterKeys | None, connection: sqlite3.Connection) -> None:
    """MasterKeyMissing or MasterKeyWrong when a sealed database cannot be opened with these keys."""
    nobody = key_of_nobody(connection)
    if nobody is None:
        return
    if masters is None:
        raise MasterKeyMissing(files.database, files.keys.name)
    if masters.open(nobody) is None:
        raise MasterKeyWrong(files.database, files.keys.name)


def seal_what_is_open(connection: sqlite3.Connection, masters: MasterKeys) -> int:
    """Give a key to nobody and to everybody who has none, and seal what is theirs; how many people that were."""
    if key_of_nobody(connection) is None:
        with writing(connection):
            _add_key(connection, masters, None)
    if connection.execute("SELECT 1 FROM facts WHERE key = ?", (DONE,)).fetchone():
        return 0
    sealed, last_id = 0, 0
    while people := connection.execute(WITHOUT_KEY, (last_id, PEOPLE_AT_ONCE)).fetchall():
        with writing(connection):
            for (person_id,) in people:
                _seal_person(connection, _add_key(connection, masters, person_id), person_id)
        sealed, last_id = sealed + len(people), people[-1][0]
    with writing(connection):
        connection.execute("INSERT INTO facts (key, value) VALUES (?, '1') ON CONFLICT (key) DO NOTHING", (DONE,))
    # What was readable is overwritten in the file; now it goes from the log as well.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    return sealed


def _add_key(connection: sqlite3.Connection, masters: MasterKeys, person_id: int | None) -> AESGCM:
    key = new_key()
    made = masters.current.seal(secrets.token_hex(8), key)
    connection.execute(ADD_KEY, (made.key_id, person_id, made.master_key_id, made.sealed))
    return AESGCM(key)


def _seal_person(connection: sqlite3.Connection, cipher: AESGCM, person_id: int) -> None:
    def sealed(place: Place, value: bytes) -> bytes:
        if value[:1] != PLAIN:
            raise SealBroken(place.table, place.column)
        return seal(cipher, person_id, place, value[1:])

    for checkin_id, diary_on, value in connection.execute(FEELINGS, (person_id,)).fetchall():
        place = place_of_feeling(date.fromisoformat(diary_on))
        connection.execute("UPDATE checkins SET sealed_feeling = ? WHERE id = ?", (sealed(place, value), checkin_id))
    for checkin_id, symptom_id, value in connection.execute(ANSWERS, (person_id,)).fetchall():
        connection.execute(
            "UPDATE answers SET sealed_value = ? WHERE checkin_id = ? AND symptom_id = ?",
            (sealed(place_of_answer(checkin_id, symptom_id), value), checkin_id, symptom_id),
        )
    for note_id, checkin_id, written_at, value in connection.execute(NOTES, (person_id,)).fetchall():
        place = place_of_note(checkin_id, written_at)
        connection.execute("UPDATE notes SET sealed_text = ? WHERE id = ?", (sealed(place, value), note_id))
