"""The ids that new events in a SQLite file get."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from importers.writing.sqlite.file import SqliteFile


@dataclass(frozen=True, kw_only=True)
class LastIds:
    """The highest ids that events of orders and of customers ever had."""

    order: int
    customer: int

    @classmethod
    def read(cls, file: SqliteFile) -> LastIds:
        """Those of a file as it is now."""
        return cls(order=file.last_id("order_events"), customer=file.last_id("customer_events"))

    def keep(self, file: SqliteFile, places: pl.Series) -> None:
        """Note that new events at these places have got their ids."""
        ends = places.max(), places.min()
        orders, customers = (int(end) for end in ends)  # type: ignore[arg-type]
        if orders > 0:
            file.keep_last_id("order_events", self.order + orders)
        if customers < 0:
            file.keep_last_id("customer_events", self.customer - customers)

    def next(self, places: pl.Series) -> pl.Series:
        """The `id` of the ledger's records for new events at these places: a customer's is negative, as its
        place is."""
        of_order = places > 0
        if of_order.all():
            return (places + self.order).rename("id")
        if not of_order.any():
            return (places - self.customer).rename("id")
        both = pl.when(of_order).then(places + self.order).otherwise(places - self.customer)
        return pl.select(both.alias("id")).to_series()
