"""A chunk is bounded in bytes and in records, whatever the records look like."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from importers.readers.chunks import CHUNK_BYTES, CHUNK_RECORDS
from importers.readers.opening import open_tables

COUNT = 3 * CHUNK_RECORDS

TEXTS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "short rows": ("notes.csv", lambda: b"a,b\n" + b"1,2\n" * COUNT),
    "rows of another width": ("notes.csv", lambda: b"a,b,c\n1,2,3\n4,5,6\n" + b"1,2\n" * COUNT),
    "a quote that never closes": ("notes.csv", lambda: b'a,b\n1,"' + b'""\n' * COUNT),
    "short escaped rows": ("notes.csv", lambda: b'a,b\n1,"\\""\n2,\\N\n' + b"1,2\n" * COUNT),
    "short lines of JSON": ("notes.jsonl", lambda: b'{"a":1}\n' * COUNT),
    "lines that are no JSON": ("notes.jsonl", lambda: b'{"a":1}\n{"a":2}\n' + b"x\n" * COUNT),
    "small objects": ("notes.json", lambda: b"[" + b",".join([b'{"a":1}'] * COUNT) + b"]"),
    "small rows of a dump": (
        "notes.sql",
        lambda: b"INSERT INTO t (a, b) VALUES " + b",".join([b"(1,2)"] * COUNT) + b";\n",
    ),
    "rows of a dump of another width": (
        "notes.sql",
        lambda: b"INSERT INTO t (a, b) VALUES (1,2)," + b",".join([b"(1)"] * COUNT) + b";\n",
    ),
    "short lines of COPY": (
        "notes.sql",
        lambda: b"COPY t (a, b) FROM stdin;\n" + b"1\t2\n" * COUNT + b"\\.\n",
    ),
}


@pytest.mark.parametrize("text", TEXTS)
def test_a_chunk_of_small_records_has_a_bounded_number_of_them(tmp_path: Path, text: str) -> None:
    name, write = TEXTS[text]
    (tmp_path / name).write_bytes(write())
    with open_tables(str(tmp_path / name)) as tables:
        read = 0
        for chunk in tables.reader(tables.names()[0]).chunks():
            assert chunk.frame.height + len(chunk.broken) <= CHUNK_RECORDS + 1
            assert chunk.first_record == read + 1
            read += chunk.frame.height + len(chunk.broken)
            assert chunk.last_record == read
            lines = [*chunk.lines, *(one.line for one in chunk.broken)]
            assert chunk.last_line - 2 <= max(lines) <= chunk.last_line
    assert COUNT <= read <= COUNT + 2


def test_large_cells_of_a_database_are_fetched_a_bounded_number_at_a_time(tmp_path: Path) -> None:
    rows, size = 40, CHUNK_BYTES // 4
    with closing(sqlite3.connect(tmp_path / "shop.sqlite")) as connection:
        connection.execute("CREATE TABLE notes (id INTEGER, photo BLOB)")
        connection.executemany(
            "INSERT INTO notes VALUES (?, zeroblob(?))", [(at, size) for at in range(rows)]
        )
        connection.commit()
    with open_tables(str(tmp_path / "shop.sqlite")) as tables:
        heights = [chunk.frame.height for chunk in tables.reader("notes").chunks()]
    assert sum(heights) == rows
    assert max(heights) <= 4
