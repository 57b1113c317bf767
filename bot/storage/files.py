"""Where everything of one diary lies on disk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.storage.master_key import MasterKeySource

LAST_NUMBER = 9999
STAMP = "%Y%m%d-%H%M%S"


@dataclass(frozen=True, slots=True)
class Files:
    """The database, the folder of its backups, and where its master key comes from."""

    database: Path
    backups: Path
    keys: MasterKeySource

    @property
    def key_file(self) -> Path:
        """The sealed keys without which no backup can be read; only the newest state is ever kept."""
        return self.backups / f"{self.database.stem}.keys"

    def backup(self, now: datetime) -> Path:
        """The name of a backup made now."""
        return self.backups / f"{self.database.stem}-{now.strftime(STAMP)}.db"

    def copy_before(self, number: int, now: datetime) -> Path:
        """The name of a copy made before a migration."""
        return self.backups / f"{self.database.stem}-before-{number:04}-{now.strftime(STAMP)}.db"

    def replaced(self, now: datetime) -> Path:
        """The name under which a database is kept that another takes the place of."""
        return self.database.with_name(f"{self.database.name}.replaced-{now.strftime(STAMP)}")

    def copies_before(self, up_to: int = LAST_NUMBER) -> list[Path]:
        """Every copy made before a migration of at most this number, the oldest migration first."""
        found = sorted(self.backups.glob(f"{self.database.stem}-before-????-????????-??????.db"))
        return [path for path in found if path.stem.split("-")[-3] <= f"{up_to:04}"]

    def backups_made(self) -> dict[datetime, Path]:
        """Every backup by the moment it was made, the oldest first."""
        found = sorted(self.backups.glob(f"{self.database.stem}-????????-??????.db"))
        return {moment: path for path in found if (moment := self._moment_of(path)) is not None}

    def _moment_of(self, path: Path) -> datetime | None:
        stamp = path.stem.removeprefix(f"{self.database.stem}-")
        try:
            return datetime.strptime(f"{stamp}+0000", f"{STAMP}%z")
        except ValueError:
            return None
