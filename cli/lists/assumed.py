"""The signs whose currency is assumed in a list, gathered while it is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from events.summaries.totals import TotalsByKind

Row = TypeVar("Row")
Assumed = set[tuple[str, str]]
"""Signs, each with the currency for which it was taken."""


def noting(rows: Iterable[tuple[Row, TotalsByKind]], assumed: Assumed) -> Iterator[tuple[Row, TotalsByKind]]:
    """The same rows; `assumed` gets the signs of each."""
    for row, totals in rows:
        for one in totals.values():
            assumed |= one.assumed
        yield row, totals
