"""The command line: one word says what to do; what it prints is for the person who runs the bot."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bot.runtime.poller import PollerStuck, TokenRefused
from bot.settings import Settings, SettingsError, load_settings
from bot.storage.errors import KeyRefused, StorageError
from content.problems import ContentError

FINE, FAILED, USAGE, TRY_AGAIN, CONFIGURATION = 0, 1, 64, 75, 78
ENV_FILE = Path(".env")
SOURCES_PAGE = Path(__file__).parent.parent / "docs" / "sources.md"
PLAYGROUND_PORT = 8042

Command = Callable[[argparse.Namespace, Settings], int]


def main(arguments: Sequence[str]) -> int:
    """Run one command; the exit code says how it went (0 fine, 1 failed, 64 usage, 75 try again, 78 settings)."""
    wanted = _parser().parse_args(arguments)
    command: Command = wanted.command
    try:
        return command(wanted, load_settings(os.environ, ENV_FILE))
    except SettingsError as error:
        return _say(str(error), CONFIGURATION)
    except TokenRefused:
        return _say(
            "Telegram does not know this bot token. Check EBB_BOT_TOKEN against what BotFather says.", CONFIGURATION
        )
    except KeyRefused as error:
        return _say(str(error), CONFIGURATION)
    except (ContentError, StorageError) as error:
        return _say(str(error), FAILED)
    except PollerStuck as error:
        return _say(str(error), TRY_AGAIN)


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m bot", description="Ebb, a gentle daily check-in over Telegram.")
    parser.set_defaults(command=_run_or_play, port=PLAYGROUND_PORT, serve_only=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND")
    for name, command, words in (
        ("run", _run, "run the bot; needs EBB_BOT_TOKEN"),
        ("doctor", _doctor, "say in plain words what is wrong"),
        ("backup", _backup, "make a backup now, also while the bot runs"),
    ):
        commands.add_parser(name, help=words).set_defaults(command=command)
    checking = commands.add_parser("check-content", help="check every text and print counts")
    checking.add_argument("--write", action="store_true", help="also write docs/sources.md anew")
    checking.set_defaults(command=_check_content)
    webhook = commands.add_parser("webhook", help="set, delete or show the webhook at Telegram's side")
    webhook.add_argument("errand", choices=("set", "delete", "show"))
    webhook.set_defaults(command=_webhook)
    _add_commands_with_arguments(commands)
    playground = commands.add_parser("playground", help="meet Ebb in a local web page, without Telegram")
    playground.add_argument("--port", type=int, default=PLAYGROUND_PORT, help=f"default {PLAYGROUND_PORT}")
    playground.add_argument("--serve-only", action="store_true", help="only the page; the bot is started separately")
    playground.set_defaults(command=_playground)
    return parser


def _add_commands_with_arguments(commands: Any) -> None:
    migrate = commands.add_parser("migrate", help="bring the database up to date")
    migrate.add_argument("--new", action="store_true", help="make a new, empty one where one is missing")
    migrate.set_defaults(command=_migrate)
    restore = commands.add_parser("restore", help="bring a backup back; the bot must not be running")
    restore.add_argument("file", nargs="?", type=Path, help="the newest backup unless one is named")
    restore.set_defaults(command=_restore)
    forget = commands.add_parser("forget", help="delete everything about one person; the bot must not be running")
    forget.add_argument("chat_id", type=int, help="the number of their chat")
    forget.set_defaults(command=_forget)
    vault = commands.add_parser("vault", help="look after the keys; the bot must not be running")
    vault.add_argument("what", choices=["rotate"], help="put everything under a new master key")
    vault.set_defaults(command=_vault)


class _Parser(argparse.ArgumentParser):
    """argparse with the exit code that stands for wrong usage everywhere."""

    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(USAGE, f"{self.prog}: {message}\n")


def _run_or_play(wanted: argparse.Namespace, settings: Settings) -> int:
    if settings.bot_token is not None:
        return _run(wanted, settings)
    print("EBB_BOT_TOKEN is not set, so this starts the playground.")
    return _playground(wanted, settings)


def _run(_wanted: argparse.Namespace, settings: Settings) -> int:
    if settings.bot_token is None:
        return _say(
            "EBB_BOT_TOKEN is not set. Get a token from BotFather in Telegram and put it into .env; "
            "without one, `python -m bot playground` lets you try Ebb.",
            CONFIGURATION,
        )
    from bot.programs import run_bot
    from bot.runtime.loop import run

    return run(run_bot(settings))


def _playground(wanted: argparse.Namespace, settings: Settings) -> int:
    from bot.programs import run_playground
    from bot.runtime.loop import run

    return run(run_playground(settings, wanted.port, serve_only=wanted.serve_only))


def _check_content(wanted: argparse.Namespace, _settings: Settings) -> int:
    from bot.app import real_now
    from content.check import check
    from content.phrase_sets import figures

    report = check(now=real_now())
    if wanted.write:
        SOURCES_PAGE.write_text(report.sources_page, encoding="utf-8")
    for problem in (*report.problems, *report.warnings):
        print(problem)
    for language, counts in report.counts.items():
        print(f"{language}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()))
    for line in figures(report.phrase_rules):
        print(line)
    print(f"{len(report.problems)} problems, {len(report.warnings)} warnings.")
    return FAILED if report.problems else FINE


def _doctor(_wanted: argparse.Namespace, settings: Settings) -> int:
    from bot.doctor import examine
    from bot.runtime.loop import run

    findings = run(examine(settings))
    for finding in findings:
        print(finding)
    return FINE if all(finding.is_fine for finding in findings) else FAILED


def _webhook(wanted: argparse.Namespace, settings: Settings) -> int:
    from bot.runtime.loop import run
    from bot.webhooks import run_webhook

    code, words = run(run_webhook(settings, wanted.errand))
    if code != FINE:
        return _say(words, code)
    print(words)
    return FINE


def _migrate(wanted: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import migrate
    from bot.runtime.loop import run

    return run(migrate(settings, anew=wanted.new))


def _backup(_wanted: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import make_backup

    return make_backup(settings)


def _restore(wanted: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import bring_back

    return bring_back(settings, wanted.file)


def _forget(wanted: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import forget
    from bot.runtime.loop import run

    return run(forget(settings, wanted.chat_id))


def _vault(_wanted: argparse.Namespace, settings: Settings) -> int:
    from bot.commands import change_master_key

    return change_master_key(settings)


def _say(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code
