from __future__ import annotations

import asyncio
import io
import re
import traceback
from collections.abc import Awaitable

import pytest
from aiohttp import web
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, InputFile, InputMediaPhoto
from telegram.error import BadRequest, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError, TimedOut

from bot.runtime.request import AiohttpRequest, Timeouts, surely_not_sent

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-pc"


async def failure_of(sending: Awaitable[object]) -> TelegramError:
    with pytest.raises(TelegramError) as caught:
        await sending
    return caught.value


def everything_printed(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)) + repr(error) + repr(error.__cause__) + repr(error.__context__)


async def hang(_request: web.Request) -> web.StreamResponse:
    await asyncio.sleep(60)
    raise AssertionError


async def drop_the_line(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def test_a_message_arrives_as_json_with_every_character_and_its_buttons(bot, telegram):
    rows = InlineKeyboardMarkup([[InlineKeyboardButton("Ja & nein", callback_data="1")]])
    await bot.send_message(7, "Grüße & =% 👩‍🦽 \u202e", reply_markup=rows)
    buttons = {"inline_keyboard": [[{"text": "Ja & nein", "callback_data": "1"}]]}
    assert telegram.calls_of("sendMessage") == [
        {"chat_id": 7, "text": "Grüße & =% 👩‍🦽 \u202e", "reply_markup": buttons}
    ]


async def test_a_lone_surrogate_does_not_stop_a_message(bot, telegram):
    await bot.send_message(7, "a\ud800b")
    assert telegram.calls_of("sendMessage")[0]["text"] == "a?b"


async def test_an_upload_arrives_whole_with_its_name_and_type(bot, telegram):
    picture = bytes(range(256)) * 8192
    await bot.send_document(7, InputFile(picture, filename="wöche 1.png"), caption="Grüße")
    fields = telegram.calls_of("sendDocument")[0]
    assert fields["document"] == ("wöche 1.png", "image/png", picture)
    assert fields["caption"] == "Grüße"


async def test_a_group_of_pictures_is_attached_by_name(bot, telegram):
    telegram.will_answer("sendMediaGroup", {"ok": True, "result": []})
    await bot.send_media_group(7, [InputMediaPhoto(b"one"), InputMediaPhoto(io.BytesIO(b"two"))])
    fields = telegram.calls_of("sendMediaGroup")[0]
    names = re.findall(r"attach://(\w+)", fields["media"])
    assert [fields[name][2] for name in names] == [b"one", b"two"]


async def test_the_headers_of_every_answer_are_seen(make_bot, telegram):
    seen: list[str] = []
    telegram.headers = {"X-Ebb-Clock-Offset": "3600.5"}
    bot = make_bot(on_response=lambda headers: seen.append(headers["x-ebb-clock-offset"]))
    await bot.initialize()
    await bot.send_message(7, "hello")
    assert seen == ["3600.5", "3600.5"]


async def test_a_server_that_never_answers_times_out_and_may_have_got_it(make_bot, telegram):
    bot = make_bot(Timeouts(read=0.05))
    await bot.initialize()
    telegram.will_answer("sendMessage", hang)
    error = await failure_of(bot.send_message(7, "hello"))
    assert isinstance(error, TimedOut)
    assert not surely_not_sent(error)
    assert error.__cause__ is not None
    assert len(telegram.calls_of("sendMessage")) == 1


async def test_a_call_may_ask_for_more_time_than_usual(make_bot, telegram):
    async def slow(_request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.12)
        return web.json_response({"ok": True, "result": True})

    bot = make_bot(Timeouts(read=0.05))
    await bot.initialize()
    telegram.will_answer("sendChatAction", slow)
    assert await bot.send_chat_action(7, "typing", read_timeout=2)


async def test_a_call_may_ask_for_less_time_than_usual(bot, telegram):
    telegram.will_answer("sendMessage", hang)
    assert isinstance(await failure_of(bot.send_message(7, "hello", read_timeout=0.05)), TimedOut)


async def test_a_dropped_line_is_a_network_error_and_may_have_arrived(bot, telegram):
    telegram.will_answer("sendMessage", drop_the_line)
    error = await failure_of(bot.send_message(7, "hello"))
    assert type(error) is NetworkError
    assert not surely_not_sent(error)
    assert len(telegram.calls_of("sendMessage")) == 1


async def test_a_refused_connection_surely_sent_nothing(unused_url):
    async with AiohttpRequest() as request:
        error = await failure_of(request.post(f"{unused_url}/bot{TOKEN}/sendMessage"))
    assert type(error) is NetworkError
    assert surely_not_sent(error)


async def test_a_name_that_does_not_resolve_surely_sent_nothing():
    async with AiohttpRequest() as request:
        error = await failure_of(request.post(f"http://nowhere.invalid/bot{TOKEN}/sendMessage"))
    assert surely_not_sent(error)


async def test_a_connection_that_takes_too_long_surely_sent_nothing(full_backlog_url):
    async with AiohttpRequest(timeouts=Timeouts(connect=0.1)) as request:
        error = await failure_of(request.post(f"{full_backlog_url}/bot{TOKEN}/sendMessage"))
    assert isinstance(error, TimedOut)
    assert surely_not_sent(error)
    assert TOKEN not in everything_printed(error)


async def test_a_full_pool_is_a_time_out_that_surely_sent_nothing(make_bot, telegram):
    bot = make_bot(Timeouts(pool=0.05), connection_pool_size=1)
    await bot.initialize()
    telegram.will_answer("sendMessage", hang)
    first = asyncio.create_task(bot.send_message(7, "first"))
    await telegram.until_called("sendMessage", 1)
    error = await failure_of(bot.send_message(7, "second"))
    assert isinstance(error, TimedOut)
    assert surely_not_sent(error)
    first.cancel()
    await asyncio.wait({first})
    assert await bot.send_message(7, "third"), "a cancelled request gives its place back"


async def test_an_upload_that_stalls_is_given_up(make_bot, stalling_url):
    async with AiohttpRequest(timeouts=Timeouts(connect=0.05, read=0.05, media_write=0.2)) as request:
        async with asyncio.timeout(3):
            bot_call = request.post(f"{stalling_url}/bot{TOKEN}/sendDocument", upload_of(30 * 2**20))
            error = await failure_of(bot_call)
    assert isinstance(error, TimedOut)
    assert not surely_not_sent(error)


def upload_of(size: int):
    from telegram.request import RequestData
    from telegram.request._requestparameter import RequestParameter

    return RequestData([RequestParameter.from_input("document", InputFile(bytes(size), filename="big"))])


@pytest.mark.parametrize(
    ("status", "kind"),
    [(400, BadRequest), (403, Forbidden), (401, InvalidToken), (404, InvalidToken), (500, NetworkError)],
)
async def test_refusals_become_the_library_s_own_errors(bot, telegram, status, kind):
    telegram.will_refuse("sendMessage", status, "Bad Request: no such thing")
    error = await failure_of(bot.send_message(7, "hello"))
    assert type(error) is kind
    assert "no such thing" in str(error).lower()


async def test_too_many_requests_carries_the_wait(bot, telegram):
    telegram.will_refuse("sendMessage", 429, "Too Many Requests", retry_after=7)
    error = await failure_of(bot.send_message(7, "hello"))
    assert isinstance(error, RetryAfter)
    assert error.retry_after.total_seconds() == 7


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"", b"[1]", b"\xff\xfe", b'"text"'])
@pytest.mark.parametrize("status", [200, 302, 429, 502])
async def test_an_answer_that_is_not_the_bot_api_s_is_a_network_error_without_its_content(bot, telegram, body, status):
    telegram.will_answer("sendMessage", body, status=status)
    error = await failure_of(bot.send_message(7, "hello"))
    assert isinstance(error, NetworkError)
    assert "gateway" not in everything_printed(error)


