from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, NetworkError

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person
from bot.playground.guard import NotLoopback
from bot.playground.server import Playground, serve

TOKEN = "123:playground"


def over_http(served: Playground) -> Bot:
    return Bot(TOKEN, base_url=f"{served.url}/bot", base_file_url=f"{served.url}/file/bot")


async def converse(bot: Bot, api: BotApi, person: Person) -> list[Any]:
    """One conversation with everything in it; what the bot got back, as plain data."""
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("Yes", callback_data="y")]])
    heard: list[Any] = []
    api.say(person, "/start")
    [started] = await bot.get_updates(allowed_updates=["message", "callback_query"])
    sent = await bot.send_message(person.chat_id, "<b>Hi</b> 😀", parse_mode="HTML", reply_markup=keyboard)
    api.tap(person, "Yes")
    [tapped] = await bot.get_updates(offset=started.update_id + 1)
    await bot.answer_callback_query(tapped.callback_query.id, "ok")
    edited = await sent.edit_text("Done", disable_web_page_preview=True)
    document = await bot.send_document(
        person.chat_id, b"a,b", filename="a b.csv", caption="<i>c</i>", parse_mode="HTML"
    )
    file = await bot.get_file(document.document.file_id)
    heard += [started.message.to_dict(), sent.to_dict(), tapped.callback_query.data, edited.to_dict()]
    heard += [document.to_dict(), bytes(await file.download_as_bytearray())]
    for text, mode in (("<x>", "HTML"), ("x" * 5000, None)):
        with pytest.raises(BadRequest) as refused:
            await bot.send_message(person.chat_id, text, parse_mode=mode)
        heard.append(str(refused.value))
    return heard


async def test_http_and_in_process_answer_alike(api: BotApi, bot: Bot, served: Playground) -> None:
    person = api.add_person("Ada")
    in_process = await converse(bot, api, person)
    other = BotApi(TOKEN, api.clock)
    other_person = other.add_person("Ada")
    playground = await serve(other, port=0)
    async with over_http(playground) as bot_over_http:
        assert await converse(bot_over_http, other, other_person) == in_process
    await playground.close()
    assert api.violations == other.violations == []


async def test_get_json_urlencoded_and_multipart_all_work(api: BotApi, ada: Person, served: Playground) -> None:
    address = f"{served.url}/bot{TOKEN}/sendMessage"
    values = {"chat_id": ada.chat_id, "text": "hello"}
    form = aiohttp.FormData({name: str(value) for name, value in values.items()}, default_to_multipart=True)
    async with aiohttp.ClientSession() as session:
        for request in (
            session.get(address, params=values),
            session.post(address, json=values),
            session.post(address, data=values),
            session.post(address, data=form),
        ):
            async with request as answer:
                assert (answer.status, (await answer.json())["result"]["text"]) == (200, "hello")
                assert answer.headers["X-Ebb-Clock-Offset"] == "0.0"


async def test_every_answer_tells_how_far_the_clock_is_ahead(api: BotApi, served: Playground) -> None:
    api.clock.move_by(90)
    async with aiohttp.ClientSession() as session:
        for path in ("/", f"/bot{TOKEN}/getMe", "/bot1:wrong/getMe", "/nowhere", "/static/app.js"):
            async with session.get(served.url + path) as answer:
                assert answer.headers["X-Ebb-Clock-Offset"] == "90.0"
                assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", ""])  # noqa: S104 - refused
async def test_only_loopback_addresses_are_opened(api: BotApi, host: str) -> None:
    with pytest.raises(NotLoopback):
        await serve(api, host, 0)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example:80"}, 403),
        ({"Host": "localhost"}, 200),
        ({"Host": "[::1]:80"}, 200),
        ({"Host": "127.0.0.1:1", "Origin": "http://127.0.0.1:1"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
    ],
)
async def test_other_sites_and_borrowed_names_are_turned_away(
    served: Playground, headers: dict[str, str], status: int
) -> None:
    async with aiohttp.ClientSession(headers=headers) as session:
        async with session.post(f"{served.url}/playground/people", json={"first_name": "Ada"}) as answer:
            assert answer.status == status
        async with session.post(f"{served.url}/bot{TOKEN}/getMe") as answer:
            assert answer.status == status


