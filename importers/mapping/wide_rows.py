"""Which of the events that a mapping names a row has: those with a date, whose conditions it meets."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from importers.mapping.column_mapping import ADDED, UNSEEN, ColumnMapping, EventPart
from importers.mapping.conditions import Condition
from importers.mapping.expressions import holds


def meets(part: EventPart) -> pl.Expr:
    """Whether each row has the event, as far as its conditions say."""
    if not part.where:
        return pl.lit(value=True).alias("_meets")
    behind = [holds(Condition(name, "is not empty", "")) for name in part.behind]
    conditions = [*map(holds, part.where), *([pl.any_horizontal(*behind)] if behind else [])]
    return pl.all_horizontal(*conditions).alias("_meets")


def together(parts: Sequence[pl.DataFrame], mapping: ColumnMapping) -> pl.DataFrame:
    """The records of all parts of a mapping, in the order of their rows."""
    if mapping.events:
        return _happened(parts)
    return _with_further(parts) if len(parts) > 1 else parts[0]


def _happened(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
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


def _with_further(parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    """The event of each row, whatever is wrong with it, and those of its further states. One without a
    message is left out where these say all that the row says. An amount that one of them shows is seen."""
    own, *further = parts
    met = pl.concat(part.filter("_meets") for part in further)
    if UNSEEN in own.columns:
        shown = pl.concat([own, met]).filter(ADDED)["row"].unique()
        own = own.with_columns(pl.when(~pl.col("row").is_in(shown.implode())).then(UNSEEN).alias(UNSEEN))
        met = met.with_columns(pl.lit(None, pl.String).alias(UNSEEN))
    is_mute = pl.col("message").is_null() & pl.col("row").is_in(met["row"].unique().implode())
    return pl.concat([own.filter(~is_mute), met]).sort("row", maintain_order=True)
