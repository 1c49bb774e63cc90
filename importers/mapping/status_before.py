"""Messages that are shown with the state, or what happened, which another column of their row holds."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from importers.identity import SAID
from importers.mapping.column_mapping import STATUS, ColumnMapping, Value
from importers.mapping.expressions import filled, name_of, text_of

_MESSAGE, _KIND = SAID


def with_statuses(
    shaped: list[pl.DataFrame], mapping: ColumnMapping, cells: pl.DataFrame
) -> list[pl.DataFrame]:
    """The records of each part of `mapping`, whose rows are those of `cells`, with their status before the
    message: `paid: by card`.

    A message that is the status, or made of its column, stays as it is; where there is none, the status is
    the message. A record without a kind has its status as one; so has one whose kind is a platform's code of
    the status, where the status is shown. The status is no part of what makes a record the same one:
    `said_message` and `said_kind` are what counts there.
    """
    parts = mapping.parts()
    if not any(STATUS in part.fields for part in parts):
        return shaped
    return [
        _with_status(records, part.fields, cells, mapping)
        for records, part in zip(shaped, parts, strict=True)
    ]


def _with_status(
    records: pl.DataFrame, fields: Mapping[str, Value], cells: pl.DataFrame, mapping: ColumnMapping
) -> pl.DataFrame:
    value = _shown_before(fields)
    codes = fields.get("kind", ()) if mapping.own_kinds else ()
    own = {column for way in (*value, *codes) for column in way.columns}
    comments = tuple(way for way in fields.get("message", ()) if own.isdisjoint(way.columns))
    cells = _plain(cells, value) if mapping.html else cells
    beside = cells.select(
        pl.lit("").alias("_"), name_of(value).alias("_status"), filled(text_of(comments)).alias("_comment")
    )
    status, comment, message = pl.col("_status"), pl.col("_comment"), pl.col("message")
    is_same = _bare(status) == _bare(comment)
    is_shown = status.is_not_null() & comment.is_not_null() & ~is_same
    shown = pl.when(is_shown).then(pl.concat_str(status, pl.lit(": "), message))
    named = pl.when(is_shown).then(status) if codes else pl.lit(None, pl.String)
    said = pl.coalesce(message, status)
    return records.with_columns(beside["_status"], beside["_comment"]).with_columns(
        pl.coalesce(shown, said).alias("message"),
        pl.coalesce(named, "kind", status).alias("kind"),
        said.alias(_MESSAGE),
        pl.col("kind").alias(_KIND),
    ).drop("_status", "_comment")  # fmt: skip


def _shown_before(fields: Mapping[str, Value]) -> Value:
    """The ways to the status; without further columns that the message has itself where no other says
    anything."""
    first, others = fields.get(STATUS, ())[:1], fields.get(STATUS, ())[1:]
    said = {column for way in fields.get("message", ())[1:] for column in way.columns}
    return (*first, *(way for way in others if said.isdisjoint(way.columns)))


def _plain(cells: pl.DataFrame, value: Value) -> pl.DataFrame:
    """`cells` with the columns of `value` read as HTML, as the messages are."""
    from importers.mapping.html_text import plain_texts

    names = dict.fromkeys(column for way in value for column in way.columns)
    return cells.with_columns(plain_texts(cells[name]) for name in names)


def _bare(text: pl.Expr) -> pl.Expr:
    return text.str.strip_chars(" .!").str.to_lowercase()
