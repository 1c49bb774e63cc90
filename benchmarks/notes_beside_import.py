"""How long `events add-note` takes beside an import into a PostgreSQL log, and what it waits for.

    python benchmarks/notes_beside_import.py [--rows 300000] [--notes 50] [--every 0.5] [--server URL]
        [first] [second] [alone]

Each note is a process of its own, and one starts every 0.5 s. Three series: beside the first import into an
empty log, beside a second import into the same log, and with no import beside them. Each line has
p50, p99 and the longest of the processes' wall time, of the time that they spent with the server (see
`timed_note.py`), and of the time they waited for a lock, as the server says when it is asked every 20 ms.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from operators_beside_import import FIELDS, write
from postgresql_speed import Databases, server

LOG = "bench_notes"
ASK_SECONDS = 0.02
TIMED = Path(__file__).with_name("timed_note.py")
CUSTOMER = "customer@shop.example"
WAITING = """
    SELECT a.application_name, coalesce(max(left(b.query, 60)), '')
    FROM pg_stat_activity AS a LEFT JOIN pg_stat_activity AS b ON b.pid = ANY(pg_blocking_pids(a.pid))
    WHERE a.wait_event_type = 'Lock' AND a.application_name LIKE 'note %' GROUP BY a.pid, a.application_name
"""


@dataclass(frozen=True)
class Note:
    """The seconds that a note took: its process, and its work with the server."""

    name: str
    wall: float
    database: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=300_000)
    parser.add_argument("--notes", type=int, default=50, help="how many in a series")
    parser.add_argument("--every", type=float, default=0.5, help="seconds from a note to the next")
    parser.add_argument("--server", default="", help="the URL of a server on this machine")
    parser.add_argument("series", nargs="*", default=["first", "second", "alone"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="events-notes-") as folder, server(given.server) as url:
        databases = Databases(url)
        databases.renew(LOG)
        try:
            measure(Path(folder), given, databases.url(LOG))
        finally:
            databases.drop(LOG, "bench_empty")


def measure(folder: Path, given: argparse.Namespace, log: str) -> None:
    subprocess.run(command(log, "customers", "add", CUSTOMER), check=True, stdout=subprocess.DEVNULL)
    for place, title in enumerate(given.series):
        export = folder / f"{place}.csv"
        write(export, given.rows, start=place * given.rows)
        arguments = command(log, "import", str(export), "--source=s", "--tz=UTC", *FIELDS)
        if title == "alone":
            arguments = [sys.executable, "-c", ""]
        began = time.monotonic()
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as load, lock_waits(log) as waited:
            with ThreadPoolExecutor(64) as pool:
                started = [pool.submit(add, log, f"note {n}") for n in paced(given.notes, given.every)]
                load.wait()
                seconds = time.monotonic() - began
            notes = [one.result() for one in started]
        show(f"{title}, {seconds:.1f} s", notes, waited)


def paced(many: int, every: float) -> Iterator[int]:
    for n in range(many):
        yield n
        time.sleep(every)


def command(log: str, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "cli.start", "--database", log, "-q", *arguments]


def add(log: str, name: str) -> Note:
    arguments = command(log, "--color", "never", "add-note", "--customer", CUSTOMER, name)
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(TIMED), *arguments[3:], "--user", "anna@shop.example"],
        check=True,
        capture_output=True,
        env=os.environ | {"PGAPPNAME": name},
    )
    wall = time.monotonic() - began
    return Note(name, wall, json.loads(done.stdout.splitlines()[-1])["database"])


@contextmanager
def lock_waits(log: str) -> Iterator[Counter[tuple[str, str]]]:
    """How often a note was seen that waited for a lock, and for which statement, while the block runs."""
    seen: Counter[tuple[str, str]] = Counter()
    ended = threading.Event()

    def ask() -> None:
        with psycopg.connect(log, autocommit=True) as connection:
            while not ended.wait(ASK_SECONDS):
                seen.update(connection.execute(WAITING).fetchall())

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield seen
    finally:
        ended.set()
        thread.join()


def show(title: str, notes: list[Note], waited: Counter[tuple[str, str]]) -> None:
    locked: Counter[str] = Counter()
    for (name, _), times in waited.items():
        locked[name] += times
    print(f"{title}: {len(notes)} notes, load {os.getloadavg()[0]:.1f}")
    line("process", [note.wall for note in notes])
    line("with the server", [note.database for note in notes])
    line("waiting for locks", [locked[note.name] * ASK_SECONDS for note in notes])
    behind: Counter[str] = Counter()
    for (_, statement), times in waited.items():
        behind[statement] += times
    for statement, times in behind.most_common(5):
        print(f"    {times * ASK_SECONDS:6.2f} s behind {' '.join(statement.split())}")


def line(name: str, seconds: Sequence[float]) -> None:
    p99 = statistics.quantiles(seconds, n=100, method="inclusive")[98]
    print(
        f"  {name:<18} p50 {statistics.median(seconds):.2f} s, p99 {p99:.2f} s, longest {max(seconds):.2f} s"
    )


if __name__ == "__main__":
    main()
