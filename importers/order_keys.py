"""The keys of orders that records name: their number, behind the shop where a record has its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

ORDERS = ("order", "customer_order")
"""Columns that name orders: an event's own, and the one that an event of a customer is about."""

SHOP_END = "\x00"
"""Ends the shop in an order's key. No text has it: readers replace it."""


def order_key(number: pl.Expr) -> pl.Expr:
    """An order's number, behind its shop and U+0000 where the record names a shop."""
    import polars as pl

    return pl.when(pl.col("shop").is_null()).then(number).otherwise(pl.col("shop") + SHOP_END + number)


def names_of(records: pl.DataFrame, column: str) -> pl.Series:
    """What identifies the orders, customers or authors that `column` names: orders by their `order_key`."""
    import polars as pl

    is_plain = column not in ORDERS or records["shop"].null_count() == records.height
    return records[column] if is_plain else records.select(order_key(pl.col(column))).to_series()


def distinct(names: pl.Series) -> list[str]:
    """The names once each, in the order in which they occur."""
    found = dict.fromkeys(names.to_list())
    found.pop(None, None)
    return list(found)


def split_order_keys(keys: Sequence[str], shop: str) -> tuple[list[str], list[str]]:
    """The shops and the numbers in orders' keys; `shop` for a key without one."""
    if not any(SHOP_END in key for key in keys):
        return [shop] * len(keys), list(keys)
    parts = [key.rpartition(SHOP_END) for key in keys]
    return [own if end else shop for own, end, _ in parts], [number for _, _, number in parts]
