"""What every bare bot shows in answer to a tap: a question with eleven scores, as long as Ebb's own."""

from __future__ import annotations

TOKEN = "42:bench-bench-bench-bench-bench-bench"  # noqa: S105 - opens nothing
TEXT = "How was your pain today, on average? 0 is no pain, 10 the worst you can imagine."
DATA = "1gs:AbCdEfGh:pain:"
LABELS = (tuple("012345"), ("6", "7", "8", "9", "10"))
