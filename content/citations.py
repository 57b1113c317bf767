"""Writes the list of sources as a page: every publication in full, and how many texts lean on it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from content.shelves import Shelves
from content.sources import Source

HEAD = """# Where the words come from

Every source that a tip, card, question or exercise leans on. *Why?* under a tip or card shows the same lines.
This page is made from `content/sources.md` by `python -m bot check-content --write`; please change it there.
"""
NOT_LOOKED_UP = " *(from memory: not looked up again yet)*"


def sources_page(sources: Mapping[str, Source], english: Shelves) -> str:
    """The page, one line a source, under the headings of the list of sources."""
    uses: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for kind, key in _named(english):
        uses[key][kind] += 1
    lines = [HEAD]
    section = ""
    for source in sources.values():
        if source.section != section:
            lines += [""] if section else []
            section = source.section
            lines.append(f"## {section}\n")
        memory = "" if source.is_checked else NOT_LOOKED_UP
        lines.append(f"- **{source.key}**: {source.citation}{memory} — {_used(uses[source.key])}")
    return "\n".join(lines) + "\n"


def _named(english: Shelves) -> Iterator[tuple[str, str]]:
    """The kind of every text, with each source it names."""
    for kind, items in english.by_kind():
        for item in items:
            value = item.document.header.get("sources")
            yield from ((kind.name, key) for key in {key.strip() for key in (value.text if value else "").split(",")})


def _used(uses: Counter[str]) -> str:
    if not uses:
        return "not used at present"
    counted = (f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in sorted(uses.items()))
    return f"used in {', '.join(counted)}"
