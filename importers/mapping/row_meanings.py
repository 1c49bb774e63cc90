"""What other columns of a row, and the mapping, add to the meaning of its message."""

from __future__ import annotations

import polars as pl

from importers.identity import SAID, as_said
from importers.mapping.column_mapping import AMOUNT, CURRENCY, ColumnMapping
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
    shaped = with_statuses(shaped, parts, cells)
    shaped = [with_meanings(records, mapping.meanings) for records in shaped]
    named = {name for part in parts for name in part.fields}
    if "kind" in named and not mapping.own_kinds:
        from importers.mapping.kinds import with_kinds

        shaped = with_kinds(shaped, parts, cells)
    if any(SAID[0] in records.columns for records in shaped):
        shaped = [as_said(records) for records in shaped]  # the parts' records are put together
    if named & {AMOUNT, CURRENCY}:
        from importers.mapping.amounts import with_amounts

        shaped = with_amounts(shaped, parts, cells, decimal_mark=mapping.decimal_mark)
    return shaped
