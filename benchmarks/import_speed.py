"""How fast `events import` is, beside the sqlite3 shell's own `.import` into the same tables and indexes.

    python benchmarks/import_speed.py [ROWS] [ROUNDS] [--scattered | --bar]

The shell stages the file, makes orders and users from it, and fills events and ledger by INSERT … SELECT,
with neither validation nor digests. It writes a row of the ledger for each record, where `events` writes one
for each run of them. `events` does all it always does. `--scattered` gives each record to any order of all
years, as no history does: the hardest case for an index.

With `--bar` the shell does what a user would do by hand: three tables, the index that a timeline needs, and a
unique text key per record, which keeps a second import from adding anything. Three rows show the limit: the
shell copies a finished log's rows into the same tables and indexes, `raw_loop.py` reads and writes them, and
`raw_tail.py` does the least that a file with 1 % more takes.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from data import history, plain_history
from measure import Runner, side_by_side

from events.database import schema as schema_module

SETS = "legacy_id=entity_id order=increment_id date=created_at author=author message=comment kind=status"
SHELL = """
PRAGMA synchronous = NORMAL;
.mode csv
.import {csv} staged
INSERT INTO sources (id, name, shop) VALUES (1, 'bench', '');
INSERT INTO orders (shop, number) SELECT DISTINCT '', increment_id FROM staged;
INSERT INTO users (email, name, is_staff, is_placeholder) SELECT DISTINCT author, '', 0, 1 FROM staged;
INSERT INTO order_events (id, date, type, order_id, user_id, parameters)
    SELECT s.rowid, unixepoch(s.created_at) * 1000000, 'other', o.id, u.id, json_object('message', s.comment)
    FROM staged s JOIN orders o ON o.number = s.increment_id AND o.shop = ''
    LEFT JOIN users u ON lower(u.email) = lower(s.author) WHERE s.created_at NOT LIKE '0000%';
INSERT INTO record_streams (id, source_id, source_table, part) VALUES (1, 1, '', '');
INSERT INTO record_keys (id, stream_id, number, digest, name)
    SELECT rowid, 1, CAST(entity_id AS INTEGER), 0, '' FROM staged WHERE created_at NOT LIKE '0000%';
INSERT INTO record_details (id, kind, extra)
    SELECT rowid, status, json_object('notified', notified) FROM staged WHERE created_at NOT LIKE '0000%';
DROP TABLE staged;
"""

BY_HAND = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT NOT NULL UNIQUE);
CREATE TABLE order_events (
    id INTEGER PRIMARY KEY, date INTEGER NOT NULL, type TEXT NOT NULL,
    order_id INTEGER NOT NULL REFERENCES orders, user_id INTEGER REFERENCES users,
    parameters TEXT NOT NULL, legacy_key TEXT NOT NULL UNIQUE
);
CREATE INDEX timeline ON order_events (order_id, date, id);
.mode csv
.import --schema temp {csv} staged
INSERT INTO orders (number) SELECT DISTINCT "order" FROM staged;
INSERT INTO users (email) SELECT DISTINCT author FROM staged;
INSERT INTO order_events (date, type, order_id, user_id, parameters, legacy_key)
    SELECT unixepoch(s.date) * 1000000, 'other', o.id, u.id, json_object('message', s.comment),
        'bench/' || s.id
    FROM staged s JOIN orders o ON o.number = s."order" JOIN users u ON u.email = s.author;
"""

FILLED = (
    "sources", "batches", "users", "orders", "creations", "order_events", "record_streams", "record_keys",
    "record_runs", "record_spans", "record_details",
)  # fmt: skip
"""The tables that an import fills, each after those that it refers to."""

AS_USUAL = "PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM; PRAGMA journal_mode = WAL;"
"""The shell gets the pages that SQLite makes by itself: with its small cache, larger ones would slow it."""


def main(rows: int, rounds: int, *, scattered: bool) -> None:
    folder = Path(tempfile.mkdtemp(prefix="events-bench-"))
    export, lines, empty = folder / "history.csv", folder / "history.jsonl", folder / "empty.db"
    history(export, rows, scattered=scattered)
    history(lines, rows, form="jsonl", scattered=scattered)
    events = [sys.executable, "-m", "cli.start", "--database"]
    subprocess.run([*events, str(empty), "-q", "db", "upgrade"], check=True, stdout=subprocess.DEVNULL)
    shell, database, of_lines = (folder / name for name in ("shell.db", "events.db", "lines.db"))
    usual = folder / "usual.db"
    shutil.copy(empty, usual)
    subprocess.run(["sqlite3", str(usual), AS_USUAL], check=True, stdout=subprocess.DEVNULL)
    script = folder / "shell.sql"
    script.write_text(SHELL.format(csv=export))

    def fresh(target: Path, source: Path = empty) -> None:
        for name in ("", "-wal", "-shm"):
            Path(f"{target}{name}").unlink(missing_ok=True)
        shutil.copy(source, target)

    sets = [part for pair in SETS.split() for part in ("--set", pair)]
    read_as = ["--source", "bench", "--tz", "UTC", *sets]
    command = [*events, str(database), "-q", "import", str(export), *read_as]
    side_by_side(
        [
            Runner("sqlite3 shell", ["sqlite3", str(shell)], script, lambda: fresh(shell, usual)),
            Runner("events import, CSV", command, None, lambda: fresh(database)),
            Runner("events import, CSV again", command),
            Runner("events reconcile", [*events, str(database), "-q", "reconcile", str(export)]),
            Runner("events undo", [*events, str(database), "-q", "undo", "1"]),
            Runner(
                "events import, JSON Lines",
                [*events, str(of_lines), "-q", "import", str(lines), *read_as],
                None,
                lambda: fresh(of_lines),
            ),
        ],
        rounds=rounds,
    )
    shutil.rmtree(folder)


