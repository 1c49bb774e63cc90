"""The limit of an import: a raw loop that reads the same file and writes the same pages, and does no more.

    python benchmarks/raw_loop.py LOG HISTORY.csv

LOG is an empty log, HISTORY.csv one of `import_speed.py --bar`. The loop parses with polars, gives out ids by
joins in memory, and inserts through the import's own driver. It proves nothing: it checks no text, date or
id, makes no digest, looks up no earlier record and writes no checkpoint, and if it dies, all is lost.
"""

from __future__ import annotations

import sys
from pathlib import Path

import polars as pl

from events.database import schema
from importers.writing.sqlite.adbc import Columnar

ROWS = 12_000
"""How many rows are written at a time, about as many as a chunk of the import has."""

RUN = 240
"""How many records a run of the ledger has."""

PRAGMAS = (
    "synchronous = OFF",
    "foreign_keys = OFF",
    "temp_store = MEMORY",
    "cache_size = -32768",
    "wal_autocheckpoint = 0",
)
SORTS = ("temp_store = FILE", "cache_size = -4096", "threads = 2")
"""How the indexes are sorted: in parts, as the import does it, though in larger ones. One large sort takes
0.5 to 1 s more."""

FIRST = (
    "INSERT INTO sources (id, name, shop) VALUES (1, 'bench', '')",
    "INSERT INTO record_streams (id, source_id, source_table, part) VALUES (1, 1, '', '')",
)
NAMES = {
    "order": ("orders (id, shop, number) VALUES (?, '', ?)", "order"),
    "author": ("users (id, email, is_placeholder) VALUES (?, ?, 1)", "user"),
}
"""Columns of names, with where a new one goes, and as what it is noted."""

CREATED = "INSERT INTO creations (entity, entity_id, batch_id) VALUES (?, ?, 1)"
EVENT = """
    INSERT INTO order_events (id, date, type, order_id, user_id, parameters) VALUES (?, ?, 'other', ?, ?, ?)
"""
RUNS = """
    INSERT INTO record_runs (first_id, stream_id, first_number, last_number, digests) VALUES (?, 1, ?, ?, ?)
"""

TYPES = {"order": pl.String}
"""The columns of a history that would be read as something else."""

Known = dict[str, pl.DataFrame]


def main(log: str, export: Path) -> None:
    file = Columnar(log)
    statements = Path(schema.__file__).with_name("newest_schema.sql").read_text().split(";\n")
    late = [one for one in statements if one.startswith("CREATE INDEX ix_order_events")]
    for statement in (
        *(f"PRAGMA {one}" for one in PRAGMAS),
        *(f"DROP INDEX {one.split()[2]}" for one in late),
    ):
        file.run(statement)
    file.begin_transactions()
    for statement in FIRST:
        file.run(statement)
    known = {name: pl.DataFrame(schema={name: pl.String, f"{name}_id": pl.Int64}) for name in NAMES}
    rows = pl.read_csv(export, schema_overrides=TYPES)
    for start in range(0, rows.height, ROWS):
        known = write(file, rows[start : start + ROWS], start + 1, known)
    file.commit()
    file.end_transactions()
    for statement in (*(f"PRAGMA {one}" for one in SORTS), *late):
        file.run(statement)
    file.close()


def write(file: Columnar, rows: pl.DataFrame, first: int, known: Known) -> Known:
    """Write `rows` as events from the id `first` on; gives what is `known` of names then."""
    rows = rows.with_columns(event_id=pl.int_range(first, first + rows.height))
    for name, (into, entity) in NAMES.items():
        new = rows.select(pl.col(name).unique()).join(known[name], on=name, how="anti")
        last = known[name][f"{name}_id"].max() or 0
        new = new.with_columns(pl.int_range(last + 1, last + 1 + new.height).alias(f"{name}_id"))
        file.run_many(f"INSERT INTO {into}", new.select(f"{name}_id", name))
        file.run_many(CREATED, new.select(pl.lit(entity), f"{name}_id"))
        known = {**known, name: pl.concat([known[name], new])}
        rows = rows.join(known[name], on=name, how="left", maintain_order="left")
    date = pl.col("date").str.to_datetime("%Y-%m-%d %H:%M:%S").dt.epoch("us")
    parameters = pl.concat_str(pl.lit('{"message": "'), "comment", pl.lit('"}'))
    file.run_many(
        EVENT, rows.select("event_id", date, "order_id", "author_id", parameters.alias("parameters"))
    )
    starts = rows.gather_every(RUN).select("event_id", "id", last=pl.col("id") + (RUN - 1))
    file.run_many(RUNS, starts.with_columns(digests=pl.lit(bytes(8 * RUN))))
    return known


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
