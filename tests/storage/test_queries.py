import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.storage import transaction
from bot.storage.creation import nothing_to_copy
from bot.storage.schema import migrate, migrations
from bot.storage.transaction import QUERIES, load_queries

NOUNS = sorted(file.stem for file in QUERIES.glob("*.sql"))
SOURCES = Path(transaction.__file__).parent
# Words that only one of SQLite and PostgreSQL understands, or that each understands in its own way.
ONE_DIALECT = (
    r"INSERT OR|REPLACE INTO|datetime\(|date\(|strftime|julianday|unixepoch|rowid|IFNULL|GLOB|PRAGMA|::|\bNOW\("
)
MUST_USE_AN_INDEX = [
    ("people", "find_by_chat"),
    ("slots", "due"),
    ("slots", "of_person"),
    ("prompts", "find_by_code"),
    ("prompts", "open_for_day"),
    ("prompts", "newest_for_day"),
    ("prompts", "last_of_slot"),
    ("prompts", "claim"),
    ("prompts", "take_back_expired_leases"),
    ("prompts", "expired"),
    ("checkins", "latest"),
    ("checkins", "answers_between"),
    ("checkins", "notes"),
    ("checkins", "note_of_message"),
    ("checkins", "find_wording"),
    ("tips", "seen"),
    ("inbox", "handled"),
    ("inbox", "quarantine"),
    ("inbox", "forget"),
    ("inbox", "drop_old"),
]


@pytest.fixture
def raw(tmp_path: Path, now: datetime) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(tmp_path / "ebb.db", isolation_level=None)
    migrate(connection, migrations(), nothing_to_copy, now)
    yield connection
    connection.close()


@pytest.mark.parametrize("noun", NOUNS)
def test_every_query_is_described_and_used_by_the_repository_of_its_noun(noun: str) -> None:
    queries = load_queries(noun)
    names = [name for name in queries.available_queries if not name.endswith("_cursor")]
    used = set(re.findall(r"queries\.(\w+)\(", (SOURCES / f"{noun}.py").read_text()))

    assert [name for name in names if not getattr(queries, name).__doc__] == []
    assert set(names) == used


@pytest.mark.parametrize("noun", NOUNS)
def test_queries_are_written_for_sqlite_and_postgresql_alike(noun: str) -> None:
    text = (QUERIES / f"{noun}.sql").read_text()
    statements = "\n".join(line for line in text.splitlines() if not line.startswith("--"))
    assert re.findall(ONE_DIALECT, statements, re.IGNORECASE) == []


@pytest.mark.parametrize(("noun", "name"), MUST_USE_AN_INDEX)
def test_no_frequent_query_reads_a_whole_table(raw: sqlite3.Connection, noun: str, name: str) -> None:
    query = getattr(load_queries(noun), name)
    values = dict.fromkeys(query.parameters, 1)
    plan = [row[3] for row in raw.execute("EXPLAIN QUERY PLAN " + query.sql, values)]

    assert plan
    assert [step for step in plan if step.startswith("SCAN")] == []


@pytest.mark.parametrize(
    ("noun", "name", "index"),
    [
        ("slots", "due", "slots_due"),
        ("prompts", "claim", "prompts_to_send"),
        ("prompts", "take_back_expired_leases", "prompts_leased"),
        ("prompts", "expired", "prompts_to_expire"),
    ],
)
def test_the_clocks_queries_use_the_index_made_for_them(
    raw: sqlite3.Connection, noun: str, name: str, index: str
) -> None:
    query = getattr(load_queries(noun), name)
    plan = raw.execute("EXPLAIN QUERY PLAN " + query.sql, dict.fromkeys(query.parameters, 1)).fetchall()
    assert any(index in row[3] for row in plan)
    assert not any("TEMP B-TREE" in row[3] for row in plan), "sorted by the index, not afterwards"