async def test_unreadable_answers_are_not_logged(bot, telegram, caplog):
    telegram.will_answer("sendMessage", b'{"result": my private words')
    await failure_of(bot.send_message(7, "hello"))
    assert "private words" not in caplog.text


async def test_a_redirection_is_not_followed(bot, telegram):
    async def elsewhere(_request: web.Request) -> web.StreamResponse:
        return web.Response(status=307, headers={"Location": f"{telegram.url}/stranger"})

    telegram.will_answer("sendMessage", elsewhere)
    assert isinstance(await failure_of(bot.send_message(7, "hello")), NetworkError)
    assert telegram.calls_of("stranger") == []


async def test_no_failure_shows_the_token(bot, telegram, unused_url):
    page = f"<html>upstream /bot{TOKEN}/sendMessage failed</html>".encode()
    telegram.will_answer("sendMessage", page, status=502)
    telegram.will_refuse("sendMessage", 403, f"Forbidden: /bot{TOKEN}/")
    telegram.will_answer("sendMessage", hang, drop_the_line)
    errors = [await failure_of(bot.send_message(7, "hello", read_timeout=0.05)) for _ in range(4)]
    async with AiohttpRequest(proxy=unused_url) as request:
        errors += [
            await failure_of(request.post(f"{beginning}/bot{TOKEN}/getMe"))
            for beginning in (unused_url, "http://nowhere.invalid", "ftp://odd", "http://[bad", "", "http://")
        ]
    for error in errors:
        assert TOKEN not in everything_printed(error)
        assert TOKEN.split(":")[1] not in everything_printed(error)


