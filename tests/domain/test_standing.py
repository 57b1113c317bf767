"""Where a day stands on which nothing was said yet."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.domain.prompts import Prompt, PromptState
from bot.domain.standing import Closed, DaySkipped, FirstTapOpen, Snoozed, untouched

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def prompt(state: PromptState, expires_at: datetime, message_id: int | None = None) -> Prompt:
    return Prompt(1, "AAAAAAAA", 1, 1, date(2026, 11, 20), "UTC", state, NOW, expires_at, message_id=message_id)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (prompt(PromptState.SENT, NOW + DAY, 7), FirstTapOpen),
        (prompt(PromptState.DUE, NOW + DAY), FirstTapOpen),
        (prompt(PromptState.DUE, NOW + DAY, 7), Snoozed),
        (prompt(PromptState.SKIPPED, NOW + DAY, 7), DaySkipped),
        (prompt(PromptState.SKIPPED, NOW, 7), DaySkipped),
        (prompt(PromptState.DUE, NOW, 7), Closed),
        (prompt(PromptState.SENT, NOW, 7), Closed),
    ],
)
def test_a_day_on_which_nothing_was_said(given: Prompt, kind: type) -> None:
    standing = untouched(given, NOW)
    assert isinstance(standing, kind)
    assert standing.prompt == given  # type: ignore[attr-defined]
