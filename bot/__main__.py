"""`python -m bot`: hands over to the command line."""

from __future__ import annotations

import gc
import sys

if __name__ == "__main__":
    # Nearly everything made while starting is there to stay; looking through it for garbage is a quarter of the start.
    gc.disable()
    from bot.cli import main

    sys.exit(main(sys.argv[1:]))
