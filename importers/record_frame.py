"""Identified neutral records on their way from the transform to a writer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

KEY = ("source_table", "identity", "part", "occurrence")
"""The columns that identify a record within its source."""

ORDERS = ("order", "customer_order")
"""Columns that name orders: an event's own, and the one that an event of a customer is about."""

KIND_CODE = "kind_code"
"""The column with the code of the kind of a record's message, where that was classified."""

LARGEST = (1 << 63) - 1
"""The largest legacy id that is stored as a number."""

_PLAIN_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-5][0-9]$"

SHOP_END = "\x00"
"""Ends the shop in an order's key. No text has it: readers replace it."""


@dataclass(frozen=True, kw_only=True)
class DistinctNames:
    """What stands in a column: `names` once each, in source order, and for each record the place of its own
    among them (null: it has none)."""

    names: list[str]
    places: pl.Series

    @classmethod
    def from_series(cls, values: pl.Series) -> DistinctNames:
        """The distinct values of a column of texts."""
        import polars as pl

        if values.null_count() == len(values):
            return cls(names=[], places=pl.Series([None], dtype=pl.UInt32).new_from_index(0, len(values)))
        different = values.drop_nulls().unique(maintain_order=True).rename("name").to_frame()
        places = (
            values.rename("name")
            .to_frame()
            .join(different.with_row_index("place"), on="name", how="left", maintain_order="left")
        )
        return cls(names=different["name"].to_list(), places=places["place"])


def names_in(frame: pl.DataFrame) -> dict[str, DistinctNames]:
    """The distinct names of a frame's orders, customers, authors, and the orders of customers' events.

    Orders with a shop of their own are named by `order_key`.
    """
    import polars as pl

    orders = {name: frame.select(order_key(pl.col(name))).to_series() for name in ORDERS}
    columns = {**orders, **{name: frame[name] for name in ("customer", "author")}}
    return {name: DistinctNames.from_series(values) for name, values in columns.items()}


def order_key(number: pl.Expr) -> pl.Expr:
    """An order's number, behind its shop and U+0000 where the record names a shop."""
    import polars as pl

    return pl.when(pl.col("shop").is_null()).then(number).otherwise(pl.col("shop") + SHOP_END + number)


def split_order_keys(keys: Sequence[str], shop: str) -> tuple[list[str], list[str]]:
    """The shops and the numbers in orders' keys; `shop` for a key without one."""
    if not any(SHOP_END in key for key in keys):
        return [shop] * len(keys), list(keys)
    parts = [key.rpartition(SHOP_END) for key in keys]
    return [own if end else shop for own, end, _ in parts], [number for _, _, number in parts]


def worded(frame: pl.DataFrame) -> pl.DataFrame:
    """Records with the event's code as `type` and its JSON as `parameters`, whatever they had of these."""
    import polars as pl

    frame = frame.with_columns(
        pl.col("type").fill_null("other"),
        pl.coalesce("parameters", pl.struct("message").struct.json_encode()).alias("parameters"),
    )
    return frame if "utc_offset" in frame.columns else _without_plain_dates(frame)


PLACE = "place"
"""The column with the places of new records among the chunk's events of orders, from 1, or of customers, from
-1 downwards: the ids of their events follow from these."""


