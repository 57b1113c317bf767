from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.error import BadRequest, Conflict

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person


async def test_an_offset_forgets_everything_before_it(api: BotApi, ada: Person, bot: Bot) -> None:
    for words in ("one", "two", "three"):
        api.say(ada, words)
    first, second, _third = await bot.get_updates()
    assert second.update_id == first.update_id + 1
    assert [update.message.text for update in await bot.get_updates(offset=second.update_id)] == ["two", "three"]
    assert [update.message.text for update in await bot.get_updates()] == ["two", "three"]
    assert [update.message.text for update in await bot.get_updates(offset=-1)] == ["three"]
    assert len(await bot.get_updates()) == 1


async def test_update_ids_begin_somewhere_else_each_time(api: BotApi) -> None:
    other = BotApi("123:playground", api.clock)
    assert api.updates.next_id != other.updates.next_id


async def test_no_more_than_the_limit_is_given(api: BotApi, ada: Person, bot: Bot) -> None:
    for _ in range(120):
        api.say(ada, "x")
    assert len(await bot.get_updates(limit=7)) == 7
    assert len(await bot.get_updates()) == 100


async def test_a_long_poll_ends_when_something_comes(api: BotApi, ada: Person, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    api.say(ada, "hello")
    [update] = await asyncio.wait_for(poll, 1)
    assert update.message.text == "hello"


async def test_a_long_poll_ends_empty_when_the_clock_is_moved(api: BotApi, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    api.clock.move_by(60)
    assert await asyncio.wait_for(poll, 1) == ()


async def test_a_second_poller_gets_the_first_one_a_conflict(api: BotApi, ada: Person, bot: Bot) -> None:
    first = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.01)
    second = asyncio.create_task(bot.get_updates(timeout=30))
    with pytest.raises(Conflict, match="terminated by other getUpdates request"):
        await first
    api.say(ada, "hello")
    assert len(await second) == 1


async def test_only_the_kinds_asked_for_are_kept_and_the_list_is_remembered(api: BotApi, ada: Person, bot: Bot) -> None:
    await bot.get_updates(allowed_updates=["my_chat_member"])
    api.say(ada, "hello")
    api.block(ada)
    [update] = await bot.get_updates()
    assert update.my_chat_member.new_chat_member.status == "kicked"


async def test_a_tap_lives_150_seconds_and_a_message_a_day(api: BotApi, ada: Person, bot: Bot) -> None:
    await bot.send_message(
        ada.chat_id, "ready?", reply_markup={"inline_keyboard": [[{"text": "Yes", "callback_data": "y"}]]}
    )
    api.say(ada, "hello")
    api.tap(ada, "Yes")
    api.clock.move_by(149)
    assert len(await bot.get_updates()) == 2
    api.clock.move_by(1)
    assert [update.message.text for update in await bot.get_updates()] == ["hello"]
    api.clock.move_by(timedelta(hours=24).total_seconds())
    assert await bot.get_updates() == ()


async def test_hand_made_updates_arrive_as_they_are(api: BotApi, bot: Bot) -> None:
    update_id = api.push_raw({"telepathy": {"thought": "hm"}})
    [update] = await bot.get_updates()
    assert (update.update_id, update.api_kwargs) == (update_id, {"telepathy": {"thought": "hm"}})


async def test_a_webhook_is_delivered_in_order_with_its_secret_until_it_says_yes(
    api: BotApi, ada: Person, bot: Bot
) -> None:
    posted: list[tuple[str, Any]] = []
    statuses = iter([500, 200, 200])

    async def post(_url: str, headers: dict[str, str], body: bytes) -> int:
        posted.append((headers["X-Telegram-Bot-Api-Secret-Token"], body))
        return next(statuses)

    api.webhook.post = post
    api.webhook.first_retry_seconds = 0.001
    await bot.set_webhook("https://example.org/hook", secret_token="quiet")
    api.say(ada, "one")
    api.say(ada, "two")
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    while len(posted) < 3:  # noqa: ASYNC110 - what is waited for is counted by the test itself
        await asyncio.sleep(0.001)
    assert [secret for secret, _body in posted] == ["quiet"] * 3
    assert posted[0] == posted[1] != posted[2]
    await asyncio.sleep(0)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (0, "Wrong response from the webhook: 500")
    await bot.delete_webhook()
    assert await bot.get_updates() == ()
    await api.close()


async def test_a_webhook_must_be_https_and_its_secret_plain(bot: Bot) -> None:
    with pytest.raises(BadRequest, match="(?i)an https url must be provided"):
        await bot.set_webhook("http://example.org/hook")
    with pytest.raises(BadRequest, match="(?i)secret token contains unallowed characters"):
        await bot.set_webhook("https://example.org/hook", secret_token="no spaces")


async def test_a_release_between_two_polls_is_not_lost(api: BotApi, bot: Bot) -> None:
    """Somebody moves the clock while the bot is busy: its next poll brings the news at once, the one after waits."""
    api.updates.release()
    assert await asyncio.wait_for(bot.get_updates(timeout=30), timeout=5) == ()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bot.get_updates(timeout=30), timeout=0.05)


@pytest.mark.parametrize("turns", range(6))
async def test_a_poll_that_is_dropped_just_as_an_update_comes_is_dropped(api: BotApi, ada: Person, turns: int) -> None:
    poll = asyncio.create_task(api.updates.fetch(0, 100, 50))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    api.say(ada, "hello")
    for _ in range(turns):
        await asyncio.sleep(0)
    told = poll.cancel()
    await asyncio.wait({poll}, timeout=0.2)
    assert poll.cancelled() or not told, "whoever was told to stop has stopped"
