"""Everything an operator can choose, read once from the environment and the `.env` file and checked in full.

Nothing else in the program reads the environment. `.env.example` explains each name in plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "EBB_"
PUBLIC_API_URL = "https://api.telegram.org"

_TOKEN = re.compile(r"\d{3,}:[A-Za-z0-9_-]{30,}")
_LOCAL_TOKEN = re.compile(r"\d+:[A-Za-z0-9_-]+")
_WEBHOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
_LISTEN = re.compile(r"(?P<host>\[[0-9a-fA-F:.]+\]|[A-Za-z0-9_.-]+):(?P<port>\d{1,5})")
_LONGEST_SHOWN = 60


class SettingsError(Exception):
    """Settings that cannot be used; the text is one sentence per problem and never shows a secret."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _numbers(value: Any) -> Any:
    return tuple(re.split(r"[\s,;]+", value.strip(" ,;\t\n"))) if isinstance(value, str) else value


Ids = Annotated[tuple[Annotated[int, Field(gt=0, lt=2**52)], ...], BeforeValidator(_numbers)]


class Settings(BaseSettings):
    """The checked settings. A field's description completes the sentence "it must be …"."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    api_url: str = Field(
        PUBLIC_API_URL, description="an http or https address without the token, such as http://127.0.0.1:8081"
    )
    bot_token: SecretStr | None = Field(
        None, description="the token BotFather gave you: digits, a colon, then at least 30 letters, digits, _ or -"
    )
    database: Path = Field(Path("data/ebb.db"), description="the path of the database file")
    master_key: SecretStr | None = Field(None, min_length=32, description="a master key of at least 32 characters")
    master_key_file: Path | None = Field(None, description="the path of the file that holds the master key")
    old_master_key: SecretStr | None = Field(None, min_length=32, description="the master key before this one")
    mode: Annotated[Literal["polling", "webhook"], BeforeValidator(_lower)] = Field(
        "polling", description='"polling" or "webhook"'
    )
    webhook_url: str | None = Field(
        None, description="an https address on port 443, 80, 88 or 8443, such as https://ebb.example.org/updates"
    )
    webhook_secret: SecretStr | None = Field(None, description="1 to 256 letters, digits, _ or -")
    listen: str = Field("127.0.0.1:8080", description="a host and a port from 1 to 65535, such as 127.0.0.1:8080")
    admin_ids: Ids = Field((), description="Telegram user ids (whole numbers) with commas between them")
    allowed_ids: Ids = Field((), description="Telegram user ids (whole numbers) with commas between them")
    send_rate: float = Field(25.0, gt=0, le=1000, allow_inf_nan=False, description="a number above 0, up to 1000")
    language: Annotated[str, BeforeValidator(_lower)] = Field(
        "en", pattern=r"^[a-z]{2,3}(-[a-z]{2,4})?$", description="a language code such as en"
    )
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = Field(
        "INFO", description="DEBUG, INFO, WARNING or ERROR"
    )
    log_format: Annotated[Literal["text", "json"], BeforeValidator(_lower)] = Field(
        "text", description='"text" or "json"'
    )
    backup_dir: Path | None = Field(None, description="the path of a folder")
    retention_days: int | None = Field(None, ge=1, le=36_500, description="a whole number of days from 1 to 36500")
    contact: str = Field("", max_length=200, description="at most 200 characters")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Only what `load_settings` hands over; the real environment is never read behind its back."""
        return (init_settings,)

    @field_validator("api_url")
    @classmethod
    def _is_api_url(cls, value: str) -> str:
        parts = urlsplit(value)
        _require(parts.scheme in ("http", "https") and parts.hostname and _has_sound_port(value))
        _require(not parts.query and not parts.fragment and not parts.username and "/bot" not in parts.path)
        return value.rstrip("/")

    @field_validator("bot_token")
    @classmethod
    def _is_token(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        # A Bot API on this machine, such as the playground, may hand out tokens of its own.
        shape = _LOCAL_TOKEN if _is_on_this_machine(info.data.get("api_url", PUBLIC_API_URL)) else _TOKEN
        _require(value is None or shape.fullmatch(value.get_secret_value()))
        return value

    @field_validator("webhook_url")
    @classmethod
    def _is_webhook_url(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        parts = urlsplit(value)
        _require(parts.hostname and not parts.fragment and not parts.username and _has_sound_port(value))
        # A Bot API on this machine, such as the playground, calls this machine without encryption.
        api_url = info.data.get("api_url", PUBLIC_API_URL)
        if not (_is_on_this_machine(api_url) and _is_on_this_machine(value) and parts.scheme == "http"):
            _require(parts.scheme == "https" and parts.port in (None, 443, 80, 88, 8443))
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_webhook_secret(cls, value: SecretStr | None) -> SecretStr | None:
        _require(value is None or _WEBHOOK_SECRET.fullmatch(value.get_secret_value()))
        return value

    @field_validator("listen")
    @classmethod
    def _is_listen(cls, value: str) -> str:
        found = _LISTEN.fullmatch(value)
        _require(found and 1 <= int(found["port"]) <= 65535)
        return value

    @property
    def listens_on(self) -> tuple[str, int]:
        """The host and the port of `listen`."""
        host, port = self.listen.rsplit(":", 1)
        return host.strip("[]"), int(port)

    @property
    def backups(self) -> Path:
        """The folder for backups: beside the database unless another one is named."""
        return self.backup_dir or self.database.parent / "backups"

    @property
    def key_file(self) -> Path:
        """The file with the master key, or beside which its use is remembered: in the account's own settings, unless
        another one is named."""
        return self.master_key_file or Path.home() / ".config" / "ebb" / "master.key"

    @property
    def is_local_api(self) -> bool:
        """Whether the Bot API is on this very machine, as the playground's is; its clock is then followed."""
        return _is_on_this_machine(self.api_url)


def load_settings(environ: Mapping[str, str], env_file: Path | None = None) -> Settings:
    """Read and check all settings; the environment goes before the file, and an empty value counts as not set.

    Raises SettingsError with every problem at once, names it does not know included.
    """
    given = _from_file(env_file) | {name: value for name, value in environ.items() if _is_ours(name)}
    problems = [_unknown(name) for name in given if name not in known_names()]
    values = {
        _field_of(name): value.strip() for name, value in given.items() if name in known_names() and value.strip()
    }
    try:
        settings = Settings(**values)  # type: ignore[arg-type]
    except ValidationError as error:
        fields = dict.fromkeys(str(each["loc"][0]) for each in error.errors(include_input=False, include_url=False))
        raise SettingsError([*problems, *(_wrong(field, values[field]) for field in fields)]) from None
    problems += _at_odds(settings)
    if problems:
        raise SettingsError(problems)
    return settings


def known_names() -> tuple[str, ...]:
    """Every name that may be set, in the order in which they are explained."""
    return tuple(PREFIX + field.upper() for field in Settings.model_fields)


def _from_file(env_file: Path | None) -> dict[str, str]:
    if env_file is None or not env_file.exists():
        return {}
    try:
        # Not interpolated: a secret may well contain a dollar sign.
        found = dotenv_values(env_file, interpolate=False, encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError([f"The settings file {env_file} cannot be read ({type(error).__name__})."]) from None
    return {name: value or "" for name, value in found.items() if _is_ours(name)}


def _is_ours(name: str) -> bool:
    return name.upper().startswith(PREFIX)


def _field_of(name: str) -> str:
    return name.removeprefix(PREFIX).lower()


def _require(is_fine: object) -> None:
    if not is_fine:
        raise ValueError


def _is_on_this_machine(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _has_sound_port(url: str) -> bool:
    try:
        return urlsplit(url).port != 0
    except ValueError:
        return False


def _unknown(name: str) -> str:
    # Read only here: a start with sound settings does without it.
    from rapidfuzz import fuzz, process

    nearest = process.extractOne(name.upper(), known_names(), scorer=fuzz.ratio)
    return f"{name} is not a setting Ebb knows; the nearest is {nearest[0]}."


def _wrong(field: str, found: str) -> str:
    info = Settings.model_fields[field]
    shown = "set to something unusable (a secret, so not shown)" if _is_secret(info) else _quoted(found)
    return f"{PREFIX}{field.upper()} is {shown}, but it must be {info.description}."


def _is_secret(info: FieldInfo) -> bool:
    return SecretStr in (info.annotation, *get_args(info.annotation))


def _quoted(value: str) -> str:
    # A token pasted into the wrong place is still a token.
    shown = re.sub(r"\d+:[\w-]{10,}", "(a token)", value)
    shown = re.sub(r"://[^/@\s]*@", "://(hidden)@", shown)
    return f'"{shown[:_LONGEST_SHOWN]}…"' if len(shown) > _LONGEST_SHOWN else f'"{shown}"'


def _at_odds(settings: Settings) -> list[str]:
    """What is wrong only between one setting and another."""
    problems = []
    if settings.master_key is not None and settings.master_key_file is not None:
        problems.append("EBB_MASTER_KEY and EBB_MASTER_KEY_FILE are both set, but only one of them may be.")
    if settings.old_master_key is not None and settings.master_key is None:
        problems.append("EBB_OLD_MASTER_KEY is set, but it only means something beside EBB_MASTER_KEY.")
    if settings.mode == "webhook":
        missing = [name for name in ("webhook_url", "webhook_secret") if getattr(settings, name) is None]
        problems += [f'{PREFIX}{name.upper()} is not set, but EBB_MODE "webhook" needs it.' for name in missing]
    return problems
