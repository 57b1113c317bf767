"""What kind of disk a file lies on: SQLite's log needs memory shared within one kernel, which no network disk has."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bot.storage.errors import NetworkDisk

LINUX_MOUNTS = Path("/proc/self/mounts")
MACOS_MOUNT = "/sbin/mount"
NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "afpfs", "webdav", "ncpfs", "ceph", "lustre", "glusterfs"}
    | {"fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.ceph-fuse", "davfs", "fuse.davfs2"}
)
# Folders of another system, shown through a wall: they work, until both sides write.
SHARED = frozenset({"9p", "drvfs", "vboxsf", "virtiofs", "fakeowner", "fuse.grpcfuse", "prl_fs", "fuse.vmhgfs-fuse"})


@dataclass(frozen=True, slots=True)
class Disk:
    """A mounted file system."""

    mounted_at: str
    kind: str

    @property
    def is_network(self) -> bool:
        """Whether a database must not lie here."""
        return self.kind in NETWORK

    @property
    def is_shared(self) -> bool:
        """Whether a database had better not lie here."""
        return self.kind in SHARED


def disk_of(path: Path, mounts: str | None = None) -> Disk | None:
    """The disk a path is on, or will be; None where the system does not say. `mounts` is the system's own list."""
    real = path.absolute()
    while not real.exists() and real != real.parent:
        real = real.parent
    parents = {str(each) for each in (real.resolve(), *real.resolve().parents)}
    found = [disk for disk in _disks(_mounts() if mounts is None else mounts) if disk.mounted_at in parents]
    # Of two mounts at one place, the later one hides the earlier.
    return max(enumerate(found), key=lambda each: (len(each[1].mounted_at), each[0]))[1] if found else None


def refuse_network_disk(path: Path) -> None:
    """NetworkDisk for a database that would lie on one."""
    disk = disk_of(path)
    if disk is not None and disk.is_network:
        raise NetworkDisk(path, disk.kind)


def _mounts() -> str:
    with suppress(OSError, subprocess.SubprocessError):
        if sys.platform == "darwin":
            return subprocess.run([MACOS_MOUNT], capture_output=True, text=True, timeout=5, check=True).stdout  # noqa: S603
        return LINUX_MOUNTS.read_text(encoding="utf-8", errors="replace")
    return ""


def _disks(mounts: str) -> list[Disk]:
    """Linux says `what where kind …`, with blanks as \\040; macOS says `what on where (kind, …)`."""
    disks = []
    for line in mounts.splitlines():
        what, on, rest = line.partition(" on ")
        where, bracket, options = rest.rpartition(" (")
        if on and bracket and what:
            disks.append(Disk(where, options.rstrip(")").split(",")[0].strip()))
        elif len(parts := line.split(" ")) >= 3:
            disks.append(Disk(parts[1].encode().decode("unicode_escape"), parts[2]))
    return disks