@dataclass(frozen=True, kw_only=True)
class NewRecords:
    """Records that may all be new, with what a writer needs of such and what follows from them alone.

    The records of `frame` are `worded` and have their `PLACE`. `names` are the distinct ones in them,
    `runs` and `details` what the ledger has of them, by `PLACE`. `streams` are the distinct pairs of table
    and part, `types` the events' types. It also says whether the keys are `all_distinct`, and `all_numbers`.
    """

    frame: pl.DataFrame
    names: dict[str, DistinctNames]
    runs: pl.DataFrame
    details: pl.DataFrame
    streams: list[tuple[str, str]]
    types: list[str]
    all_distinct: bool
    all_numbers: bool

    @classmethod
    def from_frame(cls, frame: pl.DataFrame) -> NewRecords:
        """From numbered records."""
        import polars as pl

        from importers.ledger_rows import details_of, runs_of

        of_order = pl.col("order").is_not_null()
        place = pl.when(of_order).then(of_order.cum_sum().cast(pl.Int64))
        of_customer = pl.when(~of_order).then(-(~of_order).cum_sum().cast(pl.Int64))
        frame = worded(frame).with_columns(pl.coalesce(place, of_customer).alias(PLACE))
        return cls(
            frame=frame,
            names=names_in(frame),
            runs=runs_of(frame, by=PLACE),
            details=details_of(frame, by=PLACE),
            streams=list(frame.select("source_table", "part").unique().iter_rows()),
            types=frame["type"].unique().to_list(),
            all_distinct=bool(frame["is_first"].all()),
            all_numbers=bool((frame["key_name"] == "").all()),
        )


def _without_plain_dates(frame: pl.DataFrame) -> pl.DataFrame:
    """With the `utc_offset` of dates that read `2020-01-02 10:00:00`: how many seconds the local time that
    they are in is ahead of UTC. Their text follows from it, and `raw_date` is null."""
    import polars as pl

    is_plain = pl.col("raw_date").str.contains(_PLAIN_DATE) & (pl.col("date") % 1_000_000 == 0)
    local = pl.col("raw_date").str.to_datetime("%Y-%m-%d %H:%M:%S", time_unit="us", strict=False)
    offset = (local.cast(pl.Int64) - pl.col("date")) // 1_000_000
    frame = frame.with_columns(utc_offset=pl.when(is_plain).then(offset))
    return frame.with_columns(raw_date=pl.when(pl.col("utc_offset").is_null()).then("raw_date"))


@dataclass(frozen=True, kw_only=True)
class RecordFrame:
    """Identified neutral records in source order, numbered by `i`; `is_first` marks those whose key no
    earlier one has. `key_number` and `key_name` are what the ledger has of their identities.

    If all may be new, what only `new` records need is computed here, in the reader's thread, since the writer
    is the bottleneck. Otherwise that is None.
    """

    frame: pl.DataFrame
    new: NewRecords | None = None

    @classmethod
    def from_frame(cls, frame: pl.DataFrame, *, expect_new: bool = True) -> RecordFrame:
        """Number `frame`; with `expect_new`, also prepare what only new records need."""
        import polars as pl

        frame = frame.with_columns(
            pl.int_range(pl.len(), dtype=pl.Int64).alias("i"),
            pl.struct(KEY).is_first_distinct().alias("is_first"),
            **split_identities(),
        )
        if not expect_new:
            return cls(frame=frame)
        new = NewRecords.from_frame(frame)
        return cls(frame=new.frame, new=new)

    def with_frame(self, frame: pl.DataFrame) -> RecordFrame:
        """The same records in a frame that has further columns."""
        return RecordFrame(frame=frame, new=self.new and replace(self.new, frame=frame))


def split_identity(identity: str, occurrence: int) -> tuple[int, str]:
    """The number and name that the ledger has for an identity. A whole number above 0 is a number, as long as
    it is written as one is: `007`, `+7` and `-7` are names."""
    is_whole = not occurrence and identity.isascii() and identity.isdigit() and identity[0] != "0"
    if is_whole and len(identity) <= len(str(LARGEST)) and int(identity) <= LARGEST:
        return int(identity), ""
    return occurrence, identity


def split_identities() -> dict[str, pl.Expr]:
    """As `split_identity`, the columns `key_number` and `key_name` of records."""
    import polars as pl

    whole = pl.col("identity").cast(pl.Int64, strict=False)
    is_whole = (whole > 0) & (whole.cast(pl.String) == pl.col("identity")) & (pl.col("occurrence") == 0)
    is_whole = is_whole.fill_null(False)
    return {
        "key_number": pl.when(is_whole).then(whole).otherwise("occurrence"),
        "key_name": pl.when(is_whole).then(pl.lit("")).otherwise("identity"),
    }
