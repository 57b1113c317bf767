from pathlib import Path

import pytest

from bot.storage.errors import MasterKeyUnusable
from bot.storage.master_key import MasterKeySource, SealedKey, master_key

TEXT = "a master key of the most ordinary kind"
OTHER = "another master key, quite as ordinary"


@pytest.fixture
def source(tmp_path: Path) -> MasterKeySource:
    return MasterKeySource(tmp_path / "config" / "ebb" / "master.key")


def test_a_key_opens_what_it_sealed_and_nothing_else_does() -> None:
    key, sealed = b"k" * 32, master_key(TEXT).seal("id", b"k" * 32)
    given = MasterKeySource(Path("unused"), (OTHER, TEXT)).load()
    stranger = MasterKeySource(Path("unused"), (OTHER,)).load()
    assert given is not None
    assert stranger is not None
    assert given.open(sealed) == key
    assert stranger.open(sealed) is None
    assert given.open(SealedKey("other id", sealed.master_key_id, sealed.sealed)) is None
    assert given.open(SealedKey("id", sealed.master_key_id, b"")) is None
    assert key not in sealed.sealed


def test_the_same_text_is_always_the_same_key_and_its_id_does_not_show_it() -> None:
    assert master_key(TEXT).id == master_key(TEXT).id != master_key(OTHER).id
    assert len(master_key(TEXT).id) == 16
    assert TEXT not in repr(master_key(TEXT))


def test_a_key_that_is_made_is_private_and_comes_back(source: MasterKeySource) -> None:
    assert source.load() is None
    made = source.make()
    again = source.load()
    assert again is not None
    assert again.current.id == made.current.id
    assert source.file.stat().st_mode & 0o777 == 0o600
    assert source.file.parent.stat().st_mode & 0o777 == 0o700
    assert "Keep a copy" in source.file.read_text()
    assert source.file.read_text().splitlines()[-1] not in repr(source)


def test_two_sources_never_make_the_same_key(source: MasterKeySource, tmp_path: Path) -> None:
    assert source.make().current.id != MasterKeySource(tmp_path / "other.key").make().current.id


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"", "holds no key"),
        (b"# only a comment, of quite some length here\n\n", "holds no key"),
        (b"short\n", "32 characters"),
        (b"k" * 64, "well mixed"),
        (b"\xff\xfe" * 40, "cannot be read"),
    ],
)
def test_a_file_without_a_good_key_is_refused_without_showing_it(
    source: MasterKeySource, content: bytes, cause: str
) -> None:
    source.file.parent.mkdir(parents=True)
    source.file.write_bytes(content)
    with pytest.raises(MasterKeyUnusable, match=cause) as refused:
        source.load()
    assert str(source.file) in str(refused.value)
    assert "short" not in str(refused.value)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("a file where the folder should be")
    with pytest.raises(MasterKeyUnusable, match="EBB_MASTER_KEY_FILE"):
        MasterKeySource(tmp_path / "config" / "master.key").make()


def test_it_remembers_for_which_databases_a_key_was_used(source: MasterKeySource, tmp_path: Path) -> None:
    masters, path = source.make(), tmp_path / "data" / "e b b.db"
    assert not source.has_seen(path, masters)
    assert source.remember(path, masters)
    assert source.remember(path, masters)
    assert source.databases(masters) == [path]
    assert source.has_seen(tmp_path / "elsewhere.db", masters), "a typing slip in EBB_DATABASE is no new diary"
    assert source.has_seen(path, None), "not even when the key is lost with it"
    assert not source.has_seen(tmp_path / "elsewhere.db", None)
    source.forget_databases()
    assert not source.has_seen(path, masters)


def test_a_folder_that_cannot_remember_stops_nothing() -> None:
    source = MasterKeySource(Path("/proc/nowhere/master.key"), (TEXT,))
    masters = source.load()
    assert masters is not None
    assert not source.remember(Path("ebb.db"), masters)
    assert not source.has_seen(Path("ebb.db"), masters)