async def test_the_page_is_told_everything_and_can_do_everything(api: BotApi, served: Playground) -> None:
    async with aiohttp.ClientSession() as session:

        async def post(path: str, **body: Any) -> Any:
            async with session.post(f"{served.url}/playground/{path}", json=body) as answer:
                assert answer.status == 200, await answer.text()
                return await answer.json()

        ada = await post("people", first_name="Ada", language_code="de")
        line = await session.get(f"{served.url}/playground/live")
        await line.content.readuntil(b"\n\n")
        for doing, body in (
            ("say", {"text": "/start"}),
            ("location", {"latitude": 1, "longitude": 2}),
            ("sticker", {"emoji": "🙂"}),
            ("voice", {}),
            ("edit", {"message_id": 1, "text": "/begin"}),
            ("block", {}),
            ("unblock", {}),
        ):
            await post(f"people/{ada['chat_id']}/{doing}", **body)
            news = json.loads((await line.content.readuntil(b"\n\n")).removeprefix(b"data: "))
            assert news["chat_id"] == ada["chat_id"]
        assert (await post("clock", by=3600))["offset"] == 3600
        async with session.get(f"{served.url}/playground/state") as answer:
            state = await answer.json()
        line.close()
    assert [message.get("text") for message in state["people"][0]["messages"]] == ["/begin", None, None, None]
    assert len(api.updates.waiting()) == 7


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("clock", {"by": -1}, 400),
        ("clock", {"to": 0}, 400),
        ("clock", {"to": "soon"}, 400),
        ("people", {"first_name": "  "}, 400),
        ("people/1/say", {"text": "x"}, 404),
        ("people/7000000001/fly", {}, 404),
        ("people/7000000001/say", {}, 400),
        ("people/7000000001/tap", {"message_id": 99, "data": "x"}, 400),
        ("errands/nap", {}, 404),
    ],
)
async def test_what_the_page_cannot_do_is_refused(
    ada: Person, served: Playground, path: str, body: dict[str, Any], status: int
) -> None:
    async with aiohttp.ClientSession() as session, session.post(f"{served.url}/playground/{path}", json=body) as answer:
        assert (ada.chat_id, answer.status) == (7000000001, status)


async def test_files_that_are_not_pictures_are_saved_not_shown(
    api: BotApi, bot: Bot, ada: Person, served: Playground
) -> None:
    sent = await bot.send_document(ada.chat_id, b"<script>", filename='page".html')
    address = f"{served.url}/playground/files/{sent.document.file_id}"
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.content_type == "application/octet-stream"
        assert answer.headers["Content-Disposition"] == 'attachment; filename="page.html"'


async def test_a_cut_connection_over_http_is_a_network_error(api: BotApi, served: Playground, ada: Person) -> None:
    async with over_http(served) as bot:
        api.fail_next("sendMessage", drop="read", deliver=True)
        with pytest.raises(NetworkError):
            await bot.send_message(ada.chat_id, "x")
    assert [message.text for message in api.chat(ada)] == ["x"]


async def test_stopping_lets_open_long_polls_and_pages_go_within_a_second(api: BotApi) -> None:
    playground = await serve(api, port=0)
    async with aiohttp.ClientSession() as session:
        page = await session.get(f"{playground.url}/playground/live")
        poll = asyncio.create_task(session.get(f"{playground.url}/bot{TOKEN}/getUpdates", params={"timeout": 50}))
        while not api.updates.is_polled:  # noqa: ASYNC110 - the poll is on its way
            await asyncio.sleep(0.01)
        await asyncio.wait_for(playground.close(), 1)
        assert (await poll).status == 200
        assert b"hello" in await page.read()
