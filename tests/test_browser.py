"""A newcomer's first two days in a real browser, by mouse and by keyboard alone, on the program as it is started."""

from __future__ import annotations

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.program import program

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium, chromium-browser or google-chrome is in the PATH"),
]
ALONE = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
]
WAIT_MS = 8000
MOST_TABS = 120
BOTH_HANDS = pytest.mark.parametrize("hand", ["mouse", "keyboard"])


class Hand(Protocol):
    """How somebody uses a page."""

    async def press(self, button: Locator) -> None:
        """Press a button."""

    async def write(self, field: Locator, text: str) -> None:
        """Write a line into a field and finish it with Enter."""


@dataclass
class Mouse:
    """Points and clicks."""

    page: Page

    async def press(self, button: Locator) -> None:
        """Click it, as far as it can be seen and is not covered."""
        await button.click()

    async def write(self, field: Locator, text: str) -> None:
        """Click into it first."""
        await field.click()
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")


@dataclass
class Keyboard:
    """Tab, Enter and letters; nothing else is ever touched."""

    page: Page

    async def press(self, button: Locator) -> None:
        """Tab to it."""
        await self._go_to(button)
        await self.page.keyboard.press("Enter")

    async def write(self, field: Locator, text: str) -> None:
        """Tab to it and write."""
        await self._go_to(field)
        await self.page.keyboard.type(text)
        await self.page.keyboard.press("Enter")

    async def _go_to(self, place: Locator) -> None:
        await expect(place).to_be_visible()
        for _ in range(MOST_TABS):
            if await place.evaluate("place => place === document.activeElement"):
                assert await place.evaluate("place => place.matches(':focus-visible')")
                return
            await self.page.keyboard.press("Tab")
        raise AssertionError(f"the keyboard never gets to {place}")


@dataclass
class Newcomer:
    """Somebody in front of the page, who finds things by what they are called."""

    page: Page
    hand: Hand

    async def press(self, name: str) -> None:
        """A button of the page."""
        await self.hand.press(self.page.get_by_role("button", name=name, exact=True).first)

    async def tap(self, label: str, then: str) -> None:
        """A button under Ebb's newest words, and what is to be read next."""
        await self.hand.press(self.newest.get_by_role("button", name=label, exact=True))
        await self.reads(then)

    async def write(self, field: str, text: str) -> None:
        """A line into a field."""
        await self.hand.write(self.page.get_by_role("textbox", name=field, exact=True), text)

    async def say(self, text: str, then: str) -> None:
        """A message, and what is to be read next."""
        await self.hand.write(self.page.get_by_role("combobox", name="Message", exact=True), text)
        await self.reads(then)

    async def reads(self, words: str) -> None:
        """The newest message holds these words."""
        await expect(self.newest).to_contain_text(words)

    @property
    def newest(self) -> Locator:
        """The last message of the chat."""
        return self.page.get_by_role("log", name="Messages").get_by_role("article").last


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Page]:
    """The page in a browser that reaches this machine only; at the end, nothing may have complained."""
    complaints: list[str] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ALONE)
        page = await browser.new_page(
            viewport={"width": 1280, "height": 800}, timezone_id="Asia/Tokyo", reduced_motion="reduce"
        )
        page.on("console", lambda line: complaints.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.on("request", lambda sent: None if sent.url.startswith(url) else complaints.append(sent.url))
        page.on("requestfailed", lambda lost: complaints.append(f"failed: {lost.url}"))
        page.set_default_timeout(WAIT_MS)
        expect.set_options(timeout=WAIT_MS)
        await page.goto(url)
        yield page
        assert complaints == []
        await browser.close()


@BOTH_HANDS
async def test_a_newcomer_goes_from_start_to_tomorrows_prompt(tmp_path: Path, hand: str) -> None:
    async with program(tmp_path, "playground", "--port", "0") as playground:
        address = re.search(r"http://127\.0\.0\.1:\d+/", await playground.line("The playground is open at"))
        assert address
        async with opened(address[0]) as page:
            await two_days(Newcomer(page, Mouse(page) if hand == "mouse" else Keyboard(page)))
        assert await playground.stop() == 0
    assert not re.search("WARNING|ERROR|Traceback", playground.said)


async def two_days(anna: Newcomer) -> None:
    """From nothing to a stored check-in, a tip, a breathing exercise, and the next prompt."""
    await anna.press("Add a person")
    await anna.write("First name", "Anna")
    # Until then START would be somebody else's.
    await expect(anna.page.get_by_text("talking with Anna")).to_be_visible()
    await anna.press("START")
    await anna.reads("Is that all right with you?")
    await anna.tap("I agree", then="What time is it for you now?")
    await anna.say("Tokyo", then="Which one is closest to you?")
    await anna.tap("Tokyo, Japan", then="Do the two match?")
    await anna.tap("Yes, that's right", then="When would you like your daily check-in?")
    await anna.say("10:15", then="All set. I will ask once a day at 10:15.")
    await anna.tap("Yes, try it now", then="How is today?")
    await anna.tap("So-so", then="1 of 5")
    await anna.tap("6", then="2 of 5")
    await anna.tap("7", then="3 of 5")
    await anna.tap("3", then="4 of 5")
    await anna.tap("Skip", then="5 of 5")
    await anna.tap("5", then="Sleep last night: 3")
    await anna.say("/tip", then="")
    await expect(anna.newest.get_by_role("button", name="Not for me")).to_be_visible()
    await anna.say("/help", then="read up on a word")
    await anna.say("/breathe", then="You can stop at any time.")
    await anna.tap("Slow breath 4-6", then="9 rounds")
    await anna.tap("Begin", then="Breathe in")
    await anna.tap("Stop", then="Stopped.")
    await anna.press("Tomorrow 09:00")
    await anna.press("Jump to the next prompt")
    await anna.reads("How is today?")
    await expect(anna.newest.get_by_role("button", name="Rough")).to_be_in_viewport()
    await expect(anna.page.get_by_text("The bot wrote to Anna.")).to_be_visible()
