"""Keeps the playground to this machine: loopback addresses only, and no request from another site's page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

LOOPBACK_HOSTS = {"127.0.0.1", "localhost", "::1"}
FROM_ELSEWHERE = {"cross-site", "same-site"}
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class NotLoopback(ValueError):
    """The playground opens on this machine only: 127.0.0.1, ::1 or localhost."""


def check_loopback(host: str) -> None:
    """Raise NotLoopback for any other address."""
    if host not in LOOPBACK_HOSTS:
        raise NotLoopback(f"{NotLoopback.__doc__} Not {host}.")


def _host_of(authority: str) -> str | None:
    try:
        return urlsplit(f"//{authority}").hostname
    except ValueError:
        return None


def is_welcome(request: web.Request) -> bool:
    """Whether a request names this machine and does not come from another site's page."""
    authority = request.headers.get("Host", "")
    if _host_of(authority) not in LOOPBACK_HOSTS:
        return False
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != authority:
        return False
    is_opening_the_page = request.method == "GET" and request.path == "/"
    return is_opening_the_page or request.headers.get("Sec-Fetch-Site") not in FROM_ELSEWHERE


@web.middleware
async def only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Turn away a name that was pointed at this machine, and other sites' pages."""
    if not is_welcome(request):
        raise web.HTTPForbidden(text="The playground talks to this machine only.")
    return await handler(request)
