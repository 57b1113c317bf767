"""Runs the real program with one difference: it kills itself, without a word, when it comes to a certain failpoint.

    python tests/faults/killed_at.py FAILPOINT run

The failpoint is passed until the file `armed` lies in the working directory.
"""

from __future__ import annotations

import sys

from bot.cli import main
from tests.faults.failpoints import make_lethal

if __name__ == "__main__":
    make_lethal(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
