"""The ledger of the kills: what people said, what of it was acknowledged to them, and what the diary holds of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Iterable
from dataclasses import dataclass, field, fields
from typing import Any

from bot.domain.checkin import Checkin
from bot.playground.updates import UpdateQueue
from bot.storage.storage import Storage, Transaction

FEELING, NOTE = "feeling", "note"
ALL_PROMPTS = "SELECT prompts.code, people.chat_id FROM prompts JOIN people ON people.id = prompts.person_id"


@dataclass(frozen=True)
class Said:
    """One answer or note: who said it, in which prompt's check-in, to which question, and what."""

    chat_id: int
    code: str
    what: str
    value: str


@dataclass
class Count:
    """What became of it all. `doubled` is whatever the diary holds and nobody said, or said only once.

    `needless_prompts` are duplicates that no kill explains: the prompt was not being sent just then.
    `left_waiting` are check-ins that nobody could finish, because what came next was never shown.
    """

    kills: int = 0
    acknowledged: int = 0
    recorded: int = 0
    lost: int = 0
    doubled: int = 0
    prompts: int = 0
    duplicate_prompts: int = 0
    needless_prompts: int = 0
    unsent_prompts: int = 0
    left_waiting: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def is_kept(self) -> bool:
        """Whether the promise holds."""
        broken = self.lost + self.doubled + self.needless_prompts + self.unsent_prompts + self.left_waiting
        return not broken and self.duplicate_prompts <= self.kills


@dataclass
class Ledger:
    """Written on Telegram's side, so that nothing the program believes can flatter it."""

    by_update: dict[int, Said] = field(default_factory=dict)
    acknowledged: set[Said] = field(default_factory=set)
    prompts: Counter[str] = field(default_factory=Counter)
    struck: Counter[str] = field(default_factory=Counter)

    def said(self, update_id: int, said: Said) -> None:
        """Somebody said something, and it became this update."""
        self.by_update[update_id] = said

    def prompted(self, code: str) -> None:
        """A prompt arrived."""
        self.prompts[code] += 1

    def killed_while(self, claimed: Iterable[str]) -> None:
        """A kill, when the database held these prompts as claimed: each may have left already, and come once more."""
        self.struck.update(claimed)

    def watch(self, updates: UpdateQueue) -> None:
        """Note what is confirmed: by a fetch with a later offset, or by the webhook's 200."""
        fetch, confirm = updates.fetch, updates.confirm

        def fetch_and_note(offset: int, limit: int, wait_seconds: float) -> Awaitable[list[dict[str, Any]]]:
            for each in updates.waiting():
                if each.update_id < offset:
                    self._acknowledge(each.update_id)
            return fetch(offset, limit, wait_seconds)

        def confirm_and_note(update_id: int) -> None:
            self._acknowledge(update_id)
            confirm(update_id)

        updates.fetch, updates.confirm = fetch_and_note, confirm_and_note  # type: ignore[method-assign, assignment]

    def _acknowledge(self, update_id: int) -> None:
        if (said := self.by_update.get(update_id)) is not None:
            self.acknowledged.add(said)

    async def compare(self, storage: Storage, due: int) -> Count:
        """Hold the diary against what was said, and the prompts that arrived against how many have fallen due."""
        held = Counter(await storage.database.read(lambda tx: _diary(storage, tx)))
        said = set(self.by_update.values())
        return Count(
            acknowledged=len(self.acknowledged),
            recorded=len(said & held.keys()),
            lost=len(self.acknowledged - held.keys()),
            doubled=sum(times - (each in said) for each, times in held.items()),
            prompts=due,
            duplicate_prompts=sum(times - 1 for times in self.prompts.values()),
            needless_prompts=sum(max(0, times - 1 - self.struck[code]) for code, times in self.prompts.items()),
            unsent_prompts=due - len(self.prompts),
        )


async def _diary(storage: Storage, tx: Transaction) -> list[Said]:
    """Everything in it, opened through the vault as the program does."""
    said: list[Said] = []
    for code, chat_id in tx.execute(ALL_PROMPTS, ()).fetchall():
        prompt = await storage.prompts.find_by_code(tx, code)
        assert prompt is not None
        checkin = await storage.checkins.find(tx, prompt.person_id, prompt.diary_on)
        if checkin is not None:
            said += _said_in(checkin, chat_id, code)
    return said


def _said_in(checkin: Checkin, chat_id: int, code: str) -> list[Said]:
    feelings = [(FEELING, checkin.feeling.value)] if checkin.feeling else []
    scores = [(each.symptom_id, "skip" if each.score is None else f"{each.score:g}") for each in checkin.answers]
    notes = [(NOTE, note.text) for note in checkin.notes]
    return [Said(chat_id, code, what, value) for what, value in (*feelings, *scores, *notes)]
