"""Rows that hold several events each, such as an order with a date for each of its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from importers.inference.order_steps import step_of

if TYPE_CHECKING:
    import polars as pl

    from importers.mapping.column_mapping import Value


def wide_dates(dates: Sequence[str], fields: Mapping[str, Value], *, is_order_per_row: bool) -> list[str]:
    """Those of the columns of `dates` each of which makes an event: none is the date, or each row is an order
    and they are called after different steps; and no column holds what happened."""
    if len(dates) < 2 or any(template.column is not None for template in fields.get("message", ())):
        return []
    if "date" not in fields:
        return [*dates]
    steps = {step_of(name) for name in dates} - {""}
    return [*dates] if is_order_per_row and "message" not in fields and len(steps) > 1 else []


def is_order_per_row(fields: Mapping[str, Value], frame: pl.DataFrame) -> bool:
    """Whether no order has two rows."""
    column = fields["order"][0].column if "order" in fields else None
    if column is None or column not in frame.columns:
        return False
    return bool(frame[column].drop_nulls().is_unique().all())
