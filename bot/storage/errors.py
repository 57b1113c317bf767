"""What can be wrong with the database, in words an operator can act on. The docstring is the message."""

from __future__ import annotations

import inspect
from pathlib import Path


class StorageError(Exception):
    """The database cannot be used."""

    def __init__(self, **details: object) -> None:
        super().__init__(inspect.cleandoc(type(self).__doc__ or type(self).__name__).format(**details))


class StorageUnavailable(StorageError):
    """Nothing was stored: {cause}."""

    def __init__(self, cause: object) -> None:
        super().__init__(cause=cause)


class TransactionOver(StorageError):
    """This transaction has ended; SQLite rolled it back, or its work is done."""


class WorkSuspended(StorageError):
    """A transaction's work may await its own queries and nothing else: it holds the only writer."""


class SealBroken(StorageError):
    """A sealed value in {table}.{column} does not open. It was damaged, moved, or written by a newer Ebb."""

    def __init__(self, table: str, column: str) -> None:
        super().__init__(table=table, column=column)


class KeyGone(StorageError):
    """There is no key for this person: they were forgotten."""


class StartRefused(StorageError):
    """The database at {path} cannot be opened: {cause}."""

    def __init__(self, path: Path, cause: object = "") -> None:
        super().__init__(path=path, cause=cause)
        self.path = path
        self.cause = cause


class DatabaseMissing(StartRefused):
    """There is no database at {path}. If its disk or volume is not mounted, mount it and start again.
    If a new and empty one is really wanted, say so with: python -m bot migrate --new
    If the file is lost, bring back a backup with: python -m bot restore"""


class DatabaseReadOnly(StartRefused):
    """The database at {path} cannot be written ({cause}).
    Give the account that runs Ebb write access to this file and to the folder it is in."""


class NotADatabase(StartRefused):
    """The file at {path} is not Ebb's database ({cause}). Point EBB_DATABASE at the right file,
    or move this one away and bring back a backup with: python -m bot restore"""


class DatabaseCorrupt(StartRefused):
    """The database at {path} is damaged ({cause}). Keep a copy of it, then bring back a backup with:
    python -m bot restore"""


class DatabaseLocked(StartRefused):
    """Another program is holding the database at {path} ({cause}).
    Close whatever has the file open, such as a database browser or a backup tool, and start again."""


class AnotherInstance(StartRefused):
    """Another Ebb already runs on the database at {path} ({cause}). Stop that one first."""


class PragmaRefused(StartRefused):
    """SQLite did not accept a setting for the database at {path} ({cause}).
    Put the file on a local disk: network and shared folders cannot keep it safe."""


class NetworkDisk(StartRefused):
    """The database at {path} would lie on a network disk ({cause}), where SQLite loses data.
    Point EBB_DATABASE at a local disk; backups may go to a network disk with EBB_BACKUP_DIR."""


class SqliteTooOld(StartRefused):
    """The database at {path} needs SQLite 3.37 or newer, and this Python brings {cause}."""


class DatabaseTooNew(StartRefused):
    """The database at {path} was written by a newer Ebb ({cause}). Update Ebb, or bring back an older backup with:
    python -m bot restore"""


class MigrationChanged(StartRefused):
    """The database at {path} was made with another text of a migration ({cause}).
    Use the release of Ebb that made it, or a later one; a migration never changes once it is published."""


class MigrationFailed(StartRefused):
    """The database at {path} could not be brought up to date and was left as it was ({cause})."""


class MigrationLeftOut(StartRefused):
    """The database at {path} has a later migration but never got {cause}: it was made by an Ebb in the making.
    Bring back a backup of a released Ebb with: python -m bot restore"""


class KeyRefused(StartRefused):
    """The database at {path} cannot be opened without its master key."""


class MasterKeyMissing(KeyRefused):
    """The answers in the database at {path} are sealed, and there is no master key at {cause}. Nothing was changed.
    Bring the key back from your safe copy, or say where it is with EBB_MASTER_KEY_FILE."""


class MasterKeyWrong(KeyRefused):
    """The master key from {cause} does not open the database at {path}. Nothing was changed.
    Use the key this database was made with, or bring back the database that belongs to this key."""


class MasterKeyUnusable(KeyRefused):
    """The master key file at {path} cannot be used ({cause}). Put the right file there,
    or say where it is with EBB_MASTER_KEY_FILE."""


class BackupMissing(StartRefused):
    """There is no backup at {path}. Look for one in the folder EBB_BACKUP_DIR, and name the file."""


class KeyFileMissing(StartRefused):
    """The backup at {path} can only be read with the key file {cause}, which lies in the folder of backups.
    Copy that file from the newest copy of the folder, and try again."""


class BackupFailed(StartRefused):
    """The backup at {path} could not be made ({cause}). Those from before are untouched."""