async def test_a_write_error_that_quotes_the_address_hides_the_token():
    from bot.runtime.request import _without

    url = f"http://x/bot{TOKEN}/sendMessage"
    outer = OSError(32, f"Can not write request body for {url}")
    outer.__cause__ = ValueError(url)
    assert _without(TOKEN, outer) is outer
    assert TOKEN not in everything_printed(outer)
    assert "Can not write request body" in str(outer)


async def test_nothing_secret_is_in_the_repr():
    request = AiohttpRequest(proxy="http://me:secret@proxy:1")
    assert "secret" not in repr(request)


async def test_a_request_before_opening_is_a_network_error():
    error = await failure_of(AiohttpRequest().post(f"http://127.0.0.1:1/bot{TOKEN}/getMe"))
    assert isinstance(error, NetworkError)


async def test_opening_and_closing_twice_is_harmless():
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    assert request.read_timeout == 5.0


async def test_connections_are_kept_and_used_again(bot, telegram):
    ports: set[object] = set()

    async def note_port(request: web.Request) -> web.StreamResponse:
        assert request.transport is not None
        ports.add(request.transport.get_extra_info("peername"))
        return web.json_response({"ok": True, "result": True})

    telegram.will_answer("sendChatAction", *[note_port] * 5)
    for _ in range(5):
        await bot.send_chat_action(7, "typing")
    assert len(ports) == 1


async def test_a_file_can_be_fetched(telegram):
    telegram.will_answer("page.txt", b"plain words, not JSON")
    async with AiohttpRequest() as request:
        assert await request.retrieve(f"{telegram.url}/file/page.txt") == b"plain words, not JSON"


async def test_a_proxy_carries_the_requests(telegram):
    telegram.will_answer("getMe", {"ok": True, "result": {"via": "proxy"}})
    async with AiohttpRequest(proxy=telegram.url) as request:
        assert await request.post(f"http://telegram.invalid/bot{TOKEN}/getMe") == {"via": "proxy"}


@pytest.fixture
def unused_url(unused_tcp_port: int) -> str:
    return f"http://127.0.0.1:{unused_tcp_port}"


@pytest.fixture
async def stalling_url():
    """A server that takes the connection and never reads from it."""
    release = asyncio.Event()

    async def stall(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()
        await release.wait()
        writer.transport.abort()

    server = await asyncio.start_server(stall, "127.0.0.1", 0, limit=1024)
    yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    release.set()
    server.close()
    await server.wait_closed()


@pytest.fixture
def full_backlog_url():
    """A listening socket whose queue is full, so that further connections hang half open."""
    import socket

    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    waiting = []
    for _ in range(4):
        client = socket.socket()
        client.setblocking(False)
        client.connect_ex(listener.getsockname())
        waiting.append(client)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    for each in (*waiting, listener):
        each.close()
