"""The log's records beside the pairs of rejects and repaired records, in one SQLite connection as `log`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from sqlalchemy import Connection, select

from importers.ledger.models import Batch, LedgerRecord
from importers.ledger.record_tables import at_places, with_identities

_COLUMNS = (
    "id", "source_id", "source_table", "identity", "part", "occurrence", "batch_id", "record", "digest",
)  # fmt: skip
_AT_A_TIME = 500


def attach(pairs: sqlite3.Connection, connection: Connection, batch: Batch) -> None:
    """Attach a private copy of the records that are needed as `log`.

    These are the source's with the identity of a repaired record, and the batch's at the place of a reject.
    """
    pairs.execute("ATTACH '' AS log")
    pairs.execute(f"CREATE TABLE log.records ({', '.join(_COLUMNS)}, PRIMARY KEY (id))")
    pairs.execute("CREATE INDEX log.by_identity ON records (source_id, identity)")
    pairs.execute("CREATE INDEX log.by_place ON records (batch_id, record)")
    identities = pairs.execute("SELECT DISTINCT identity FROM made WHERE identity IS NOT NULL").fetchall()
    for some in _batched(name for (name,) in identities):
        _copy(pairs, connection, with_identities(connection, batch.source_id, some))
    places = pairs.execute("SELECT DISTINCT record FROM lost").fetchall()
    for some in _batched(place for (place,) in places):
        _copy(pairs, connection, at_places(connection, [batch.id], some))


def _copy(pairs: sqlite3.Connection, connection: Connection, wanted: list[int]) -> None:
    places = ", ".join("?" * len(_COLUMNS))
    insert = f"INSERT OR IGNORE INTO log.records VALUES ({places})"  # noqa: S608 - our own columns
    columns = (getattr(LedgerRecord, name) for name in _COLUMNS)
    query = select(*columns)
    for some in _batched(wanted):
        rows = connection.execute(query.where(LedgerRecord.id.in_(some)))
        pairs.executemany(insert, map(tuple, rows))


def _batched(values: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(values)
    while some := list(islice(left, _AT_A_TIME)):
        yield some
