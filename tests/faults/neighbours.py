"""People who live by what they see: they tap, type and write notes as soon as their phone shows them something new.

Each of them does each step once and never again, so whatever is lost on the way stays lost.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from datetime import time

from bot.domain.checkin import Feeling
from bot.playground.bot_api import BotApi
from bot.playground.chats import Person as Stranger
from bot.playground.events import Event
from bot.screens.actions import Action, AddNote, Feel, GiveScore, ShowReceipt
from bot.screens.callback_data import decode, encode
from tests.faults.ledger import FEELING, NOTE, Ledger, Said

THINKS_SECONDS = (0.002, 0.03)
NOTES_WRITTEN = 0.5
ANSWERED_LATER = 0.3
NOTE_IS_SAVED = "Your note is saved"
# Words a note may well hold, and which a program that takes a note for an answer would write into the diary.
NOTES = ("Pain 9 at noon, rain later.", "A walk by the river.", "Rough night, mood 0 at first.", "The cat was ill.")


@dataclass
class Neighbour:
    """One person. `types` is how often they type a score instead of tapping it."""

    api: BotApi
    stranger: Stranger
    asked_at: time
    ledger: Ledger
    chance: random.Random
    types: float
    done: set[tuple[str, str]] = field(default_factory=set)
    unfinished: set[str] = field(default_factory=set)
    unsaved: list[str] = field(default_factory=list)
    later: list[tuple[str, int]] = field(default_factory=list)

    @property
    def is_at_rest(self) -> bool:
        """Whether every check-in they were asked for is finished, its note included."""
        return not self.unfinished

    def see(self, event: Event) -> None:
        """Look at something new, and do what comes next in a moment."""
        if event.chat_id != self.stranger.chat_id or event.kind not in ("sent", "edited"):
            return
        if self.unsaved and (event.text.startswith(NOTE_IS_SAVED) or self.unsaved[0] in event.text):
            self.unfinished.discard(self.unsaved.pop(0))
        actions = self._actions(event)
        self._count(event, actions)
        step = self._next_step(actions)
        if step is None or step in self.done:
            return
        self.done.add(step)
        if step[1] == FEELING and self.chance.random() < ANSWERED_LATER:
            self.later.append((step[0], event.message_id or 0))
            return
        pause = self.chance.uniform(*THINKS_SECONDS)
        asyncio.get_running_loop().call_later(pause, self._do, step, actions, event.message_id)

    def come_back(self) -> None:
        """Answer what was left for later."""
        for code, message_id in self.later:
            self._do((code, FEELING), [], message_id)
        self.later.clear()

    def _actions(self, event: Event) -> list[Action]:
        message = self.api.room.chats[event.chat_id].messages[event.message_id or 0]
        buttons = [button for row in message.keyboard or () for button in row]
        return [action for button in buttons if (action := decode(button.get("callback_data"))) is not None]

    def _count(self, event: Event, actions: list[Action]) -> None:
        """A message that asks how the day is, or, where nobody types, that asks anything, is a prompt."""
        asks = [each for each in actions if isinstance(each, Feel) or (isinstance(each, GiveScore) and not self.types)]
        if event.kind == "sent" and asks:
            self.ledger.prompted(asks[0].prompt)
            if (asks[0].prompt, FEELING) not in self.done:
                self.unfinished.add(asks[0].prompt)

    def _next_step(self, actions: list[Action]) -> tuple[str, str] | None:
        """The prompt and what to do about it: the first tap, a symptom, asking for a note, or writing it."""
        for action in actions:
            match action:
                case Feel(code):
                    return code, FEELING
                case GiveScore(code, symptom_id):
                    return code, symptom_id
                case AddNote(code):
                    return self._ends(code)
                case ShowReceipt(code) if len(actions) == 1:
                    return code, NOTE
        return None

    def _ends(self, code: str) -> tuple[str, str] | None:
        """The receipt is there: some add a note."""
        if (code, "ask") in self.done or (code, "end") in self.done:
            return None
        if self.chance.random() < NOTES_WRITTEN:
            return code, "ask"
        self.done.add((code, "end"))
        self.unfinished.discard(code)
        return None

    def _do(self, step: tuple[str, str], actions: list[Action], message_id: int) -> None:
        code, what = step
        if what == "ask":
            self.api.tap(self.stranger, data=encode(AddNote(code)), message_id=message_id)
        elif what == NOTE:
            self._write(code, what, f"{self.chance.choice(NOTES)} ({code})")
            self.unsaved.append(code)
        elif what == FEELING:
            feeling = self.chance.choice([Feeling.GOOD, Feeling.SO_SO, Feeling.ROUGH])
            self._tap(code, what, feeling.value, Feel(code, feeling), message_id=message_id)
        else:
            self._give_score(code, what, actions, message_id)

    def _give_score(self, code: str, symptom_id: str, actions: list[Action], message_id: int) -> None:
        score = self.chance.choice([each for each in actions if isinstance(each, GiveScore)])
        if self.chance.random() < self.types:
            self._write(code, symptom_id, str(score.score))
        else:
            self._tap(code, symptom_id, str(score.score), score, message_id=message_id)

    def _tap(self, code: str, what: str, value: str, action: Action, *, message_id: int) -> None:
        self.ledger.said(self.api.updates.next_id, Said(self.stranger.chat_id, code, what, value))
        self.api.tap(self.stranger, data=encode(action), message_id=message_id)

    def _write(self, code: str, what: str, text: str) -> None:
        self.ledger.said(self.api.updates.next_id, Said(self.stranger.chat_id, code, what, text))
        self.api.say(self.stranger, text)
