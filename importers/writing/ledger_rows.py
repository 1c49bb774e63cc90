"""What the ledger stores of a chunk's records beside their keys, as rows of its tables."""

from __future__ import annotations

import polars as pl

DETAILS = ("kind", "raw_date", "raw_author", "raw_message", "extra")
SPAN = ("first_id", "last_id", "batch_id", "record", "line", "record_step", "line_step", "utc_offset")


def spans_of(records: pl.DataFrame, *, batch_id: int) -> pl.DataFrame:
    """The spans of records with `id`, `record`, `line` and `utc_offset`, as rows of `record_spans`.

    The steps are the most frequent ones from a record to the next. A span ends where they differ: where a
    record was rejected, or its text has lines of its own.
    """
    of_orders = _spans(records.filter(pl.col("id") > 0))
    of_customers = _spans(records.filter(pl.col("id") < 0).with_columns(-pl.col("id")))
    of_customers = of_customers.with_columns(
        first_id=-pl.col("last_id"),
        last_id=-pl.col("first_id"),
        record="last_record",
        line="last_line",
    )
    found = pl.concat([of_orders, of_customers])
    return found.with_columns(pl.lit(batch_id, pl.Int64).alias("batch_id")).select(SPAN)


def _spans(records: pl.DataFrame) -> pl.DataFrame:
    """Spans of records by ascending id, with the place of their last one too."""
    records = records.select("id", "record", "line", "utc_offset").cast(pl.Int64).sort("id")
    steps = records.select(pl.col("id", "record", "line").diff())
    offset = records["utc_offset"]
    neighbours = steps.filter(pl.col("id") == 1)
    record_step = _most_frequent(neighbours["record"])
    line_step = _most_frequent(neighbours.filter(pl.col("record") == record_step)["line"])
    goes_on = (steps["id"] == 1) & (steps["record"] == record_step) & (steps["line"] == line_step)
    goes_on &= offset.eq_missing(offset.shift())
    return (
        records.with_columns((~goes_on.fill_null(False)).cum_sum().alias("span"))
        .group_by("span", maintain_order=True)
        .agg(
            pl.col("id").first().alias("first_id"),
            pl.col("id").last().alias("last_id"),
            pl.col("record", "line", "utc_offset").first(),
            pl.col("record").last().alias("last_record"),
            pl.col("line").last().alias("last_line"),
        )
        .drop("span")
        .with_columns(
            pl.lit(record_step, pl.Int64).alias("record_step"), pl.lit(line_step, pl.Int64).alias("line_step")
        )
    )


def _most_frequent(steps: pl.Series) -> int:
    counts = steps.drop_nulls().value_counts().sort("count", steps.name, descending=[True, False])
    return int(counts[0, 0]) if counts.height else 1


def details_of(records: pl.DataFrame) -> pl.DataFrame:
    """Those of the records that have a detail, by their ids."""
    return records.select("id", *DETAILS).filter(pl.any_horizontal(pl.col(DETAILS).is_not_null()))


def with_given_authors(records: pl.DataFrame, given: list[str]) -> pl.DataFrame:
    """`records`, with the name kept where somebody else was `given` it, so that it can be taken back."""
    if not given:
        return records
    name = pl.when(pl.col("author").is_in(given)).then("author")
    return records.with_columns(raw_author=pl.coalesce("raw_author", name))
