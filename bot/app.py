"""The one place that joins the parts: settings, storage, words, services, Telegram and the runtime; start and stop."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
import zoneinfo
from collections.abc import Awaitable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import tzdata
from telegram.error import InvalidToken, NetworkError, TelegramError
from telegram.ext import ApplicationBuilder, ContextTypes
from telegram.request import BaseRequest

import content
import handlers
from bot.domain.reply_words import ReplyWords
from bot.logs import error_id
from bot.runtime.clock import Clock, FollowingClock, SystemClock
from bot.runtime.clockwork import Clockwork, Job
from bot.runtime.flood import Flood
from bot.runtime.health import Health, Probe
from bot.runtime.inbox import Inbox
from bot.runtime.limits import Limits
from bot.runtime.metrics import Metrics
from bot.runtime.player import Players
from bot.runtime.poller import Poller, Polling, TokenRefused
from bot.runtime.recent import Recent
from bot.runtime.request import AiohttpRequest
from bot.runtime.sender import Sender
from bot.runtime.webhook import Webhook
from bot.runtime.worker import Worker
from bot.screens.circle import LOOK
from bot.services.alarms import Alarms
from bot.services.calm import Calm
from bot.services.checkins import Checkins
from bot.services.circles import Circles
from bot.services.figures import Counting
from bot.services.flares import Flares
from bot.services.pacing import Pacing
from bot.services.people import People
from bot.services.presence import Presence
from bot.services.prompts import Prompts
from bot.services.replies import Replies
from bot.services.safety import Safety
from bot.services.tips import Tips
from bot.services.upkeep import Upkeep
from bot.settings import Settings
from bot.storage.files import Files
from bot.storage.lock import lock_path
from bot.storage.master_key import MasterKeySource
from bot.storage.pictures import PictureFolder
from bot.storage.storage import Storage, open_storage
from content.library import ENGLISH, ByLanguage, Library, tips_of, wordings_of
from content.loader import load
from content.reload import Reloader
from content.replies import REPLIES_FILE, load_reply_words
from handlers.clock import Bell
from handlers.context import EbbApplication, EbbContext, Parts
from handlers.gate import delicate_by, urgent_by
from handlers.outage import OutageWatch
from handlers.playing import tell_interrupted
from handlers.profile import introduce

logger = logging.getLogger(__name__)

DRAIN_SECONDS = 15.0
PICTURES = "pictures"
TIDY_SECONDS = 3600
LONGEST_BOOT_PAUSE = 30.0
UPKEEP_SECONDS = 600.0


def real_now() -> datetime:
    """The machine's clock: the only place that reads it."""
    return datetime.now(UTC)  # noqa: TID251 - everybody else is handed a clock


def clock_for(settings: Settings) -> Clock:
    """The machine's clock, or the one of a Bot API on this machine, so that the playground's clock can be moved."""
    return FollowingClock(real_now) if settings.is_local_api else SystemClock(real_now)


@dataclass(frozen=True, slots=True)
class Transport:
    """How requests travel to Telegram; the long poll has a road of its own, so that it never holds up a reply."""

    request: BaseRequest
    polling: BaseRequest


def transport_for(clock: Clock) -> Transport:
    """HTTP over aiohttp; a clock that can follow the server's is shown every answer's headers."""
    follow = clock.follow if isinstance(clock, FollowingClock) else None
    return Transport(
        AiohttpRequest(connection_pool_size=64, on_response=follow),
        AiohttpRequest(connection_pool_size=4, on_response=follow),
    )


