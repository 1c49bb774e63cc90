"""Columns of a record itself, before those of the order or the record that it belongs to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from importers.inference.candidates import Candidate
from importers.inference.name_score import (
    EXACT,
    against,
    is_named_after_orders,
    named,
)
from importers.inference.order_steps import is_last_change, step_of
from importers.mapping.dates.parser import are_dates

if TYPE_CHECKING:
    import polars as pl

_OWN = ("date", "author", "message", "kind", "legacy_id")
"""Roles that each record fills itself; its order and its customer may be those of the record around it."""

_FILLED = 0.9
"""The share of rows with a date, from which on a column may be the date of all."""

Ranked = dict[str, list[Candidate]]


def own_first(ranked: Ranked, frame: pl.DataFrame, *, order: str, around: Sequence[str]) -> Ranked:
    """The candidates of each role, without those of which the record has a better one of its own.

    `around` are the names that columns of the records around it start with, `order` is the column of orders,
    empty where none is known. Where a column of the order and one of the record may be meant, neither leads.
    """
    found = _without_outer(ranked, around) if around else {**ranked}
    found["date"] = _own_dates(found["date"], frame, order)
    found["author"] = _own_authors(found["author"], frame, order)
    return found


def is_around(column: str, around: Sequence[str]) -> bool:
    """Whether a column is one of the records around."""
    return any(column.startswith(f"{name}.") for name in around)


def _without_outer(ranked: Ranked, around: Sequence[str]) -> Ranked:
    """What an order says of itself is no history's: its state, its note and who took it are not used for
    records that lie in it, and its date is only asked about."""
    found = {**ranked}
    of_outer_order = bool(ranked["order"]) and is_around(ranked["order"][0].column, around)
    for role in _OWN:
        own = [one for one in ranked[role] if not is_around(one.column, around)]
        if role == "date" and not own:
            found[role] = [replace(one, confidence=one.confidence / 2) for one in ranked[role]]
        elif role != "author" or of_outer_order or any(named(role, one.column) for one in own):
            found[role] = own
    own = [one for one in ranked["customer"] if not is_around(one.column, around)]
    if any(named("customer", one.column) and not named("author", one.column) for one in own):
        found["customer"] = own
    elif len(own) < len(ranked["customer"]):  # the e-mail of whoever wrote is no customer's
        found["customer"] = [one for one in ranked["customer"] if one not in own]
    return found


def _own_dates(found: list[Candidate], frame: pl.DataFrame, order: str) -> list[Candidate]:
    """Without the dates that are the orders', where there is one of each row; where that may be the date of
    something else, or nothing but names says which is which, neither leads."""
    able = [one for one in found if _may_be_own(one.column, frame)]
    dates = _without_broken(able, frame)
    of_orders = _same_in_orders(able, dates, order)
    rows = [one for one in able if one.column not in of_orders and _varies(dates, order, one.column)]
    if of_orders and rows:
        plain = [one for one in rows if _is_plain(one.column)]
        if plain:
            return [one for one in found if one.column not in of_orders]
        return _level(found, {*of_orders, *(one.column for one in rows)})
    placed = [one for one in able if is_named_after_orders(one.column)]
    rivals = [one for one in able if one not in placed and _is_plain(one.column)]
    rivals = [one for one in rivals if placed and not frame[one.column].equals(frame[placed[0].column])]
    if any(named("date", one.column) >= EXACT for one in rivals):
        return [one for one in found if one not in placed]
    if rivals and found[0] in placed:
        return _level(found, {placed[0].column, *(one.column for one in rivals)})
    return found


def date_of_rows(found: Sequence[Candidate], frame: pl.DataFrame, order: str) -> str:
    """The one date that differs within orders, if all others are the orders': whatever its name, unless that
    is of a step. Empty if there is none."""
    dates = _without_broken(found, frame)
    rows = [one.column for one in found if _varies(dates, order, one.column)]
    of_orders = _same_in_orders(found, dates, order)
    is_one = len(rows) == 1 and len(rows) + len(of_orders) == len(found)
    return rows[0] if is_one and step_of(rows[0]) in ("", "placed") else ""


def _own_authors(found: list[Candidate], frame: pl.DataFrame, order: str) -> list[Candidate]:
    """Without the people who are the same in all rows of each order, where others are not."""
    named_so = [one for one in found if named("author", one.column)]
    of_orders = _same_in_orders(named_so, frame, order)
    rows = [one for one in named_so if _varies(frame, order, one.column)]
    return [one for one in found if one.column not in of_orders] if rows else found


def _may_be_own(column: str, frame: pl.DataFrame) -> bool:
    cells = frame[column]
    filled = int((cells.fill_null("").str.strip_chars() != "").sum())
    return not against("date", column) and filled >= _FILLED * len(cells)


def _without_broken(found: Sequence[Candidate], frame: pl.DataFrame) -> pl.DataFrame:
    """The table without what cannot be read in these columns of dates: a broken one in a row of an order is
    not another date."""
    import polars as pl

    broken = [one.column for one in found if one.has_broken_dates]
    return frame.with_columns(
        pl.when(are_dates(frame[name])).then(pl.col(name)).alias(name) for name in broken
    )


def _is_plain(column: str) -> bool:
    """Whether a date is of no step after the order was placed, and not that of the last change."""
    return step_of(column) in ("", "placed") and not is_last_change(column)


def _level(found: list[Candidate], columns: Collection[str]) -> list[Candidate]:
    """The candidates, these as likely as the likeliest of them."""
    best = max(one.confidence for one in found if one.column in columns)
    level = [replace(one, confidence=best) if one.column in columns else one for one in found]
    return sorted(level, key=lambda one: -one.confidence)


def _same_in_orders(found: Sequence[Candidate], frame: pl.DataFrame, order: str) -> set[str]:
    """The columns that are the same in all rows of each order, of orders with several filled rows."""
    counts = {one.column: _different(frame, order, one.column) for one in found}
    return {name for name, (several, differing) in counts.items() if several and not differing}


def _varies(frame: pl.DataFrame, order: str, column: str) -> bool:
    return _different(frame, order, column)[1] > 0


def _different(frame: pl.DataFrame, order: str, column: str) -> tuple[int, int]:
    """How many orders have several rows that fill the column, and in how many of these they differ."""
    import polars as pl

    if order not in frame.columns or column == order:
        return 0, 0
    texts = (pl.col(name).str.strip_chars().alias(of) for name, of in ((order, "order"), (column, "cell")))
    rows = frame.select(texts).filter(pl.col("order") != "", pl.col("cell") != "")
    orders = rows.group_by("order").agg(pl.len().alias("rows"), pl.col("cell").n_unique().alias("cells"))
    several = orders.filter(pl.col("rows") > 1)
    return several.height, several.filter(pl.col("cells") > 1).height


def order_column(ranked: Mapping[str, Sequence[Candidate]], clear: float) -> str:
    """The likeliest column of orders, if it is as likely as `clear`; else nothing."""
    best = ranked["order"][0] if ranked["order"] else None
    return best.column if best is not None and best.confidence >= clear else ""
