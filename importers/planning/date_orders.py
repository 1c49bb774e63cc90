"""Which number of its dates is the day: as much of an input is read as decides it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.mapping.column_mapping import ColumnMapping
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


def with_whole_examples(found: DateOrder, mapping: ColumnMapping, first: pl.DataFrame) -> DateOrder:
    """`found`, its examples with what the mapping puts beside them: a format to be given has to read the day
    and the time, also where each has a column of its own."""
    examples = {mark: _whole(text, mapping, first) for mark, text in found.examples.items()}
    return replace(found, examples=examples)


def _whole(text: str, mapping: ColumnMapping, first: pl.DataFrame) -> str:
    templates = [one for part in mapping.parts() for one in part.fields.get("date", ())]
    for template in templates:
        named = [name for name in template.columns if name in first.columns]
        if len(named) < len(template.columns) or len(named) == 1:
            continue
        for name in named:
            row = first.select(named).filter(first[name] == text).head(1).rows()
            if row and all(row[0]):
                return template.texts[0] + "".join(
                    value + behind for value, behind in zip(row[0], template.texts[1:], strict=True)
                )
    return text
