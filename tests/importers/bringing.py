"""Importing a file and reading back everything that it left in a SQLite log.

The fixture `bring` (in `conftest.py`) writes a text into a file and imports it with `bring_into`:

    report = bring("id,order,date,author,message\\n1,7,2020-01-01,anna,sent\\n", name="notes.csv")
    assert report.counts.imported == 1
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from importers.error_budget import Budget
from importers.mapping.column_mapping import ColumnMapping
from importers.mapping.sets import with_sets
from importers.options import Options
from importers.pipeline import run
from importers.progress import OnProgress
from importers.report import Counts, ImportReport

Bring = Callable[..., ImportReport]

PLAIN = ("legacy_id=id", "order=order", "date=date", "author=author", "message=message")
HEADER = "id,order,date,author,message\n"
ROWS = """\
1,1001,2020-01-01 10:00:00,anna@shop.example,First
2,1001,2020-01-01 11:00:00,j.smith,Second
3,1002,2020-01-02 10:00:00,,Third
"""


def bring_into(
    database: str,
    file: Path | str,
    *,
    sets: tuple[str, ...] = PLAIN,
    mapping: ColumnMapping | None = None,
    on_progress: OnProgress = lambda _: None,
    **options: Any,
) -> ImportReport:
    """Import `file` with the mapping `sets` (as of `--set`) and return the report.

    `options` are fields of `Options`, or `max_errors`, the number of rejects that are allowed.
    """
    used = with_sets(mapping or ColumnMapping(source="test", tz="UTC"), sets)
    if "max_errors" in options:
        options["budget"] = Budget(max_errors=options.pop("max_errors"))
    return run(str(file), used, Options(**options), database=database, on_progress=on_progress)


def rows(database: str, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """All rows of a query on a SQLite log."""
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(query, values).fetchall()


def everything(database: str) -> dict[str, list[tuple[Any, ...]]]:
    """The content of every table by name, with ids, without when batches ran and by whom, and without the
    blocks that spare a later import work: a resumed one has read fewer."""
    return {
        "indexes": rows(database, "SELECT name, sql FROM sqlite_master WHERE type <> 'table' ORDER BY name"),
        "orders": rows(database, "SELECT id, shop, number, user_id FROM orders ORDER BY id"),
        "users": rows(database, "SELECT id, email, name, is_staff, is_placeholder FROM users ORDER BY id"),
        "order_events": rows(database, "SELECT * FROM order_events ORDER BY id"),
        "customer_events": rows(database, "SELECT * FROM customer_events ORDER BY id"),
        "records": rows(database, "SELECT * FROM records ORDER BY id"),
        "rejects": rows(database, "SELECT * FROM rejects ORDER BY id"),
        "names": rows(database, "SELECT * FROM legacy_names ORDER BY source_id, role, name"),
        "creations": rows(database, "SELECT * FROM creations ORDER BY entity, entity_id"),
        "batches": rows(
            database,
            "SELECT id, status, file_digest, position, prefix_digest, records_read, lines_read, read,"
            " imported, duplicate, changed, skipped, rejected, json_remove(notes, '$.by', '$.blocks')"
            " FROM batches ORDER BY id",
        ),
    }


def account(counts: Counts) -> tuple[int, ...]:
    return tuple(counts.main().values())


def wide_history(path: Path, *, count: int) -> None:
    dice = random.Random(7)  # noqa: S311
    with path.open("w") as file:
        file.write(HEADER)
        for number in range(count):
            author = dice.choice(["", "anna@shop.example", "j.smith", f"u{number % 17}@x.example"])
            date = "0000-00-00" if number % 23 == 0 else f"2020-01-{number % 28 + 1:02} 10:00:00"
            identity = "" if number % 5 == 0 else number
            file.write(f"{identity},{dice.randrange(count // 4)},{date},{author},Note {number % 50}\n")
