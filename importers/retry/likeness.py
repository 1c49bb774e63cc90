"""Which repaired record has most of a reject's cells: so rows without ids are distinguished."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator

TABLES = """
    CREATE TABLE lost_cells (cell BLOB, record INTEGER, PRIMARY KEY (cell, record)) WITHOUT ROWID;
    CREATE TABLE found_cells (cell BLOB, place INTEGER, PRIMARY KEY (cell, place)) WITHOUT ROWID;
"""

_RARE = 20
"""A cell that more rejects than this have says nothing of which one it is."""

_LONGEST = 80
"""How many bytes of a cell are compared."""

_BETWEEN = re.compile(rb'[,;\t|"\r\n]+')

_ALIKE = """
    WITH rare AS (
        SELECT cell FROM lost_cells JOIN lost USING (record) WHERE lost.place IS NULL
        GROUP BY cell HAVING count(*) <= :rare
    ), sizes AS (
        SELECT record, count(*) AS size FROM lost_cells JOIN rare USING (cell) GROUP BY record
    ), shares AS (
        SELECT l.record, f.place, count(*) AS shared
        FROM rare JOIN lost_cells AS l USING (cell) JOIN found_cells AS f USING (cell)
        JOIN lost ON lost.record = l.record AND lost.place IS NULL
        JOIN found ON found.place = f.place AND found.how = ''
        GROUP BY l.record, f.place
    )
    SELECT record, place FROM shares JOIN sizes USING (record) WHERE 2 * shared >= size
    ORDER BY CAST(shared AS REAL) / size DESC, record, place
"""


def add_lost(database: sqlite3.Connection, raws: Iterable[tuple[int, bytes]]) -> None:
    """Take in the cells of rejects' raw records."""
    rows = ((cell, record) for record, raw in raws for cell in _cells(raw))
    database.executemany("INSERT INTO lost_cells VALUES (?, ?)", rows)


def add_found(database: sqlite3.Connection, raws: Iterable[tuple[int, bytes]]) -> None:
    """Take in the cells of repaired raw records."""
    rows = ((cell, place) for place, raw in raws for cell in _cells(raw))
    database.executemany("INSERT INTO found_cells VALUES (?, ?)", rows)


def pairs(database: sqlite3.Connection) -> Iterator[tuple[int, int]]:
    """Rejects, each with the place of the unmatched repaired record that has most of its cells, and at least
    half of those that are rare. Where several have as many, they are matched in order."""
    records: set[int] = set()
    places: set[int] = set()
    for record, place in database.execute(_ALIKE, {"rare": _RARE}):
        if record not in records and place not in places:
            records.add(record)
            places.add(place)
            yield record, place


def _cells(raw: bytes) -> set[bytes]:
    return {cell[:_LONGEST] for part in _BETWEEN.split(raw) if (cell := part.strip())}
