"""How bytes are sealed: AES-256-GCM, bound to the place they lie in and to whom they belong, of an even length."""

from __future__ import annotations

import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.storage.errors import SealBroken

# The first byte of a sealed value names its format. Format 0, the bytes as they are, was written before the vault.
PLAIN = b"\x00"
SEALED = b"\x01"
KEY_BYTES = 32
NONCE_BYTES = 12
# Every score and every first tap fits into one block, so that the length tells none of them from another.
BLOCK = 16
END = b"\x80"
SEPARATOR = "\x1f"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lies. A value moved to another table, column or row does not open there."""

    table: str
    column: str
    row: str


def new_key() -> bytes:
    """A random key."""
    return os.urandom(KEY_BYTES)


def seal(cipher: AESGCM, person_id: int | None, place: Place, plain: bytes) -> bytes:
    """What may be stored; never twice the same."""
    nonce = os.urandom(NONCE_BYTES)
    return SEALED + nonce + cipher.encrypt(nonce, _padded(plain), _bound_to(person_id, place))


def unseal(cipher: AESGCM, person_id: int | None, place: Place, sealed: bytes) -> bytes:
    """What was sealed for this person and place; SealBroken for anything else."""
    if sealed[:1] != SEALED:
        raise SealBroken(place.table, place.column)
    nonce, rest = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
    try:
        padded = cipher.decrypt(nonce, rest, _bound_to(person_id, place))
    except (InvalidTag, ValueError):
        raise SealBroken(place.table, place.column) from None
    return padded[: padded.rindex(END)]


def _padded(plain: bytes) -> bytes:
    return plain + END + bytes(-(len(plain) + 1) % BLOCK)


def _bound_to(person_id: int | None, place: Place) -> bytes:
    owner = "" if person_id is None else str(person_id)
    return SEALED + SEPARATOR.join((place.table, place.column, place.row, owner)).encode()
