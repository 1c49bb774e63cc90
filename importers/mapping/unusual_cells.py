"""Cells that are no data of a shop, or that a program has altered: judged only where there are any."""

from __future__ import annotations

import polars as pl

from importers.mapping.column_mapping import FURTHER_LINE
from importers.mapping.expressions import filled
from importers.mapping.order_numbers import are_whole

BLANK = "a blank record"
"""Why a row of blank cells is skipped."""

_ORDERS = ("order", "customer_order")
_SUBJECTS = ("customer", *_ORDERS)
_ONLY_ONE = r"""^\[\s*(?:"([^"\\]+)"|'([^'\\]+)'|(\d+))\s*\]$"""
_ENDS = (".0", ",0", ".00", ",00")
_DECIMAL = r"^(\d+)[.,]00?$"
_FRACTION = r"^\d+[.,]\d*[1-9]"


def without_nuls(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The frame with U+2400 for each U+0000, which not every database stores, and how many rows had one."""
    has = pl.all().str.contains("\x00", literal=True)
    if not any(frame.select(has.any()).row(0)):
        return frame, 0
    count = frame.select(pl.any_horizontal(has).sum()).item()
    return frame.with_columns(pl.all().str.replace_all("\x00", "\u2400", literal=True)), int(count)


def without_lists(records: pl.DataFrame) -> pl.DataFrame:
    """The records with what it holds for an order or customer that is a list of one, as `["1001"]` is."""
    found = records.select(pl.col(_SUBJECTS).str.starts_with("[").any()).row(0, named=True)
    listed = [name for name, is_listed in found.items() if is_listed]
    return records.with_columns(pl.col(listed).str.replace(_ONLY_ONE, "${1}${2}${3}")) if listed else records


def with_whole_orders(records: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The records with the order 1001 for `1001.0`, as programs write a column of numbers with gaps, and
    how many they are; none where other orders have decimals."""
    if not have_zero_decimals(records) or have_decimals(records):
        return records, 0
    is_decimal = pl.any_horizontal(pl.col(_ORDERS).str.contains(_DECIMAL).fill_null(value=False))
    return (
        records.with_columns(pl.col(_ORDERS).str.replace(_DECIMAL, "$1")),
        int(records.select(is_decimal.sum()).item()),
    )


def have_zero_decimals(records: pl.DataFrame) -> bool:
    """Whether an order ends as `1001.0` does."""
    if all(are_whole(records[name]) for name in _ORDERS):
        return False
    suspect = pl.any_horizontal(pl.col(_ORDERS).str.ends_with(end).any() for end in _ENDS)
    return bool(records.select(suspect.fill_null(value=False)).item())


def have_decimals(records: pl.DataFrame) -> bool:
    """Whether an order has decimals that are not all zero (1001.1, 2023.01): parts of orders, or a year's."""
    found = pl.any_horizontal(pl.col(_ORDERS).str.contains(_FRACTION).any())
    return bool(records.select(found.fill_null(value=False)).item())


def without_blanks(records: pl.DataFrame, frame: pl.DataFrame) -> pl.DataFrame:
    """The records, with those whose cells are all blank (`,,,` below a spreadsheet's table) as skipped."""
    if not records["raw_date"].null_count():
        return records
    suspects = records.filter(pl.col("raw_date", "order", "customer").is_null(), ~pl.col("skipped"))["row"]
    if suspects.is_empty():
        return records
    cells = (filled(pl.col(name)).is_not_null() for name in frame.columns if name != FURTHER_LINE)
    is_blank = frame[suspects.to_list()].select(blank=~pl.any_horizontal(False, *cells))["blank"]
    blank = pl.col("row").is_in(suspects.filter(is_blank).implode())
    return records.with_columns(
        pl.when(blank).then(pl.lit(BLANK)).otherwise("reason").alias("reason"), pl.col("skipped") | blank
    )
