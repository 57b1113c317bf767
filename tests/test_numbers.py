"""What /metrics says after a few days: every number an operator was promised, and that it is the right one."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.program import until
from tests.world import World

Numbers = Callable[[], dict[str, float]]
PROMISED = {
    "updates in": "ebb_updates_received_total",
    "handled": "ebb_updates_handled_total",
    "latency": "ebb_handling_seconds_sum",
    "queue of updates": "ebb_updates_waiting",
    "queue of sends": "ebb_requests_waiting",
    "sent": "ebb_requests_sent_total",
    "throttled": "ebb_requests_throttled_total",
    "refused": "ebb_requests_refused_total",
    "unclear": "ebb_requests_unclear_total",
    "failed": "ebb_requests_failed_total",
    "prompts due": "ebb_prompts_due_total",
    "prompts sent": "ebb_prompts_sent_total",
    "prompts answered": "ebb_prompts_answered_total",
    "prompts expired": "ebb_prompts_expired_total",
    "lateness": "ebb_lateness_seconds_sum",
    "late prompts": "ebb_lateness_seconds_count",
    "dead buttons": "ebb_buttons_dead_total",
    "held up": "ebb_held_up_total",
}


@pytest.fixture
def numbers(ebb: World) -> Numbers:
    """What an operator reads just now, under the names above."""

    def read() -> dict[str, float]:
        found = dict(re.findall(r"^(\w+) ([\d.]+)$", ebb.ebb.parts.metrics.text(), re.MULTILINE))
        return {name: float(found[metric]) for name, metric in PROMISED.items()}

    return read


async def test_prompts_are_counted_when_due_sent_answered_and_expired_and_how_late_they_came(
    ebb: World, numbers: Numbers
) -> None:
    anna, ben, carl = ebb.person("Anna"), ebb.person("Ben"), ebb.person("Carl")
    for person in (anna, ben, carl):
        await person.settle_in()
    await ebb.ebb.parts.people.pause(await carl.person(), 1, ebb.clock.now())
    ebb.clock.move_by(timedelta(hours=1, minutes=20, seconds=30).total_seconds())
    await ebb.tick()
    said = numbers()
    assert (said["prompts due"], said["prompts sent"], said["late prompts"]) == (3, 2, 2)
    assert said["lateness"] == 2 * 30
    await anna.tap("Rough")
    await anna.tap("7")
    assert numbers()["prompts answered"] == 0
    await anna.tap("That's enough")
    await anna.tap("Undo")
    await anna.tap("Bring it back")
    assert numbers()["prompts answered"] == 1, "once, whatever is done to it later"
    ebb.clock.move_by(timedelta(hours=24).total_seconds())
    await ebb.tick()
    said = numbers()
    assert said["prompts expired"] == 1
    assert said["prompts answered"] == 1
    assert said["late prompts"] == 5, "the next day's three are out"


async def test_what_is_put_off_is_late_for_nobody(ebb: World, numbers: Numbers) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    await anna.tap("Not now")
    await anna.tap("In 2 hours")
    await ebb.pass_time(hours=2)
    assert len(anna.prompts()) == 2
    assert (numbers()["late prompts"], numbers()["lateness"]) == (1, 0)


async def test_updates_and_sends_are_counted_by_what_became_of_them(ebb: World, numbers: Numbers) -> None:
    anna = ebb.person("Anna")
    await anna.settle_in()
    await ebb.to("20:00")
    before = numbers()
    await anna.tap("Good")
    await anna.tap_data("never a button of ours")
    after = numbers()
    assert (after["updates in"], after["handled"]) == (before["updates in"] + 2, before["handled"] + 2)
    assert after["latency"] > before["latency"]
    assert (after["dead buttons"], after["sent"]) == (1, before["sent"] + 2)
    ebb.api.fail_next("sendMessage", error_code=400, description="Bad Request: no")
    await anna.say("/help")
    ebb.api.fail_next("sendMessage", drop="read")
    await anna.say("/help")
    ebb.api.fail_next("sendMessage", drop="connect")
    await anna.say("/help")
    ebb.api.fail_next("sendMessage", retry_after=1)
    ebb.api.say(anna.stranger, "/help")
    await until(lambda: numbers()["throttled"] == numbers()["queue of sends"] == 1)
    said = numbers()
    assert (said["refused"], said["unclear"], said["failed"]) == (1, 1, 1)
    assert (said["queue of updates"], said["queue of sends"]) == (1, 1)
    await ebb.pass_time(seconds=2)
    said = numbers()
    assert (said["queue of updates"], said["queue of sends"], said["held up"]) == (0, 0, 0)
