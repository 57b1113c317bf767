"""The page with the results. Every figure on it comes from the run that writes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.benchmarks.figures import Line, told

PAGE = Path(__file__).parents[2] / "docs" / "benchmarks.md"
MARKS = {True: "yes", False: "**no**", None: ""}
HEAD = "| What | Ebb | Other | Ratio | Target | Met |\n|---|---:|---:|---:|---:|---|"


def page(parts: Mapping[str, Sequence[Line]], machine: Sequence[str], *, note: str) -> str:
    """The whole page, in Markdown."""
    tables = [f"## {title}\n\n{HEAD}\n" + "\n".join(map(_row, lines)) for title, lines in parts.items() if lines]
    met = [line.is_met for lines in parts.values() for line in lines if line.is_met is not None]
    intro = (
        "# Benchmarks\n\n"
        "`make bench` writes this page; every figure is from one run of it, and nothing is typed by hand. "
        "What a figure means and how it is taken stands at the top of each module in `tests/benchmarks/`.\n\n"
        f"{sum(met)} of {len(met)} targets are met. {note}"
    )
    return "\n\n".join([intro, "\n".join(f"- {fact}" for fact in machine), *tables]) + "\n"


def _row(line: Line) -> str:
    cells = [
        line.what,
        f"{told(line.ours)} {line.unit}".rstrip(),
        "" if line.other is None else f"{told(line.other)} {line.unit}".rstrip(),
        "" if line.ratio is None else f"{told(line.ratio)} ×",
        "" if line.target is None else str(line.target),
        MARKS[line.is_met],
    ]
    return "| " + " | ".join(cells) + " |"
