"""The web chat in a real browser: by keyboard alone, without a word of complaint from the page."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page, async_playwright
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup

from bot.playground.bot_api import BotApi
from bot.playground.server import Playground

CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium is installed"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def question(number: int) -> InlineKeyboardMarkup:
    labels = [[str(each) for each in range(6)], [str(each) for each in range(6, 11)], ["Skip"]]
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(each, callback_data=f"{number}:{each}") for each in row] for row in labels]
    )


async def ask_two_questions(bot: Bot) -> None:
    offset = 0
    while True:
        for update in await bot.get_updates(offset=offset, timeout=10):
            offset = update.update_id + 1
            if update.message is not None:
                await update.message.reply_html("<b>Pain</b>, first", reply_markup=question(1))
            elif update.callback_query is not None:
                await update.callback_query.answer(f"Got {update.callback_query.data}")
                await update.callback_query.edit_message_text("Fatigue, second", reply_markup=question(2))


@pytest.fixture
async def page(served: Playground, bot: Bot) -> AsyncIterator[Page]:
    answering = asyncio.create_task(ask_two_questions(bot))
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = await browser.new_page(viewport={"width": 390, "height": 844}, reduced_motion="reduce")
        complaints: list[str] = []
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("pageerror", lambda problem: complaints.append(str(problem)))
        page.set_default_timeout(5000)
        await page.goto(served.url)
        yield page
        await browser.close()
    answering.cancel()
    assert complaints == []


async def focused(page: Page) -> Any:
    return await page.evaluate("document.activeElement.textContent.trim() || document.activeElement.id")


async def test_a_check_in_is_answered_by_keyboard_alone(api: BotApi, bot: Bot, page: Page) -> None:
    await bot.set_my_commands([BotCommand("checkin", "Today"), BotCommand("tip", "One thing")])
    await page.focus("#add-person")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Ada")
    await page.keyboard.press("Enter")
    await page.wait_for_selector("#start:visible")
    await page.focus("#start")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".key")
    assert await focused(page) == "composer-input"
    assert await page.evaluate("document.activeElement.clientHeight") > 30
    await page.focus(".key >> text=4")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".message >> text=Fatigue, second")
    assert await focused(page) == "5"
    assert await page.text_content("#toasts") == "Got 1:5"
    await page.focus("#composer-input")
    await page.keyboard.type("/ch")
    await page.keyboard.press("Enter")
    await page.wait_for_selector(".message.out >> text=/checkin")
    [ada] = api.room.people()
    kinds = [event.kind for event in api.events_of(ada)]
    assert kinds[:5] == ["said", "sent", "tapped", "toast", "edited"]
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide == 390
