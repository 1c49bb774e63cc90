"""The log's records beside the pairs of rejects and repaired records, in one SQLite connection as `log`."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, select

from events.database.engine import sqlite_path
from importers.ledger.models import Batch, LedgerRecord

_COLUMNS = (
    "id", "source_id", "source_table", "identity", "part", "occurrence", "batch_id", "record", "digest",
)  # fmt: skip
_AT_A_TIME = 500


def attach(pairs: sqlite3.Connection, connection: Connection, batch: Batch) -> None:
    """Attach the log as `log`: a SQLite file itself, else a private copy of the records that are needed.

    These are the source's with the identity of a repaired record, and the batch's at the place of a reject.
    """
    path = sqlite_path(connection.engine.url)
    if path:
        pairs.execute("ATTACH ? AS log", (f"{Path(path).resolve().as_uri()}?mode=ro",))
        return
    pairs.execute("ATTACH '' AS log")
    pairs.execute(f"CREATE TABLE log.records ({', '.join(_COLUMNS)}, PRIMARY KEY (id))")
    pairs.execute("CREATE INDEX log.by_identity ON records (source_id, identity)")
    pairs.execute("CREATE INDEX log.by_place ON records (batch_id, record)")
    identities = pairs.execute("SELECT DISTINCT identity FROM made WHERE identity IS NOT NULL")
    of_source = LedgerRecord.source_id == batch.source_id
    _copy(pairs, connection, of_source, LedgerRecord.identity, (name for (name,) in identities.fetchall()))
    places = pairs.execute("SELECT DISTINCT record FROM lost")
    of_batch = LedgerRecord.batch_id == batch.id
    _copy(pairs, connection, of_batch, LedgerRecord.record, (place for (place,) in places.fetchall()))


def _copy(
    pairs: sqlite3.Connection,
    connection: Connection,
    owner: ColumnElement[bool],
    column: Any,
    values: Iterable[Any],
) -> None:
    places = ", ".join("?" * len(_COLUMNS))
    insert = f"INSERT OR IGNORE INTO log.records VALUES ({places})"  # noqa: S608 - our own columns
    for some in _batched(values):
        wanted = select(*(getattr(LedgerRecord, name) for name in _COLUMNS)).where(owner, column.in_(some))
        pairs.executemany(insert, map(tuple, connection.execute(wanted)))


def _batched(values: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(values)
    while some := list(islice(left, _AT_A_TIME)):
        yield some
