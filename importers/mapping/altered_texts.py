"""Texts that the import alters, beside what was written: authors' names, and messages in HTML."""

from __future__ import annotations

import polars as pl

from importers.mapping.column_mapping import EventPart, Value
from importers.mapping.expressions import filled, text_of
from importers.whole_columns import same_in_all, with_whole


def with_texts(records: pl.DataFrame, frame: pl.DataFrame, part: EventPart, *, html: bool) -> pl.DataFrame:
    """`records`, which have their `author`, with the message that each row of `frame` makes, read as HTML if
    it is; and with `raw_author` and `raw_message`, null where these are as they were written."""
    author, message = part.fields.get("author"), part.fields.get("message")
    wanted = filled(text_of(message)).alias("message")
    read = frame.with_columns(text_of(author).alias("written"), wanted)[["written", "message"]]
    raw_author = _raw_author(records["author"], read["written"])
    return with_whole(records, raw_author, *_messages(frame, message, wanted, read["message"], html))


def _raw_author(authors: pl.Series, written: pl.Series) -> pl.Series:
    is_same = written == authors
    if is_same.null_count() == 0 and is_same.all():
        return same_in_all("raw_author", None, pl.String(), height=len(authors))
    is_altered = pl.col("written").ne_missing(pl.col("author")) & (pl.col("written") != "")
    return (
        pl.DataFrame([written, authors])
        .select(pl.when(is_altered).then("written").alias("raw_author"))
        .to_series()
    )


def _messages(
    frame: pl.DataFrame, value: Value | None, wanted: pl.Expr, before: pl.Series, html: bool
) -> list[pl.Series]:
    if not html:
        return [before, same_in_all("raw_message", None, pl.String(), height=len(before))]
    from importers.mapping.html_text import plain_texts

    names = dict.fromkeys(column for template in value or () for column in template.columns)
    after = frame.with_columns(plain_texts(frame[name]) for name in names).with_columns(wanted)["message"]
    altered = pl.DataFrame({"before": before, "after": after}).select(
        pl.when(pl.col("before").ne_missing(pl.col("after"))).then("before").alias("raw_message")
    )
    return [after, altered.to_series()]
