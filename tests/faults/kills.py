"""Kills the real program some hundreds of times, at every failpoint and at any moment, and counts what is left.

python -m tests.faults.kills [--kills 200] [--seed N]
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from time import monotonic

from tests.faults.failpoints import FAILPOINTS
from tests.faults.ledger import Count
from tests.faults.starts import starts
from tests.faults.street import POLLING, WEBHOOK, street

# Of every fifty kills, one at each failpoint in each mode; the rest at any moment, among twice as many people.
SHARE = 50
MOST_IN_A_STREET = 14
HEADINGS = [each.name.replace("_", " ") for each in fields(Count)]


@dataclass(frozen=True)
class Group:
    """Some kills on one database: at one failpoint, or at any moment."""

    mode: str
    failpoint: str | None
    kills: int
    number: int = 1

    @property
    def name(self) -> str:
        """How its line begins, and what its seed holds."""
        return f"{self.mode}, {self.failpoint or f'any moment {self.number}'}"


def plan(kills: int) -> dict[str, list[Group]]:
    """At least this many kills, as groups by mode."""
    at_each = max(1, kills // SHARE)
    anywhere = max(2, kills - at_each * 2 * len(FAILPOINTS))
    groups: dict[str, list[Group]] = {}
    for mode, share in ((POLLING, anywhere - anywhere // 2), (WEBHOOK, anywhere // 2)):
        at_failpoints = [Group(mode, failpoint, at_each) for failpoint in FAILPOINTS]
        groups[mode] = [*at_failpoints, *_anywhere(mode, share)]
    return groups


def _anywhere(mode: str, kills: int) -> Iterator[Group]:
    for number, done in enumerate(range(0, kills, MOST_IN_A_STREET), 1):
        yield Group(mode, None, min(MOST_IN_A_STREET, kills - done), number)


async def carried_out(group: Group, seed: int) -> Count:
    """All kills of a group; then everything settles and is counted.

    Where the moment is left to chance, the start is from nothing and a part of what may be hit.
    """
    people_a_group = 3 if group.failpoint else 6
    with tempfile.TemporaryDirectory(prefix="ebb-kills-") as folder:
        lives = street(Path(folder), group.mode, f"{seed}, {group.name}", people_a_group=people_a_group)
        from_nothing = group.failpoint is None
        async with lives as people, starts(people.folder, people.settings, from_nothing=from_nothing) as ways:
            for _ in range(group.kills):
                await people.killed(ways, group.failpoint)
            return await people.settle(ways)


async def all_of(groups: list[Group], seed: int) -> Count:
    """Group after group, a line for each."""
    total = Count()
    for group in groups:
        count = await carried_out(group, seed)
        total += count
        tell(
            f"{group.name:30} "
            + ", ".join(f"{value} {name}" for name, value in zip(HEADINGS, values(count), strict=True))
        )
    return total


async def main(kills: int, seed: int) -> int:
    """Both modes side by side; 0 when every promise was kept."""
    begun_at = monotonic()
    tell(f"Seed {seed}. The same plan again: python -m tests.faults.kills --kills {kills} --seed {seed}")
    groups = plan(kills)
    totals = await asyncio.gather(*(all_of(groups[mode], seed) for mode in groups))
    whole = sum(totals, Count())
    tell("", f"{'':12}" + "".join(f"{name:>19}" for name in HEADINGS))
    for name, count in (*zip(groups, totals, strict=True), ("together", whole)):
        tell(f"{name:12}" + "".join(f"{value:19}" for value in values(count)))
    tell(
        "",
        f"{monotonic() - begun_at:.0f} seconds. "
        + ("Every promise was kept." if whole.is_kept else "A PROMISE WAS BROKEN."),
    )
    return 0 if whole.is_kept else 1


def values(count: Count) -> list[int]:
    """The figures of a count, in the order of its fields."""
    return [getattr(count, each.name) for each in fields(count)]


def tell(*lines: str) -> None:
    """Say it at once."""
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def wanted(arguments: list[str]) -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--kills", type=int, default=200, help="at least so many (default 200)")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6), help="of an earlier plan")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    given = wanted(sys.argv[1:])
    sys.exit(asyncio.run(main(given.kills, given.seed)))
