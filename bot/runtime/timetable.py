"""How many acts are promised for each half second, so that no more are promised than can be sent on time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence

SLOT_SECONDS = 0.5
# Of all that may be sent in a second, this much may be promised; the rest is for replies and prompts.
SHARE = 0.96
# Somebody who begins may be asked to wait this long for a better moment, in steps of this size.
LONGEST_WAIT, STEP = 3.0, 0.25


class Timetable:
    """Acts at moments, in seconds of any clock. With at most `most_a_second` of them, each one can leave in time.

    Half as many in every half second are less than a second's worth within any moment's reach, so that nothing waits
    longer than half a second for its turn, however the moments of many plays come together.
    """

    def __init__(self, most_a_second: float) -> None:
        self._most = max(1, int(most_a_second * SHARE * SLOT_SECONDS))
        self._promised: Counter[int] = Counter()
        self._of: dict[Hashable, Counter[int]] = {}

    def wait(self, moments: Sequence[float], now: float) -> float | None:
        """How many seconds later these acts, told from their beginning, would fit best; None when they never do.

        Where half of everything is free there is nothing to wait for.
        """
        self._pass(now)
        best: tuple[int, float] | None = None
        for step in range(int(LONGEST_WAIT / STEP) + 1):
            seconds = step * STEP
            wanted = _slots(moments, now + seconds)
            fullest = max((self._promised[slot] + acts for slot, acts in wanted.items()), default=0)
            if seconds == 0 and fullest <= self._most / 2:
                return 0.0
            crowd = sum(self._promised[slot] * acts for slot, acts in wanted.items())
            if fullest <= self._most and (best is None or crowd < best[0]):
                best = crowd, seconds
        return None if best is None else best[1]

    def promise(self, who: Hashable, moments: Sequence[float], begins_at: float) -> None:
        """Count these acts, in place of what was promised to the same person before."""
        self.release(who)
        self._of[who] = _slots(moments, begins_at)
        self._promised.update(self._of[who])

    def release(self, who: Hashable) -> None:
        """Their acts will not happen."""
        for slot, acts in self._of.pop(who, Counter()).items():
            if slot in self._promised:
                self._promised[slot] -= acts

    def _pass(self, now: float) -> None:
        """What is over is promised to nobody any more."""
        for slot in [slot for slot in self._promised if slot < int(now // SLOT_SECONDS)]:
            del self._promised[slot]


def _slots(moments: Sequence[float], begins_at: float) -> Counter[int]:
    return Counter(int((begins_at + moment) // SLOT_SECONDS) for moment in moments)
