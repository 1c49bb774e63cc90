"""What other columns of a row, and the mapping, add to the meaning of its message."""

from __future__ import annotations

import polars as pl

from importers.identity import SAID, as_said
from importers.mapping.column_mapping import AMOUNT, CURRENCY, ColumnMapping, Value
from importers.mapping.meanings import with_meanings
from importers.mapping.status_before import with_statuses


def with_row_meanings(
    shaped: list[pl.DataFrame], mapping: ColumnMapping, cells: pl.DataFrame
) -> list[pl.DataFrame]:
    """The records of each part of `mapping`, whose rows are those of `cells`, with the row's status, what its
    message or its kind means, and its amount.

    All that understands messages is loaded only where a kind or an amount is mapped.
    """
    parts = mapping.parts()
    shaped = with_statuses(shaped, mapping, cells)
    shaped = [with_meanings(records, mapping.meanings) for records in shaped]
    named = {name for part in parts for name in part.fields}
    if any("kind" in part.fields and _may_decide(part.fields["kind"], mapping) for part in parts):
        from importers.mapping.kinds import with_kinds

        shaped = with_kinds(shaped, parts, cells, constants=mapping.own_kinds)
    if any(SAID[0] in records.columns for records in shaped):
        shaped = [as_said(records) for records in shaped]  # the parts' records are put together
    if named & {AMOUNT, CURRENCY}:
        from importers.mapping.amounts import with_amounts

        shaped = with_amounts(shaped, parts, cells, decimal_mark=mapping.decimal_mark)
    return shaped


def _may_decide(kind: Value, mapping: ColumnMapping) -> bool:
    """Whether a kind is no platform's own word, but one that is looked up, or a constant."""
    return not mapping.own_kinds or not any(way.columns for way in kind)
