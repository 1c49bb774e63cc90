"""How long operators wait beside an import: many who add notes, and some who read, on one log.

    python benchmarks/operators_beside_import.py [--rows 500000] [--writers 50] [--readers 2] [--every 10]
        [--database URL]

An import runs alone first, then another beside the operators. Each operator is a process that is warm
already, and adds a note as `events add-note` does, about every `--every` seconds. It prints how long notes
and timelines took, how many gave up, and the import's rate beside that of the one that ran alone.
The log is a new SQLite file, or the empty one at `--database`, on a server (`events db upgrade` makes one).
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from events.errors import EventsError

COLUMNS = "id,order,date,author,message\n"
FIELDS = [f"--set={field}={column}" for field, column in (
    ("legacy_id", "id"), ("order", "order"), ("date", "date"), ("author", "author"), ("message", "message"),
)]  # fmt: skip
FORK = multiprocessing.get_context("fork")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=500_000)
    parser.add_argument("--writers", type=int, default=50)
    parser.add_argument("--readers", type=int, default=2)
    parser.add_argument("--every", type=float, default=10.0, help="seconds between an operator's notes")
    parser.add_argument("--database", default="", help="the URL of an empty log on a server")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="events-operators-") as folder:
        measure(Path(folder), given)


def measure(folder: Path, given: argparse.Namespace) -> None:
    database, first, second = (
        given.database or str(folder / "log.db"),
        folder / "first.csv",
        folder / "second.csv",
    )
    write(first, given.rows, start=0)
    write(second, given.rows, start=given.rows)
    import events.models  # noqa: F401 - what operators have loaded already
    import importers.ledger.models  # noqa: F401

    alone = given.rows / load(database, first)
    print(f"alone: {alone:,.0f} rows/s")
    operators = [Operator(database, note, given.every) for _ in range(given.writers)]
    operators += [Operator(database, read, 1.0) for _ in range(given.readers)]
    for one in operators:
        one.done.get()
    beside = given.rows / load(database, second)
    print(f"beside operators: {beside:,.0f} rows/s, {beside / alone:.2f} of the rate")
    for one in operators:
        one.ended.set()
    found = [(one.work, *one.done.get()) for one in operators]
    for work in (note, read):
        show(work.__name__, sorted(second for its, seconds, _ in found for second in seconds if its is work))
    print(f"gave up: {sum(gave_up for _, _, gave_up in found)}")


class Operator:
    """A process that works again and again until it is `ended`. Then `done` has the seconds that it took each
    time, and how often it gave up."""

    def __init__(self, database: str, work: Callable[[str], None], every: float) -> None:
        self.work, self.ended, self.done = work, FORK.Event(), FORK.Queue()
        FORK.Process(target=self._run, args=(database, every), daemon=True).start()

    def _run(self, database: str, every: float) -> None:
        self.work(database)
        self.done.put(None)
        took, gave_up = [], 0
        while not self.ended.wait(one_of(2000) / 1000 * every):
            began = time.monotonic()
            try:
                self.work(database)
                took.append(time.monotonic() - began)
            except EventsError as error:
                gave_up += 1
                print(error, file=sys.stderr)
        self.done.put((took, gave_up))


def write(file: Path, rows: int, *, start: int) -> None:
    with file.open("w") as out:
        out.write(COLUMNS)
        for n in range(start, start + rows):
            out.write(
                f"{n},{n // 8},2020-02-02 10:00:{n % 60:02},bob,call {n} about the parcel of the week\n"
            )


def load(database: str, file: Path) -> float:
    began = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "cli", "-q", "--database", database, "import", str(file),
         "--source", "s", "--tz", "UTC", *FIELDS],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return time.monotonic() - began


def one_of(many: int) -> int:
    return random.randrange(many)  # noqa: S311


def note(database: str) -> None:
    from events.account.people import author
    from events.database.session import open_session
    from events.database.write_turns import takes_turns, writing
    from events.notes.adding import add_note, check_note_target, find_note_target

    number = str(one_of(1000))
    with open_session(database) as session:
        if takes_turns(session.connection()):
            check_note_target(session, number)
            session.rollback()
        with writing(session.connection()):
            target = find_note_target(session, number)
            add_note(session, target=target, message="called", author=lambda: author(session, "anna").user)
            session.commit()


def read(database: str) -> None:
    from events.database.session import open_reader
    from events.filters import Filters, Subject
    from events.order.lookup import find
    from events.timeline import entries

    with open_reader(database) as reader:
        order = find(reader, str(one_of(1000)))
        list(entries(reader, Subject(order_id=order.id), Filters()))


def show(name: str, seconds: list[float]) -> None:
    if len(seconds) > 1:
        p99 = statistics.quantiles(seconds, n=100, method="inclusive")[98]
        print(
            f"{name}: {len(seconds)}, p50 {statistics.median(seconds):.2f} s, p99 {p99:.2f} s, "
            f"longest {seconds[-1]:.2f} s"
        )


if __name__ == "__main__":
    main()
