"""The distinct orders and people that a chunk's records name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

ORDERS = ("order", "customer_order")
"""Columns that name orders: an event's own, and the one that an event of a customer is about."""

SHOP_END = "\x00"
"""Ends the shop in an order's key. No text has it: readers replace it."""


@dataclass(frozen=True, kw_only=True)
class DistinctNames:
    """What stands in a column: `names` once each, in source order, and for each record the place of its own
    among them (null: it has none)."""

    names: list[str]
    places: pl.Series

    @classmethod
    def from_series(cls, values: pl.Series) -> DistinctNames:
        """The distinct values of a column of texts."""
        import polars as pl

        if values.null_count() == len(values):
            return cls(names=[], places=pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(values)))
        different = values.drop_nulls().unique(maintain_order=True)
        places = values.cast(pl.Enum(different)).to_physical().cast(pl.UInt32)
        return cls(names=different.to_list(), places=places)


def names_in(frame: pl.DataFrame) -> dict[str, DistinctNames]:
    """The distinct names of a frame's orders, customers, authors, and the orders of customers' events.

    Orders with a shop of their own are named by `order_key`.
    """
    import polars as pl

    orders = {name: frame.select(order_key(pl.col(name))).to_series() for name in ORDERS}
    columns = {**orders, **{name: frame[name] for name in ("customer", "author")}}
    return {name: DistinctNames.from_series(values) for name, values in columns.items()}


def order_key(number: pl.Expr) -> pl.Expr:
    """An order's number, behind its shop and U+0000 where the record names a shop."""
    import polars as pl

    return pl.when(pl.col("shop").is_null()).then(number).otherwise(pl.col("shop") + SHOP_END + number)


def split_order_keys(keys: Sequence[str], shop: str) -> tuple[list[str], list[str]]:
    """The shops and the numbers in orders' keys; `shop` for a key without one."""
    if not any(SHOP_END in key for key in keys):
        return [shop] * len(keys), list(keys)
    parts = [key.rpartition(SHOP_END) for key in keys]
    return [own if end else shop for own, end, _ in parts], [number for _, _, number in parts]
