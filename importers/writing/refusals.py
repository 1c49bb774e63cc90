"""Records that a writer refuses: their order or customer is missing and must not be created, or their key
is taken."""

from __future__ import annotations

import polars as pl

from importers.order_keys import distinct, names_of
from importers.record_frame import KEY
from importers.reject_codes import Code
from importers.writing.name_cache import NameCache
from importers.writing.protocol import Target


def refused(unknown: pl.DataFrame, *, target: Target, names: NameCache) -> pl.DataFrame:
    """Records without a ledger record whose order or customer is missing and must not be created.

    A refused record does not count as seen: a later record with its key is classified as if the
    refused one were not there.
    """
    lost = with_code(_without_order(unknown, target, names), Code.ORDER, value="order")
    strange = with_code(_without_customer(unknown, target, names), Code.CUSTOMER, value="customer")
    found = pl.concat([lost, strange])
    if not found.height:
        return found
    taken = unknown.join(found, on="i", how="anti").group_by(KEY).agg(pl.col("i").min().alias("taken"))
    found = found.join(taken, on=KEY, how="left")
    return found.filter(pl.col("taken").is_null() | (pl.col("i") < pl.col("taken"))).drop("taken")


def without(found: pl.DataFrame, refused: pl.DataFrame) -> pl.DataFrame:
    """The records of `found` that are not `refused`, in which another one may be the first of its key."""
    if not refused.height:
        return found
    rest = found.join(refused, on="i", how="anti", maintain_order="left")
    return rest.with_columns(pl.struct(KEY).is_first_distinct().alias("is_first"))


def with_code(records: pl.DataFrame, code: Code, *, value: str) -> pl.DataFrame:
    """Records with a reject code, and the column `value` as the value that is at fault."""
    return records.with_columns(
        pl.lit(code.value).alias("code"), pl.lit("").alias("column"), value=pl.col(value)
    )


def _without_order(records: pl.DataFrame, target: Target, names: NameCache) -> pl.DataFrame:
    return records.clear() if target.create_orders else _unknown(records, "order", names)


def _without_customer(records: pl.DataFrame, target: Target, names: NameCache) -> pl.DataFrame:
    about = records.filter(pl.col("order").is_null())
    if target.create_customers or not about.height:
        return records.clear()
    return _unknown(about, "customer", names)


def _unknown(records: pl.DataFrame, column: str, names: NameCache) -> pl.DataFrame:
    named = names_of(records, column)
    missing = names.unknown(column, distinct(named))
    return records.filter(named.is_in(missing))
