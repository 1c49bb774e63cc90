"""What the ledger stores of a chunk's records beside their keys, as rows of its tables."""

from __future__ import annotations

import polars as pl

from importers.whole_columns import same_in_all

DETAILS = ("kind", "raw_date", "raw_author", "raw_message", "extra")
SPAN = ("first_id", "last_id", "batch_id", "record", "line", "record_step", "line_step", "utc_offset")
RUN = tuple(name for name in SPAN if name != "batch_id")


def spans_of(records: pl.DataFrame, *, batch_id: int) -> pl.DataFrame:
    """The spans of records with `id`, as rows of `record_spans`."""
    found = runs_of(records)
    return found.with_columns(pl.lit(batch_id, pl.Int64).alias("batch_id")).select(SPAN)


def runs_of(records: pl.DataFrame, *, by: str = "id") -> pl.DataFrame:
    """Runs of records with `record`, `line` and `utc_offset` whose ids count up, or the column `by` that ids
    follow from: rows of `record_spans` without their batch.

    The steps are the most frequent ones from a record to the next. A run ends where they differ: where a
    record was rejected, or its text has lines of its own.
    """
    read = ((by, "id"), ("record", "record"), ("line", "line"), ("utc_offset", "utc_offset"))
    places = pl.DataFrame([records[column].cast(pl.Int64).alias(name) for column, name in read])
    if (places["id"] > 0).all():
        return _spans(places)[list(RUN)]
    of_orders = _spans(places.filter(pl.col("id") > 0))
    of_customers = _spans(places.filter(pl.col("id") < 0).with_columns(-pl.col("id")))
    of_customers = of_customers.with_columns(
        first_id=-pl.col("last_id"), last_id=-pl.col("first_id"), record="last_record", line="last_line"
    )
    return pl.concat([of_orders, of_customers]).select(RUN)


def _spans(places: pl.DataFrame) -> pl.DataFrame:
    """Spans of records by ascending id, with the place of their last one too."""
    if not places.height:
        return _ends(places, pl.Series(dtype=pl.Int64), 1, 1)
    if _counts_up(places):
        return _ends(places, pl.Series([0]), 1, 1)
    places = places.sort("id")
    steps = places.select(pl.col("id", "record", "line").diff())
    record_step, line_step = _most_frequent(steps["record"]), _most_frequent(steps["line"])
    offset = places["utc_offset"]
    goes_on = (steps["id"] == 1) & (steps["record"] == record_step) & (steps["line"] == line_step)
    goes_on &= offset.eq_missing(offset.shift())
    starts = (~goes_on.fill_null(False)).arg_true().cast(pl.Int64)
    return _ends(places, starts, record_step, line_step)


def _counts_up(places: pl.DataFrame) -> bool:
    """Whether ids, records and lines all go up by one, as those of most chunks do, and the offset is one."""
    ids, offset = places["id"], places["utc_offset"]
    ahead = [places[name] - ids for name in ("record", "line")]
    return (
        ids.is_sorted()
        and ids[-1] - ids[0] == places.height - 1
        and all(one.min() == one.max() for one in [*ahead, offset])
        and offset.null_count() in (0, places.height)
    )


def _ends(places: pl.DataFrame, starts: pl.Series, record_step: int, line_step: int) -> pl.DataFrame:
    """The spans that begin at these rows."""
    ends = pl.concat([starts.slice(1), pl.Series([places.height] * bool(len(starts)), dtype=pl.Int64)]) - 1
    starts, ends = starts.cast(pl.UInt32), ends.cast(pl.UInt32)
    return pl.DataFrame(
        [
            places["id"][starts].alias("first_id"),
            *(places[name][starts] for name in ("record", "line", "utc_offset")),
            *(places[name][ends].alias(f"last_{name}") for name in ("id", "record", "line")),
            same_in_all("record_step", record_step, pl.Int64(), height=len(starts)),
            same_in_all("line_step", line_step, pl.Int64(), height=len(starts)),
        ]
    )


def _most_frequent(steps: pl.Series) -> int:
    """The step that most records are from the one before; 1 where there is none."""
    most = steps.drop_nulls().mode().sort()
    return int(most[0]) if len(most) else 1


def details_of(records: pl.DataFrame, *, by: str = "id") -> pl.DataFrame:
    """Those of the records that have a detail, by their ids or the column `by`."""
    found = records[[by, *DETAILS]]
    if all(found[name].null_count() == found.height for name in DETAILS):
        return found.clear()
    return found.filter(pl.any_horizontal(pl.col(DETAILS).is_not_null()))


def with_given_authors(records: pl.DataFrame, given: list[str]) -> pl.DataFrame:
    """`records`, with the name kept where somebody else was `given` it, so that it can be taken back."""
    if not given:
        return records
    name = pl.when(pl.col("author").is_in(given)).then("author")
    return records.with_columns(raw_author=pl.coalesce("raw_author", name))
