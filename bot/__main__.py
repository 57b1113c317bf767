"""`python -m bot`: hands over to the command line."""

from __future__ import annotations

import sys

from bot.runtime.garbage import look_seldom

if __name__ == "__main__":
    look_seldom()
    from bot.cli import main

    sys.exit(main(sys.argv[1:]))
