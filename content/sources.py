"""The list of sources: which short key stands for which publication, and whether anybody checked it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from content.problems import ContentError, Problem

LINE = re.compile(r"- (?P<key>[A-Za-z0-9-]+)(?P<memory> \(from memory\))?: (?P<citation>.+)")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a piece of advice comes from; `is_checked` is false while it is known from memory only."""

    key: str
    citation: str
    is_checked: bool
    section: str


def read_sources(text: str, path: str) -> dict[str, Source]:
    """Every source by key; raises ContentError with each line that is not `- KEY: citation`."""
    sources: dict[str, Source] = {}
    problems: list[Problem] = []
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith("## "):
            section = line.removeprefix("## ").strip()
        if not line.startswith("-"):
            continue
        found = LINE.fullmatch(line.rstrip())
        if found is None:
            problems.append(Problem(path, number, "A source should read - KEY: citation."))
        elif found["key"] in sources:
            problems.append(Problem(path, number, f"The source “{found['key']}” is here twice."))
        else:
            sources[found["key"]] = Source(found["key"], found["citation"], found["memory"] is None, section)
    if problems:
        raise ContentError(problems)
    return sources
