"""What can go wrong between a bot and Telegram, switched on by tests: refusals, silence, cut connections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Drop = Literal["connect", "read"]
REASONS = {
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    409: "Conflict",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


@dataclass
class Fault:
    """One arranged failure.

    `deliver` carries the request out all the same, `hang` holds the answer back for so many seconds, `drop` cuts the
    connection ("connect": nothing was sent; "read": nobody knows), `body` is a raw answer that is not Telegram's.
    """

    method: str
    error_code: int | None = None
    description: str | None = None
    retry_after: int | None = None
    body: bytes | str | None = None
    deliver: bool = False
    hang: float = 0.0
    drop: Drop | None = None
    times: int | None = 1
    chat_id: int | None = None

    @property
    def status(self) -> int:
        """The HTTP status of the arranged answer; 200 when only the body or the timing is arranged."""
        if self.retry_after is not None:
            return self.error_code or 429
        return self.error_code or 200

    @property
    def has_answer(self) -> bool:
        """Whether the answer itself is arranged, not only its timing."""
        return self.body is not None or self.error_code is not None or self.retry_after is not None

    def answer_body(self) -> bytes | dict[str, Any]:
        """The arranged answer: raw bytes, or the error as Telegram writes it."""
        if self.body is not None:
            return self.body.encode() if isinstance(self.body, str) else self.body
        description = self.description or REASONS.get(self.status, "Error")
        answer: dict[str, Any] = {"ok": False, "error_code": self.status}
        if self.retry_after is not None:
            description = self.description or f"Too Many Requests: retry after {self.retry_after}"
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer | {"description": description}

    def fits(self, method: str, raw: Mapping[str, Any]) -> bool:
        """Whether this failure is meant for the request."""
        if self.method.lower() not in {"*", method.lower()}:
            return False
        return self.chat_id is None or str(raw.get("chat_id")) == str(self.chat_id)


@dataclass
class Faults:
    """The failures still to come, oldest first."""

    planned: list[Fault] = field(default_factory=list)
    is_offline: bool = False

    def plan(self, fault: Fault) -> None:
        """Arrange one more failure."""
        self.planned.append(fault)

    def take(self, method: str, raw: Mapping[str, Any]) -> Fault | None:
        """The failure that strikes this request, counted down."""
        if self.is_offline:
            return Fault(method, drop="connect")
        fault = next((each for each in self.planned if each.fits(method, raw)), None)
        if fault is not None and fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.planned.remove(fault)
        return fault

    def clear(self) -> None:
        """Everything works again."""
        self.planned.clear()
        self.is_offline = False
