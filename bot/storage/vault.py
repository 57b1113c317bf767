"""The one place where what people wrote is sealed before it is stored, and opened after it is read."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from threading import Lock
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.errors import KeyGone
from bot.storage.master_key import MasterKeys, SealedKey
from bot.storage.sealing import Place, new_key, seal, unseal
from bot.storage.transaction import Transaction

__all__ = ["Place", "Vault"]

MOST_REMEMBERED = 10_000


class Vault:
    """Each person's words are sealed with a key of their own, and that key with the master key.

    Opened keys are remembered in memory, so that a tap costs no extra query. Nothing here waits: all of it happens
    inside the transaction, on the connection's thread.
    """

    def __init__(self, queries: Any, masters: MasterKeys) -> None:
        self.queries = queries
        self._masters = masters
        self._remembered: dict[int | None, AESGCM] = {}
        # A new key may be rolled back with its batch, and an old view may still show one that is gone.
        self._new: dict[int | None, object] = {}
        self._gone: set[int | None] = set()
        self._lock = Lock()

    async def seal(self, tx: Transaction, person_id: int | None, place: Place, plain: bytes) -> bytes:
        """What may be stored; None stands for what belongs to no person. KeyGone when the person was forgotten."""
        return seal(await self._cipher(tx, person_id), person_id, place, plain)

    async def open(self, tx: Transaction, person_id: int | None, place: Place, sealed: bytes) -> bytes:
        """What was sealed for this person and place; SealBroken for anything else, KeyGone as above."""
        return unseal(await self._cipher(tx, person_id), person_id, place, sealed)

    async def opener(self, tx: Transaction, person_id: int | None) -> Callable[[Place, bytes], bytes]:
        """The same for many values of one person, whose key is looked up once."""
        cipher = await self._cipher(tx, person_id)
        return lambda place, sealed: unseal(cipher, person_id, place, sealed)

    async def make_key(self, tx: Transaction, person_id: int | None) -> None:
        """The key of somebody new."""
        with self._lock:
            self._new[person_id] = tx.batch
            self._remembered.pop(person_id, None)
        made = self._masters.current.seal(secrets.token_hex(8), new_key())
        await self.queries.add_key(
            tx, key_id=made.key_id, person_id=person_id, master_key_id=made.master_key_id, sealed_key=made.sealed
        )

    async def shred(self, tx: Transaction, person_id: int) -> None:
        """Delete a person's key: what it sealed can never be opened again, in a backup either."""
        with self._lock:
            self._gone.add(person_id)
            self._remembered.pop(person_id, None)
        await self.queries.note_shredded(tx, person_id=person_id)
        await self.queries.drop_key(tx, person_id=person_id)

    async def _cipher(self, tx: Transaction, person_id: int | None) -> AESGCM:
        cipher = self._remembered.get(person_id)
        if cipher is None:
            cipher = AESGCM(await self._key(tx, person_id))
            self._remember(tx, person_id, cipher)
        return cipher

    async def _key(self, tx: Transaction, person_id: int | None) -> bytes:
        if person_id is None:
            row = await self.queries.key_of_nobody(tx)
        else:
            row = await self.queries.key_of_person(tx, person_id=person_id)
        key = None if row is None else self._masters.open(SealedKey(*row))
        if key is None:
            raise KeyGone
        return key

    def _remember(self, tx: Transaction, person_id: int | None, cipher: AESGCM) -> None:
        with self._lock:
            if person_id in self._gone or self._new.get(person_id) is tx.batch:
                return
            self._new.pop(person_id, None)
            while len(self._remembered) >= MOST_REMEMBERED:
                del self._remembered[next(iter(self._remembered))]
            self._remembered[person_id] = cipher
