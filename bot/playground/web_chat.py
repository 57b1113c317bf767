"""The web chat's own JSON addresses: what the page shows, and what its person does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from bot.playground.bot_api import BotApi
from bot.playground.chats import Person
from bot.playground.clock import GoingBack
from bot.playground.errands import Errands
from bot.playground.live import Live, clock_json, message_json

SHOWN_IN_PLACE = {"image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4"}
NAME_CHARACTERS = 64
Body = dict[str, Any]
Doing = Callable[[Person, Body], object]


def _refuse(sentence: str) -> web.HTTPBadRequest:
    return web.HTTPBadRequest(text=sentence)


async def _body(request: web.Request) -> Body:
    try:
        found = await request.json() if request.can_read_body else {}
    except ValueError:
        raise _refuse("That was not JSON.") from None
    if not isinstance(found, dict):
        raise _refuse("That was not a JSON object.")
    return found


@dataclass(frozen=True)
class WebChat:
    """Answers the page; `routes` lists the addresses."""

    api: BotApi
    live: Live
    errands: Errands

    def routes(self) -> list[web.RouteDef]:
        """Every address of the page's own API."""
        return [
            web.get("/playground/state", self.state),
            web.get("/playground/live", self.live.serve),
            web.get("/playground/files/{file_id}", self.file),
            web.post("/playground/people", self.add_person),
            web.post("/playground/people/{chat_id}/{doing}", self.act),
            web.post("/playground/clock", self.move_clock),
            web.post("/playground/errands/{errand}", self.errand),
        ]

    async def state(self, _request: web.Request) -> web.Response:
        """Everything a freshly opened page needs."""
        people = [self._person_json(person) for person in self.api.room.people()]
        profile = self.api.profile
        return web.json_response(
            {
                "bot": {"name": profile.text_for("name", "en"), "username": self.api.room.bot_user["username"]},
                "clock": clock_json(self.api),
                "errand": self.errands.progress,
                "last_event": self.api.events.last_number,
                "people": people,
            }
        )

    async def file(self, request: web.Request) -> web.Response:
        """A file out of the chat; pictures are shown in place, everything else is saved."""
        stored = self.api.room.files.files.get(request.match_info["file_id"])
        if stored is None:
            raise web.HTTPNotFound
        mime_type = stored.upload.mime_type
        in_place = mime_type in SHOWN_IN_PLACE
        response = web.Response(body=stored.upload.content)
        response.content_type = mime_type if in_place else "application/octet-stream"
        if not in_place:
            name = "".join(each for each in stored.upload.file_name if each.isalnum() or each in "._- ")
            response.headers["Content-Disposition"] = (
                f'attachment; filename="{name.encode("ascii", "ignore").decode()}"'
            )
        return response

    async def add_person(self, request: web.Request) -> web.Response:
        """Somebody new in the list of chats."""
        body = await _body(request)
        name = str(body.get("first_name", "")).strip()[:NAME_CHARACTERS]
        if not name:
            raise _refuse("A person needs a name.")
        person = self.api.add_person(name, str(body.get("language_code") or "en")[:8])
        self.live.tell("person", person=self._person_json(person))
        return web.json_response(self._person_json(person))

    async def act(self, request: web.Request) -> web.Response:
        """What a person does in the chat."""
        doing = self._doings().get(request.match_info["doing"])
        if doing is None:
            raise web.HTTPNotFound
        person = self._person(request.match_info["chat_id"])
        try:
            doing(person, await _body(request))
        except (KeyError, LookupError, ValueError, TypeError) as problem:
            raise _refuse(f"That did not work: {problem}") from problem
        return web.json_response({})

    async def move_clock(self, request: web.Request) -> web.Response:
        """Push the clock forward by seconds or to a moment (Unix seconds)."""
        body = await _body(request)
        try:
            if "to" in body:
                self.api.clock.move_to(datetime.fromtimestamp(float(body["to"]), UTC))
            else:
                self.api.clock.move_by(float(body.get("by", 0)))
        except GoingBack as refusal:
            raise _refuse(str(refusal)) from refusal
        except (ValueError, TypeError, OverflowError, OSError) as problem:
            raise _refuse("That is not a moment.") from problem
        if self.errands.after_move is not None:
            await self.errands.after_move()
        return web.json_response(clock_json(self.api))

    async def errand(self, request: web.Request) -> web.Response:
        """Start or stop a longer walk through time."""
        body = await _body(request)
        starts: dict[str, Callable[[], Awaitable[None] | None]] = {
            "jump": self.errands.start_jump,
            "month": lambda: self.errands.start_month(
                self._person(str(body.get("chat_id"))), int(body.get("utc_offset_minutes", 0))
            ),
            "stop": self.errands.stop,
        }
        start = starts.get(request.match_info["errand"])
        if start is None:
            raise web.HTTPNotFound
        try:
            waiting = start()
        except (ValueError, TypeError) as refusal:
            raise _refuse(str(refusal)) from refusal
        if waiting is not None:
            await waiting
        return web.json_response(self.errands.progress)

    def _doings(self) -> dict[str, Doing]:
        api = self.api
        return {
            "say": lambda person, body: api.say(person, str(body["text"])),
            "tap": lambda person, body: api.tap(person, message_id=int(body["message_id"]), data=str(body["data"])),
            "edit": lambda person, body: api.edit(person, int(body["message_id"]), str(body["text"])),
            "location": lambda person, body: api.share_location(
                person, float(body["latitude"]), float(body["longitude"])
            ),
            "sticker": lambda person, body: api.send_sticker(person, str(body.get("emoji") or "👍")),
            "voice": lambda person, _body: api.send_voice(person),
            "block": lambda person, _body: api.block(person),
            "unblock": lambda person, _body: api.unblock(person),
        }

    def _person(self, chat_id: str) -> Person:
        found = next((each for each in self.api.room.people() if str(each.chat_id) == chat_id), None)
        if found is None:
            raise web.HTTPNotFound(text="There is no such person.")
        return found

    def _person_json(self, person: Person) -> Body:
        profile = self.api.profile
        return {
            "chat_id": person.chat_id,
            "first_name": person.first_name,
            "language_code": person.language_code,
            "is_blocking": person.is_blocking,
            "messages": [message_json(message) for message in self.api.chat(person)],
            "commands": profile.commands_for(person.chat_id, person.language_code),
            "description": profile.text_for("description", person.language_code),
        }
