"""What every handler gets: the person, their words, the moment, and the parts of the program, all typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from telegram import Update
from telegram.ext import Application, CallbackContext, CallbackQueryHandler, CommandHandler, ExtBot, filters

from bot.domain.person import Person, Stage
from bot.domain.reply_words import ReplyWords
from bot.runtime.clock import Clock
from bot.runtime.flood import Flood
from bot.runtime.metrics import Metrics
from bot.runtime.player import Players
from bot.runtime.recent import Recent
from bot.screens.actions import Action
from bot.screens.callback_data import decode
from bot.services.alarms import Alarms
from bot.services.calm import Calm
from bot.services.checkins import Checkins
from bot.services.circles import Circles
from bot.services.flares import Flares
from bot.services.pacing import Pacing
from bot.services.people import People
from bot.services.presence import Presence
from bot.services.prompts import Prompts
from bot.services.replies import Replies
from bot.services.safety import Safety
from bot.services.tips import Tips
from bot.storage.errors import StorageError
from content.library import Library, Words

PRIVATE = filters.ChatType.PRIVATE & filters.UpdateType.MESSAGE

A = TypeVar("A", bound=Action)


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything a handler may call on."""

    clock: Clock
    library: Library
    reply_words: Mapping[str, ReplyWords]
    people: People
    checkins: Checkins
    prompts: Prompts
    replies: Replies
    tips: Tips
    calm: Calm
    circles: Circles
    pacing: Pacing
    flares: Flares
    alarms: Alarms
    presence: Presence
    players: Players
    messages_flood: Flood
    taps_flood: Flood
    safety: Safety
    asked_country: Recent
    metrics: Metrics
    error_id: Callable[[], str]
    contact: str
    retention_days: int | None = None
    allowed_ids: frozenset[int] = frozenset()


class EbbContext(CallbackContext[ExtBot[None], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """The context of one update. Whoever sends far too much is hushed: what they say is handled and not answered.

    `is_answered` when something was said already to a line that may answer nothing.
    """

    now: datetime
    is_hushed: bool = False
    language_code: str | None = None
    is_answered: bool = False
    _person: Person | None = None
    _storage_error: StorageError | None = None

    @property
    def person(self) -> Person | None:
        """Who this is; None before consent. Raises StorageError when the diary cannot be reached."""
        if self._storage_error is not None:
            raise self._storage_error
        return self._person

    @person.setter
    def person(self, person: Person | None) -> None:
        self._person = person

    @property
    def known_person(self) -> Person | None:
        """Who this is, for what must work without a diary: None before consent and when it cannot be reached."""
        return self._person

    @property
    def is_storage_down(self) -> bool:
        """Whether the diary could not be reached, so that nobody can be looked up."""
        return self._storage_error is not None

    @property
    def parts(self) -> Parts:
        """The parts of the program."""
        application = self.application
        assert isinstance(application, EbbApplication)  # noqa: S101 - the context type belongs to that application
        return application.parts

    @property
    def words(self) -> Words:
        """The words in the person's language, or in the one Telegram is set to."""
        return self.parts.library.words(self._person.language if self._person else self.language_code)

    @property
    def reply_words(self) -> ReplyWords:
        """The words people type in that language."""
        return self.parts.reply_words[self.words.language]

    async def refresh_data(self) -> None:
        """Note the moment and look the person up, before the first handler runs."""
        self.now = self.parts.clock.now()
        chat_id = self._user_id or self._chat_id
        if chat_id is None:
            return
        try:
            self._person = await self.parts.people.find(chat_id)
        except StorageError as error:
            self._storage_error = error

    @classmethod
    def from_update(cls, update: object, application: Application[Any, Any, Any, Any, Any, Any]) -> EbbContext:
        """The context of one update, with the language its sender's Telegram is set to."""
        context = super().from_update(update, application)
        if isinstance(update, Update) and update.effective_user is not None:
            context.language_code = update.effective_user.language_code
        return context


class EbbApplication(Application[ExtBot[None], EbbContext, dict[Any, Any], dict[Any, Any], dict[Any, Any], None]):
    """PTB's application with the parts of Ebb in reach of its contexts."""

    parts: Parts

    def __init__(self, **pieces: Any) -> None:
        self.parts = pieces.pop("parts")
        super().__init__(**pieces)


Handler = Callable[[Update, EbbContext], Coroutine[Any, Any, None]]
PersonHandler = Callable[[Update, EbbContext, Person], Awaitable[None]]
FirstMinute = Callable[[Update, EbbContext], Awaitable[None]]


def for_settled(otherwise: FirstMinute) -> Callable[[PersonHandler], Handler]:
    """Only for those whose first minute is complete; the rest are shown its next step by `otherwise`."""

    def wrap(handler: PersonHandler) -> Handler:
        @wraps(handler)
        async def guarded(update: Update, context: EbbContext) -> None:
            person = context.person
            if person is None or person.stage is not Stage.SETTLED:
                await otherwise(update, context)
            else:
                await handler(update, context, person)

        return guarded

    return wrap


def tapped(kind: type[A], update: Update) -> A:
    """The action of the tapped button; routes by `on_tap` have made sure of its kind."""
    query = update.callback_query
    action = decode(query.data if query else None)
    assert isinstance(action, kind)  # noqa: S101 - the route's pattern has checked it
    return action


class TapHandler(CallbackQueryHandler[EbbContext, None]):
    """Taps on buttons that mean one kind of action; PTB's own would also take taps that carry no data at all."""

    def __init__(self, kind: type[Action], handler: Handler) -> None:
        super().__init__(handler)
        self._kind = kind

    def check_update(self, update: object) -> bool:
        """Whether the tapped button means that."""
        query = update.callback_query if isinstance(update, Update) else None
        return query is not None and isinstance(decode(query.data), self._kind)


def on_tap(kind: type[Action], handler: Handler) -> TapHandler:
    """The route of one kind of action."""
    return TapHandler(kind, handler)


def on_command(name: str, handler: Handler) -> CommandHandler[EbbContext, None]:
    """The route of one command, typed new in a private chat."""
    return CommandHandler(name, handler, filters=PRIVATE)
