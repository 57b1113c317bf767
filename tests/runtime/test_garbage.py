from __future__ import annotations

import gc

from bot.runtime.garbage import RUNNING, STARTING, look_seldom, pass_over_what_is_there


def test_garbage_is_looked_for_seldom_at_the_start_and_then_not_among_what_stays():
    before = gc.get_threshold()
    try:
        look_seldom()
        assert gc.get_threshold() == STARTING
        assert gc.isenabled()
        pass_over_what_is_there()
        assert gc.get_threshold() == RUNNING
        assert gc.get_freeze_count() > 1000
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)
