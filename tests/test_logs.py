from __future__ import annotations

import asyncio
import gc
import io
import json
import logging
import re
import sqlite3
import sys
import threading
import traceback
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.logs import QUIET_LOGGERS, Redaction, _JsonFormatter, _TextFormatter, error_id, set_up
from bot.storage.errors import StorageUnavailable

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-pc"
UPDATE = {"update_id": 5, "message": {"text": "my private words", "chat": {"id": 77}}}
FORMATTERS = {"text": _TextFormatter, "json": _JsonFormatter}


class Log:
    """What reached the stream."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def entries(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    levels = {name: logging.getLogger(name).level for name in QUIET_LOGGERS}
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


@pytest.fixture
def logging_to() -> Callable[..., Log]:
    def begin(log_format: str = "text", level: str = "INFO", **options: Any) -> Log:
        log = Log()
        set_up(level, log_format, stream=log.stream, **options)
        return log

    return begin


def failure(text: str) -> BaseException:
    try:
        try:
            raise KeyError(f"deep {text}")
        except KeyError as error:
            raise RuntimeError(text) from error
    except RuntimeError as error:
        return error


def test_a_text_line_tells_when_how_grave_where_and_what(logging_to):
    log = logging_to()
    logging.getLogger("bot.runtime.poller").warning("Polling failed (%s), %d in a row.", "Conflict", 2)
    assert re.fullmatch(
        r"[\d-]{10}T[\d:]{8}\.\d{3}Z WARNING bot\.runtime\.poller Polling failed \(Conflict\), 2 in a row\.\n",
        log.text,
    )


def test_a_json_line_has_the_same_as_fields(logging_to):
    log = logging_to("json")
    logging.getLogger("bot.app").info("Ready in %.1f s", 0.25, extra={"version": "1"})
    (entry,) = log.entries
    assert entry.pop("time").endswith("Z")
    assert entry == {"level": "INFO", "logger": "bot.app", "message": "Ready in 0.2 s", "version": "1"}


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_is_kept_without_the_messages_that_could_quote_somebody(logging_to, log_format):
    log = logging_to(log_format)
    error = failure(f"POST https://api.telegram.org/bot{TOKEN}/getMe failed: my private words")
    logging.getLogger("bot").error("It failed.", exc_info=error)
    logging.getLogger("bot").error("It failed (%s).", error)
    logging.getLogger("bot").error("It failed.", exc_info=ExceptionGroup("my private words", [error]))
    assert "RuntimeError" in log.text
    assert "KeyError" in log.text
    assert "in failure" in log.text
    assert "(RuntimeError)" in log.text
    assert "api.telegram.org" not in log.text
    assert "private" not in log.text
    assert TOKEN not in log.text


def test_what_our_own_errors_the_database_and_the_system_say_is_kept(logging_to):
    log = logging_to()
    for error in (
        StorageUnavailable("the disk is gone"),
        sqlite3.OperationalError("database is locked"),
        OSError(28, "No space left on device", "notes.txt"),
    ):
        logging.getLogger("bot").error("It failed.", exc_info=error)
    assert "bot.storage.errors.StorageUnavailable: Nothing was stored: the disk is gone." in log.text
    assert "sqlite3.OperationalError: database is locked" in log.text
    assert "OSError: No space left on device\n" in log.text


def test_an_error_that_leads_to_itself_is_told_all_the_same(logging_to):
    log = logging_to()
    error, other = ValueError(), KeyError()
    error.__context__, other.__context__ = other, error
    logging.getLogger("bot").error("It failed.", exc_info=error)
    assert "KeyError" in log.text


async def test_what_the_event_loop_says_of_its_callbacks_is_not_written_down(logging_to):
    log = logging_to()
    loop = asyncio.get_running_loop()

    async def breaks(words: str) -> None:
        raise ValueError(words)

    loop.call_soon(int, "my private words")
    task = asyncio.create_task(breaks("my private words"))
    await asyncio.sleep(0.01)
    del task
    gc.collect()
    assert "ERROR asyncio Task exception was never retrieved" in log.text
    assert "ERROR asyncio Exception in callback int" in log.text
    logging.getLogger("asyncio").warning("Executing %s took %.3f seconds", "<Handle 'my private words'>", 0.2)
    assert "private" not in log.text


def test_errors_of_threads_and_of_things_thrown_away_pass_the_same_way(logging_to, capsys):
    log = logging_to()

    class Broken:
        def __del__(self) -> None:
            raise ValueError(words)

    words = "my private words"
    thread = threading.Thread(target=int, args=(words,))
    thread.start()
    thread.join()
    broken = Broken()
    del broken
    gc.collect()
    assert "CRITICAL bot A thread ended by an error nobody caught." in log.text
    assert "ERROR bot An error came up where none can be raised." in log.text
    assert log.text.count("\nValueError\n") == 2
    assert "private" not in log.text + capsys.readouterr().err


def test_a_message_stays_on_one_line(logging_to):
    log = logging_to()
    logging.getLogger("bot").info("one\ntwo\r\n%s", "2026-01-01 ERROR forged", extra={"more": "three\nfour"})
    assert len(log.text.splitlines()) == 1


def ways_to_say(text: str) -> list[Callable[[logging.Logger], None]]:
    return [
        lambda logger: logger.error(text),
        lambda logger: logger.error("%s", text),
        lambda logger: logger.error("%(what)s", {"what": text}),
        lambda logger: logger.error("%s", ValueError(text)),
        lambda logger: logger.error(ValueError(text)),
        lambda logger: logger.error("x", extra={"url": text}),
        lambda logger: logger.error("x", exc_info=failure(text)),
        lambda logger: logger.error("too few %s %s", text),
        lambda logger: logger.error("an object %s", {"url": text}),
    ]


tokens = st.from_regex(r"[0-9]{1,12}:[A-Za-z0-9_-]{30,50}", fullmatch=True)
around = st.text(st.characters(codec="utf-8"), max_size=20)
frames = st.sampled_from(["{}", "https://api.telegram.org/bot{}/getMe", "x={}", "{}{}", "'{}'", "(bot{})", "a{}\n{}b"])


@settings(max_examples=60, deadline=None)
@given(tokens, around, around, frames, st.sampled_from(sorted(FORMATTERS)))
def test_no_token_survives_however_it_is_said(token, before, after, frame, log_format):
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(FORMATTERS[log_format](Redaction()))
    logger = logging.Logger("bot", logging.DEBUG)
    logger.addHandler(handler)
    for say in ways_to_say(before + frame.replace("{}", token) + after):
        say(logger)
    assert len(stream.getvalue()) > 100
    assert token.split(":")[1] not in stream.getvalue()


@given(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=4, max_size=40), around, around)
def test_no_given_secret_survives(secret, before, after):
    redacted = Redaction([secret]).text(before + secret + after)
    assert secret not in redacted or secret in "<hidden>"


def test_a_token_percent_encoded_in_an_address_is_hidden():
    assert Redaction().text(f"?token={TOKEN.replace(':', '%3A')}&x") == "?token=<token>&x"


def test_a_secret_is_hidden_in_an_address_too():
    assert Redaction(["päss/wörd +"]).text("?key=p%C3%A4ss%2Fw%C3%B6rd%20%2B&x") == "?key=<hidden>&x"


def test_the_known_token_is_hidden_even_when_short_or_without_its_number():
    redaction = Redaction(["1:playground", TOKEN])
    assert redaction.text("at /bot1:playground/getMe") == "at /bot<hidden>/getMe"
    assert redaction.text("key AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-pc!") == "key <hidden>!"


@pytest.mark.parametrize("harmless", ["12:30", "see 3:45 pm", "a:b", "10 people, 3 prompts", "http://127.0.0.1:8081/x"])
def test_other_text_is_left_alone(harmless):
    assert Redaction([TOKEN, ""]).text(harmless) == harmless


def test_an_id_next_to_its_name_becomes_the_same_mark_each_time(logging_to):
    log = logging_to("json", key=b"k" * 32)
    logger = logging.getLogger("bot")
    logger.info("prompt for chat_id=12345 sent")
    logger.info('{"user_id": 12345, "id": -100987}')
    logger.info("x", extra={"person": 12345, "chat_id": "12345", "count": 12345})
    first, second, third = log.entries
    mark = Redaction(key=b"k" * 32).mark(12345)
    assert first["message"] == f"prompt for chat_id={mark} sent"
    assert mark in second["message"]
    assert "987" not in second["message"]
    assert (third["person"], third["chat_id"], third["count"]) == (mark, mark, 12345)
    assert "12345" not in mark


def test_marks_differ_between_people_and_between_keys():
    redaction = Redaction(key=b"k" * 32)
    assert redaction.mark(1) != redaction.mark(2)
    assert redaction.mark(1) != Redaction(key=b"l" * 32).mark(1)
    assert Redaction().mark(1) != Redaction().mark(1)


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_an_update_is_never_written_down(logging_to, log_format):
    log = logging_to(log_format)
    for name in ("bot.runtime", "telegram.ext.Application"):
        logger = logging.getLogger(name)
        logger.error("Error while building a context for %s", UPDATE)
        logger.error("Received %r", UPDATE)
        logger.error("Received %s", json.dumps(UPDATE))
        logger.error(f"Received {UPDATE}")
        logger.error("It failed.", exc_info=failure(f"Received {json.dumps(UPDATE)}"))
        logger.error(UPDATE)
    assert log.text.count("\n") >= 12
    assert "private words" not in log.text


def test_a_real_update_of_the_library_is_never_written_down(logging_to):
    from telegram import Update

    log = logging_to()
    message = {"message_id": 1, "date": 0, "chat": {"id": 77, "type": "private"}, "text": "my private words"}
    update = Update.de_json({"update_id": 5, "message": message})
    logging.getLogger("telegram.ext.Application").critical("Error for update %s", update)
    logging.getLogger("bot").critical(f"Error for update {update!r}")
    assert "Error for update <Update>" in log.text
    assert "private words" not in log.text


def test_long_arguments_of_libraries_are_only_counted(logging_to):
    log = logging_to()
    logging.getLogger("telegram.request").error('Can not load: "%s"', "my private words " * 20)
    assert 'Can not load: "<340 characters>"' in log.text


def test_plain_things_are_written_as_they_are(logging_to):
    log = logging_to()
    logging.getLogger("bot").info("%s %s %s %s", Path("data/ebb.db"), date(2026, 11, 21), timedelta(seconds=5), None)
    assert "data/ebb.db 2026-11-21 0:00:05 None" in log.text


def test_libraries_are_quiet_below_warning_and_never_louder_than_asked(logging_to):
    log = logging_to(level="DEBUG")
    for name in QUIET_LOGGERS:
        logging.getLogger(f"{name}.inner").info("chatter")
        logging.getLogger(f"{name}.inner").warning("worth knowing")
    logging.getLogger("bot").debug("detail")
    assert "chatter" not in log.text
    assert log.text.count("worth knowing") == len(QUIET_LOGGERS)
    assert "detail" in log.text
    log = logging_to(level="ERROR")
    logging.getLogger("telegram").warning("worth knowing")
    assert log.text == ""


def test_setting_up_again_replaces_what_was_there(logging_to):
    first, second = logging_to(), logging_to()
    logging.getLogger("bot").warning("once")
    assert (first.text, second.text.count("once")) == ("", 1)


def test_warnings_and_uncaught_errors_pass_the_same_redaction(logging_to):
    import warnings

    log = logging_to()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(f"odd /bot{TOKEN}/", stacklevel=1)
    error = failure(f"odd /bot{TOKEN}/")
    sys.excepthook(type(error), error, error.__traceback__)
    assert "odd /bot<token>/" in log.text
    assert TOKEN not in log.text
    assert "CRITICAL bot Ebb ended by an error nobody caught." in log.text


def test_stopping_by_keyboard_is_not_an_error(logging_to, capsys):
    log = logging_to()
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert log.text == ""
    assert "KeyboardInterrupt" in capsys.readouterr().err


def test_a_broken_stream_neither_raises_nor_prints_the_arguments(logging_to, capsys):
    log = logging_to()
    log.stream.close()
    logging.getLogger("bot").error("Trouble with %s", TOKEN)
    shown = capsys.readouterr()
    assert shown.out + shown.err == ""


def test_text_that_has_no_bytes_is_still_logged(logging_to, tmp_path):
    with (tmp_path / "log").open("w", encoding="utf-8") as stream:
        for log_format in ("text", "json"):
            set_up("INFO", log_format, stream=stream)
            logging.getLogger("bot").error("lone %s here", "\ud800")
    assert (tmp_path / "log").read_text().count("here") == 2


def test_a_stack_is_shown_when_asked_for(logging_to):
    log = logging_to()
    logging.getLogger("bot").info("here", stack_info=True)
    assert "test_a_stack_is_shown_when_asked_for" in log.text


def test_the_record_is_left_as_it_was_for_other_handlers(logging_to):
    record = logging.LogRecord("bot", logging.ERROR, "a.py", 1, "x %s", (TOKEN,), (ValueError, failure("a"), None))
    _TextFormatter(Redaction()).format(record)
    assert (record.msg, record.args, record.exc_text) == ("x %s", (TOKEN,), None)


def test_error_ids_are_short_speakable_and_differ():
    ids = {error_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(re.fullmatch(r"[2-9A-HJ-NP-Z]{6}", each) for each in ids)


def test_an_exception_printed_by_hand_can_be_redacted_too():
    printed = "".join(traceback.format_exception(failure(TOKEN)))
    assert TOKEN in printed
    assert TOKEN not in Redaction().text(printed)
