from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import PREFIX, Settings, SettingsError, known_names, load_settings

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-pc"
SECRETS = ("EBB_BOT_TOKEN", "EBB_MASTER_KEY", "EBB_WEBHOOK_SECRET")
EXAMPLE = Path(__file__).parents[1] / ".env.example"


def problems_of(**environ: str) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as caught:
        load_settings(environ)
    return caught.value.problems


def test_nothing_set_gives_the_defaults():
    settings = load_settings({})
    assert settings.bot_token is None
    assert settings.api_url == "https://api.telegram.org"
    assert settings.database == Path("data/ebb.db")
    assert (settings.mode, settings.language, settings.send_rate) == ("polling", "en", 25.0)
    assert (settings.log_level, settings.log_format) == ("INFO", "text")
    assert (settings.admin_ids, settings.allowed_ids) == ((), ())
    assert settings.listens_on == ("127.0.0.1", 8080)
    assert not settings.is_local_api


def test_every_setting_can_be_set():
    settings = load_settings(
        {
            "EBB_BOT_TOKEN": TOKEN,
            "EBB_API_URL": "https://bots.example.org/api/",
            "EBB_DATABASE": "/var/lib/ebb/ebb.db",
            "EBB_MASTER_KEY_FILE": "/run/secrets/ebb",
            "EBB_MODE": "webhook",
            "EBB_WEBHOOK_URL": "https://ebb.example.org:8443/updates",
            "EBB_WEBHOOK_SECRET": "a-long_one",
            "EBB_LISTEN": "[::1]:9000",
            "EBB_ADMIN_IDS": "5, 6",
            "EBB_ALLOWED_IDS": " 7 8;9,",
            "EBB_SEND_RATE": "0.5",
            "EBB_LANGUAGE": "DE",
            "EBB_LOG_LEVEL": "debug",
            "EBB_LOG_FORMAT": "JSON",
            "EBB_BACKUP_DIR": "/backups",
            "EBB_RETENTION_DAYS": "365",
            "EBB_CONTACT": "Ada, ada@example.org",
            "PATH": "/bin",
        }
    )
    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == TOKEN
    assert settings.api_url == "https://bots.example.org/api"
    assert settings.listens_on == ("::1", 9000)
    assert (settings.admin_ids, settings.allowed_ids) == ((5, 6), (7, 8, 9))
    assert (settings.language, settings.log_level, settings.log_format) == ("de", "DEBUG", "json")
    assert (settings.send_rate, settings.retention_days) == (0.5, 365)


def test_every_promised_name_is_known():
    assert set(known_names()) == set(
        [
            "EBB_BOT_TOKEN",
            "EBB_API_URL",
            "EBB_DATABASE",
            "EBB_MASTER_KEY",
            "EBB_MASTER_KEY_FILE",
            "EBB_OLD_MASTER_KEY",
            "EBB_MODE",
            "EBB_WEBHOOK_URL",
            "EBB_WEBHOOK_SECRET",
            "EBB_LISTEN",
            "EBB_ADMIN_IDS",
            "EBB_ALLOWED_IDS",
            "EBB_SEND_RATE",
            "EBB_LANGUAGE",
            "EBB_LOG_LEVEL",
            "EBB_LOG_FORMAT",
            "EBB_BACKUP_DIR",
            "EBB_RETENTION_DAYS",
            "EBB_CONTACT",
        ]
    )


