from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.runtime.health import Health
from bot.runtime.metrics import COUNTS, LEVELS, TIMES, Metrics


class Parts:
    """What the bot is made of, each of which a test can break."""

    def __init__(self) -> None:
        self.broken: set[str] = set()
        self.hanging = False

    def polling(self) -> bool:
        return "polling" not in self.broken

    async def storage(self) -> bool:
        if self.hanging:
            await asyncio.sleep(60)
        if "storage" in self.broken:
            raise OSError("gone")
        return True

    def clockwork(self) -> bool:
        return "clockwork" not in self.broken


@pytest.fixture
def parts() -> Parts:
    return Parts()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def site(parts, metrics) -> AsyncIterator[str]:
    probes = {"polling": parts.polling, "storage": parts.storage, "clockwork": parts.clockwork}
    health = Health(probes, metrics, probe_seconds=0.2)
    port = await health.start("127.0.0.1", 0)
    yield f"http://127.0.0.1:{port}"
    await health.stop()
    await health.stop()


async def get(url: str) -> tuple[int, str, str]:
    async with aiohttp.ClientSession() as session, session.get(url) as response:
        return response.status, response.content_type, await response.text()


async def test_it_is_well_while_every_part_is_alive(site):
    assert await get(f"{site}/healthz") == (200, "application/json", '{"status": "ok"}')


@pytest.mark.parametrize("broken", [["polling"], ["storage"], ["clockwork"], ["polling", "storage"]])
async def test_it_names_the_parts_that_are_not_alive(site, parts, broken):
    parts.broken = set(broken)
    status, _, text = await get(f"{site}/healthz")
    assert status == 503
    assert re.findall(r"polling|storage|clockwork", text) == broken
    parts.broken = set()
    assert (await get(f"{site}/healthz"))[0] == 200


async def test_a_part_that_never_answers_is_not_alive(site, parts):
    parts.hanging = True
    status, _, text = await get(f"{site}/healthz")
    assert (status, "storage" in text) == (503, True)


async def test_the_numbers_are_in_prometheus_text(site, metrics):
    metrics.add("updates_received", 3)
    metrics.add("prompts_sent")
    metrics.took("handling", 0.25)
    metrics.took("handling", 0.5)
    status, kind, text = await get(f"{site}/metrics")
    assert (status, kind) == (200, "text/plain")
    assert "\nebb_updates_received_total 3\n" in "\n" + text
    assert "\nebb_prompts_sent_total 1\n" in text
    assert "\nebb_handling_seconds_sum 0.750000\nebb_handling_seconds_count 2\n" in text


def test_a_level_is_what_it_is_when_the_numbers_are_read(metrics):
    waiting = []
    metrics.watch("updates_waiting", lambda: len(waiting))
    waiting += [1, 2]
    assert "# TYPE ebb_updates_waiting gauge\nebb_updates_waiting 2\n" in metrics.text()


def test_every_line_of_the_numbers_is_well_formed(metrics):
    line = re.compile(r"# HELP ebb_\w+ [^\n]+|# TYPE ebb_\w+ (counter|summary|gauge)|ebb_\w+ \d+(\.\d+)?")
    lines = metrics.text().splitlines()
    assert all(line.fullmatch(each) for each in lines)
    assert len(lines) == 3 * (len(COUNTS) + len(LEVELS)) + 4 * len(TIMES)


@pytest.mark.parametrize(
    "counting",
    [lambda m: m.add("mood"), lambda m: m.took("mood", 1), lambda m: m.count("mood"), lambda m: m.watch("mood", int)],
)
def test_only_known_names_are_counted(metrics, counting):
    with pytest.raises(KeyError):
        counting(metrics)


async def test_other_pages_do_not_exist(site):
    assert (await get(f"{site}/"))[0] == 404


async def test_an_address_in_use_is_an_error_and_leaves_nothing_open(site, metrics):
    port = int(site.rsplit(":", 1)[1])
    health = Health({}, metrics)
    with pytest.raises(OSError, match="address"):
        await health.start("127.0.0.1", port)
    assert health._runner is None
