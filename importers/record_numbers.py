"""A set of numbers of an input's records: one bit for each record up to the last of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl


class RecordNumbers:
    """Numbers that were added; `len` says how many."""

    def __init__(self) -> None:
        self._bits, self._count = bytearray(), 0

    def add(self, record: int) -> None:
        """Add a record that was not added before."""
        at, bit = divmod(record, 8)
        self._bits.extend(bytes(max(0, at + 1 - len(self._bits))))
        self._bits[at] |= 1 << bit
        self._count += 1

    def __len__(self) -> int:
        return self._count

    def __contains__(self, record: int) -> bool:
        at, bit = divmod(record, 8)
        return at < len(self._bits) and bool(self._bits[at] >> bit & 1)

    def marks(self, records: pl.Series) -> pl.Series:
        """Whether each of these numbers is in the set."""
        import polars as pl

        return pl.Series("known", [record in self for record in records.to_list()], dtype=pl.Boolean)
