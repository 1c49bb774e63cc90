"""Rows of line items: of several rows of one order, only the first says something of the order itself.

Shops export orders with a row for each item. The order's own columns are repeated in every row (Wix, Amazon)
or filled in the first only (Shopify, Squarespace). What all rows say of the order is one set of events.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from importers.inference.item_columns import has_line_items, is_item_column
from importers.mapping.column_mapping import FURTHER_LINE, ColumnMapping, Value
from importers.mapping.conditions import Condition, When

if TYPE_CHECKING:
    import polars as pl

    from importers.readers.chunks import Chunk

REASON = "a further line item of its order"


def with_further_lines(
    chunks: Callable[[], Iterator[Chunk]], mapping: ColumnMapping, columns: Sequence[str]
) -> tuple[Callable[[], Iterator[Chunk]], ColumnMapping]:
    """The chunks with further lines marked, and the mapping that skips these, where rows hold line items.

    Where the mapping itself reads columns of the items, each row is an event of its own.
    """
    used = mapping.columns()
    if "order" not in mapping.fields or not has_line_items(columns) or any(map(is_item_column, used)):
        return chunks, mapping
    messages = [name for part in mapping.parts() for name in _columns_of(part.fields["message"])]
    marker = _Marker(
        order=_read_from(_columns_of(mapping.fields["order"]), columns),
        dates=_read_from(mapping.date_columns(), columns),
        messages=_read_from(messages, columns),
        used=_read_from(used, columns),
        items=tuple(name for name in columns if is_item_column(name)),
    )
    skip = When(REASON, (Condition(FURTHER_LINE, "is not empty", ""),))
    return lambda: marker.mark(chunks()), replace(mapping, skips=(skip, *mapping.skips))


def _columns_of(value: Value) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for template in value for name in template.columns))


def _read_from(names: Iterable[str], columns: Sequence[str]) -> tuple[str, ...]:
    """The input's own columns that these are read from: of a member, the one whose cells hold it; of
    what is made of a column, that one."""
    from importers.mapping.derived_columns import base_of
    from importers.mapping.packed_columns import holder_of

    bases = (base_of(name, columns) for name in names)
    own = (name if name in columns else holder_of(name, columns) for name in bases)
    return tuple(dict.fromkeys(name for name in own if name))


@dataclass(frozen=True, kw_only=True)
class _Marker:
    order: tuple[str, ...]
    dates: tuple[str, ...]
    messages: tuple[str, ...]
    used: tuple[str, ...]
    items: tuple[str, ...]

    def mark(self, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
        """The chunks with the column `FURTHER_LINE`, filled in further lines of the previous row's order."""
        import polars as pl

        before: pl.DataFrame | None = None
        for chunk in chunks:
            rows = self._rows(chunk.frame)
            known = rows if before is None else pl.concat([before, rows])
            judged = _judge(known).tail(rows.height)
            before = judged.tail(1).select(rows.columns) if rows.height else before
            marks = judged.select(pl.when("further").then(pl.lit("1")).alias(FURTHER_LINE))
            yield replace(chunk, frame=chunk.frame.hstack(marks))

    def _rows(self, frame: pl.DataFrame) -> pl.DataFrame:
        """For each row its order, all that the mapping reads of it, whether it has a date, and whether it
        says nothing but of an item."""
        import polars as pl

        def texts(names: Sequence[str]) -> list[pl.Expr]:
            return [pl.col(name).fill_null("").str.strip_chars() for name in names if name in frame.columns]

        def any_filled(names: Sequence[str]) -> pl.Expr:
            return pl.any_horizontal(False, *(text != "" for text in texts(names)))

        order, used = (
            pl.concat_str(*texts(names), pl.lit(""), separator="\x1f") for names in (self.order, self.used)
        )
        is_blank = ~any_filled(self.dates) & ~any_filled(self.messages) & any_filled(self.items)
        return frame.select(
            pl.when(any_filled(self.order)).then(order).alias("order"),
            used.alias("used"),
            any_filled(self.dates).alias("dated"),
            is_blank.alias("blank"),
        )


def _judge(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with `further`: whether they belong to the order of a row before and add nothing to it."""
    import polars as pl

    order = pl.when(pl.col("order").is_not_null() | ~pl.col("blank")).then(pl.col("order").fill_null(""))
    is_same = pl.col("used") == pl.col("used").shift(1)
    return (
        rows.with_columns(order.forward_fill().fill_null("").alias("order"))
        .with_columns(
            (pl.col("order") != pl.col("order").shift(1)).fill_null(value=True).cum_sum().alias("run")
        )
        .with_columns(pl.col("dated").cast(pl.Int8).cum_max().over("run").cast(pl.Boolean))
        .with_columns(
            ((pl.col("order") != "") & pl.col("dated") & (pl.col("blank") | is_same))
            .fill_null(value=False)
            .alias("further")
        )
    )
