"""Uploaded files: kept in memory, found again by file_id, described as Telegram describes pictures and documents."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from bot.playground.catalogue import Upload
from bot.playground.refusals import Refusal, bad_request

PHOTO_BYTES = 10 * 1024 * 1024
UPLOAD_BYTES = 50 * 1024 * 1024
DOWNLOAD_BYTES = 20 * 1024 * 1024
FILE_NAME_CHARACTERS = 60


@dataclass(frozen=True)
class StoredFile:
    """One file: its id, what it is sent as (photo, animation, document, voice, …) and its bytes."""

    file_id: str
    kind: str
    upload: Upload

    @property
    def unique_id(self) -> str:
        """The same for the same bytes."""
        return hashlib.sha256(self.upload.content).hexdigest()[:16]

    @property
    def path(self) -> str:
        """Where the file is downloaded from, below the bot's own file address."""
        return f"{self.kind}s/{self.file_id}"

    def reference(self) -> dict[str, Any]:
        """The fields every kind of file has."""
        return {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": len(self.upload.content),
        }

    def as_media(self) -> dict[str, Any]:
        """What a message that carries this file holds."""
        size = dict(zip(("width", "height"), picture_size(self.upload.content) or (320, 320), strict=True))
        named = {"file_name": self.upload.file_name[-FILE_NAME_CHARACTERS:], "mime_type": self.upload.mime_type}
        if self.kind == "photo":
            return {"photo": [self.reference() | size]}
        if self.kind == "animation":
            document = self.reference() | named
            return {"animation": document | size | {"duration": 1}, "document": document}
        return {self.kind: self.reference() | named}


@dataclass
class FileStore:
    """Every file of the playground."""

    files: dict[str, StoredFile] = field(default_factory=dict)

    def keep(self, kind: str, value: Upload | str) -> StoredFile:
        """Store an upload, or find the file an id names; raises the Refusal Telegram would answer."""
        if isinstance(value, str):
            return self._again(kind, value)
        limit = PHOTO_BYTES if kind == "photo" else UPLOAD_BYTES
        if len(value.content) > limit:
            raise Refusal(413, "Request Entity Too Large")
        if not value.content:
            raise bad_request("file must be non-empty")
        if kind == "photo" and picture_size(value.content) is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        stored = StoredFile(f"file{len(self.files) + 1}-{kind}", kind, value)
        self.files[stored.file_id] = stored
        return stored

    def _again(self, kind: str, file_id: str) -> StoredFile:
        if file_id.startswith(("http://", "https://")):
            raise bad_request("failed to get HTTP URL content")
        stored = self.files.get(file_id)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            raise bad_request(f"can't use file of type {stored.kind.title()} as {kind.title()}")
        return stored

    def at_path(self, path: str) -> StoredFile | None:
        """The file behind a download path."""
        return next((each for each in self.files.values() if each.path == path), None)

    def describe(self, file_id: str) -> dict[str, Any]:
        """What getFile answers."""
        stored = self.files.get(file_id)
        if stored is None:
            raise bad_request("invalid file_id")
        if len(stored.upload.content) > DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return stored.reference() | {"file_path": stored.path}


def picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")
    if content.startswith((b"GIF87a", b"GIF89a")) and len(content) >= 10:
        return int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    if content.startswith(b"\xff\xd8"):
        return _jpeg_size(content)
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 < len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height = int.from_bytes(content[position + 5 : position + 7], "big")
            return int.from_bytes(content[position + 7 : position + 9], "big"), height
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return None
