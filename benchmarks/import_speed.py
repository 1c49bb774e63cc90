"""How fast `events import` is, beside the sqlite3 shell's own `.import` into the same tables and indexes.

    python benchmarks/import_speed.py [ROWS] [ROUNDS] [--scattered]

The shell stages the file, makes orders and users from it, and fills events and ledger by INSERT … SELECT,
with neither validation nor digests. `events` does all it always does. `--scattered` gives each record to any
order of all years, as no history does: the hardest case for an index.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from data import history
from measure import Runner, side_by_side

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
INSERT INTO records (source_id, source_table, identity, part, occurrence, batch_id, record, line,
    order_event_id, digest, kind, raw_date, extra)
    SELECT 1, '', entity_id, '', 0, 1, rowid, rowid + 1, rowid, x'', status, created_at,
        json_object('notified', notified)
    FROM staged WHERE created_at NOT LIKE '0000%';
DROP TABLE staged;
"""

AS_USUAL = "PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM; PRAGMA journal_mode = WAL;"
"""The shell gets the pages that SQLite makes by itself: with its small cache, larger ones would slow it."""


def main(rows: int, rounds: int, *, scattered: bool) -> None:
    folder = Path(tempfile.mkdtemp(prefix="events-bench-"))
    export, lines, empty = folder / "history.csv", folder / "history.jsonl", folder / "empty.db"
    history(export, rows, scattered=scattered)
    history(lines, rows, form="jsonl", scattered=scattered)
    events = [sys.executable, "-m", "cli.app", "--database"]
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


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    main(*[*numbers, *(100_000, 3)[len(numbers) :]][:2], scattered="--scattered" in sys.argv)