@dataclass(slots=True, repr=False)
class Ebb:
    """The whole program, built and not yet started."""

    settings: Settings
    storage: Storage
    parts: Parts
    application: EbbApplication
    sender: Sender
    inbox: Inbox
    worker: Worker
    poller: Poller
    webhook: Webhook | None
    clockwork: Clockwork
    health: Health
    background: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Reach Telegram and begin the rhythm. Raises TokenRefused when Telegram does not know the token."""
        await self.prepare()
        if isinstance(self.parts.clock, FollowingClock):
            self.parts.clock.listen(self.clockwork.jumped)
        self.clockwork.start()
        self._in_background(tell_interrupted(self.application.bot, self.parts))
        self._in_background(introduce(self.application.bot, self.parts.library))

    async def prepare(self) -> None:
        """Everything that comes before the first poll, without the rhythm."""
        await self._reach_telegram()
        clock = self.parts.clock
        if isinstance(clock, FollowingClock) and clock.is_led:
            self._be_at_home()
        await self.parts.people.replan_all(tzdata.IANA_VERSION, self.parts.clock.now())
        if left_over := await self.worker.resume():
            logger.info("%d updates from before are handled first.", left_over)

    async def listen(self, host: str, port: int) -> int:
        """Open the pages for operators, and for Telegram in webhook mode; the port. OSError: it cannot be had."""
        return await self.health.start(host, port, *([self.webhook] if self.webhook else []))

    async def run(self, stop: asyncio.Event) -> None:
        """Take updates until `stop` is set; what makes that pointless is raised."""
        polling = asyncio.create_task((self.webhook or self.poller).run())
        stopping = asyncio.create_task(stop.wait())
        try:
            await asyncio.wait({polling, stopping}, return_when=asyncio.FIRST_COMPLETED)
            if polling.done():
                polling.result()
        finally:
            for task in (polling, stopping):
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task

    async def stop(self) -> None:
        """Take nothing new, finish what is at hand within the grace, close everything."""
        await self.clockwork.stop()
        if not await self.worker.drain(DRAIN_SECONDS):
            logger.warning("Some updates were not finished in time; the next start handles them.")
        await self.parts.players.stop_all()
        for task in list(self.background):
            task.cancel()
        await asyncio.gather(*self.background, return_exceptions=True)
        await self.health.stop()
        await self.application.shutdown()
        # After a refused token the application counts as never opened, but its connections are open.
        await self.application.bot.shutdown()
        await self.inbox.close()
        await self.storage.close()

    def _be_at_home(self) -> None:
        """A playground is no Telegram: it has no limit for one chat, and whoever hurries there is a test."""
        self.sender.lift_chat_limit()
        self.parts.messages_flood.lift()
        self.parts.taps_flood.lift()

    async def _reach_telegram(self) -> None:
        """Ask who we are until Telegram answers; a missing network is waited out, a wrong token is not."""
        failures = 0
        while True:
            try:
                await self.application.initialize()
            except InvalidToken:
                raise TokenRefused("Telegram does not know this bot token.") from None
            except NetworkError as error:
                pause = random.uniform(0, min(LONGEST_BOOT_PAUSE, 2.0**failures))  # noqa: S311 - spreads retries
                failures += 1
                logger.warning("Telegram cannot be reached (%s); trying again.", type(error).__name__)
                await asyncio.sleep(pause)
            else:
                return

    def _in_background(self, work: Awaitable[None]) -> None:
        task = asyncio.create_task(_quietly(work))
        self.background.add(task)
        task.add_done_callback(self.background.discard)


async def build(
    settings: Settings,
    clock: Clock,
    transport: Transport,
    *,
    polling: Polling | None = None,
    limits: Limits | None = None,
) -> Ebb:
    """Make everything and connect nothing: storage is open, Telegram not yet asked.

    Raises ContentError for unusable words and StorageError for an unusable database.
    """
    use_pinned_zones()
    library = load()
    limits = limits or Limits(settings.send_rate)
    storage = await open_storage(files_of(settings), create=is_first_start(settings.database), now=clock.now())
    parts = _parts(settings, storage, library, clock, limits=limits)
    metrics = parts.metrics
    sender = Sender(limits, storage, clock, metrics)
    application = _application(settings, parts, transport, sender)
    handlers.register(application)
    inbox = Inbox(storage, clock, metrics=metrics, error_id=parts.error_id)
    worker = _worker(application, inbox)
    poller = Poller(application.bot, worker.accept, metrics=metrics, polling=polling, room=worker.room)
    sender.be_silent_while(lambda: poller.in_conflict)
    webhook = _webhook(settings, application, inbox, worker)
    source = webhook or poller
    outage = OutageWatch(parts, lambda: source.last_success_at)
    upkeep = Upkeep(storage, settings.retention_days)
    jobs = {**Bell(application.bot, parts).jobs(), **outage.jobs(), **_upkeep_jobs(inbox, upkeep, metrics)}
    clockwork = Clockwork(jobs, clock, metrics=metrics, error_id=parts.error_id)
    probes: dict[str, Probe] = {
        settings.mode: lambda: source.is_alive,
        "alone": lambda: not poller.in_conflict,
        "storage": lambda: _answers(storage),
        "clock": lambda: clockwork.is_alive,
    }
    health = Health(probes, metrics)
    return Ebb(settings, storage, parts, application, sender, inbox, worker, poller, webhook, clockwork, health)


def files_of(settings: Settings) -> Files:
    """Where the diary of these settings lies, and the key that opens it."""
    given = [each.get_secret_value() for each in (settings.master_key, settings.old_master_key) if each]
    return Files(settings.database, settings.backups, MasterKeySource(settings.key_file, tuple(given)))


def is_first_start(database: Path) -> bool:
    """Whether no Ebb has opened this database before: its lock stays beside it, also when the database goes missing.

    A draft beside the lock is left by a first start that was killed, which then still counts as the first.
    """
    return not lock_path(database).exists() or database.with_name(f"{database.name}.new").exists()


def use_pinned_zones() -> None:
    """Take zones from the pinned tzdata package alone, so that every machine agrees about clock changes."""
    zoneinfo.reset_tzpath(())


def reply_words(library: Library) -> Mapping[str, ReplyWords]:
    """The words people type in each language; one without a list of its own is read as English."""
    root = Path(content.__file__).parent
    files = {language: root / language / REPLIES_FILE for language in library.languages}
    found = {language: load_reply_words(file) for language, file in files.items() if file.exists()}
    return {language: found.get(language, found[ENGLISH]) for language in files}


def _worker(application: EbbApplication, inbox: Inbox) -> Worker:
    parts, rules = application.parts, application.parts.library.safety.phrase_rules
    urgent, delicate = urgent_by(rules), delicate_by(rules)
    given = partial(Worker, metrics=parts.metrics, error_id=parts.error_id)
    return given(application, inbox, is_urgent=urgent, is_delicate=delicate)


def _webhook(settings: Settings, application: EbbApplication, inbox: Inbox, worker: Worker) -> Webhook | None:
    if settings.mode != "webhook" or settings.webhook_url is None or settings.webhook_secret is None:
        return None
    return Webhook(
        application.bot,
        urlsplit(settings.webhook_url).path,
        settings.webhook_secret.get_secret_value(),
        accept=worker.accept,
        put_aside=inbox.put_aside,
        is_full=lambda: worker.is_full,
        metrics=application.parts.metrics,
    )


def read_words() -> Library:
    """All words from disk, those people type too; raises ContentError for unusable ones."""
    library = load()
    reply_words(library)
    return library


def reloader(library: Library) -> Reloader:
    """What puts changed texts into a running program."""
    return Reloader(library, Path(content.__file__).parent, read_words)


def _parts(settings: Settings, storage: Storage, library: Library, clock: Clock, *, limits: Limits) -> Parts:
    tips = ByLanguage(library, tips_of)
    wordings = ByLanguage(library, wordings_of)
    metrics = Metrics()
    checkins = Checkins(storage, tips, wordings, partial(metrics.add, "prompts_answered"))
    prompts = Prompts(storage, new_code)
    return Parts(
        clock=clock,
        library=library,
        reply_words=ByLanguage(library, reply_words),
        people=People(storage),
        checkins=checkins,
        prompts=prompts,
        replies=Replies(checkins, prompts),
        tips=Tips(storage, tips),
        calm=Calm(storage),
        circles=Circles(storage, PictureFolder(settings.database.parent / PICTURES), LOOK),
        pacing=Pacing(storage),
        flares=Flares(storage),
        alarms=Alarms(storage),
        players=Players(clock, settings.send_rate),
        presence=Presence(storage),
        messages_flood=Flood(limits.messages_a_minute),
        taps_flood=Flood(limits.taps_a_minute),
        safety=Safety(storage),
        counting=Counting(storage),
        asked_country=Recent(),
        metrics=metrics,
        error_id=error_id,
        contact=settings.contact,
        retention_days=settings.retention_days,
        allowed_ids=frozenset(settings.allowed_ids),
        admin_ids=frozenset(settings.admin_ids),
    )


def new_code() -> str:
    """Eight random URL-safe characters for a prompt's buttons."""
    return secrets.token_urlsafe(6)


