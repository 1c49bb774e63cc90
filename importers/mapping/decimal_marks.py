"""Which mark stands before the decimals of a column's amounts, where 1.000 alone does not say it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from importers.mapping.column_mapping import AMOUNT, ColumnMapping
from importers.mapping.derived_columns import with_derived
from importers.mapping.expressions import name_of

_OPEN = r"^[^\d]*[1-9]\d{0,2}[.,]\d{3}[^\d.,]*(?:[.,]?-{1,2})?[^\d.,]*$"
"""An amount whose only separator stands before three digits."""
_NUMBER = re.compile(r"\d[\d.,]*\d")
_BLANKS = re.compile(r"(?<=\d)[ '\u00a0\u202f\u2019](?=\d)")
_OTHER = {".": ",", ",": "."}
_GROUP = len("000")


def has_open_amounts(frame: pl.DataFrame, mapping: ColumnMapping) -> bool:
    """Whether amounts among these raw records are like 1.000: a thousand, or one."""
    return any(bool(texts.str.contains(_OPEN).any()) for texts in _amounts(frame, mapping))


def marks_of(frame: pl.DataFrame, mapping: ColumnMapping) -> set[str]:
    """The marks before decimals, by the amounts among these raw records that can be read in one way only."""
    distinct = (text for texts in _amounts(frame, mapping) for text in texts.unique())
    return {mark for text in distinct if (mark := mark_of(text))}


def mark_of(amount: str) -> str:
    """The mark before the decimals of an amount as written; empty where it does not show that."""
    found = _NUMBER.search(_BLANKS.sub("", amount))
    signs = [char for char in found[0] if char in _OTHER] if found else []
    if found is None or not signs:
        return ""
    last = signs[-1]
    if len({*signs}) > 1:
        return last if signs.count(last) == 1 else ""
    head, *groups = found[0].split(last)
    if len(groups) > 1:
        return _OTHER[last] if all(len(group) == _GROUP for group in groups) else ""
    is_open = len(groups[0]) == _GROUP and len(head) <= _GROUP and not head.startswith("0")
    return "" if is_open else last


def _amounts(frame: pl.DataFrame, mapping: ColumnMapping) -> Iterator[pl.Series]:
    """The filled amounts of each part, as far as the records have the columns."""
    values = {part.fields[AMOUNT] for part in mapping.parts() if AMOUNT in part.fields}
    if not values:
        return
    wanted = {name: AMOUNT for value in values for way in value for name in way.columns}
    frame = with_derived(frame, wanted)
    for value in values:
        if all(name in frame.columns for way in value for name in way.columns):
            yield frame.select(amount=name_of(value))["amount"].drop_nulls()
