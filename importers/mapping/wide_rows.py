"""Which of the events that a mapping names a row has: those with a date, whose conditions it meets."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from importers.mapping.column_mapping import EventPart
from importers.mapping.expressions import holds


def meets(part: EventPart) -> pl.Expr:
    """Whether each row has the event, as far as its conditions say."""
    if not part.where:
        return pl.lit(value=True).alias("_meets")
    return pl.all_horizontal(*map(holds, part.where)).alias("_meets")


def happened(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The events of wide rows: those that have a date, and meet their conditions. A row without any is one
    record that is skipped."""
    meeting = pl.concat(part.filter("_meets") for part in parts)
    dated = meeting.filter(pl.col("raw_date").is_not_null())
    undated = parts[0].join(dated.select("row"), on="row", how="anti", maintain_order="left")
    lacks = pl.when(pl.col("row").is_in(meeting["row"].unique().implode())).then(
        pl.lit("without a date in any of its columns")
    )
    reason = pl.coalesce("reason", lacks, pl.lit("no event's conditions are met"))
    undated = undated.with_columns(reason.alias("reason"), pl.lit(True).alias("skipped"))
    return pl.concat([dated, undated]).sort("row", maintain_order=True)
