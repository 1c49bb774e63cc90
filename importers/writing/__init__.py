"""Writing neutral records: a database each its own file, one chunk one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy.engine import URL

from events.database.engine import shown, sqlite_path
from events.errors import Misconfigured

if TYPE_CHECKING:
    import polars as pl

    from importers.rejects import Rejected


@dataclass(frozen=True, kw_only=True)
class Target:
    """Which batch is written, and on what terms."""

    batch_id: int
    source_id: int
    shop: str
    make_orders: bool


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
    """One chunk, one transaction: `begin`, `write` (first, it may start over), `reject`, `checkpoint`, then
    `commit` or `rollback`."""

    def begin(self) -> None: ...
    def write(self, records: pl.DataFrame) -> Outcome: ...
    def reject(self, rejects: Sequence[Rejected]) -> None: ...
    def withdraw(self, reject_ids: Sequence[int]) -> None: ...
    def checkpoint(self, values: Mapping[str, Any]) -> None: ...
    def commit(self) -> None: ...
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
