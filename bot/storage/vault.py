"""The one place where what people wrote is sealed before it is stored, and opened after it is read."""

from __future__ import annotations

from dataclasses import dataclass

from bot.storage.errors import SealBroken

PLAIN = b"\x00"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value lies. A value moved to another table, column or row must not open there."""

    table: str
    column: str
    row: str


@dataclass(frozen=True, slots=True)
class Vault:
    """Seals and opens values for one person and one place.

    The first byte of a sealed value names its format. Format 0 holds the bytes as they are: nothing is hidden yet.
    """

    def seal(self, person_id: int, place: Place, plain: bytes) -> bytes:
        """What may be stored."""
        return PLAIN + plain

    def open(self, person_id: int, place: Place, sealed: bytes) -> bytes:
        """What was sealed for this person and place; SealBroken for an unknown format."""
        if sealed[:1] != PLAIN:
            raise SealBroken(place.table, place.column)
        return sealed[1:]
