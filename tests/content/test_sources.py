"""Sources are one line each, and a line that is not is named."""

from __future__ import annotations

import pytest

from content.problems import ContentError
from content.sources import Source, read_sources
from tests.content.conftest import SOURCES


def test_each_line_is_one_source() -> None:
    assert read_sources(SOURCES, "sources.md") == {
        "Pr": Source("Pr", "Sensible self-care advice.", True, "Experience"),
        "Old99": Source("Old99", "Nobody looked yet.", False, "Experience"),
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("- Pr Sensible", "sources.md:1: A source should read - KEY: citation."),
        ("- A: x\n- A: y", "sources.md:2: The source “A” is here twice."),
    ],
)
def test_a_slip_in_the_sources_is_named(line: str, sentence: str) -> None:
    with pytest.raises(ContentError) as caught:
        read_sources(line, "sources.md")
    assert [str(problem) for problem in caught.value.problems] == [sentence]
