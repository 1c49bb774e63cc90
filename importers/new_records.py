"""Records that may all be new, made ready for a writer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from importers.whole_columns import with_whole

if TYPE_CHECKING:
    import polars as pl

    from importers.record_runs import PackedRecords

_PLAIN_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-5][0-9]$"

_STREAM = ("source_table", "part")

PLACE = "place"
"""The column with the places of new records among the chunk's events of orders, from 1, or of customers, from
-1 downwards: the ids of their events follow from these."""


@dataclass(frozen=True, kw_only=True)
class NewRecords:
    """Records that may all be new, with what a writer needs of such and what follows from them alone.

    The records of `frame` are `worded` and have their `PLACE`. `runs` and `details` are what the ledger has
    of them, by `PLACE`, and `keys` those that are packed. `streams` are the distinct pairs of table
    and part, `ranges` the first and last whole number of those that have any, `types` the events' types. It
    also says whether the keys are `all_distinct`, and `all_numbers`.
    """

    frame: pl.DataFrame
    keys: PackedRecords
    runs: pl.DataFrame
    details: pl.DataFrame
    streams: list[tuple[str, str]]
    ranges: dict[tuple[str, str], tuple[int, int]]
    types: list[str]
    all_distinct: bool
    all_numbers: bool

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> NewRecords:
        """From numbered records."""

        from importers.ledger_rows import details_of, runs_of
        from importers.record_runs import packed

        frame = _placed(worded(frame))
        streams, is_number = streams_of(frame), frame["key_name"] == ""
        return cls(
            frame=frame,
            keys=packed(frame, by=PLACE),
            runs=runs_of(frame, by=PLACE),
            details=details_of(frame, by=PLACE),
            streams=streams,
            ranges=_ranges(frame if is_number.all() else frame.filter(is_number), streams),
            types=_distinct(frame["type"]),
            all_distinct=bool(frame["is_first"].all()),
            all_numbers=bool(is_number.all()),
        )


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    if not frame["order"].null_count():
        return with_whole(frame, pl.int_range(1, frame.height + 1, dtype=pl.Int64, eager=True).alias(PLACE))
    of_order = pl.col("order").is_not_null()
    place = pl.when(of_order).then(of_order.cum_sum().cast(pl.Int64))
    of_customer = pl.when(~of_order).then(-(~of_order).cum_sum().cast(pl.Int64))
    return frame.with_columns(pl.coalesce(place, of_customer).alias(PLACE))


def streams_of(frame: pl.DataFrame) -> list[tuple[str, str]]:
    """The distinct pairs of table and part of records; most chunks have one."""
    if frame.height and all((frame[name] == frame[name][0]).all() for name in _STREAM):
        return [(frame[_STREAM[0]][0], frame[_STREAM[1]][0])]
    return list(frame.select(_STREAM).unique().iter_rows())


def _distinct(types: pl.Series) -> list[str]:
    is_one = types.len() and (types == types[0]).all()
    return [types[0]] if is_one else types.unique().to_list()


def _ranges(numbered: pl.DataFrame, streams: list[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, int]]:
    import polars as pl

    number = pl.col("key_number")
    if len(streams) > 1:
        ends = numbered.group_by(_STREAM).agg(number.min().alias("first"), number.max().alias("last"))
        return {(table, part): (first, last) for table, part, first, last in ends.iter_rows()}
    numbers = numbered["key_number"]
    return {one: (numbers.min(), numbers.max()) for one in streams if len(numbers)}  # type: ignore[misc]


def _without_plain_dates(frame: pl.DataFrame) -> pl.DataFrame:
    """With the `utc_offset` of dates that read `2020-01-02 10:00:00`: how many seconds the local time that
    they are in is ahead of UTC. Their text follows from it, and `raw_date` is null."""
    import polars as pl

    is_plain = pl.col("raw_date").str.contains(_PLAIN_DATE) & (pl.col("date") % 1_000_000 == 0)
    local = pl.col("raw_date").str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    offset = (local.cast(pl.Int64) - pl.col("date")) // 1_000_000
    frame = frame.with_columns(utc_offset=pl.when(is_plain).then(offset))
    return frame.with_columns(raw_date=pl.when(pl.col("utc_offset").is_null()).then("raw_date"))


def worded(frame: pl.DataFrame) -> pl.DataFrame:
    """Records with the event's code as `type` and its JSON as `parameters`, whatever they had of these."""
    import polars as pl

    frame = frame.with_columns(
        pl.col("type").fill_null("other"),
        pl.coalesce("parameters", pl.struct("message").struct.json_encode()).alias("parameters"),
    )
    return frame if "utc_offset" in frame.columns else _without_plain_dates(frame)
