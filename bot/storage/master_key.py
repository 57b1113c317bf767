"""The master key: where it comes from, how it is made the first time, and the keys it seals.

A source may hold several keys. The first one seals; the others are older and only open, until a rotation is finished.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bot.storage.durable import PRIVATE_FOLDER, write_whole
from bot.storage.errors import MasterKeyUnusable
from bot.storage.sealing import KEY_BYTES, NONCE_BYTES

LEAST_CHARACTERS = 32
LEAST_DIFFERENT = 8
ID_BYTES = 8
COMMENT = "#"
HEADING = (
    "# The master key of an Ebb diary. Without it nobody can read the answers again.",
    "# Keep a copy somewhere safe, away from the diary and its backups.",
)
REGISTER = "databases"


@dataclass(frozen=True, slots=True)
class SealedKey:
    """A person's key as it lies in the database."""

    key_id: str
    master_key_id: str
    sealed: bytes


@dataclass(frozen=True, slots=True, repr=False)
class MasterKey:
    """One master key. Its id says nothing about it and may be stored beside what it seals."""

    id: str
    cipher: AESGCM

    def seal(self, key_id: str, key: bytes) -> SealedKey:
        """A key, closed under its own id."""
        nonce = os.urandom(NONCE_BYTES)
        return SealedKey(key_id, self.id, nonce + self.cipher.encrypt(nonce, key, key_id.encode()))


@dataclass(frozen=True, slots=True, repr=False)
class MasterKeys:
    """The current master key first, then older ones that may still be needed."""

    keys: tuple[MasterKey, ...]

    @property
    def current(self) -> MasterKey:
        """The one that seals."""
        return self.keys[0]

    def open(self, sealed: SealedKey) -> bytes | None:
        """The key inside; None when none of these masters sealed it."""
        for master in self.keys:
            if master.id == sealed.master_key_id:
                with suppress(InvalidTag, ValueError):
                    nonce, rest = sealed.sealed[:NONCE_BYTES], sealed.sealed[NONCE_BYTES:]
                    return master.cipher.decrypt(nonce, rest, sealed.key_id.encode())
        return None


def master_key(text: str) -> MasterKey:
    """The key that a text stands for, by HKDF-SHA256: nothing is guessed more slowly, so the text must be long."""
    return MasterKey(_derived(text, b"ebb master key id", ID_BYTES).hex(), AESGCM(_derived(text, b"ebb master key")))


def _derived(text: str, purpose: bytes, length: int = KEY_BYTES) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=None, info=purpose).derive(text.encode())


def new_key_text() -> str:
    """A new master key as text: 32 random bytes."""
    return secrets.token_urlsafe(KEY_BYTES)


@dataclass(frozen=True, slots=True, repr=False)
class MasterKeySource:
    """The file with the key, or the key itself as it was `given`, the current one first.

    The folder of the file also remembers for which databases the key was used, so that a database which is not there
    is missed and not made anew.
    """

    file: Path
    given: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How an operator knows it."""
        return "EBB_MASTER_KEY" if self.given else str(self.file)

    def load(self) -> MasterKeys | None:
        """The keys; None when there is no file. MasterKeyUnusable when it holds no key."""
        if self.given:
            return MasterKeys(tuple(master_key(text) for text in self.given))
        texts = self.texts()
        return MasterKeys(tuple(master_key(text) for text in texts)) if texts else None

    def texts(self) -> list[str]:
        """The keys in the file as text; none when there is no file."""
        try:
            lines = self.file.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise MasterKeyUnusable(self.file, f"it cannot be read: {type(error).__name__}") from None
        texts = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith(COMMENT)]
        for text in texts:
            if len(text) < LEAST_CHARACTERS or len(set(text)) < LEAST_DIFFERENT:
                raise MasterKeyUnusable(self.file, f"a key has at least {LEAST_CHARACTERS} characters, well mixed")
        if not texts:
            raise MasterKeyUnusable(self.file, "it holds no key")
        return texts

    def make(self) -> MasterKeys:
        """A new key in a new file, readable by this account alone and on disk before anything is sealed with it."""
        self.write([new_key_text()])
        made = self.load()
        assert made is not None, "it was written just now"  # noqa: S101
        return made

    def write(self, texts: Sequence[str]) -> None:
        """Put these keys, the current one first, in place of the file's; all or none of it."""
        try:
            self.file.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            write_whole(self.file, "\n".join((*HEADING, *texts, "")).encode())
        except OSError as error:
            raise MasterKeyUnusable(self.file, f"it cannot be written: {error.strerror}") from error

    def databases(self, masters: MasterKeys | None) -> list[Path]:
        """The databases that this key was used for, as far as its folder knows."""
        ids = {key.id for key in masters.keys} if masters else set()
        known = (line.partition(" ") for line in self._register())
        return [Path(path) for master_id, _, path in known if master_id in ids]

    def has_seen(self, path: Path, masters: MasterKeys | None) -> bool:
        """Whether a database was made at this path, or anywhere under this key."""
        at_this_path = any(line.partition(" ")[2] == str(path.absolute()) for line in self._register())
        return at_this_path or bool(self.databases(masters))

    def remember(self, path: Path, masters: MasterKeys) -> bool:
        """Note that this key is in use for this database. False when the folder cannot be written."""
        line = f"{masters.current.id} {path.absolute()}"
        return line in self._register() or self._write_register([*self._register(), line])

    def forget_databases(self) -> None:
        """Let a database be made anew."""
        if self._register():
            self._write_register([])

    def _register(self) -> list[str]:
        try:
            return self.file.with_name(REGISTER).read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return []

    def _write_register(self, lines: Sequence[str]) -> bool:
        try:
            self.file.parent.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
            write_whole(self.file.with_name(REGISTER), "".join(f"{line}\n" for line in lines).encode())
        except OSError:
            return False
        return True
