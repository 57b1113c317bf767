from datetime import datetime
from pathlib import Path

import pytest

from bot.storage import file_system
from bot.storage.errors import NetworkDisk
from bot.storage.file_system import Disk, disk_of
from bot.storage.files import Files
from tests.diary import opened

LINUX = """\
overlay / overlay rw,relatime 0 0
server:/export {folder} nfs4 rw,vers=4.2 0 0
/dev/sdb1 {folder}/local\\040disk ext4 rw 0 0
"""
MACOS = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
//ada@server/share on {folder} (smbfs, nodev, nosuid, mounted by ada)
"""


@pytest.mark.parametrize("mounts", [LINUX, MACOS])
def test_the_innermost_mount_decides(tmp_path: Path, mounts: str) -> None:
    said = mounts.format(folder=tmp_path)
    shared = disk_of(tmp_path / "not made yet" / "ebb.db", said)
    assert shared is not None
    assert shared.is_network
    assert shared.mounted_at == str(tmp_path)
    outside = disk_of(tmp_path.parent, said)
    assert outside is not None
    assert not outside.is_network


def test_a_blank_in_the_name_of_a_mount_is_understood(tmp_path: Path) -> None:
    (tmp_path / "local disk").mkdir()
    disk = disk_of(tmp_path / "local disk" / "ebb.db", LINUX.format(folder=tmp_path))
    assert disk == Disk(f"{tmp_path}/local disk", "ext4")


def test_a_link_leads_to_the_disk_it_points_at(tmp_path: Path) -> None:
    (tmp_path / "far").mkdir()
    (tmp_path / "near").symlink_to(tmp_path / "far")
    disk = disk_of(tmp_path / "near" / "ebb.db", f"server:/x {tmp_path}/far nfs rw 0 0\n/dev/sda / ext4 rw 0 0\n")
    assert disk is not None
    assert disk.is_network


@pytest.mark.parametrize("mounts", ["", "nonsense\n", "\n\n"])
def test_a_system_that_does_not_say_is_believed(tmp_path: Path, mounts: str) -> None:
    assert disk_of(tmp_path, mounts) is None


def test_this_machine_says_something(tmp_path: Path) -> None:
    disk = disk_of(tmp_path)
    assert disk is None or not disk.is_network


async def test_a_database_on_a_network_disk_is_refused_before_anything_is_made(
    files: Files, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(LINUX.format(folder=tmp_path))
    monkeypatch.setattr(file_system, "LINUX_MOUNTS", mounts)
    monkeypatch.setattr("sys.platform", "linux")
    with pytest.raises(NetworkDisk, match="nfs4"):
        async with opened(files, now):
            pass
    assert [path.name for path in tmp_path.iterdir()] == ["mounts"]  # noqa: ASYNC240
