"""How fast messages may leave: a window over all chats, an even pace for what can wait, a bucket for each chat.

Everything here is arithmetic on seconds that are passed in; `sender.py` does the waiting.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

# A little longer than a second, so that neither a coarse timer nor a line that is quicker at its end than at its
# beginning squeezes one send too many into one. It costs a hundredth of the limit.
SECOND = 1.01


@dataclass(frozen=True, slots=True)
class Limits:
    """What one Bot API server takes, and what one person may send; None stands for no limit.

    A chat takes one message a second. `chat_burst` is how many may go at once before that: as many as a whole
    check-in has taps, so that nobody waits for the next question, however quick the fingers.
    """

    per_second: float = 25.0
    chat_burst: int | None = 8
    chat_seconds: float = 1.0
    messages_a_minute: int | None = 30
    taps_a_minute: int | None = 60


class Window:
    """At most `per_second` sends in any second, wherever that second begins.

    A bucket that refills while it is emptied lets nearly twice its rate through in the first second; this counts the
    sends themselves. A rate below one a second becomes one send in a longer window.
    """

    def __init__(self, per_second: float) -> None:
        self._most = max(1, int(per_second))
        self._seconds = max(SECOND, 1 / per_second)
        self._sent_at: deque[float] = deque(maxlen=self._most)
        self._next_even_at = 0.0

    @property
    def even_seconds(self) -> float:
        """The pause between sends that share the window evenly."""
        return self._seconds / self._most

    def free_at(self) -> float:
        """When the next send fits; a moment in the past means now."""
        return self._sent_at[0] + self._seconds if len(self._sent_at) == self._most else float("-inf")

    def even_at(self) -> float:
        """When the next send is due that goes at the even pace, so that a free place is never far off for a reply."""
        return max(self._next_even_at, self.free_at())

    def take(self, now: float, *, evenly: bool, slowness: float = 1.0) -> None:
        """Count one send. An even one moves the pace on, `slowness` times as far; a pause is not caught up with."""
        self._sent_at.append(now)
        if evenly:
            step = self.even_seconds * slowness
            self._next_even_at = max(self._next_even_at + step, now)


class Bucket:
    """One chat: `burst` sends at once, then one every `seconds`. An empty burst (None) never waits."""

    def __init__(self, burst: int | None, seconds: float, now: float) -> None:
        self._burst = burst
        self._seconds = seconds
        self._full_at = now

    def free_at(self) -> float:
        """When the next send fits; a moment in the past means now."""
        return float("-inf") if self._burst is None else self._full_at - (self._burst - 1) * self._seconds

    def take(self, now: float) -> None:
        """Count one send."""
        self._full_at = max(self._full_at, now) + self._seconds

    def is_full(self, now: float) -> bool:
        """Whether it holds nothing worth remembering."""
        return self._burst is None or self._full_at <= now
