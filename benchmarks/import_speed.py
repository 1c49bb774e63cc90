"""How fast `events import` is, beside the sqlite3 shell's own `.import` into the same tables and indexes.

    python benchmarks/import_speed.py [ROWS] [ROUNDS]

The shell stages the file, makes orders and users from it, and fills events and ledger by INSERT … SELECT,
with foreign keys off and neither validation nor digests. `events` does all it always does.
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


def main(rows: int, rounds: int) -> None:
    folder = Path(tempfile.mkdtemp(prefix="events-bench-"))
    export, empty, database = folder / "history.csv", folder / "empty.db", folder / "events.db"
    history(export, rows)
    events = [sys.executable, "-m", "cli.app", "--database"]
    subprocess.run([*events, str(empty), "-q", "db", "upgrade"], check=True, stdout=subprocess.DEVNULL)
    script = folder / "shell.sql"
    script.write_text(SHELL.format(csv=export))

    def fresh() -> None:
        for name in ("", "-wal", "-shm"):
            Path(f"{database}{name}").unlink(missing_ok=True)
        shutil.copy(empty, database)

    sets = [part for pair in SETS.split() for part in ("--set", pair)]
    command = [*events, str(database), "-q", "import", str(export), "--source", "bench", "--tz", "UTC", *sets]
    side_by_side(
        [
            Runner("sqlite3 shell, .import + INSERT … SELECT", ["sqlite3", str(database)], script, fresh),
            Runner("events import", command, None, fresh),
            Runner("events import, the same file again", command),
        ],
        rounds=rounds,
    )
    shutil.rmtree(folder)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000, int(sys.argv[2]) if len(sys.argv) > 2 else 3)
