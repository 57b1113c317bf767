from __future__ import annotations

from datetime import timedelta

import aiohttp
import pytest
from telegram import Bot
from telegram.error import Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person
from bot.playground.request import InProcessRequest


async def test_told_to_wait_the_library_says_for_how_long(
    api: BotApi, bot: Bot, ada: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PTB_TIMEDELTA", "true")
    api.fail_next("sendMessage", retry_after=7)
    with pytest.raises(RetryAfter) as refused:
        await bot.send_message(ada.chat_id, "x")
    assert refused.value.retry_after == timedelta(seconds=7)
    await bot.send_message(ada.chat_id, "x")


@pytest.mark.parametrize(("deliver", "arrived"), [(False, []), (True, ["x"])])
async def test_silence_leaves_open_whether_it_arrived(
    api: BotApi, bot: Bot, ada: Person, deliver: bool, arrived: list[str]
) -> None:
    api.fail_next("sendMessage", hang=60, deliver=deliver)
    with pytest.raises(TimedOut) as lost:
        await bot.send_message(ada.chat_id, "x")
    assert isinstance(lost.value.__cause__, aiohttp.SocketTimeoutError)
    assert [message.text for message in api.chat(ada)] == arrived


@pytest.mark.parametrize(
    ("drop", "cause"), [("connect", aiohttp.ConnectionTimeoutError), ("read", aiohttp.ServerDisconnectedError)]
)
async def test_a_cut_connection_has_the_cause_http_would_give(
    api: BotApi, bot: Bot, ada: Person, drop: str, cause: type[Exception]
) -> None:
    api.fail_next("sendMessage", drop=drop)
    with pytest.raises(NetworkError) as lost:
        await bot.send_message(ada.chat_id, "x")
    assert isinstance(lost.value.__cause__, cause)


async def test_a_failure_strikes_as_often_and_whom_it_is_meant_for(api: BotApi, bot: Bot, ada: Person) -> None:
    bea = api.add_person("Bea")
    api.fail_next("sendMessage", error_code=403, description="Forbidden: no", times=2, chat_id=bea.chat_id)
    await bot.send_message(ada.chat_id, "x")
    for _ in range(2):
        with pytest.raises(Forbidden, match="no"):
            await bot.send_message(bea.chat_id, "x")
    await bot.send_message(bea.chat_id, "x")


async def test_answers_that_are_not_telegrams_come_through_raw(api: BotApi, bot: Bot, ada: Person) -> None:
    api.fail_next("*", error_code=502, body="<html>Bad Gateway</html>")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(ada.chat_id, "x")
    api.fail_next("*", body="not json")
    with pytest.raises(TelegramError, match="Invalid server response"):
        await bot.send_message(ada.chat_id, "x")


async def test_offline_nothing_connects_until_it_is_online_again(api: BotApi, bot: Bot) -> None:
    api.go_offline()
    with pytest.raises(NetworkError, match="failed"):
        await bot.get_updates()
    api.go_online()
    assert await bot.get_updates() == ()


async def test_a_wrong_token_and_an_unknown_method_are_told_apart(api: BotApi) -> None:
    stranger = Bot("1:wrong", request=InProcessRequest(api))
    with pytest.raises(InvalidToken):
        await stranger.initialize()
    assert (await api.call("1:wrong", "getMe", {})).status == 401
    assert (await api.call(api.token, "getUnicorn", {})).status == 404
    assert (await api.call(api.token, "GETME", {})).status == 200
