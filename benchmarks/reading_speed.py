"""How fast events are read: a large log beside an empty one, and a long timeline.

    python benchmarks/reading_speed.py [ROWS] [ROUNDS] [--log FILE]

ROWS events of a generated history are imported first, unless `--log` names a SQLite log made from one of as
many (it gets a search index, summaries and an order 1001). Then whole commands run in turns; `events order`
on an empty log is their measure. At the end a timeline of 100,000 events is read to its first line, and as a
whole.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from data import history, one_order
from measure import Runner, side_by_side

EVENTS = [sys.executable, "-m", "cli.start"]
LONG = 100_000
JANE = "jane@shop.example"
MONTH = ("--since", "2013-01-01", "--until", "2013-01-31")
WHOLE = (
    "orders", "orders --sort began", "orders --sort paid", "orders --status stuck",
    "log --user user77@shop.example", "log --kind paid", "log --grep parcel", "log --grep zzzqqq",
    "stats", "doctor",
)  # fmt: skip
"""Commands whose first page, or count, depends on the whole log."""
SETS = "legacy_id=entity_id order=increment_id date=created_at author=author message=comment kind=status"


def main(rows: int, rounds: int, *, log: Path | None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="events-bench-"))
    try:
        _measure(folder, rows, rounds, log)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, rows: int, rounds: int, log: Path | None) -> None:
    large = log or _imported(folder, "large", lambda path: history(path, rows, bad_share=0))
    empty = folder / "empty.db"
    for one in (empty, large):
        add = _command(one, "-q", "orders", "add", "1001", "--customer", JANE)
        subprocess.run(add, check=False, stdout=subprocess.DEVNULL)  # a log measured before has it
    number = str(100_000_000 + rows // 10)
    _timed("search index", large, "search", "parcel", "--limit", "1")
    side_by_side(
        [
            Runner("order, empty log", _command(empty, "order", "1001")),
            Runner(f"order, {rows:,} events", _command(large, "order", number)),
            Runner("customer, empty log", _command(empty, "customer", JANE)),
            Runner(f"customer, {rows:,} events", _command(large, "customer", JANE)),
            Runner("log", _command(large, "log")),
            Runner("search a common word, ranked", _command(large, "search", "parcel")),
            Runner("search a common word, newest", _command(large, "search", "parcel", "--by", "date")),
            Runner("search a number", _command(large, "search", "777")),
            Runner("search a person", _command(large, "search", "user7@shop.example")),
            Runner("search, one month", _command(large, "search", "parcel", *MONTH)),
        ],
        rounds=rounds,
    )
    _timed("kinds of events, and summaries of orders", large, "orders", "--sort", "paid", "--limit", "1")
    side_by_side(
        [
            Runner("order, empty log", _command(empty, "order", "1001")),
            *(Runner(line, _command(large, *line.split())) for line in WHOLE),
        ],
        rounds=rounds,
    )
    long = _imported(folder, "long", lambda path: one_order(path, LONG))
    _piped_to_head(long)
    side_by_side([Runner(f"all of {LONG:,} events", _command(long, "order", "1001"))], rounds=1)


def _piped_to_head(long: Path) -> None:
    """The first line of a long timeline, and what it takes when nobody reads on."""
    began = time.perf_counter()
    reading, writing = os.pipe()
    process = subprocess.Popen(_command(long, "order", "1001"), stdout=writing)
    os.close(writing)
    os.read(reading, 1)
    first = time.perf_counter() - began
    os.close(reading)
    _, _, usage = os.wait4(process.pid, 0)
    print(f"first line of {LONG:,} events: {first:.2f} s, then closed: {usage.ru_maxrss / 1024:.0f} MB")


def _imported(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    export, log = folder / f"{name}.csv", folder / f"{name}.db"
    make(export)
    sets = [part for pair in SETS.split() for part in ("--set", pair)]
    _timed(f"import, {name}", log, "-q", "import", str(export), "--source", "bench", "--tz", "UTC", *sets)
    export.unlink()
    return log


def _timed(name: str, log: Path, *command: str) -> None:
    began = time.perf_counter()
    _run(log, *command)
    print(f"{name}: {time.perf_counter() - began:.1f} s")


def _run(log: Path, *command: str) -> None:
    subprocess.run(_command(log, *command), check=True, stdout=subprocess.DEVNULL)


def _command(log: Path, *command: str) -> list[str]:
    return [*EVENTS, "--database", str(log), *command]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("rows", type=int, nargs="?", default=100_000)
    parser.add_argument("rounds", type=int, nargs="?", default=5)
    parser.add_argument("--log", type=Path, help="a SQLite log of ROWS events that you have")
    given = parser.parse_args()
    main(given.rows, given.rounds, log=given.log)
