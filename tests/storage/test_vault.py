import asyncio
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.person import Person
from bot.storage.errors import KeyGone, SealBroken
from bot.storage.sealing import Place, new_key, seal, unseal
from bot.storage.storage import Storage
from bot.storage.transaction import Transaction
from bot.storage.vault import Vault

PLACE = Place("notes", "sealed_text", "1/2")
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
CIPHER = AESGCM(bytes(range(32)))
NOBODY_OR_SOMEBODY = st.none() | st.integers(min_value=1)


@given(plain=st.binary(), person_id=NOBODY_OR_SOMEBODY)
def test_whatever_is_sealed_opens_again(plain: bytes, person_id: int | None) -> None:
    assert unseal(CIPHER, person_id, PLACE, seal(CIPHER, person_id, PLACE, plain)) == plain


@given(plain=st.binary(min_size=4))
def test_a_sealed_value_does_not_show_the_plain_one_and_is_never_the_same_twice(plain: bytes) -> None:
    once, again = seal(CIPHER, 1, PLACE, plain), seal(CIPHER, 1, PLACE, plain)
    assert plain not in once
    assert once != again


@pytest.mark.parametrize("score", ["0", "6", "10", "3.5", "skip", "", "good", "so_so", "rough", "flare", "not_now"])
def test_its_length_tells_no_score_and_no_first_tap_from_another(score: str) -> None:
    assert len(seal(CIPHER, 1, PLACE, score.encode())) == len(seal(CIPHER, 1, PLACE, b"6"))


@pytest.mark.parametrize(
    ("person_id", "place"),
    [
        (2, PLACE),
        (None, PLACE),
        (1, Place("answers", "sealed_text", "1/2")),
        (1, Place("notes", "sealed_value", "1/2")),
        (1, Place("notes", "sealed_text", "1/3")),
    ],
)
def test_a_value_moved_to_another_person_table_column_or_row_does_not_open(person_id: int | None, place: Place) -> None:
    sealed = seal(CIPHER, 1, PLACE, b"6")
    with pytest.raises(SealBroken, match=f"{place.table}.{place.column}"):
        unseal(CIPHER, person_id, place, sealed)


@given(position=st.integers(min_value=0, max_value=44), change=st.integers(min_value=1, max_value=255))
def test_a_value_with_any_byte_changed_does_not_open(position: int, change: int) -> None:
    sealed = bytearray(seal(CIPHER, 1, PLACE, b"6"))
    assert len(sealed) == 45
    sealed[position] ^= change
    with pytest.raises(SealBroken):
        unseal(CIPHER, 1, PLACE, bytes(sealed))


@pytest.mark.parametrize("sealed", [b"", b"\x00", b"\x006", b"\x01", b"\x01" * 13, b"\xffrest", b"6"])
def test_an_unknown_format_is_refused_without_showing_the_value(sealed: bytes) -> None:
    with pytest.raises(SealBroken, match="notes.sealed_text") as refused:
        unseal(CIPHER, 1, PLACE, sealed)
    assert "rest" not in str(refused.value)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBroken):
        unseal(AESGCM(new_key()), 1, PLACE, seal(CIPHER, 1, PLACE, b"6"))


@pytest.fixture
def vault(storage: Storage) -> Vault:
    return storage.checkins.vault


async def test_everybody_has_a_key_of_their_own_and_so_has_nobody(
    storage: Storage, vault: Vault, anna: Person, ben: Person
) -> None:
    async def work(tx: Transaction) -> list[bytes]:
        for person_id in (anna.id, ben.id, None):
            sealed = await vault.seal(tx, person_id, PLACE, b"hello")
            assert await vault.open(tx, person_id, PLACE, sealed) == b"hello"
        return [await vault._key(tx, person_id) for person_id in (anna.id, ben.id, None)]

    assert len(set(await storage.database.write(work))) == 3