def _application(settings: Settings, parts: Parts, transport: Transport, sender: Sender) -> EbbApplication:
    token = settings.bot_token.get_secret_value() if settings.bot_token else ""
    application = (
        ApplicationBuilder()
        .application_class(EbbApplication, kwargs={"parts": parts})
        .context_types(ContextTypes(context=EbbContext))
        .token(token)
        .base_url(f"{settings.api_url}/bot")
        .base_file_url(f"{settings.api_url}/file/bot")
        .request(transport.request)
        .get_updates_request(transport.polling)
        .rate_limiter(sender)
        .updater(None)
        .job_queue(None)
        .build()
    )
    assert isinstance(application, EbbApplication)  # noqa: S101 - the builder was told so
    return application


def _upkeep_jobs(inbox: Inbox, upkeep: Upkeep, metrics: Metrics) -> Mapping[str, Job]:
    return {
        "inbox": Job(TIDY_SECONDS, inbox.tidy),
        "upkeep": Job(UPKEEP_SECONDS, partial(_tend, upkeep, metrics)),
    }


async def _tend(upkeep: Upkeep, metrics: Metrics, now: datetime) -> None:
    if await upkeep.tend(now):
        metrics.add("backups_made")
        logger.info("A backup was made.")


async def _answers(storage: Storage) -> bool:
    # Counting people takes longer the more there are.
    await storage.database.read(lambda tx: storage.facts.get(tx, "tz_version"))
    return not storage.database.writer.is_failing


async def _quietly(work: Awaitable[None]) -> None:
    """Something nice to have: its failure is noted and changes nothing."""
    try:
        await work
    except TelegramError as error:
        logger.warning("Something that can wait did not work (%s).", type(error).__name__)