def _alter_first(export: Path, altered: Path) -> None:
    """Copy a file with another first message, in pieces: a command's peak of memory is no less than ours."""
    with export.open("rb") as source, altered.open("wb") as target:
        target.write(source.read(4096).replace(b"Captured", b"captured", 1))
        shutil.copyfileobj(source, target)


def beside_by_hand(rows: int, rounds: int) -> None:
    """The import beside what a user could do by hand with the same file: rates, CPU and size."""
    folder = Path(tempfile.mkdtemp(prefix="events-bench-"))
    export, shell, database = folder / "history.csv", folder / "shell.db", folder / "events.db"
    grown, altered = folder / "grown.csv", folder / "altered.csv"
    plain_history(export, rows)
    plain_history(grown, rows + rows // 100)
    _alter_first(export, altered)
    script = folder / "shell.sql"
    script.write_text(BY_HAND.format(csv=export))

    def fresh(target: Path) -> None:
        for name in ("", "-wal", "-shm"):
            Path(f"{target}{name}").unlink(missing_ok=True)

    bare, limit, raw = folder / "bare.sql", folder / "bare.db", folder / "raw.db"
    empty = folder / "empty.db"
    subprocess.run(
        [sys.executable, "-m", "cli.start", "--database", str(empty), "-q", "db", "upgrade"],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    loop = [sys.executable, str(Path(__file__).with_name("raw_loop.py")), str(raw), str(export)]

    def empty_log() -> None:
        fresh(raw)
        shutil.copy(empty, raw)

    tail = folder / "tail.db"
    rest = [sys.executable, str(Path(__file__).with_name("raw_tail.py"))]
    rest += [str(tail), str(grown), str(export.stat().st_size)]

    def full_log() -> None:
        fresh(tail)
        shutil.copy(database, tail)

    bare.write_text(bare_rows(database))

    sets = [part for name in ("order", "date", "author") for part in ("--set", f"{name}={name}")]
    sets += ["--set", "legacy_id=id", "--set", "message=comment", "--source", "bench", "--tz", "UTC"]
    events = [sys.executable, "-m", "cli.start", "--database", str(database), "-q"]
    command, *more = ([*events, "import", str(path), *sets] for path in (export, grown, altered))
    side_by_side(
        [
            Runner("sqlite3 shell, two indexes", ["sqlite3", str(shell)], script, lambda: fresh(shell),
                   rows=rows, result=shell),
            Runner("events import", command, None, lambda: fresh(database), rows=rows, result=database),
            Runner("sqlite3 shell, bare rows of the log", ["sqlite3", str(limit)], bare, lambda: fresh(limit),
                   rows=rows, result=limit),
            Runner("a raw loop that writes the log's pages", loop, None, empty_log, rows=rows, result=raw),
            Runner("libraries, digest, rows of 1 % more", rest, None, full_log, rows=rows),
            Runner("events import again", command, rows=rows),
            Runner("events import, 1 % longer", more[0], rows=rows),
            Runner("events import, first record altered", more[1], rows=rows),
            Runner("events undo", [*events, "undo", "1"], rows=rows),
        ],
        rounds=rounds,
    )  # fmt: skip
    print(f"The CSV has {export.stat().st_size / 1e6:.0f} MB.")
    shutil.rmtree(folder)


def bare_rows(log: Path) -> str:
    """SQL that copies what an import filled in `log` into new tables, and builds the events' indexes last."""
    schema = Path(schema_module.__file__).with_name("newest_schema.sql").read_text().split(";\n")
    late = [one for one in schema if one.startswith("CREATE INDEX ix_order_events")]
    first = [one for one in schema if one not in late]
    copied = [f"INSERT INTO {table} SELECT * FROM log.{table}" for table in FILLED]
    pragmas = ["PRAGMA page_size = 16384", "PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"]
    steps = [*pragmas, f"ATTACH '{log}' AS log", *first, "BEGIN", *copied, "COMMIT", *late]
    return ";\n".join(filter(str.strip, steps)) + ";\n"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--scattered", action="store_true", help="records of any order of all years")
    kind.add_argument("--bar", action="store_true", help="beside what a user would do by hand")
    given = parser.parse_args()
    if given.bar:
        beside_by_hand(given.rows, given.rounds)
    else:
        main(given.rows, given.rounds, scattered=given.scattered)
