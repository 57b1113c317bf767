"""The programs that the command line starts: the bot itself, and the playground with a bot in it."""

from __future__ import annotations

import asyncio
import logging
import secrets
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from bot.app import Ebb, build, clock_for, is_first_start, real_now, reloader, transport_for
from bot.commands import news_of, warnings_of
from bot.logs import set_up
from bot.runtime.garbage import pass_over_what_is_there
from bot.runtime.poller import TokenRefused
from bot.runtime.reach import TokenUnknown, reach
from bot.settings import Settings
from content.reload import Reloader

logger = logging.getLogger(__name__)

FINE, TRY_AGAIN = 0, 75
HOST = "127.0.0.1"
LOOK_AT_WORDS_SECONDS = 0.5
# Somebody is there from the start, so that a newcomer only has to press Start.
FIRST_PERSON = "You"


async def run_bot(settings: Settings) -> int:
    """Run until SIGTERM or Ctrl-C; the exit code."""
    _start_logging(settings)
    await _refuse_unknown_token(settings)
    clock = clock_for(settings)
    ebb = await build(settings, clock, transport_for(clock))
    for news in news_of(ebb.storage.opening, settings):
        logger.info("%s", news)
    for warning in warnings_of(ebb.storage.opening, settings):
        logger.warning("%s", warning)
    try:
        return await _run(ebb, listen=settings.listens_on)
    finally:
        await ebb.stop()


async def _refuse_unknown_token(settings: Settings) -> None:
    """TokenRefused on a first start with a wrong token, before a diary and a key are made that nobody needs."""
    if settings.bot_token is None or not is_first_start(settings.database):
        return
    if isinstance(await reach(settings.bot_token.get_secret_value(), settings.api_url), TokenUnknown):
        raise TokenRefused("Telegram does not know this bot token.")


async def run_playground(settings: Settings, port: int, *, serve_only: bool) -> int:
    """Serve the local Bot API and its page, with a bot in the same process unless `serve_only`; the exit code."""
    # Read only when played: the bot in earnest does not carry it.
    from bot.playground.bot_api import BotApi
    from bot.playground.clock import PlaygroundClock
    from bot.playground.server import serve

    token = f"{secrets.randbelow(900_000_000) + 100_000_000}:{secrets.token_urlsafe(27)}"
    api = BotApi(token, PlaygroundClock(real_now))
    api.add_person(FIRST_PERSON)
    try:
        site = await serve(api, HOST, port)
    except OSError:
        print(f"Port {port} is in use. Try another one with --port.")
        return TRY_AGAIN
    try:
        print(f"The playground is open at http://{HOST}:{site.port}/ (Ctrl-C ends it).", flush=True)
        if serve_only:
            print("Start the bot beside it with:")
            print(f"  EBB_API_URL=http://{HOST}:{site.port} EBB_BOT_TOKEN={token} python -m bot run", flush=True)
            with _stop_signals() as stop:
                await stop.wait()
            return FINE
        with tempfile.TemporaryDirectory(prefix="ebb-playground-") as folder:
            return await _play(settings, token, site.port, Path(folder))
    finally:
        await site.close()


async def _play(settings: Settings, token: str, port: int, folder: Path) -> int:
    """A bot with a diary of its own that ends with it; the real diary is never touched."""
    ours = settings.model_copy(
        update={
            "bot_token": SecretStr(token),
            "api_url": f"http://{HOST}:{port}",
            "database": folder / "ebb.db",
            "backup_dir": folder / "backups",
            "master_key": None,
            "old_master_key": None,
            "master_key_file": folder / "keys" / "master.key",
            "mode": "polling",
        }
    )
    _start_logging(ours)
    clock = clock_for(ours)
    ebb = await build(ours, clock, transport_for(clock))
    reloading = asyncio.create_task(_reload_words(reloader(ebb.parts.library)))
    try:
        return await _run(ebb, listen=None)
    finally:
        reloading.cancel()
        await ebb.stop()


async def _reload_words(changes: Reloader) -> None:
    """Let the bot speak with changed texts at once; a broken one is only told about. `run` never does this."""
    while True:
        await asyncio.sleep(LOOK_AT_WORDS_SECONDS)
        told = await asyncio.to_thread(changes.look)
        if told:
            print(told, flush=True)


async def _run(ebb: Ebb, listen: tuple[str, int] | None) -> int:
    with _stop_signals() as stop:
        if listen is not None:
            try:
                await ebb.listen(*listen)
            except OSError:
                logger.error("EBB_LISTEN %s:%d cannot be used: another program has it.", *listen)
                return TRY_AGAIN
        if await _start(ebb, stop):
            pass_over_what_is_there()
            logger.info("Ebb is running.")
            await ebb.run(stop)
        logger.info("Ebb is stopping.")
    return FINE


async def _start(ebb: Ebb, stop: asyncio.Event) -> bool:
    """Start, which may wait for the network; False when `stop` was set first."""
    starting = asyncio.create_task(ebb.start())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not starting.done():
        starting.cancel()
        await asyncio.wait({starting})
        return False
    starting.result()
    return True


def _start_logging(settings: Settings) -> None:
    known = (settings.bot_token, settings.master_key, settings.old_master_key, settings.webhook_secret)
    set_up(settings.log_level, settings.log_format, secrets=[each.get_secret_value() for each in known if each])


@contextmanager
def _stop_signals() -> Iterator[asyncio.Event]:
    """Set at the first SIGTERM or Ctrl-C; a second one does not break the drain."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    yield stop
