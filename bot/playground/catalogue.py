"""Checks each request against a small extract of the Bot API (`methods.json`) and turns form strings into values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXTRACT = Path(__file__).parent / "methods.json"
TRUE_WORDS = {"true", "yes", "1"}
FALSE_WORDS = {"false", "no", "0", ""}
ATTACHED = "attach://"


class Implausible(Exception):
    """A value that cannot be of the type the Bot API asks for."""


@dataclass(frozen=True)
class Upload:
    """A file that came with a request."""

    file_name: str
    content: bytes
    mime_type: str = "application/octet-stream"


@dataclass(frozen=True)
class Catalogue:
    """The methods and types of the extract."""

    methods: Mapping[str, Mapping[str, Any]]
    types: Mapping[str, Mapping[str, Any]]

    def name_of(self, spelled: str) -> str | None:
        """The method's proper name; Telegram takes any case. None when unknown."""
        return next((name for name in self.methods if name.lower() == spelled.lower()), None)

    def read(
        self, method: str, raw: Mapping[str, Any], uploads: Mapping[str, Upload]
    ) -> tuple[dict[str, Any], list[str]]:
        """The request's values by name, and every way in which it strays from the Bot API."""
        fields = self.methods[method]
        values: dict[str, Any] = {}
        problems: list[str] = []
        attached = {str(value)[len(ATTACHED) :] for value in raw.values() if str(value).startswith(ATTACHED)}
        for name, value in {**raw, **{each: uploads[each] for each in uploads if each not in attached}}.items():
            if name not in fields:
                problems.append(f"{method}: unknown field {name}")
                continue
            try:
                values[name] = self._value(value, fields[name]["types"], uploads)
            except Implausible as problem:
                problems.append(f"{method}: {name} {problem}")
        problems += [
            f"{method}: required field {name} is missing"
            for name, field in fields.items()
            if field["required"] and name not in raw and name not in uploads
        ]
        return values, problems

    def _value(self, value: Any, types: list[str], uploads: Mapping[str, Upload]) -> Any:
        for kind in types:
            try:
                return self._as(kind, value, uploads)
            except Implausible as problem:
                last = problem
        if len(types) == 1:
            raise last
        raise Implausible(f"is none of {', '.join(types)}")

    def _as(self, kind: str, value: Any, uploads: Mapping[str, Upload]) -> Any:
        if kind == "Integer":
            return _integer(value)
        if kind == "Boolean":
            return _boolean(value)
        if kind == "Float":
            return _number(value)
        if kind == "InputFile":
            return _upload(value, uploads)
        if kind == "String":
            if not isinstance(value, str):
                raise Implausible("is not a string")
            return value
        if kind.startswith("Array of "):
            return self._array(kind.removeprefix("Array of "), value, uploads)
        return self._object(kind, value, uploads)

    def _array(self, kind: str, value: Any, uploads: Mapping[str, Upload]) -> list[Any]:
        items = _from_json(value)
        if not isinstance(items, list):
            raise Implausible(f"is not an array of {kind}")
        return [self._as(kind, item, uploads) for item in items]

    def _object(self, kind: str, value: Any, uploads: Mapping[str, Upload]) -> dict[str, Any]:
        found = _from_json(value)
        if not isinstance(found, dict):
            raise Implausible(f"is not a {kind}")
        shape = self.types.get(kind)
        if shape is None:
            return found
        if "one_of" in shape:
            return self._one_of(shape["one_of"], found, uploads)
        unknown = [name for name in found if name not in shape["fields"]]
        missing = [name for name, each in shape["fields"].items() if each["required"] and name not in found]
        if unknown or missing:
            raise Implausible(f"is not a {kind}: unknown {unknown}, missing {missing}")
        return {name: self._value(each, shape["fields"][name]["types"], uploads) for name, each in found.items()}

    def _one_of(self, kinds: list[str], found: dict[str, Any], uploads: Mapping[str, Upload]) -> dict[str, Any]:
        for kind in kinds:
            stem = kind.removeprefix("BotCommandScope").removeprefix("MenuButton")
            if found.get("type") == _snake(stem):
                return self._object(kind, found, uploads)
        raise Implausible(f"has the unknown type {found.get('type')!r}")


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Implausible("is not an integer")
    try:
        return int(value)
    except ValueError:
        raise Implausible("is not an integer") from None


def _boolean(value: Any) -> bool:
    word = str(value).lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise Implausible("is not a boolean")


def _number(value: Any) -> float:
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Implausible("is not a number") from None


def _upload(value: Any, uploads: Mapping[str, Upload]) -> Upload:
    if isinstance(value, Upload):
        return value
    if isinstance(value, str) and value.startswith(ATTACHED) and value[len(ATTACHED) :] in uploads:
        return uploads[value[len(ATTACHED) :]]
    raise Implausible("is not a file")


def _from_json(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        raise Implausible("is not JSON") from None


def load_catalogue() -> Catalogue:
    """Read the extract."""
    extract = json.loads(EXTRACT.read_text(encoding="utf-8"))
    return Catalogue(extract["methods"], extract["types"])
