"""What the names of one kind stand for, remembered from chunk to chunk."""

from __future__ import annotations

import polars as pl

Ids = dict[str, int | None]
"""What names stand for: None for a name that is on record, and whose person was deleted."""

_DELETED = -1


class KnownIds:
    """The ids of names, looked up a column at a time.

    Polars numbers the distinct texts of a category, and an id is kept at the number of its name.
    """

    def __init__(self) -> None:
        self._category = pl.Categorical(pl.Categories.random())
        self._alive = pl.Series([], dtype=self._category)  # the numbers last as long as a series of them
        self._ids = pl.Series([], dtype=pl.Int64)
        self._count = 0

    def __len__(self) -> int:
        """How many names have a number."""
        return self._count

    def numbers(self, names: pl.Series) -> pl.Series:
        """The numbers of names; null where there is no name."""
        numbers = names.cast(self._category).to_physical()
        last = numbers.max()
        if isinstance(last, int) and last >= self._count:
            self._count = last + 1
            if last >= len(self._ids):
                self._ids = self._ids.extend_constant(None, 2 * self._count - len(self._ids))
        return numbers

    def ids(self, numbers: pl.Series) -> pl.Series:
        """The ids at numbers: null where none was learned, or where the person was deleted."""
        found = self._ids[numbers]
        return found.set(found == _DELETED, None) if found.min() == _DELETED else found

    def missing(self, names: pl.Series, numbers: pl.Series) -> pl.Series:
        """Those names at whose numbers nothing was learned."""
        found = self._ids[numbers]
        if found.null_count() == numbers.null_count():
            return names.clear()
        return names.filter(found.is_null() & numbers.is_not_null())

    def learn(self, ids: Ids) -> None:
        """Remember what names stand for."""
        if ids:
            numbers = self.numbers(pl.Series(list(ids), dtype=pl.String))
            values = [_DELETED if id is None else id for id in ids.values()]
            self._ids = self._ids.scatter(numbers, pl.Series(values, dtype=pl.Int64))
