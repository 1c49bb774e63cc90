"""Which number of its dates is the day: as much of an input is read as decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from importers.mapping.dates.order import DateOrder, date_order

if TYPE_CHECKING:
    import polars as pl

_MANY = 100
"""From so many dates on, it is no chance that none has a day after the 12th."""


def whole_order(
    names: Sequence[str], first: pl.DataFrame, *, all_frames: Callable[[], Iterable[pl.DataFrame]]
) -> DateOrder:
    """The evidence of the columns `names`, empty where nothing is doubtful.

    All frames of an input are read where its first one has dates of several orders. Where no date there has
    a day after the 12th, they are read up to the first one with such a date. An input that can be read only
    once has no `all_frames` and is decided by its first one; later dates that contradict it are rejected.
    """
    found = date_order(first[name] for name in names)
    if not found and found.count_open() < _MANY:
        return found
    total = DateOrder()
    for frame in all_frames():
        found = total = total + date_order(frame[name] for name in names if name in frame.columns)
        if not found and not found.count_open():
            break
    return found
