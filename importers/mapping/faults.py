"""Why a record is rejected: the first thing that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from importers.mapping.ditto_marks import REPEATED, repeated
from importers.mapping.order_numbers import order_faults
from importers.reject_codes import Code
from importers.whole_columns import same_in_all, with_whole

if TYPE_CHECKING:
    from importers.mapping.column_mapping import ColumnMapping

FIELDS_NAMED = ("date", "message", *REPEATED)
"""Fields whose columns a fault may name: those of `date` stand in `_date_column`."""

_DECIDED = ("date_code", "order_code", "repeats", *(f"_{name}_column" for name in FIELDS_NAMED))


def with_faults(records: pl.DataFrame, mapping: ColumnMapping) -> pl.DataFrame:
    """The records with code, column and value of the first thing that is wrong with each, in place of the
    columns that decide it, such as `date_code`."""
    codes = _order_codes(records["order"], mapping)
    none = same_in_all("repeats", None, pl.String(), height=records.height)
    records = with_whole(records, codes, none if mapping.exact else repeated(records))
    judged = records.with_columns(_faults(exact=mapping.exact))
    return judged[[name for name in judged.columns if name not in _DECIDED]]


def _order_codes(orders: pl.Series, mapping: ColumnMapping) -> pl.Series:
    """What is wrong with the order numbers; those of an exact export stay as they are."""
    ways = [way for part in mapping.parts() for way in part.fields.get("order", ())]
    is_one_column = all(way.column is not None for way in ways)
    return order_faults(orders.clear(len(orders)) if mapping.exact else orders, may_be_lists=is_one_column)


def _faults(*, exact: bool) -> list[pl.Expr]:
    """code, column and value of the first thing that is wrong with each of the records.

    In an `exact` export, an event of a customer has none where that customer was deleted.
    """
    nobody = pl.col("order").is_null() & pl.col("customer").is_null()
    if exact:
        nobody &= ~pl.col("legacy_id").str.starts_with("c").fill_null(value=False)
    undated = pl.col("date_code").is_not_null()
    mute = pl.col("message").is_null()
    unreadable = pl.col("order_code").is_not_null()
    repeats = pl.col("repeats").is_not_null()
    repeating = [(pl.col("repeats") == name, name) for name in REPEATED]
    repeating_column = pl.coalesce(
        pl.when(is_it).then(pl.col(f"_{name}_column")) for is_it, name in repeating
    )
    repeating_value = pl.coalesce(pl.when(is_it).then(pl.col(name)) for is_it, name in repeating)
    date_column, message_column = pl.col("_date_column"), pl.col("_message_column")
    return [
        pl.when(pl.col("skipped")).then(None)
        .when(nobody).then(pl.lit(Code.SUBJECT.value))
        .when(repeats).then(pl.lit(Code.DITTO.value))
        .when(unreadable).then(pl.col("order_code"))
        .when(undated).then(pl.col("date_code"))
        .when(mute).then(pl.lit(Code.MESSAGE.value))
        .alias("code"),
        pl.when(nobody).then(pl.lit("")).when(repeats).then(repeating_column)
        .when(unreadable).then(pl.col("_order_column"))
        .when(undated).then(date_column).otherwise(message_column)
        .alias("column"),
        pl.when(~nobody & repeats).then(repeating_value).when(unreadable).then(pl.col("order"))
        .when(~nobody & undated).then(pl.col("raw_date"))
        .fill_null("").alias("value"),
    ]  # fmt: skip