WRONG = [
    ("EBB_BOT_TOKEN", "123:short"),
    ("EBB_BOT_TOKEN", TOKEN + "!"),
    ("EBB_BOT_TOKEN", "bot" + TOKEN),
    ("EBB_API_URL", "api.telegram.org"),
    ("EBB_API_URL", "ftp://api.telegram.org"),
    ("EBB_API_URL", f"https://api.telegram.org/bot{TOKEN}"),
    ("EBB_API_URL", "https://host:0"),
    ("EBB_API_URL", "https://host:99999"),
    ("EBB_API_URL", "https://host/?a=b"),
    ("EBB_API_URL", "https://me:hidden@host/"),
    ("EBB_API_URL", "http://[bad"),
    ("EBB_MASTER_KEY", "too short"),
    ("EBB_MODE", "pulling"),
    ("EBB_WEBHOOK_URL", "http://ebb.example.org"),
    ("EBB_WEBHOOK_URL", "https://ebb.example.org:444"),
    ("EBB_WEBHOOK_URL", "https://"),
    ("EBB_WEBHOOK_SECRET", "with spaces and ü"),
    ("EBB_WEBHOOK_SECRET", "x" * 257),
    ("EBB_LISTEN", "8080"),
    ("EBB_LISTEN", "localhost:0"),
    ("EBB_LISTEN", "localhost:65536"),
    ("EBB_LISTEN", "two words:80"),
    ("EBB_ADMIN_IDS", "5, ada"),
    ("EBB_ALLOWED_IDS", "-5"),
    ("EBB_ALLOWED_IDS", "1.5"),
    ("EBB_SEND_RATE", "0"),
    ("EBB_SEND_RATE", "-1"),
    ("EBB_SEND_RATE", "nan"),
    ("EBB_SEND_RATE", "fast"),
    ("EBB_LANGUAGE", "English please"),
    ("EBB_LOG_LEVEL", "LOUD"),
    ("EBB_LOG_FORMAT", "xml"),
    ("EBB_RETENTION_DAYS", "0"),
    ("EBB_RETENTION_DAYS", "1.5"),
    ("EBB_CONTACT", "x" * 201),
]


@pytest.mark.parametrize(("name", "value"), WRONG)
def test_a_wrong_setting_is_one_sentence_with_its_name_what_was_found_and_what_is_allowed(name, value):
    (problem,) = problems_of(**{name: value})
    assert problem.startswith(f"{name} is ")
    assert ", but it must be " in problem
    assert problem.endswith(".")
    assert "\n" not in problem
    if name in SECRETS:
        assert value not in problem
    elif not re.search(r"\d:|@", value):
        assert value[:50] in problem


def test_a_token_in_the_wrong_place_is_not_shown():
    (problem,) = problems_of(EBB_API_URL=f"https://api.telegram.org/bot{TOKEN}")
    assert TOKEN.split(":")[1] not in problem
    (problem,) = problems_of(EBB_MODE=TOKEN)
    assert problem == 'EBB_MODE is "(a token)", but it must be "polling" or "webhook".'
    (problem,) = problems_of(EBB_API_URL="https://me:hidden-word@host/")
    assert "hidden-word" not in problem


def test_all_problems_are_told_at_once():
    problems = problems_of(EBB_BOT_TOKEN="odd", EBB_MODE="odd", EBB_SEND_RATE="odd", EBB_ODD="odd")
    names = [problem.split()[0] for problem in problems]
    assert sorted(names) == ["EBB_BOT_TOKEN", "EBB_MODE", "EBB_ODD", "EBB_SEND_RATE"]


@pytest.mark.parametrize("api_url", ["http://127.0.0.1:8081", "http://localhost:1/", "http://[::1]:8081"])
def test_a_bot_api_on_this_machine_may_hand_out_tokens_of_its_own(api_url):
    settings = load_settings({"EBB_API_URL": api_url, "EBB_BOT_TOKEN": "1:playground"})
    assert settings.is_local_api
    assert problems_of(EBB_BOT_TOKEN="1:playground")
    assert problems_of(EBB_BOT_TOKEN="1:playground", EBB_API_URL="http://192.168.1.2:8081")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("EBB_BOT_TOKN", "EBB_BOT_TOKEN"),
        ("EBB_TOKEN", "EBB_BOT_TOKEN"),
        ("EBB_ADMIN_ID", "EBB_ADMIN_IDS"),
        ("EBB_DATABASE_PATH", "EBB_DATABASE"),
        ("ebb_mode", "EBB_MODE"),
        ("EBB_LOGLEVEL", "EBB_LOG_LEVEL"),
    ],
)
def test_an_unknown_name_is_refused_with_the_nearest_known_one(name, nearest):
    (problem,) = problems_of(**{name: "secret value"})
    assert problem == f"{name} is not a setting Ebb knows; the nearest is {nearest}."


def test_an_unknown_name_in_the_file_is_refused_too(tmp_path):
    file = tmp_path / ".env"
    file.write_text("EBB_CONTAKT=Ada\n")
    with pytest.raises(SettingsError, match="EBB_CONTACT"):
        load_settings({}, file)


