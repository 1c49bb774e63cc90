"""Rows that hold several events each, such as an order with a date for each of its steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from importers.inference.amount_columns import amount_columns
from importers.inference.item_columns import has_line_items
from importers.inference.order_steps import (
    is_last_change,
    is_note,
    is_planned,
    step_events,
    step_of,
    steps_of,
)
from importers.mapping.column_mapping import Template

if TYPE_CHECKING:
    import polars as pl

    from importers.inference.value_profile import ValueProfile
    from importers.mapping.column_mapping import Value

_MOST_NOTES = 0.9
"""The share of rows with a note, from which on notes are what the rows are about."""


def wide_dates(
    dates: Sequence[str],
    fields: Mapping[str, Value],
    frame: pl.DataFrame,
    *,
    is_order_per_row: bool,
    undated: bool,
) -> list[str]:
    """Those of the columns of `dates` each of which makes an event: none is the date, or each row is an order
    and they are called after different steps; and no column holds what happened. `undated` says that the
    message is only a state or a note of the whole order: it may be of any of the dates."""
    if len(dates) < 2 or (not undated and any(one.column is not None for one in fields.get("message", ()))):
        return []
    own = [name for name in dates if not (is_last_change(name) or is_planned(name))]
    if "date" not in fields:
        return own if len(own) > 1 else [*dates]
    if not is_order_per_row or ("message" in fields and not undated):
        return []
    steps = {*steps_of(own)} - {""}
    if len(steps) > 1:
        return own
    changes = [name for name in dates if is_last_change(name)]
    is_changed = undated and steps == {"placed"} and any(_differ(frame, own[0], name) for name in changes)
    return own if is_changed and len(own) == 1 else []


def is_undated(
    fields: Mapping[str, Value],
    looks: Sequence[ValueProfile],
    frame: pl.DataFrame,
    *,
    dates: Sequence[str],
    only_states: bool,
) -> bool:
    """Whether the message is a state or a note of a whole order, of which no date is clearly that one. Notes
    of lists of orders are not in each row, or stand beside the order's amount; where there are `dates` of
    several steps, any text may be one."""
    if "message" not in fields or only_states:
        return "message" in fields
    column = fields["message"][0].column
    if column is None or not (is_note(column) or len({*map(step_of, dates)} - {""}) > 1):
        return False
    cells = frame[column].drop_nulls().str.strip_chars()
    return bool(amount_columns(looks, ())) or int((cells != "").sum()) < _MOST_NOTES * frame.height


def step_of_rows(fields: Mapping[str, Value], frame: pl.DataFrame) -> Mapping[str, Value]:
    """The message of rows of which nothing but the name of their only date says what happened: `Bezahlt am`
    beside an order and an amount. Empty where there is a message, or the date's name says nothing; an order
    is placed once, so `created` of several rows is when each was written."""
    date = fields["date"][0].columns[0] if "date" in fields and "message" not in fields else ""
    happened = step_of(date) if date and "order" in fields else ""
    if not happened or (happened == "placed" and _has_more_dates(fields["order"][0].columns, date, frame)):
        return {}
    (step,) = step_events([date], frame.columns, amount="", currency="")
    return {"message": tuple(Template.parse(one, where=date) for one in step.messages)}


def _has_more_dates(order: Sequence[str], date: str, frame: pl.DataFrame) -> bool:
    """Whether an order has rows of several dates; those of its items have one."""
    known = [name for name in order if name in frame.columns]
    if not known or date not in frame.columns:
        return False
    rows = frame.select(*known, date).drop_nulls().unique()
    return rows.height > rows.select(known).unique().height


def _differ(frame: pl.DataFrame, one: str, other: str) -> bool:
    both = frame.select(one, other).drop_nulls()
    return bool((both[one] != both[other]).any())


def is_order_per_row(fields: Mapping[str, Value], frame: pl.DataFrame, dates: Sequence[str]) -> bool:
    """Whether each order has one row, apart from rows of its items that say the same of it, or nothing."""
    import polars as pl

    order = fields["order"][0].column if fields.get("order") else None
    if order is None or order not in frame.columns:
        return False
    if frame[order].drop_nulls().is_unique().all():
        return True
    if not has_line_items(frame.columns):
        return False
    texts = [name for way in fields.get("message", ())[:1] for name in way.columns if name in frame.columns]
    names = [*dict.fromkeys([order, *dates, *texts])]
    rows = frame.select(pl.col(names).str.strip_chars().fill_null("")).filter(pl.col(order) != "")
    said = rows.filter(pl.any_horizontal(pl.col(name) != "" for name in dates)).unique()
    return bool(dates) and said.height == rows[order].n_unique()
