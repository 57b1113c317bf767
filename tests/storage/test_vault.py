import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.storage.errors import SealBroken
from bot.storage.vault import Place, Vault

PLACE = Place("notes", "sealed_text", "1/2")


@given(plain=st.binary(), person_id=st.integers(min_value=1))
def test_whatever_is_sealed_opens_again(plain: bytes, person_id: int) -> None:
    vault = Vault()
    assert vault.open(person_id, PLACE, vault.seal(person_id, PLACE, plain)) == plain


@given(plain=st.binary())
def test_a_sealed_value_is_never_the_plain_one(plain: bytes) -> None:
    assert Vault().seal(1, PLACE, plain) != plain


@pytest.mark.parametrize("sealed", [b"", b"\x01", b"\xffrest", b"6"])
def test_an_unknown_format_is_refused_without_showing_the_value(sealed: bytes) -> None:
    with pytest.raises(SealBroken, match="notes.sealed_text") as refused:
        Vault().open(1, PLACE, sealed)
    assert "rest" not in str(refused.value)
