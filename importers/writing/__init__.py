"""Writing neutral records: a database each its own file, one chunk one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.engine import URL

from events.database.engine import shown, sqlite_path
from events.errors import Misconfigured

if TYPE_CHECKING:
    import polars as pl

    from importers.ledger.rejects import Rejected


@dataclass(frozen=True, kw_only=True)
class Target:
    """Which batch is written, and on what terms."""

    batch_id: int
    source_id: int
    shop: str
    make_orders: bool
    make_customers: bool
    may_drop: bool
    """Whether a chunk may be dropped after it was written: keeping that open costs memory."""
    is_bulk: bool = False
    """Whether so much may come that the database is made ready for it: `finish` ends that."""


OnStep = Callable[[int, int], None]
"""Told how many of how many last steps are done."""

KEY = ("source_table", "identity", "part", "occurrence")
"""What tells one record of a source from the others."""


@dataclass(frozen=True, kw_only=True)
class Named:
    """What stands in a column: `names` once each, in source order, and for each record the place of its own
    among them (null: it has none)."""

    names: list[str]
    places: pl.Series

    @classmethod
    def of(cls, values: pl.Series) -> Named:
        different = values.drop_nulls().unique(maintain_order=True).rename("name").to_frame()
        places = (
            values.rename("name")
            .to_frame()
            .join(different.with_row_index("place"), on="name", how="left", maintain_order="left")
        )
        return cls(names=different["name"].to_list(), places=places["place"])


def names_in(frame: pl.DataFrame) -> dict[str, Named]:
    """What stands in a frame's columns order, customer and author."""
    return {column: Named.of(frame[column]) for column in ("order", "customer", "author")}


def worded(frame: pl.DataFrame) -> pl.DataFrame:
    """Records with the event's code as `type` and its JSON as `parameters`, whatever they had of these."""
    import polars as pl

    return frame.with_columns(
        pl.col("type").fill_null("other"),
        pl.coalesce("parameters", pl.struct("message").struct.json_encode()).alias("parameters"),
    )


@dataclass(frozen=True, kw_only=True)
class Records:
    """Identified neutral records: in source order, numbered by `i`; `is_first` marks those whose key no
    earlier one has. What only a new record needs is made here if all may be new, where there is time, for
    the writer is the one who never waits: they are `worded`, and `names` holds what stands in the columns
    order, customer and author. Else `names` is None."""

    frame: pl.DataFrame
    names: dict[str, Named] | None

    @classmethod
    def of(cls, frame: pl.DataFrame, *, may_be_new: bool = True) -> Records:
        import polars as pl

        frame = frame.with_columns(
            pl.int_range(pl.len(), dtype=pl.Int64).alias("i"),
            pl.struct(KEY).is_first_distinct().alias("is_first"),
        )
        if not may_be_new:
            return cls(frame=frame, names=None)
        return cls(frame=worded(frame), names=names_in(frame))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a chunk's records. `changed` and `refused` are those records themselves, `refused`
    with their code. Counts but `imported` and `duplicate` are of orders and people."""

    imported: int
    duplicate: int
    changed: pl.DataFrame
    refused: pl.DataFrame
    orders_made: int = 0
    people_made: int = 0
    customer_conflicts: int = 0


class Writer(Protocol):
    """For each chunk: `begin`, `write` (first, it may start over), `reject`, `checkpoint`, then `keep` or
    `drop`. What is kept is committed some chunks at a time; `commit` does so now, `rollback` forgets it.
    Before them all, `meet` takes note of what an earlier run of the batch has written; after them, `finish`
    commits and leaves the database as readers want it."""

    @property
    def expects_new(self) -> bool:
        """Whether nothing suggests that the ledger knows any of the records to come."""

    def begin(self) -> None: ...
    def write(self, records: Records) -> Outcome: ...
    def meet(self, records: Records) -> None: ...
    def reject(self, rejects: Sequence[Rejected]) -> None: ...
    def withdraw(self, reject_ids: Sequence[int]) -> None: ...
    def checkpoint(self, values: Mapping[str, Any]) -> None: ...
    def keep(self) -> None: ...
    def drop(self) -> None: ...
    def commit(self) -> None: ...
    def finish(self, on_step: OnStep) -> None: ...
    def rollback(self) -> None: ...
    def close(self) -> None: ...


def check(url: URL) -> None:
    """Raises `Misconfigured` where this kind of database has no writer."""
    if not sqlite_path(url):
        raise Misconfigured(
            f"Bulk import writes SQLite files so far, not {shown(url)}. "
            "Import into a file: --database events.db."
        )


def open_writer(url: URL, target: Target) -> Writer:
    """The writer for this kind of database. Nothing else may have the database open in this process."""
    from importers.writing.sqlite import SqliteWriter

    check(url)
    return SqliteWriter(sqlite_path(url), target)