def test_names_of_other_programs_are_nobody_s_business():
    load_settings({"EBBTIDE": "1", "TELEGRAM_TOKEN": "x", "HTTPS_PROXY": "http://proxy"})


def test_the_environment_goes_before_the_file(tmp_path):
    file = tmp_path / ".env"
    file.write_text('EBB_CONTACT="from the file"\nEBB_LANGUAGE=de\nOTHER=1\nEBB_WEBHOOK_SECRET=a-b\n', encoding="utf-8")
    settings = load_settings({"EBB_CONTACT": "from the environment"}, file)
    assert (settings.contact, settings.language) == ("from the environment", "de")


def test_a_dollar_sign_in_the_file_is_a_dollar_sign(tmp_path):
    file = tmp_path / ".env"
    file.write_text("EBB_CONTACT=$HOME ${PATH} ü\n", encoding="utf-8")
    assert load_settings({}, file).contact == "$HOME ${PATH} ü"


@pytest.mark.parametrize("empty", ["EBB_CONTACT=\nEBB_BOT_TOKEN=\n", "EBB_BOT_TOKEN\n", "EBB_SEND_RATE=' '\n", ""])
def test_empty_values_count_as_not_set(tmp_path, empty):
    file = tmp_path / ".env"
    file.write_text(empty)
    assert load_settings({"EBB_RETENTION_DAYS": ""}, file) == load_settings({})


def test_a_missing_file_is_no_file(tmp_path):
    assert load_settings({}, tmp_path / "nowhere") == load_settings({})


def test_a_file_that_is_no_text_is_named(tmp_path):
    file = tmp_path / ".env"
    file.write_bytes(b"EBB_CONTACT=\xff\xfe\n")
    with pytest.raises(SettingsError, match=r"\.env cannot be read"):
        load_settings({}, file)


def test_the_real_environment_is_not_read(monkeypatch):
    monkeypatch.setenv("EBB_CONTACT", "from outside")
    monkeypatch.setenv("CONTACT", "from outside")
    assert load_settings({}).contact == ""
    assert Settings().contact == ""


def test_a_webhook_needs_its_address_and_its_secret():
    problems = problems_of(EBB_MODE="webhook")
    assert [problem.split()[0] for problem in problems] == ["EBB_WEBHOOK_URL", "EBB_WEBHOOK_SECRET"]


def test_the_master_key_comes_from_one_place_only():
    (problem,) = problems_of(EBB_MASTER_KEY="k" * 32, EBB_MASTER_KEY_FILE="/key")
    assert "EBB_MASTER_KEY and EBB_MASTER_KEY_FILE" in problem
    assert "kkk" not in problem


def test_secrets_are_not_in_the_repr():
    secrets = {"EBB_BOT_TOKEN": TOKEN, "EBB_MASTER_KEY": "m" * 40, "EBB_WEBHOOK_SECRET": "wwwwwwwww"}
    shown = repr(load_settings(secrets)) + str(load_settings(secrets))
    assert not any(secret in shown for secret in secrets.values())


@given(st.sampled_from(SECRETS), st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=6))
def test_no_error_ever_shows_a_secret(name, value):
    try:
        load_settings({name: value})
    except SettingsError as error:
        said = str(error).replace(name, "")
        assert value not in said or value in "is set to something unusable (a secret, so not shown), but it must be"


def test_the_example_explains_every_setting_with_its_default():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    shown = dict(line.removeprefix("# ").split("=", 1) for line in lines if re.match(r"# EBB_\w+=", line))
    assert set(shown) == set(known_names())
    filled = {name: value for name, value in shown.items() if value}
    assert load_settings(filled) == load_settings({})
    defaults = {PREFIX + field.upper(): info.default for field, info in Settings.model_fields.items()}
    assert {name for name, default in defaults.items() if default not in (None, "", ())} == set(filled)


def test_the_example_as_it_stands_sets_nothing():
    assert load_settings({}, EXAMPLE) == load_settings({})


def test_every_setting_in_the_example_has_words_above_it():
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        if re.match(r"# EBB_\w+=", line):
            assert re.match(r"# [A-Za-z\"0-9]", lines[number - 1]), line
