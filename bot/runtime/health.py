"""A small HTTP page for operators: whether the bot is alive, and its numbers. It shows nothing about people."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiohttp import web

from bot.runtime.metrics import Metrics

Probe = Callable[[], bool | Awaitable[bool]]

LARGEST_REQUEST = 1024 * 1024
_PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8"


class Pages(Protocol):
    """Something with addresses of its own."""

    def add_routes(self, site: web.Application) -> None:
        """Put them on a site."""


class Health:
    """Serves /healthz and /metrics; a probe that raises or takes over `probe_seconds` means "not alive"."""

    def __init__(self, probes: Mapping[str, Probe], metrics: Metrics, *, probe_seconds: float = 3.0) -> None:
        self._probes = dict(probes)
        self._metrics = metrics
        self._probe_seconds = probe_seconds
        self._runner: web.AppRunner | None = None

    async def not_alive(self) -> list[str]:
        """The names of the parts that are not alive, in the order they were given."""
        answers = await asyncio.gather(*(_is_true(probe, self._probe_seconds) for probe in self._probes.values()))
        return [name for name, is_alive in zip(self._probes, answers, strict=True) if not is_alive]

    def add_routes(self, site: web.Application) -> None:
        """Put the two pages on a site, so that a webhook can share its port."""
        site.router.add_get("/healthz", self._on_healthz)
        site.router.add_get("/metrics", self._on_metrics)

    async def start(self, host: str, port: int, *guests: Pages) -> int:
        """Listen, with guests' pages beside our own; the port in use, which matters when `port` was 0.

        An address in use is an OSError.
        """
        site = web.Application(client_max_size=LARGEST_REQUEST)
        for pages in (self, *guests):
            pages.add_routes(site)
        self._runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError:
            await self.stop()
            raise
        bound: int = self._runner.addresses[0][1]
        return bound

    async def stop(self) -> None:
        """Stop listening; doing it twice changes nothing."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _on_healthz(self, _request: web.Request) -> web.Response:
        not_alive = await self.not_alive()
        if not_alive:
            return web.json_response({"status": "failing", "not_alive": not_alive}, status=503)
        return web.json_response({"status": "ok"})

    async def _on_metrics(self, _request: web.Request) -> web.Response:
        return web.Response(body=self._metrics.text().encode(), headers={"Content-Type": _PROMETHEUS})


async def _is_true(probe: Probe, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            answer = probe()
            return bool(await answer) if inspect.isawaitable(answer) else bool(answer)
    except Exception:
        return False
