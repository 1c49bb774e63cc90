"""How long each reading command takes on large logs, of SQLite and PostgreSQL.

    python benchmarks/reads.py LOG… [--rounds N] [--part pages|counts] [--only WORD]

LOG is a path, or the URL of a database on a server of this machine. The options of the commands fit logs of
`data.history`; `events db copy FROM TO` makes one of the other kind. Indexes and summaries are made first. A
first page is to take 1 s, a count of the whole log 10 s; what takes longer is marked. CPU is that of the
command, and of all processes of the server.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable

from measure import Runner, parent_of, server_cpu

EVENTS = [sys.executable, "-m", "cli.start"]
FIRST_PAGE, WHOLE_LOG = 1.0, 10.0
NOTHING = "zzzqqq"
"""A text that no event has."""
PAGES = (
    "order 100000007", "customer user77@shop.example", "show o77777", "log", "log --user user77@shop.example",
    "log --kind paid", "log --grep parcel", "log --since 2013-01-01 --until 2013-01-31",
    "search parcel", "search parcel --by date", "search parcel --since 2013-01-01 --until 2013-01-31",
    "search 777", "search user7@shop.example", f"search {NOTHING}",
    "find 100000007", "find 777", "find parcel", "find user7@shop.example", f"find {NOTHING}",
    "orders", "orders --sort began", "orders --sort last", "orders --sort age", "orders --sort paid",
    "orders --status stuck", "orders --status paid -r", "orders --since 2013-01-01 --until 2013-01-31",
    "orders --page 10000", "customers", "customers --like user77", "customers --sort orders",
    "customers --sort age", "customers --sort paid", "customers --status stuck", "customers --status paid",
    "customers --since 2013-01-01 --until 2013-01-31",
)  # fmt: skip
COUNTS = (
    f"log --grep {NOTHING}", "log --grep 99999999999", "log --kind returned", "log --no-legacy",
    "stats", "stats --by message", "stats --kind legacy --by message", "doctor", "paths", "waits",
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("logs", nargs="+", metavar="LOG")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--part", choices=["pages", "counts"], help="only first pages, or only counts")
    parser.add_argument("--only", default="", help="only commands that contain this")
    given = parser.parse_args()
    for log in given.logs:
        for first in ("orders --sort paid", "search parcel", "log --kind paid"):
            _prepare(log, f"{first} --limit 1")
    print("| command | log | seconds | CPU | of the server | MB | |")
    print("|---|---|--:|--:|--:|--:|---|")
    parts = {"pages": (FIRST_PAGE, PAGES), "counts": (WHOLE_LOG, COUNTS)}
    for limit, commands in (parts[given.part],) if given.part else parts.values():
        for line in (one for one in commands if given.only in one):
            _measure(line, given.logs, rounds=given.rounds, limit=limit)


def _prepare(log: str, line: str) -> None:
    began = time.perf_counter()
    subprocess.run(_command(log, line), check=True, stdout=subprocess.DEVNULL)
    print(f"{line}: {time.perf_counter() - began:.1f} s", file=sys.stderr)


def _measure(line: str, logs: list[str], *, rounds: int, limit: float) -> None:
    """Run one command on each log in turns, and print a row for each."""
    runners = [Runner(_kind(log), _command(log, line), server=_server(log)) for log in logs]
    for _ in range(rounds):
        for one in runners:
            one.run()
    for one in runners:
        server = f"{statistics.median(one.server_cpu):.2f}" if one.server_cpu else ""
        over = "over" if one.median > limit else ""
        numbers = f"{one.median:.2f} | {statistics.median(one.cpu):.2f} | {server} | {one.megabytes:.0f}"
        print(f"| `{line}` | {one.name} | {numbers} | {over} |", flush=True)


def _server(log: str) -> Callable[[], float] | None:
    """Gives the seconds of CPU of the log's server; None for a file."""
    if "://" not in log:
        return None
    import psycopg

    with psycopg.connect(log) as connection:
        postmaster = parent_of(connection.info.backend_pid)
    return lambda: server_cpu(postmaster)


def _kind(log: str) -> str:
    return "PostgreSQL" if "://" in log else "SQLite"


def _command(log: str, line: str) -> list[str]:
    return [*EVENTS, "--database", log, "--no-pager", *line.split()]


if __name__ == "__main__":
    main()