async def test_nobody_seals_for_a_person_who_is_not_there(storage: Storage, vault: Vault) -> None:
    with pytest.raises(KeyGone):
        await storage.database.write(lambda tx: vault.seal(tx, 77, PLACE, b"6"))


async def test_a_forgotten_persons_key_is_gone_from_memory_and_from_the_database(
    storage: Storage, vault: Vault, anna: Person
) -> None:
    sealed = await storage.database.write(lambda tx: vault.seal(tx, anna.id, PLACE, b"6"))
    assert await storage.database.read(lambda tx: vault.open(tx, anna.id, PLACE, sealed)) == b"6"

    await storage.database.write(lambda tx: storage.people.forget(tx, anna.id))
    for use in (storage.database.read, storage.database.write):
        with pytest.raises(KeyGone):
            await use(lambda tx: vault.open(tx, anna.id, PLACE, sealed))


async def test_an_old_view_that_still_shows_a_forgotten_key_does_not_bring_it_back_into_memory(
    storage: Storage, vault: Vault, anna: Person
) -> None:
    async def old_view(tx: Transaction) -> None:
        vault._gone.add(anna.id)
        vault._remembered.clear()
        await vault.seal(tx, anna.id, PLACE, b"6")

    await storage.database.read(old_view)
    assert anna.id not in vault._remembered


async def test_a_key_that_is_rolled_back_is_never_used_again(storage: Storage, vault: Vault) -> None:
    """The next newcomer gets the same id: sealed with the lost key, their words could never be opened again."""

    async def joins(tx: Transaction, chat_id: int, *, fails: bool) -> tuple[int, bytes]:
        person = await storage.people.add(tx, chat_id, language="en", consent_version=1, now=NOW)
        sealed = await vault.seal(tx, person.id, PLACE, b"6")
        if fails:
            raise ZeroDivisionError(str(person.id))
        return person.id, sealed

    with pytest.raises(ZeroDivisionError) as lost:
        await storage.database.write(lambda tx: joins(tx, 300, fails=True))
    person_id, sealed = await storage.database.write(lambda tx: joins(tx, 300, fails=False))

    assert str(person_id) == str(lost.value)
    assert person_id not in vault._remembered
    for use in (storage.database.write, storage.database.read):
        vault._remembered.clear()
        assert await use(lambda tx: vault.open(tx, person_id, PLACE, sealed)) == b"6"
        assert person_id in vault._remembered, "once its batch is over, what is still there is remembered"


async def test_a_key_lost_with_another_work_of_its_batch_is_not_remembered(storage: Storage, vault: Vault) -> None:
    """Both newcomers share a commit: the first one's work fails, and the second one gets the id that it had."""

    async def joins(tx: Transaction, *, fails: bool) -> tuple[int, bytes]:
        person = await storage.people.add(tx, 300, language="en", consent_version=1, now=NOW)
        sealed = await vault.seal(tx, person.id, PLACE, b"6")
        if fails:
            raise ZeroDivisionError
        return person.id, sealed

    works = (storage.database.write(lambda tx, fails=fails: joins(tx, fails=fails)) for fails in (True, False))
    lost, kept = await asyncio.gather(*works, return_exceptions=True)
    assert isinstance(lost, ZeroDivisionError)
    assert isinstance(kept, tuple)
    person_id, sealed = kept
    vault._remembered.clear()
    assert await storage.database.write(lambda tx: vault.open(tx, person_id, PLACE, sealed)) == b"6"


async def test_only_so_many_keys_are_remembered(
    storage: Storage, vault: Vault, anna: Person, ben: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.storage.vault.MOST_REMEMBERED", 2)
    for person_id in (None, anna.id, ben.id, anna.id):
        await storage.database.read(lambda tx, person_id=person_id: vault.seal(tx, person_id, PLACE, b"6"))
        assert len(vault._remembered) <= 2
    assert set(vault._remembered) == {anna.id, ben.id}
